from __future__ import annotations

from fractions import Fraction

import pytest

from bpmn.terms import Kind, Term, WorkingTime, WrongTerm


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("P3D", "working", "3 ngày làm việc"),
        ("P0.5D", "working", "0,5 ngày làm việc"),
        ("P0,25D", "working", "0,25 ngày làm việc"),
        ("P20D", "calendar", "20 ngày"),
        ("PT6H", "working", "6 giờ làm việc"),
        ("P1M", "calendar", "1 tháng"),
        ("P1M", "working", "1 tháng"),
        ("P0D", "working", "trong ngày"),
        (" P3D ", "working", "3 ngày làm việc"),
    ],
)
def test_a_term_is_said_as_the_officers_say_it(text: str, kind: Kind, said: str) -> None:
    assert str(Term.read(text, kind=kind)) == said


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "working"),
        ("3D", "working"),
        ("P3", "working"),
        ("P1D12H", "working"),
        ("P-3D", "working"),
        ("P٣D", "working"),
        ("P99999D", "working"),
        ("P1.5M", "working"),
        ("P0.5D", "calendar"),
        ("PT0H", "working"),
        ("P0M", "calendar"),
        ("P1Y", "working"),
    ],
)
def test_what_is_no_term_is_refused_with_its_text(text: str, kind: Kind) -> None:
    with pytest.raises(WrongTerm, match="không phải là thời hạn hợp lệ") as refused:
        Term.read(text, kind=kind)
    assert refused.value.params == {"text": text}


def test_a_term_made_in_code_keeps_the_same_rules() -> None:
    with pytest.raises(WrongTerm):
        Term(Fraction(1, 2), "month", "calendar")
    with pytest.raises(WrongTerm):
        Term(Fraction(1), "hour", "calendar")
    assert Term(Fraction(1, 2), "day", "working") == Term.read("P0.5D")


def test_working_time_adds_up() -> None:
    assert WorkingTime(90) + WorkingTime(30) - WorkingTime(200) == WorkingTime(-80)


@pytest.mark.parametrize("text", ["P3D", "P0.5D", "PT6H", "P1M", "P0D", "PT7.5H"])
@pytest.mark.parametrize("kind", ["working", "calendar"])
def test_a_term_is_read_back_from_what_it_says(text, kind):
    if (kind, text) in (("calendar", "P0.5D"), ("calendar", "P0D")):
        kind = "working"
    term = Term.read(text, kind=kind)
    assert Term.told(str(term)) == term == Term.read(term.iso, kind=term.kind)


@pytest.mark.parametrize("text", ["", "ba ngày", "3 tuần", "-1 ngày", "0 tháng"])
def test_other_words_are_no_term(text):
    with pytest.raises(WrongTerm):
        Term.told(text)
