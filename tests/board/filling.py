"""A record for the board to count: dossiers brought to where they stand by real acts, spread over ten working days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from random import Random

from sqlalchemy import update

from processes import organisation, tables
from processes.people import Person
from tasks import dealings, inbox
from tests.answers import answer
from tests.stories.across_agencies import Across
from tests.stories.test_a_child_under_six import BIRTH
from tests.stories.test_a_child_under_six import CODE as THREE_AGENCIES
from tests.stories.test_a_petition import receive as receive_matter
from tests.tasks.offices import join
from tests.town import Town

REGISTER, PERMIT = "2.000908", "1.001612"
SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm")


def fill(town: Town, number: int, *, signs: bool = True, at_night: Callable[[Town], None] = lambda town: None) -> int:
    """So many dossiers, one of them at three agencies, whose number this is; then nobody holds the division's post.

    Without `signs` nothing is signed: where the keys are too new for the moment. `at_night` is called when a day is
    over.
    """
    chance = Random(5)
    join(town, "thu", "one_stop/one_stop_head")
    three = Across(town, THREE_AGENCIES, town.receive(town.request(THREE_AGENCIES)).dossier_id)
    if signs:
        three.all_of(*BIRTH)
    receive_matter(town)
    for one in range(number - 1):
        town.pass_time(minutes=chance.choice((20, 35, 60)))
        if town.moment.hour >= 16:
            at_night(town)
            town.moment = town.moment.replace(hour=8) + timedelta(days=1)
        if town.moment.weekday() >= 5:
            town.pass_time(days=2)
        _one(town, chance, Person(f"{chance.choice(SURNAMES)} Văn {one}", "001085012345", "0912345678"), signs=signs)
    if signs:
        _apologise(town)
        _hand_on(town)
        _fail(town)
    at_night(town)
    town.pass_time(days=1)
    if signs:
        _lose(town)
    leave(town, "nam")
    return three.id


def _hand_on(town: Town) -> None:
    """Some steps change hands: given to a colleague, put back, assigned; some pauses are over again."""
    held = [row for row in town.inbox("binh", "mine") if town.dossier("binh", row.dossier_id).standing.kind != "paused"]
    running = {row.dossier_id for row in held}
    paused = [row.dossier_id for row in town.inbox("binh", "mine") if row.dossier_id not in running]
    for row in held[:-1][:2]:
        with town.database.transaction() as transaction:
            told = {"reason": "Chuyển đồng nghiệp", "officer": town.officer("binh"), "moment": town.moment}
            inbox.put_back(transaction, row.task_id, key=town.key(), **told)  # pyright: ignore[reportArgumentType]
    wanted = {"limit": town.moment + timedelta(days=5), "missing": "Bản chính giấy khai sinh", "reason": "Bản chụp mờ"}
    town.write("supplement_request", held[-1].dossier_id, **wanted)
    for dossier_id in paused[:1]:
        town.deal(dealings.confirm_duty, "binh", dossier_id, receipt="BL 7")


def _fail(town: Town) -> None:
    """One execution is in error, with its task open, and stays so."""
    row, told = tables.Execution, {"kind": "task", "code": "role", "told": "", "task": None, "tried": 1}
    faulty = update(row).where(row.dossier_id == town.inbox("binh", "unclaimed")[-1].dossier_id)
    with town.database.transaction() as transaction:
        transaction.execute(faulty.values(fault_at=town.moment, fault=told))


def _lose(town: Town) -> None:
    """One dossier waits for nothing: its task is gone."""
    lost, row = town.inbox("binh", "unclaimed")[-2], tables.Task
    with town.database.transaction() as transaction:
        gone = update(row).where(row.dossier_id == lost.dossier_id, row.closed_at.is_(None))
        transaction.execute(gone.values(state="cancelled", closed_at=town.moment))


def _one(town: Town, chance: Random, owner: Person, *, signs: bool) -> None:
    """A dossier received here or in the next commune, some of it decided here, and left wherever chance leaves it."""
    kind = chance.random()
    if kind < 0.25:
        town.receive(town.request(agency="H99.31", owner=owner), by="son")
        return
    if kind < 0.35:
        town.receive(town.request(agency="H99.31", at="H99.30", owner=owner))
        return
    procedure = REGISTER if kind < 0.8 else PERMIT
    found = town.receive(town.request(procedure, owner=owner)).dossier_id
    steps = chance.choice((0, 1, 1, 2, 3, 4) if procedure == REGISTER else (0, 1, 1))
    steps = steps if signs else min(steps, 2)
    people = ("mai", "binh", "viet", "thu")
    for who, element in zip(people[:steps], ("receive", "appraise", "sign", "issue"), strict=False):
        step = town.dossier(who, found).current[0]
        if town.look(who, step.task_id).may_claim:
            town.claim(who, step.task_id)
        town.complete(who, step.task_id, answer(town, procedure, element) if procedure == REGISTER else None)
    if procedure == REGISTER and steps == 1 and chance.random() < 0.6:
        town.claim("binh", town.dossier("mai", found).current[0].task_id)
        if chance.random() < 0.5:
            limit = town.moment + timedelta(days=chance.choice((1, 3, 5, 20)))  # some have passed, some soon will
            town.deal(dealings.ask_duty, "binh", found, amount=50_000, notice="7/TB", limit=limit)


def _apologise(town: Town) -> None:
    held = (row.dossier_id for row in town.inbox("binh", "mine"))
    first = next(one for one in held if town.dossier("binh", one).standing.kind != "paused")
    town.write("apology", first, until=town.moment + timedelta(days=20), reason="Sổ gốc đang phục chế")


def leave(town: Town, username: str) -> None:
    """An officer holds no post any more, from today on."""
    yesterday = town.moment.date() - timedelta(days=1)
    holding = tables.Holding
    ended = update(holding).where(holding.officer_id == town.officer(username).id).values(valid_to=yesterday)
    with town.database.transaction() as transaction:
        transaction.execute(ended)
        organisation.changed(transaction)
