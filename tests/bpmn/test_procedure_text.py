"""A procedure.toml is written with what was changed, and everything else in it stands as it stood."""

from __future__ import annotations

import tomllib
from copy import deepcopy
from datetime import date, time
from difflib import unified_diff
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpmn import procedure_text, procedures
from tests.conftest import ROOT

SHIPPED = sorted((ROOT / "bpmn" / "diagrams").glob("*/procedure.toml"))
PERMIT = ROOT / "bpmn" / "diagrams" / "cap-giay-phep-xay-dung" / "procedure.toml"


def changed(source: bytes, table: dict[str, Any]) -> list[str]:
    """The lines that are not as they were."""
    written = procedure_text.write(source, table)
    assert tomllib.loads(written.decode()) == table
    lines = unified_diff(source.decode().splitlines(), written.decode().splitlines(), lineterm="", n=0)
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.parent.name)
def test_one_word_changed_is_one_line_changed(path: Path) -> None:
    source = path.read_bytes()
    table = tomllib.loads(source.decode())
    assert procedure_text.write(source, table) == source
    for case in table["case"]:
        case["name"] += " (sửa)"
    assert len(changed(source, table)) == 2 * len(table["case"])
    anew = procedure_text.write(b"", table)
    assert procedures.read(anew).cases[0].name == table["case"][0]["name"]
    assert procedure_text.write(anew, table) == anew


def test_rows_are_added_taken_out_and_moved_with_their_comments() -> None:
    source = PERMIT.read_bytes()
    table = tomllib.loads(source.decode())
    works, house = table["case"]
    works["paper"].insert(1, {"code": "photo", "name": 'Ảnh "mặt tiền"', "copies": 1})
    del house["paper"][3]
    house["term"] = "P10D"
    house["cutoff"] = time(15)
    house["dated_fee"] = [{"amount": 5, "since": date(2026, 1, 1), "until": date(2026, 12, 31), "basis": "NQ 1"}]
    lines = changed(source, table)
    assert "+cutoff = 15:00:00" in lines
    assert '+name = "Ảnh \\"mặt tiền\\""' in lines
    assert not any(line[1:].startswith("#") for line in lines)
    table["case"].reverse()
    written = procedure_text.write(source, table).decode()
    assert written.index('code = "house"') < written.index("# phí do HĐND tỉnh") < written.index('code = "works"')
    assert tomllib.loads(written) == table


def test_a_code_that_is_changed_keeps_its_comment() -> None:
    source = PERMIT.read_bytes()
    table = tomllib.loads(source.decode())
    table["case"][0]["code"] = "building"
    assert changed(source, table) == ['-code = "works"', '+code = "building"']


def test_what_was_not_changed_stays_however_it_was_written() -> None:
    for source in (b"name   =  'Ky'  # ten\r\n\n\n[[case]]\ncode='a'\n", b'outcome = [{ key = "a", name = "A" }]\n'):
        assert procedure_text.write(source, tomllib.loads(source.decode())) == source


def test_a_fact_said_in_two_places_keeps_the_comments_of_both() -> None:
    source = b"# le phi tai quay\nfees.counter = 1\n# le phi qua mang\nfees.online = 2\n"
    written = procedure_text.write(source, {"fees": {"counter": 1, "online": 3}}).decode()
    assert [line for line in written.splitlines() if line.startswith("#")] == ["# le phi tai quay", "# le phi qua mang"]


@pytest.mark.parametrize(
    "source",
    [
        b"# loi dau\nfees.counter = 1\nfees.online = 2\ncode = 'x'\n# cuoi\n",
        b'outcome = [{ key = "a", name = "A" }]\n',
        b'[[case]]\ncode = "a"\n[case.fees]\ncounter = 1\n',
        b'name = """\n[[case]]\n"""\n[[case]]\ncode = "a"\n',
        b"legal_basis = [\n" + b'  "a", # mot\n' * 1_000 + b"]\n",
        b"code = 1\n\xff",
        b"= broken",
    ],
)
def test_however_a_file_was_written_the_new_one_says_what_it_should(source: bytes) -> None:
    try:
        table = tomllib.loads(source.decode())
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        table = {}
    table = {**deepcopy(table), "field": "Xây dựng", "code": "b"}
    assert tomllib.loads(procedure_text.write(source, table).decode()) == table


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
values = st.one_of(texts, st.integers(0, 9), st.booleans(), st.dates(), st.times(), st.lists(texts, max_size=3))
papers = st.lists(
    st.dictionaries(st.sampled_from(["code", "name", "copies"]), values, max_size=3), min_size=1, max_size=3
)
cases = st.fixed_dictionaries(
    {"code": texts}, optional={"fees": st.dictionaries(texts, st.integers()), "paper": papers}
)
tables = st.fixed_dictionaries(
    {"code": texts},
    optional={
        "name": values,
        "outcome": papers,
        "case": st.lists(cases, min_size=1, max_size=3),
        "surprise": values,
    },
)


@given(tables, tables)
def test_whatever_was_there_and_whatever_comes_is_read_back(before: dict[str, Any], after: dict[str, Any]) -> None:
    first = procedure_text.write(b"", before)
    assert tomllib.loads(first.decode()) == before
    second = procedure_text.write(first, after)
    assert tomllib.loads(second.decode()) == after
    assert procedure_text.write(second, after) == second
