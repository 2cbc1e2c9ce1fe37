"""A dossier's letters read as its own release words them: the one it was accepted on, whatever came after."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from bpmn.files import NotReadable
from bpmn.letters import FILES
from processes.designs import DesignStale
from tasks import design, receipts, viewing, writing
from tests.answers import answer
from tests.tasks import studio
from tests.tasks.letters.conftest import FONTS
from tests.town import Town

OWN = "{cơ quan} cần thêm giấy tờ cho hồ sơ *{mã hồ sơ}*:\n\n{nội dung bổ sung}\n\nVì: {lý do}. Hạn: {hạn bổ sung}.\n"
FILE = FILES["supplement_request"]


def add(town: Town, design_id: int, file: str, text: str) -> None:
    studio.act(town, design.add, design_id, file=file, content=text.encode())


def request(town: Town, dossier_id: int) -> int:
    """A supplement request, written by who appraises and issued by their head."""
    task_id = town.dossier("mai", dossier_id).current[0].task_id
    town.complete("mai", task_id, answer(town, studio.CODE, "receive"))
    town.claim("nam", town.dossier("nam", dossier_id).current[0].task_id)
    told = {"missing": "Giấy #x", "reason": "Mờ", "limit": town.moment + timedelta(days=9)}
    return town.write("supplement_request", dossier_id, by="nam", head="huong", **told)


def printed(town: Town, letter_id: int) -> str:
    told = {"officer": town.officer("mai"), "moment": town.moment}
    with town.database.transaction() as transaction:
        letter = viewing.letter(transaction, letter_id, **told)  # pyright: ignore
        return _text(writing.pdf(transaction, letter, **told, fonts=FONTS))  # pyright: ignore


def _text(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def test_letters_follow_the_release_of_their_dossier(town: Town) -> None:
    before = town.receive(town.request(studio.CODE)).dossier_id
    design_id = studio.begin(town)
    add(town, design_id, FILE, OWN)
    add(town, design_id, FILES["receipt"], "Nhớ mang giấy này đến {một cửa}.")
    studio.publish(town, design_id)
    after = town.receive(town.request(studio.CODE)).dossier_id
    usual, own = printed(town, request(town, before)), printed(town, request(town, after))
    assert "Để có đủ căn cứ giải quyết" in usual
    assert "cần thêm giấy tờ cho hồ sơ" in own
    assert "1. Giấy #x" in own
    assert "Để có đủ căn cứ" not in own
    told = {"officer": town.officer("mai"), "moment": town.moment, "fonts": FONTS}
    with town.database.transaction() as transaction:
        assert "Nhớ mang giấy này đến" in _text(receipts.pdf(transaction, after, **told))  # pyright: ignore
        assert "Nhớ mang" not in _text(receipts.pdf(transaction, before, **told))  # pyright: ignore


def test_a_design_with_a_wrong_letter_is_not_let_through(town: Town) -> None:
    design_id = studio.changed(town)
    add(town, design_id, FILE, "{{ facts }}")
    with town.database.snapshot() as snapshot:
        found = design.check(snapshot, design_id, officer=town.officer(studio.ASKER))
    assert [(one.file, one.finding.rule) for one in found if one.finding.severity == "error"] == [(FILE, "readable")]
    with pytest.raises(NotReadable):
        studio.ask(town, design_id)


def test_an_example_is_called_otherwise_and_taken_out(town: Town) -> None:
    design_id = studio.begin(town)
    add(town, design_id, "vi-du.example", "{}")
    studio.act(town, design.rename, design_id, file="vi-du.example", to="ho-so-du.example", seen=2)
    with pytest.raises(NotReadable):
        studio.act(town, design.rename, design_id, file="ho-so-du.example", to="a.exe", seen=3)
    with pytest.raises(DesignStale):
        studio.act(town, design.remove, design_id, file="ho-so-du.example", seen=2)
    studio.act(town, design.remove, design_id, file="ho-so-du.example", seen=3)
    assert not [name for name in studio.look(town, design_id).files if name.endswith(".example")]
