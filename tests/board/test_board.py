"""Every figure of the board equals what is counted anew row by row, and opens what it counts; who sees which."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import pytest
from sqlalchemy import event

from processes.board import MEASURES, Row
from processes.database import Database
from processes.refusals import NotAllowed
from tasks import board
from tasks.board import Asked, By, Figures, Key, Measure
from tests.board.filling import fill
from tests.board.recounting import NAMES, Record
from tests.town import Town

NUMBER = 150
BYS: tuple[By, ...] = ("agency", "unit", "post", "officer", "procedure", "step")


def figures(town: Town, who: str, asked: Asked, by: By = "agency") -> Figures:
    with town.database.snapshot() as snapshot:
        return board.figures(snapshot, asked, by=by, officer=town.officer(who), moment=town.moment)


def behind(town: Town, who: str, asked: Asked, measure: Measure, by: By | None = None, key: Key = None) -> list[Row]:
    """All dossiers of a number at the top, or all tasks of a number of a line, page by page."""
    told: dict[str, Any] = {"officer": town.officer(who), "moment": town.moment, "limit": 7}
    found: list[Row] = []
    with town.database.snapshot() as snapshot:
        while True:
            told["after"] = found[-1].place if found else None
            if by is None:
                page = board.dossiers(snapshot, asked, measure, **told)
            else:
                page = board.tasks(snapshot, asked, measure, by=by, key=key, **told)
            found += page
            if len(page) < 7:
                return found


def test_every_figure_equals_the_record_and_opens_what_it_counts(town: Town) -> None:
    three = fill(town, NUMBER)
    record = Record.read(town)
    known = town.directory
    ward, division = town.unit("H99.30", "one_stop"), town.unit("H99.30", "economic_division")
    agency_of = {post.id: post.agency_id for post in known.posts.values()}
    unit_of = {post.id: post.unit_id for post in known.posts.values()}
    procedure_of = {row.id: row.procedure_id for row in record.rows["release"]}
    keys: dict[By, Callable[[Any], object]] = {
        "agency": lambda task: agency_of[task.post_id],
        "unit": lambda task: unit_of[task.post_id],
        "post": lambda task: task.post_id,
        "officer": lambda task: task.holder_id,
        "procedure": lambda task: procedure_of[record.by_id("dossier", task.dossier_id).release_id],
        "step": lambda task: task.name,
    }

    def everything(*_: object) -> bool:
        return True

    def in_ward(task: Any) -> bool:
        return agency_of[task.post_id] == ward.agency_id

    def in_division(task: Any) -> bool:
        return unit_of[task.post_id] == division.id

    def was_received(task: Any) -> bool:
        return record.by_id("dossier", task.dossier_id).receiving_unit_id == ward.id

    views: list[tuple[str, Asked, Callable[[Any], bool], Callable[[Any, list[Any]], bool]]] = [
        ("ha", Asked(), everything, everything),
        ("viet", Asked(), in_ward, lambda d, tasks: d.agency_id == ward.agency_id or any(map(in_ward, tasks))),
        ("huong", Asked(), in_division, lambda _, tasks: any(map(in_division, tasks))),
        ("thu", Asked("received"), was_received, lambda d, _: d.receiving_unit_id == ward.id),
        ("ha", Asked(unit_id=division.id), in_division, lambda _, tasks: any(map(in_division, tasks))),
    ]
    seen: set[str] = set()
    for who, asked, is_mine, is_dossier_mine in views:
        counted = record.tally(is_mine, is_dossier_mine)
        told = asdict(figures(town, who, asked).tally)
        assert told == {name: len(counted[name]) for name in MEASURES}, (who, asked)
        seen |= {name for name, number in told.items() if number}
        for name in MEASURES:
            opened = behind(town, who, asked, name)
            assert sorted(row.dossier_id for row in opened) == sorted(counted[name]), (who, name)
            assert [row.place for row in opened] == sorted(row.place for row in opened)
        for by in BYS:
            lines = record.lines(keys[by], is_mine)
            shown = figures(town, who, asked, by).lines
            assert {line.key: asdict(line) for line in shown} == {
                key: {"key": key, **{name: len(line[name]) for name in ("dossiers", *NAMES)}}
                for key, line in lines.items()
            }, (who, asked, by)
            worst = shown[0]
            for name in NAMES if who in ("ha", "viet") else ("overdue",):
                opened = behind(town, who, asked, name, by, worst.key)
                assert sorted(row.task_id or 0 for row in opened) == sorted(lines[worst.key][name]), (who, by, name)
    assert seen == set(MEASURES)  # no number was nothing everywhere

    # the dossier at three agencies: once at the top, once on the line of each
    assert [row.dossier_id for row in behind(town, "ha", Asked(), "all")].count(three) == 1
    lines = {line.key: line for line in figures(town, "ha", Asked()).lines}
    parts = {agency_of[task.post_id] for task in record.open_tasks() if task.dossier_id == three}
    assert len(parts) == 3
    for agency_id in parts:
        opened = [row.dossier_id for row in behind(town, "ha", Asked(), "all", "agency", agency_id)]
        assert opened.count(three) >= 1
        assert len(set(opened)) == lines[agency_id].dossiers
    assert sum(line.dossiers for line in lines.values()) > len({task.dossier_id for task in record.open_tasks()})


@pytest.mark.parametrize("who", ["binh", "mai", "nam", "khoa", "phan"])
def test_who_heads_nothing_has_no_board(town: Town, who: str) -> None:
    with pytest.raises(NotAllowed):
        figures(town, who, Asked())
    with pytest.raises(NotAllowed):
        behind(town, who, Asked(), "overdue")


def test_a_head_is_refused_what_lies_elsewhere(town: Town) -> None:
    known, ward = town.directory, town.unit("H99.30", "office")
    other = town.unit("H99.31", "office")
    for asked in (
        Asked("received"),  # a division receives nothing
        Asked(unit_id=ward.id),
        Asked(agency_id=other.agency_id),
    ):
        with pytest.raises(NotAllowed):
            figures(town, "huong", asked)
    with pytest.raises(NotAllowed):
        behind(town, "viet", Asked(), "all", "unit", other.id)
    (foreign, *_) = [post.id for post in known.posts.values() if post.unit_id == other.id]
    with pytest.raises(NotAllowed):
        behind(town, "viet", Asked(), "all", "post", foreign)


def test_a_board_is_three_statements_and_a_list_one(town: Town, database: Database) -> None:
    town.receive()
    figures(town, "viet", Asked())  # the directory is read once
    said: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *told: said.append(told[2]))

    def asked() -> int:
        return sum(one.startswith("SELECT") for one in said)

    officer = town.officer("viet")
    with database.snapshot() as snapshot:
        for by in BYS:
            said.clear()
            board.figures(snapshot, Asked(), by=by, officer=officer, moment=town.moment)
            assert asked() == 3, by
        said.clear()
        rows = board.dossiers(snapshot, Asked(), "all", officer=officer, moment=town.moment)
        assert (asked(), len(rows)) == (1, 1)
        said.clear()
        board.tasks(snapshot, Asked(), "all", by="step", key="", officer=officer, moment=town.moment)
        assert asked() == 1
