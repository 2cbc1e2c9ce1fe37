"""The event log leaves in three forms, each as its standard says; who took it out is on record, and nobody is named."""

from __future__ import annotations

import csv
import json
from datetime import date, timedelta
from io import BytesIO, StringIO
from itertools import pairwise
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from lxml import etree

from processes import log_exports as record
from processes import organisation
from processes.database import Database
from processes.event_log import NEVER
from processes.refusals import NotAllowed, NotFound
from tasks import log_exports
from tasks.log_exports import File, Order
from tasks.log_forms import source, table, xes
from tasks.log_forms.source import Case, Step
from tasks.reception import PaperGiven
from tests.answers import answer
from tests.conftest import MONDAY_8AM
from tests.tasks.offices import CODE, STEP, assign, waiting
from tests.town import AN, Town

PERSONAL = (AN.name, AN.identity, AN.phone, "Lê Lợi")


def lived(town: Town) -> Town:
    """A task done, one assigned, a dossier paused and gone on, and one at another agency."""
    first, second = waiting(town, 2)
    town.claim("nam", first)
    town.pass_time(hours=3)
    town.complete("nam", first, answer(town, CODE, STEP))
    assign(town, second, "nam")
    dossier_id = town.receive(town.request(papers=(PaperGiven("cccd", "Căn cước của An", 1, 2),))).dossier_id
    town.complete("mai", town.dossier("mai", dossier_id).current[0].task_id)
    town.claim("binh", town.dossier("mai", dossier_id).current[0].task_id)
    town.write(
        "supplement_request", dossier_id, by="viet", missing="x", reason="y", limit=town.moment + timedelta(days=5)
    )
    town.pass_time(days=3)
    return town


def take(town: Town, order: Order, username: str = "viet") -> File:
    told = {"officer": town.officer(username), "moment": town.moment, "key": town.key()}
    return log_exports.export(town.database, order, **told)  # pyright: ignore


def text(town: Town, form: str, username: str = "viet", **more: Any) -> str:
    return b"".join(take(town, Order(form, **more), username).pieces()).decode()


@pytest.fixture
def at_work(sqlite_database: Database) -> Town:
    """What is written from the columns is the same whatever database they were read from."""
    return lived(Town(sqlite_database, MONDAY_8AM))


def test_csv_has_a_row_for_each_task(at_work: Town) -> None:
    rows = list(csv.DictReader(StringIO(text(at_work, "csv"))))
    assert tuple(rows[0]) == table.COLUMNS
    assert len(rows) == take(at_work, Order("csv")).tasks
    done = next(row for row in rows if (row["element"], row["state"]) == (STEP, "completed"))
    assert (done["start"], done["end"]) == ("2026-03-02T08:00:00+07:00", "2026-03-02T11:00:00+07:00")
    assert (done["role"], done["procedure"], done["resource"][:3]) == ("case_officer", CODE, "CB-")
    assert any(row["assigned"] for row in rows)
    assert {row["case_received"][:10] for row in rows} <= {"2026-03-02"}


def test_a_spreadsheet_takes_no_name_for_a_formula() -> None:
    assert table._shown("=HYPERLINK(1)") == "'=HYPERLINK(1)"
    assert table._shown("Thẩm định") == "Thẩm định"
    assert table._shown(-1) == -1


def test_xes_is_what_the_standard_says(at_work: Town) -> None:
    tree = etree.parse(BytesIO(text(at_work, "xes").encode()))
    assert structure(tree.getroot()) == []
    seen = {one.get("value") for one in tree.iterfind(".//{*}event/{*}string[@key='lifecycle:transition']")}
    assert seen >= {"schedule", "assign", "start", "complete"}
    for trace in tree.iterfind("{*}trace"):
        times = [one.get("value") for one in trace.iterfind("{*}event/{*}date[@key='time:timestamp']")]
        assert all(a <= b for a, b in pairwise(times))


