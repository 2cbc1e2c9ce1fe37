"""The letters of a trial: which its applicant may get, with which times, worded as the release words them."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from bpmn import letters, releases
from bpmn.letters import FILES, Kind
from bpmn.procedures import Channel
from processes import calendars
from tasks.letters import specimens
from tasks.letters.specimens import Specimen
from tests.conftest import DIAGRAMS, MONDAY_8AM


def specimen(folder: str, channel: Channel, at: int = 0, **own: bytes) -> Specimen:
    """A made-up dossier of a shipped procedure."""
    files = dict(releases.read_folder(DIAGRAMS / folder).files)
    release = releases.read(files | {FILES[kind]: text for kind, text in own.items()})  # pyright: ignore
    calendar = calendars.vietnam()
    return Specimen(release, release.cases[at], channel, MONDAY_8AM, "UBND phường Bến Xuân", "Bến Xuân", calendar)


def said(one: Specimen, kind: Kind, fonts: Path) -> str:
    pdf = specimens.pdf(one, kind, moment=MONDAY_8AM + timedelta(days=1), fonts=fonts)
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def test_what_an_applicant_may_get_depends_on_how_the_request_comes() -> None:
    usual = ["receipt", "supplement_request", "apology", "stop_notice"]
    assert specimens.kinds(specimen("cap-giay-phep-xay-dung", "counter")) == usual
    online = specimens.kinds(specimen("cap-giay-phep-xay-dung", "online"))
    assert online == ["reception_supplement", "refusal", *usual]
    at_once = specimen("dang-ky-khai-sinh-bien-gioi", "counter")
    assert at_once.case.immediate
    assert specimens.kinds(at_once) == usual[1:]


@pytest.mark.parametrize("kind", ["receipt", "supplement_request", "apology", "stop_notice"])
def test_what_is_read_beside_a_trial_is_what_the_page_says(kind: Kind, fonts: Path) -> None:
    own = {"receipt": "Xem *kỹ* hồ sơ {mã hồ sơ}.".encode()} if kind == "receipt" else {}
    one = specimen("cap-giay-phep-xay-dung", "counter", **own)
    page = "".join(said(one, kind, fonts).split())
    told = specimens.text(one, kind, moment=MONDAY_8AM + timedelta(days=1), fonts=fonts)
    assert len(told) > 2
    for paragraph in told:
        for part in paragraph.split(" · "):
            assert "".join(part.split()) in page, part
    assert any("000.00.00-260302-0001" in one for one in told)
    assert any(" · 01 · " in one for one in told) == (kind == "receipt")  # the papers, row by row


def test_the_receipt_promises_what_the_case_promises(fonts: Path) -> None:
    one = specimen("cap-giay-phep-xay-dung", "counter")
    told = said(one, "receipt", fonts)
    assert "08 giờ 00 phút, ngày 23 tháng 3 năm 2026" in told  # twenty days, the last of them a Sunday
    assert "02 bộ bản vẽ thiết kế xây dựng" in told


@pytest.mark.parametrize("kind", [kind for kind in FILES if kind != "receipt"])
def test_each_letter_is_printed_as_the_release_words_it(kind: Kind, fonts: Path) -> None:
    usual, own = specimen("cap-giay-phep-xay-dung", "online"), letters.beginning(kind)
    words = "Phần riêng của thủ tục này.\n\n".encode() + own
    worded = said(specimen("cap-giay-phep-xay-dung", "online", **{kind: words}), kind, fonts)
    assert "Phần riêng của thủ tục này." in worded
    assert "Phần riêng" not in said(usual, kind, fonts)
    assert "DỰ THẢO" in worded
    assert "{" not in worded
