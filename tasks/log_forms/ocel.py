"""OCEL 2.0 as JSON: events that touch several objects, so that a dossier of three agencies is one and theirs too.

Objects are dossiers, their papers, officers, agencies and procedures; an event is a task that was closed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

import orjson

from processes.event_log import NEVER
from tasks.log_forms.form import form
from tasks.log_forms.source import Case, Source, Step

_START = "1970-01-01T00:00:00Z"
_OBJECTS: dict[str, dict[str, str]] = {
    "dossier": {"variant": "string", "channel": "string", "release": "integer", "due": "time"},
    "paper": {"code": "string", "number": "integer"},
    "officer": {},
    "agency": {"name": "string"},
    "procedure": {"code": "string"},
}
_EVENTS = {"opened": "time", "claimed": "time", "due": "time", "paused_minutes": "integer", "state": "string"}


@form("ocel", "OCEL 2.0 (JSON)", "jsonocel", "application/json")
def write(source: Source) -> Iterator[str]:
    """The types, then the objects, then the events; the dossiers are gone through twice."""
    kinds = [{"name": name, "attributes": _declared(told)} for name, told in _OBJECTS.items()]
    acts = [{"name": name, "attributes": _declared(_EVENTS)} for name in source.activities]
    yield f'{{"objectTypes":{_json(kinds)},"eventTypes":{_json(acts)},"objects":['
    yield from _listed(_objects(source))
    yield '],"events":['
    yield from _listed(_event(case, step) for case in source.cases() for step in case.steps if step.closed != NEVER)
    yield "]}\n"


def _declared(told: dict[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "type": kind} for name, kind in told.items()]


def _listed(items: Iterable[object]) -> Iterator[str]:
    """The items, a comma between two of them."""
    for number, item in enumerate(items):
        yield f",\n{_json(item)}" if number else _json(item)


def _objects(source: Source) -> Iterator[dict[str, object]]:
    people = {step.officer for case in source.cases() for step in case.steps if step.officer}
    places = {one.agency for case in source.cases() for one in (case, *case.steps) if one.agency}
    codes = {case.procedure for case in source.cases()}
    yield from (_object("officer", one, {}) for one in sorted(people))
    yield from (_object("agency", one, {"name": one}) for one in sorted(places))
    yield from (_object("procedure", one, {"code": one}) for one in sorted(codes))
    for block in source.blocks():
        papers = source.papers([case.id for case in block])
        for case in block:
            mine = [(f"{case.id}-{place}", *paper) for place, paper in enumerate(papers.get(case.id, ()), start=1)]
            for name, code, number in mine:
                yield _object("paper", name, {"code": code, "number": number})
            related = [("procedure", case.procedure, "is for"), ("agency", case.agency, "is decided by")]
            related += [("paper", name, "came with") for name, _, _ in mine]
            told: dict[str, object] = {
                "variant": case.case,
                "channel": case.channel,
                "release": case.release,
                "due": _time(case.due),
            }
            yield _object("dossier", str(case.id), told, related, since=_time(case.received))


def _object(
    kind: str,
    name: str,
    told: dict[str, object],
    related: Iterable[tuple[str, str, str]] = (),
    *,
    since: str = _START,
) -> dict[str, object]:
    return {
        "id": f"{kind}:{name}",
        "type": kind,
        "attributes": [{"name": one, "time": since, "value": value} for one, value in told.items()],
        "relationships": _related(related),
    }


def _event(case: Case, step: Step) -> dict[str, object]:
    told: dict[str, object] = {
        "opened": _time(step.opened),
        **({"claimed": _time(step.claimed)} if step.claimed != NEVER else {}),
        "due": _time(step.due),
        "paused_minutes": step.paused,
        "state": step.state,
    }
    related = [("dossier", str(case.id), "is worked on"), ("procedure", case.procedure, "is a step of")]
    related += [("agency", step.agency, "is done at")]
    related += [("officer", step.officer, "is done by")] if step.officer else []
    return {
        "id": f"task:{step.id}",
        "type": step.activity,
        "time": _time(step.closed),
        "attributes": [{"name": name, "value": value} for name, value in told.items()],
        "relationships": _related(related),
    }


def _related(related: Iterable[tuple[str, str, str]]) -> list[dict[str, str]]:
    return [{"objectId": f"{kind}:{name}", "qualifier": how} for kind, name, how in related if name]


def _time(instant: int) -> str:
    return datetime.fromtimestamp(instant, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _json(value: object) -> str:
    return orjson.dumps(value).decode()
