"""What a procedure's own law says of its clock: a window for supplements, time that does not count."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from bpmn import releases
from bpmn.files import NotReadable
from processes.refusals import NotLawful
from tasks import dealings
from tests.conftest import DIAGRAMS
from tests.dealings.conftest import Work
from tests.town import Town

LAW = """
[[excluded]]
name = "chờ kết quả lý lịch tư pháp"
article = "khoản 2 Điều 10"
"""


@pytest.fixture
def own_law(town: Town, tmp_path: Path) -> Work:
    """A dossier whose procedure has a window of three days and time that does not count."""
    folder = Path(shutil.copytree(DIAGRAMS / "cap-ban-sao-tu-so-goc", tmp_path / "release"))
    facts = folder / "procedure.toml"
    text = facts.read_text(encoding="utf-8").replace("[[case]]", '[[case]]\nsupplement_window = "P3D"')
    text = text.replace('term = "P1D"', 'term = "P5D"')
    head, _, rest = text.partition("[[")
    facts.write_text(f"{head}{LAW}\n[[{rest}", encoding="utf-8")
    town.publish(folder)
    return Work(town)


def test_a_supplement_is_asked_within_its_window(own_law):
    assert own_law.why("binh")["ask_supplement"] == ""
    own_law.town.pass_time(days=4)
    why = own_law.why("binh")["ask_supplement"]
    assert why == "chỉ được yêu cầu bổ sung trong 3 ngày làm việc kể từ khi tiếp nhận"


def test_time_that_does_not_count_is_named_with_its_article(own_law):
    before, town = own_law.found.due_at, own_law.town
    town.deal(dealings.exclude, "binh", own_law.id, letter="45/STP", limit=town.moment + timedelta(days=20))
    assert "chờ kết quả lý lịch tư pháp, khoản 2 Điều 10, văn bản số 45/STP" in own_law.clock.explanation
    assert own_law.found.national_status == 4
    town.pass_time(days=14)
    town.deal(dealings.include, "binh", own_law.id, letter="99/CA")
    assert own_law.found.due_at - before == timedelta(days=14)
    assert own_law.is_whole()


def test_where_the_law_knows_none_none_is_excluded(work):
    limit = work.town.moment + timedelta(days=20)
    with pytest.raises(NotLawful, match="không có thời gian"):
        work.town.deal(dealings.exclude, "binh", work.id, letter="45/STP", limit=limit)


def test_a_window_must_be_a_term(tmp_path):
    folder = Path(shutil.copytree(DIAGRAMS / "cap-ban-sao-tu-so-goc", tmp_path / "release"))
    facts = folder / "procedure.toml"
    text = facts.read_text(encoding="utf-8").replace("[[case]]", '[[case]]\nsupplement_window = "bảy ngày"')
    facts.write_text(text, encoding="utf-8")
    with pytest.raises(NotReadable):
        releases.read_folder(folder)