def structure(log: Any) -> list[str]:
    """What of a log is not as the XML schema of IEEE 1849-2016 has it: elements in their order, keys, typed values."""
    wrong: list[str] = []
    inside = {"log": ("extension", "global", "classifier", "@", "trace"), "trace": ("@", "event"), "event": ("@",)}
    typed = {"string": str, "date": _moment, "int": int, "float": float, "boolean": bool, "id": str}
    for element in log.iter():
        name = etree.QName(element)
        assert name.namespace == xes.NAMESPACE
        if name.localname in typed:
            typed[name.localname](element.get("value"))
            wrong += [] if set(element.attrib) == {"key", "value"} else [f"{name.localname} {element.attrib}"]
        if name.localname in inside:
            kinds = [etree.QName(one).localname for one in element]
            places = [inside[name.localname].index("@" if one in typed else one) for one in kinds]
            wrong += [] if places == sorted(places) else [f"{name.localname}: {kinds}"]
            keys = [one.get("key") for one in element if etree.QName(one).localname in typed]
            wrong += [] if len(keys) == len(set(keys)) else [f"{name.localname}: {keys}"]
    for scope, kind in (("trace", "trace"), ("event", "event")):
        needed = {one.get("key") for one in log.find(f"{{*}}global[@scope='{scope}']")}
        for element in log.iter(f"{{{xes.NAMESPACE}}}{kind}"):
            wrong += [] if needed <= {one.get("key") for one in element} else [f"{kind} lacks of {needed}"]
    return wrong


def _moment(value: str) -> None:
    from datetime import datetime

    assert datetime.fromisoformat(value).tzinfo is not None


def test_xes_tells_pauses_and_what_was_taken_away() -> None:
    told = ("e", 'Thẩm định \x00<&>"', "cancelled", "CB-1", "r", "u", "a")
    held, waited = Step(1, *told, 0, NEVER, 60, 900, 1_000, 5), Step(2, *told, 0, NEVER, NEVER, 900, 1_000, 0)
    case = Case(7, "p", 1, "c", "counter", "a", 0, 1_000, NEVER, (held, waited), ((120, 300),))
    root = etree.fromstring(f'<log xmlns="{xes.NAMESPACE}">{xes._trace(case)}</log>')
    found = [
        (
            one.find("{*}string[@key='concept:instance']").get("value"),
            one.find("{*}string[@key='lifecycle:transition']").get("value"),
        )
        for one in root.iter(f"{{{xes.NAMESPACE}}}event")
    ]
    assert [kind for task, kind in found if task == "1"] == ["schedule", "start", "suspend", "resume", "ate_abort"]
    assert [kind for task, kind in found if task == "2"] == ["schedule", "withdraw"]
    assert root.find(".//{*}event/{*}string[@key='concept:name']").get("value") == 'Thẩm định <&>"'


NAMED = {
    "type": "object",
    "required": ["name", "type"],
    "properties": {"type": {"enum": ["string", "time", "integer", "float", "boolean"]}},
}
KIND = {
    "type": "object",
    "required": ["name", "attributes"],
    "properties": {"attributes": {"type": "array", "items": NAMED}},
}
RELATED = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["objectId", "qualifier"],
        "additionalProperties": False,
        "properties": {"objectId": {"type": "string"}, "qualifier": {"type": "string"}},
    },
}
VALUE = {"type": "object", "required": ["name", "value"], "properties": {"name": {"type": "string"}}}
OCEL = {  # as the OCEL 2.0 specification describes the JSON form, ch. 5
    "type": "object",
    "required": ["objectTypes", "eventTypes", "objects", "events"],
    "additionalProperties": False,
    "properties": {
        "objectTypes": {"type": "array", "items": KIND},
        "eventTypes": {"type": "array", "items": KIND},
        "objects": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "type", "attributes", "relationships"],
                "properties": {
                    "relationships": RELATED,
                    "attributes": {"type": "array", "items": {**VALUE, "required": ["name", "time", "value"]}},
                },
            },
        },
        "events": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "type", "time", "attributes", "relationships"],
                "properties": {"relationships": RELATED, "attributes": {"type": "array", "items": VALUE}},
            },
        },
    },
}


