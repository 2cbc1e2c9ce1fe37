"""A term of calendar days holds fewer working days around Tết."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.checks import weeks
from bpmn.checks.registry import Found, rule
from bpmn.checks.subject import Subject
from bpmn.sentences import Sentence

_TET = Sentence(
    "Quanh Tết, nhận hồ sơ {weekday}, các bước cộng lại có thể quá thời hạn {term} của trường hợp “{case}”; "
    "cần bố trí sớm."
)


@rule("term-fit-tet", severity="warning")
def check(subject: Subject) -> Iterator[Found]:
    """Where working and calendar time meet, the steps fit every case's term even around Tết."""
    for case in subject.cases:
        if not weeks.is_mixed(subject, case.term):
            continue
        for process in subject.processes:
            ordinary = weeks.overrun(subject, process, case.term, around_tet=False)
            weekday = weeks.overrun(subject, process, case.term, around_tet=True)
            if weekday and not ordinary:
                yield process, _TET.filled(weekday=weekday, term=case.term.said, case=case.name)
