"""Each rule is in force on its own days: one at a time, none missing between, none changed after the fact."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest

from processes import rules
from processes.refusals import NotLawful
from processes.rules import FORMS
from tests.town import Town

FIRST = date(2018, 6, 21)


@pytest.mark.parametrize("key", sorted({rule.key for rule in rules.all_rules()}))
def test_the_rules_of_a_key_follow_one_another_without_a_gap(key: str) -> None:
    found = sorted((rule for rule in rules.all_rules() if rule.key == key), key=lambda rule: rule.since)
    assert found[0].since == FIRST
    assert found[-1].until is None
    for before, after in itertools.pairwise(found):
        assert before.until is not None
        assert after.since == before.until + timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "pack", "number", "title"),
    [
        (date(2025, 6, 30), "nd61", "04", "Phiếu xin lỗi và hẹn lại ngày trả kết quả"),
        (date(2025, 9, 14), "nd61", "04", "Phiếu xin lỗi và hẹn lại ngày trả kết quả"),
        (date(2025, 9, 15), "nd118", "04", "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết"),
    ],
)
def test_forms_change_later_than_the_procedure_does(day: date, pack: str, number: str, title: str) -> None:
    form = rules.on(day).form("apology")
    assert (form.pack, form.number, form.title) == (pack, number, title)
    assert rules.on(day).packs()["extension.times"] == ("nd61" if day < date(2025, 7, 1) else "nd118")


def test_what_was_not_verified_calls_itself_a_draft() -> None:
    for kind in FORMS:
        assert rules.on(date(2026, 3, 2)).form(kind).source.endswith("(gói quy tắc nd118, bản dự thảo)")


def test_before_the_first_rule_there_is_none() -> None:
    with pytest.raises(NotLawful):
        rules.on(FIRST - timedelta(days=1)).form("receipt")


def test_a_dossier_keeps_the_rules_of_its_day(town: Town) -> None:
    accepted = town.receive()
    told = town.dossier("mai", accepted.dossier_id).history[0].data
    assert told["rules"]["form.receipt"] == "nd118"  # pyright: ignore
    assert accepted.code == "H99.30-260302-0001"
