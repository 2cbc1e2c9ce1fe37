"""Whatever lines are pasted and however a file is broken: a draft that can be read, or a sentence."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bpmn import process_tables, releases
from bpmn.files import NotReadable
from tests.bpmn.process_tables.tables import HEADING, ROLES, tabbed, xlsx

_WORDS = """|-|1|2|Bước 2|bước 9|kết thúc|không|Tổng cộng|½ ngày|1/2|0,5 ngày|4 giờ làm việc|8h|1 tháng|2 tuần
Ký duyệt|Trả kết quả|Vào sổ, phát hành|Tiếp nhận hồ sơ"""
_CELLS = st.one_of(st.sampled_from([*_WORDS.replace("\n", "|").split("|"), *ROLES, *HEADING]), st.text(max_size=12))
_ROWS = st.lists(st.lists(_CELLS, min_size=1, max_size=9), max_size=8)
_SOUND = xlsx()


@given(rows=_ROWS)
@settings(max_examples=40, deadline=None, derandomize=True)
def test_any_lines(rows: list[list[str]]) -> None:
    try:
        table = process_tables.read_pasted(tabbed(rows))
    except NotReadable as refused:
        assert str(refused).startswith("Không đọc được bảng: ")  # noqa: PT017 - both ends are fine
        return
    release = releases.read(process_tables.write(table, ROLES).files)
    assert len(list(release.model.user_tasks())) == len(table.steps)


@given(at=st.integers(0, len(_SOUND) - 1), byte=st.integers(0, 255), kept=st.integers(1, len(_SOUND)))
@settings(max_examples=40, deadline=None, derandomize=True)
def test_any_broken_file(at: int, byte: int, kept: int) -> None:
    for source in (_SOUND[:at] + bytes([byte]) + _SOUND[at + 1 :], _SOUND[:kept]):
        try:
            assert process_tables.read_file(source).steps
        except NotReadable as refused:
            assert str(refused).startswith("Không đọc được ")  # noqa: PT017
