"""Working days and calendar days together may not take longer than the law gives."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.checks import weeks
from bpmn.checks.registry import Found, rule
from bpmn.checks.subject import Subject
from bpmn.sentences import Sentence

_OVERRUN = Sentence(
    "Nhận hồ sơ {weekday}, các bước cộng lại quá thời hạn {term} của trường hợp “{case}” trong tuần làm việc "
    "bình thường."
)


@rule("term-fit", severity="error")
def check(subject: Subject) -> Iterator[Found]:
    """Where working and calendar time meet, the steps fit every case's term in an ordinary week, any weekday."""
    for case in subject.cases:
        if not weeks.is_mixed(subject, case.term):
            continue
        for process in subject.processes:
            weekday = weeks.overrun(subject, process, case.term, around_tet=False)
            if weekday:
                yield process, _OVERRUN.filled(weekday=weekday, term=case.term.said, case=case.name)