def test_ocel_is_what_the_standard_says(at_work: Town) -> None:
    told = json.loads(text(at_work, "ocel"))
    assert list(Draft202012Validator(OCEL).iter_errors(told)) == []
    known = {one["id"]: one["type"] for one in told["objects"]}
    assert len(known) == len(told["objects"])
    assert set(known.values()) == {"dossier", "paper", "officer", "agency", "procedure"}
    for kinds, things in (("objectTypes", "objects"), ("eventTypes", "events")):
        declared = {kind["name"]: {one["name"] for one in kind["attributes"]} for kind in told[kinds]}
        for one in told[things]:
            assert {value["name"] for value in one["attributes"]} <= declared[one["type"]]
            assert {related["objectId"] for related in one["relationships"]} <= known.keys()
            assert one["id"]
    assert all(
        {known[one["objectId"]] for one in event["relationships"]} >= {"dossier", "agency"} for event in told["events"]
    )
    paper = next(one for one in told["objects"] if one["type"] == "paper")
    assert {one["name"]: one["value"] for one in paper["attributes"]} == {"code": "cccd", "number": 3}


@pytest.mark.parametrize("form", ["csv", "xes", "ocel"])
def test_nothing_of_the_applicant_and_no_officer_is_in_it(at_work: Town, form: str) -> None:
    said = text(at_work, form)
    people = at_work.directory.names.values()
    for name in (*PERSONAL, "Căn cước của An", *people):
        assert name not in said
    named = text(at_work, form, names_officers=True)
    assert at_work.directory.name(at_work.officer("nam").id) in named
    assert [name for name in PERSONAL if name in named] == []


def test_blocks_are_only_blocks(at_work: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = [text(at_work, form, names_officers=True) for form in ("csv", "xes", "ocel")]
    monkeypatch.setattr(source, "BLOCK", 1)
    assert [text(at_work, form, names_officers=True) for form in ("csv", "xes", "ocel")] == whole
    assert len(list(take(at_work, Order("csv")).pieces())) == len(
        {row["case"] for row in csv.DictReader(StringIO(whole[0]))}
    )


def test_who_may_take_it_out(at_work: Town) -> None:
    def may(username: str, **more: Any) -> bool:
        try:
            take(at_work, Order("csv", **more), username)
        except NotAllowed:
            return False
        return True

    home = frozenset(one.id for one in at_work.directory.agencies.values() if one.code == "H99.30")
    assert [one for one in ("mai", "binh", "nam", "thu", "viet", "phan") if may(one)] == ["viet", "phan"]
    assert may("viet", agencies=home, names_officers=True)
    assert not may("phan", names_officers=True)
    other = frozenset(one.id for one in at_work.directory.agencies.values()) - home
    assert not may("viet", agencies=other)
    with pytest.raises(NotFound):
        take(at_work, Order("pdf"))


def test_it_is_on_record_before_it_leaves(town: Town) -> None:
    at_work = lived(town)
    found = take(at_work, Order("xes", since=date(2026, 3, 1)))
    with at_work.database.snapshot() as snapshot:
        (noted,) = record.latest(snapshot, limit=5)
    assert (noted.officer_id, noted.form, noted.tasks) == (at_work.officer("viet").id, "xes", found.tasks)
    assert (noted.names_officers, noted.since, noted.until) == (False, date(2026, 3, 1), None)
    assert take(at_work, Order("csv", until=date(2026, 3, 1))).tasks == 0


def test_another_agency_has_its_own_tasks_of_a_dossier_and_no_more(at_work: Town) -> None:
    with at_work.database.snapshot() as snapshot:
        officer = at_work.officer("viet")
        known = organisation.of_officer(snapshot, officer)
        log = log_exports.event_log.current(snapshot)
        agency = int(log.tasks["agency"][0])
        other = next(one for one in known.agencies if one != agency)
        log.tasks["agency"].flags.writeable = True
        log.tasks["agency"][0] = other
        found = log_exports._narrowed(log, {other}, Order("csv"))
    assert list(found.tasks["id"]) == [log.tasks["id"][0]]
    assert len(found.dossiers["id"]) == 1
