"""The steps together may not take longer than the law gives."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from bpmn.checks.registry import Found, rule
from bpmn.checks.subject import Subject
from bpmn.model import Element, Process, SubProcess, UserTask
from bpmn.procedures import Case
from bpmn.sentences import Sentence
from bpmn.terms import Term

_HOURS = {"hour": Fraction(1), "day": Fraction(8)}  # 1 day = 8 h where allotments are summed, nowhere else
_CLOSE = Fraction(17)
_TOO_LONG = Sentence("Đường dài nhất cộng lại {needed}, quá {given} của trường hợp “{case}”.")


@rule("term-sum", severity="error")
def check(subject: Subject) -> Iterator[Found]:
    """On the longest way without a turn back the allotments stay within every case's term, if both count alike."""
    allotted = [task.allotment for task in subject.tasks if task.allotment]
    for case in subject.cases:
        comparable = all(term.unit in _HOURS and term.kind == case.term.kind for term in (case.term, *allotted))
        if not comparable:
            continue
        for process in subject.processes:
            for most, walked in _walks(subject, case):
                needed = _longest(walked, process)
                if needed > most:
                    long, given = _written(needed), _given(case, most)
                    yield (
                        process,
                        _TOO_LONG.filled(needed=long, given=given, case=case.name),
                    )
                    break


def _walks(subject: Subject, case: Case) -> Iterator[tuple[Fraction, Subject]]:
    """The hours there are, and the diagram they are for: each channel its own where one waits for a confirmation."""
    most = _hours(case.term) if case.term.amount else _same_day(case)
    if not case.confirmation:
        yield most, subject
        return
    for channel in case.fees:
        yield most + case.confirmation.get(channel, 0) * _HOURS["day"], subject.on_channel(channel)


def _same_day(case: Case) -> Fraction:
    """What comes in last still has to be done that day: from the cut-off, where there is one, to the usual close."""
    if case.cutoff is None:
        return _HOURS["day"]
    return _CLOSE - case.cutoff.hour - Fraction(case.cutoff.minute, 60)


def _given(case: Case, most: Fraction) -> Sentence:
    if case.term.amount:
        return Sentence("thời hạn {term}", term=case.term.said)
    return Sentence("{hours} còn lại trong ngày", hours=_written(most))


def _hours(term: Term) -> Fraction:
    return term.amount * _HOURS[term.unit]


def _written(hours: Fraction) -> Sentence:
    return Sentence("{hours} giờ", hours=f"{float(hours):g}".replace(".", ","))


def _longest(subject: Subject, scope: Process | SubProcess) -> Fraction:
    """The hours of the longest way through a scope. An arrow back to a node on the way is a turn back."""
    longest: dict[str, Fraction] = {}
    for node in subject.inside_out(subject.starts(scope)):
        after = [longest[following.id] for following in subject.next_of(node) if following.id in longest]
        longest[node.id] = _own(subject, node) + max(after, default=Fraction(0))
    return max((longest[start.id] for start in subject.starts(scope)), default=Fraction(0))


def _own(subject: Subject, node: Element) -> Fraction:
    if (inside := subject.inside(node)) is not None:
        return _longest(subject, inside)
    return _hours(node.allotment) if isinstance(node, UserTask) and node.allotment else Fraction(0)
