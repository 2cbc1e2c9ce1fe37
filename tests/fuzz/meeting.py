"""Everything a file meets in the house: read, checked, repaired, made ready, played, filled in."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random

from bpmn import checks, clinic, decisions, forms, reader, samples
from bpmn.engine import plans
from bpmn.play import play
from bpmn.refusals import Refusal

STEPS = 12
_ANSWERS = (None, "", " ", 0, -1, 1e308, float("nan"), True, [], {}, "a" * 600, "a" * 40 + "!", "٣", [{}], [{"id": 1}],
            "2026-02-30", "9999-12-31", "\ud800", "\x00", 10**400, b"x", ["a"] * 100)  # fmt: skip


def ways(kind: str) -> tuple[Callable[[bytes], str], ...]:
    """The ways a file of this kind goes, one after the other: each says in a word what became of it.

    Whatever they raise is a defect: a refusal is answered in them.
    """
    return {".form": (_filled_in,), ".dmn": (_decided,)}.get(kind, (_as_drawn, _repaired))


def _as_drawn(content: bytes) -> str:
    """`motcua check` and `motcua play`."""
    try:
        return _judged(content)
    except Refusal as refusal:
        return _refused(refusal)


def _repaired(content: bytes) -> str:
    """The same with `--repair`."""
    try:
        repaired = clinic.repair(content)
        return "unchanged" if repaired.xml == content else f"{_judged(repaired.xml)} after repair"
    except Refusal as refusal:
        return _refused(refusal)


def _judged(content: bytes) -> str:
    plans._kept.clear()  # pyright: ignore[reportPrivateUsage] - each file is met as if it were the first
    model = reader.read(content)
    findings = checks.check(model)
    played = play(model, {}, seed=1, limit=STEPS)
    json.dumps([[each.element, each.line, each.message] for each in findings]).encode()
    played.reason.encode()
    if any(each.severity == "error" for each in findings):
        return "found wrong"
    return "ended" if played.ended else "stopped"


def _decided(content: bytes) -> str:
    """`motcua decide`, every decision of the file, with facts that its rules speak of and with any others."""
    try:
        table = decisions.read(content)
    except Refusal as refusal:
        return _refused(refusal)
    chance, word = Random(0), "never decided"
    json.dumps([[flaw.line, flaw.id, flaw.message] for flaw in table.flaws]).encode()
    for called in list(table.decisions)[:5]:
        decision = table.find(called)
        hints = dict(table.hints(decision))
        for number in range(6):
            facts = {name: chance.choice(_ANSWERS) for name in table.needs(decision)} if number else {}
            try:
                decided = table.decide(called, {**facts, **hints} if number % 2 else facts)
                str(decided.value).encode()
                word = "decided"
            except Refusal as refusal:
                _refused(refusal)
    return word


def _filled_in(content: bytes) -> str:
    try:
        form = forms.read(content)
    except Refusal as refusal:
        return _refused(refusal)
    chance = Random(0)
    keys = [field.key for field in form.fields if field.kind != "note"]
    word = "never filled in"
    for number in range(12):
        try:
            values = {key: chance.choice(_ANSWERS) for key in keys} if number else samples.answer(form, {}, chance)
            form.check(values)
            word = "filled in"
        except Refusal as refusal:
            _refused(refusal)
    return word


def _refused(refusal: Refusal) -> str:
    """A refusal is for people: it must be a sentence that can be written down."""
    assert str(refusal).encode()
    return "refused"
