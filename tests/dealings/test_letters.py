"""A letter is drafted, approved, issued under a number, and printed the same for ever; what it says happens then."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from processes.refusals import LetterNot, NotAllowed, NotFound, NotLawful
from tasks import dealings, viewing, writing
from tests.tasks.letters.conftest import FONTS


def draft(work, by="binh", kind="supplement_request", **content):
    town = work.town
    told = {"missing": "Bản chính giấy khai sinh", "reason": "Không đọc được", "limit": town.moment + timedelta(days=9)}
    if kind != "supplement_request":
        told = {"reason": "Trùng hồ sơ"}
    with town.database.transaction() as transaction:
        return writing.draft(
            transaction,
            work.id,
            kind=kind,
            officer=town.officer(by),
            moment=town.moment,
            key=town.key(),
            **{**told, **content},
        )


def text(work, letter_id, by="mai"):
    town = work.town
    told = {"officer": town.officer(by), "moment": town.moment}
    with town.database.transaction() as transaction:
        letter = viewing.letter(transaction, letter_id, **told)
        pdf = writing.pdf(transaction, letter, **told, fonts=FONTS)
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def test_until_it_is_issued_nothing_happens(work):
    letter = draft(work)
    assert (work.found.paused_at, work.town.dossier("mai", work.id).letters[0].state) == (None, "draft")
    work.town.letter(writing.approve, "viet", letter)
    assert work.found.paused_at is None
    work.town.letter(writing.issue, "thu", letter)
    assert (work.found.paused_at, work.found.national_status) == (work.town.moment, 5)
    assert work.is_whole()


def test_a_head_approves_and_the_clerk_only_issues(work):
    letter = draft(work)
    with pytest.raises(LetterNot):
        work.town.letter(writing.issue, "thu", letter)
    for username in ("binh", "thu"):
        with pytest.raises(NotAllowed):
            work.town.letter(writing.approve, username, letter)
    work.town.letter(writing.approve, "viet", letter)
    with pytest.raises(NotAllowed):
        work.town.letter(writing.issue, "binh", letter)
    with pytest.raises(LetterNot):
        work.town.letter(writing.approve, "viet", letter)


def test_officers_of_other_agencies_do_not_find_it(work):
    letter = draft(work)
    with pytest.raises(NotFound):
        work.town.letter(writing.approve, "thang", letter)
    with pytest.raises(NotFound):
        text(work, letter, by="son")


def test_one_draft_of_a_kind_at_a_time(work):
    letter = draft(work)
    assert "đã có dự thảo" in work.why("binh")["ask_supplement"]
    with pytest.raises(NotLawful, match="đã có dự thảo"):
        draft(work)
    with pytest.raises(NotAllowed):
        work.town.letter(writing.discard, "thu", letter)
    work.town.letter(writing.discard, "binh", letter)
    assert work.why("binh")["ask_supplement"] == ""
    with pytest.raises(LetterNot):
        work.town.letter(writing.approve, "viet", letter)


def test_what_is_no_longer_lawful_is_not_issued(work):
    letter = draft(work)
    work.town.letter(writing.approve, "viet", letter)
    work.town.deal(dealings.withdraw, "mai", work.id, reason="Không còn nhu cầu")
    with pytest.raises(NotLawful, match="đã kết thúc"):
        work.town.letter(writing.issue, "thu", letter)
    assert work.town.dossier("mai", work.id).letters[0].number is None


def test_a_refused_issue_takes_no_number(work):
    late = draft(work)
    work.town.letter(writing.approve, "viet", late)
    work.town.pass_time(days=20)
    with pytest.raises(NotLawful, match="phải sau"):
        work.town.letter(writing.issue, "thu", late)
    work.town.letter(writing.discard, "viet", late)
    work.town.letter(writing.approve, "viet", second := draft(work))
    work.town.letter(writing.issue, "thu", second)
    assert [letter.number for letter in work.town.dossier("mai", work.id).letters] == [1]


def test_what_was_issued_is_printed_the_same_for_ever(work):
    letter = draft(work)
    assert "DỰ THẢO" in text(work, letter)
    assert "…/HDHS" in text(work, letter)
    for verb in (writing.approve, writing.issue):
        work.town.letter(verb, "viet", letter)
    issued = text(work, letter)
    assert "Số: 01/HDHS" in issued
    assert "CHỦ TỊCH UBND PHƯỜNG" in issued
    work.town.pass_time(days=400)
    assert text(work, letter) == issued


def test_each_year_and_kind_counts_from_one(work):
    work.town.write("supplement_request", work.id, missing="x", reason="y", limit=work.town.moment + timedelta(days=5))
    work.town.deal(dealings.receive_supplement, "mai", work.id, note="Đã nộp", files=[])
    work.town.write("apology", work.id, reason="Chờ tra sổ", until=work.town.moment + timedelta(days=30))
    work.town.pass_time(days=400)
    work.town.write("supplement_request", work.id, missing="x", reason="y", limit=work.town.moment + timedelta(days=5))
    letters = work.town.dossier("mai", work.id).letters
    assert [(one.kind, one.year, one.number) for one in letters] == [
        ("supplement_request", 2026, 1),
        ("apology", 2026, 1),
        ("supplement_request", 2027, 1),
    ]
