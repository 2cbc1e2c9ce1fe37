"""Every figure of the board equals what is counted anew row by row, and opens what it counts; who sees which."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event

from processes.board import MEASURES, Row
from processes.calendars import local
from processes.database import Database
from processes.refusals import NotAllowed
from tasks import board
from tasks.board import Asked, By, Figures, Key, Measure
from tests.board.filling import fill
from tests.board.recounting import NAMES, Case, Record, Step
from tests.town import Town

FULL = os.environ.get("MOTCUA_TEST_SIZE") == "full"
NUMBER = 20_000 if FULL else 150
PAGE = 2_000 if FULL else 7
BYS: tuple[By, ...] = ("agency", "unit", "post", "officer", "procedure", "step")
Mine = Callable[[Case, Step], bool]
View = tuple[str, Asked, Mine, Callable[[Case, list[Step]], bool]]


def figures(town: Town, who: str, asked: Asked, by: By = "agency") -> Figures:
    with town.database.snapshot() as snapshot:
        return board.figures(snapshot, asked, by=by, officer=town.officer(who), moment=town.moment)


def behind(town: Town, who: str, asked: Asked, measure: Measure, by: By | None = None, key: Key = None) -> list[Row]:
    """All dossiers of a number at the top, or all tasks of a number of a line, page by page."""
    told: dict[str, Any] = {"officer": town.officer(who), "moment": town.moment, "limit": PAGE}
    found: list[Row] = []
    with town.database.snapshot() as snapshot:
        while True:
            told["after"] = found[-1].place if found else None
            if by is None:
                page = board.dossiers(snapshot, asked, measure, **told)
            else:
                page = board.tasks(snapshot, asked, measure, by=by, key=key, **told)
            found += page
            if len(page) < PAGE:
                return found


def views(town: Town, record: Record) -> list[View]:
    """Who looks at what, and what of the record that is."""
    ward, division = town.unit("H99.30", "one_stop"), town.unit("H99.30", "economic_division")

    def everything(*_: object) -> bool:
        return True

    def in_ward(_: Case, step: Step) -> bool:
        return record.agency(step.post_id) == ward.agency_id

    def in_division(_: Case, step: Step) -> bool:
        post = record.directory.post(step.post_id)
        return post is not None and post.unit_id == division.id

    def some(is_mine: Mine, case: Case, steps: list[Step]) -> bool:
        return any(is_mine(case, step) for step in steps)

    return [
        ("ha", Asked(), everything, everything),
        ("viet", Asked(), in_ward, lambda c, steps: c.agency_id == ward.agency_id or some(in_ward, c, steps)),
        ("huong", Asked(), in_division, lambda c, steps: some(in_division, c, steps)),
        ("thu", Asked("received"), lambda c, _: c.unit_id == ward.id, lambda c, _: c.unit_id == ward.id),
        ("ha", Asked(unit_id=division.id), in_division, lambda c, steps: some(in_division, c, steps)),
    ]


def compare(town: Town, record: Record, on: date | None = None) -> set[str]:
    """Every figure of everybody, and what is behind it, equals the record; the numbers that were not nothing."""
    known = record.directory
    unit_of = {post.id: post.unit_id for post in known.every_post()}
    keys: dict[By, Callable[[Case, Step], object]] = {
        "agency": lambda _, step: record.agency(step.post_id),
        "unit": lambda _, step: unit_of[step.post_id],
        "post": lambda _, step: step.post_id,
        "officer": lambda _, step: step.holder_id,
        "procedure": lambda case, _: record.procedure_of[case.row.release_id],
        "step": lambda _, step: step.name,
    }
    seen: set[str] = set()
    for who, narrowed, is_mine, is_dossier_mine in views(town, record):
        asked = replace(narrowed, on=on)
        counted = record.tally(is_mine, is_dossier_mine)
        shown = figures(town, who, asked)
        told = asdict(shown.tally)
        assert told == {name: len(counted[name]) for name in MEASURES}, (who, asked)
        waits = {name: len(ids) for name, ids in counted.items() if name.startswith("paused:")}
        assert {f"paused:{one.reason}": one.number for one in shown.pauses} == waits
        seen |= {name for name, number in told.items() if number}
        for name in MEASURES:
            opened = behind(town, who, asked, name)
            assert sorted(row.dossier_id for row in opened) == sorted(counted[name]), (who, name)
            assert [row.place for row in opened] == sorted(row.place for row in opened)
            assert {row.dossier_id for row in opened if row.reason} <= counted["paused"]
        for by in BYS:
            lines = record.lines(keys[by], is_mine)
            of_lines = figures(town, who, asked, by).lines
            assert {line.key: asdict(line) for line in of_lines} == {
                key: {"key": key, **{name: len(line[name]) for name in ("dossiers", *NAMES)}}
                for key, line in lines.items()
            }, (who, asked, by)
            for name in NAMES if who in ("ha", "viet") else ("overdue",):
                for worst in of_lines[:1]:
                    opened = behind(town, who, asked, name, by, worst.key)
                    assert sorted(row.task_id or 0 for row in opened) == sorted(lines[worst.key][name]), (who, by, name)
    return seen


@pytest.mark.soak
def test_every_figure_equals_the_record_and_opens_what_it_counts(town: Town) -> None:
    then: dict[date, list[Figures]] = {}

    def at_night(town: Town) -> None:
        evening, town.moment = town.moment, board.end_of(local(town.moment).date())
        then[local(town.moment).date()] = [figures(town, who, Asked(), by) for who in ("ha", "viet") for by in BYS]
        town.moment = evening

    three = fill(town, NUMBER, at_night=at_night)
    record = Record.read(town)
    assert compare(town, record) == set(MEASURES)  # no number was nothing everywhere
    _once_and_once_an_agency(town, record, three)

    # as of past days: what the board showed then, and what the history says
    days = sorted(then)
    seen: set[str] = set()
    for day in (days[len(days) // 3], days[-2], days[-1]):
        again = [figures(town, who, Asked(on=day), by) for who in ("ha", "viet") for by in BYS]
        for shown, was in zip(again, then[day], strict=True):
            assert shown == was, day
        seen |= compare(town, Record.read(town, board.end_of(day)), day)
    assert seen >= set(MEASURES) - {"today"}  # few things are due on the day itself when it is over


def _once_and_once_an_agency(town: Town, record: Record, three: int) -> None:
    """The dossier at three agencies: once at the top, once on the line of each."""
    assert [row.dossier_id for row in behind(town, "ha", Asked(), "all")].count(three) == 1
    lines = {line.key: line for line in figures(town, "ha", Asked()).lines}
    parts = {record.agency(step.post_id) for step in record.cases[three].steps.values()}
    assert len(parts) == 3
    for agency_id in parts:
        opened = [row.dossier_id for row in behind(town, "ha", Asked(), "all", "agency", agency_id)]
        assert opened.count(three) >= 1
        assert len(set(opened)) == lines[agency_id].dossiers
    assert sum(line.dossiers for line in lines.values()) > len({case.row.id for case, _ in record.open_tasks()})


@pytest.mark.parametrize("who", ["binh", "mai", "nam", "khoa", "phan"])
def test_who_heads_nothing_has_no_board(town: Town, who: str) -> None:
    with pytest.raises(NotAllowed):
        figures(town, who, Asked())
    with pytest.raises(NotAllowed):
        behind(town, who, Asked(), "overdue")
    told = {"officer": town.officer(who), "moment": town.moment}
    for verb in (board.hands, board.longest):
        with town.database.snapshot() as snapshot, pytest.raises(NotAllowed):
            verb(snapshot, Asked(), [1], **told)  # pyright: ignore[reportArgumentType]


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


def test_a_board_is_few_statements_and_a_list_one(town: Town, database: Database) -> None:
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
            assert asked() == 4 + (by in ("agency", "unit", "procedure")), by
        said.clear()
        rows = board.dossiers(snapshot, Asked(), "all", officer=officer, moment=town.moment)
        assert (asked(), len(rows)) == (1, 1)
        said.clear()
        board.tasks(snapshot, Asked(), "all", by="step", key="", officer=officer, moment=town.moment)
        assert asked() == 1
