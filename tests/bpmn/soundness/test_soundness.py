"""A diagram is called sound when it is, and what is shown of one that is not really happens on the engine."""

from __future__ import annotations

from random import Random

import pytest

from bpmn import engine
from bpmn.checks import soundness
from bpmn.checks.soundness import Flaw
from bpmn.model import Model
from tests.bpmn.soundness.known import SOUND, UNSOUND, Flaws
from tests.bpmn.soundness.sketches import Walk, body, part
from tests.bpmn.soundness.sketches import model as sketch

RUNS = 12


def named(flaws: tuple[Flaw, ...]) -> Flaws:
    return {(flaw.kind, flaw.element) for flaw in flaws}


@pytest.mark.parametrize("name", SOUND)
def test_what_is_sound_is_called_so_and_always_goes_on(name: str) -> None:
    model = SOUND[name]
    assert named(soundness.judge(model)) == set()
    for seed in range(RUNS):
        walk = Walk(model, chance=Random(seed))
        assert walk.wander(60), walk.passed
    ended = [Walk(model, chance=Random(seed)) for seed in range(RUNS)]
    assert any(walk.wander(200) and walk.progress.ended for walk in ended)


@pytest.mark.parametrize("name", UNSOUND)
def test_what_is_not_sound_is_told_where(name: str) -> None:
    model, expected = UNSOUND[name]
    assert named(soundness.judge(model)) == expected


@pytest.mark.parametrize("name", UNSOUND)
def test_the_engine_really_goes_the_way_that_is_shown(name: str) -> None:
    model, _ = UNSOUND[name]
    for flaw in soundness.judge(model):
        holds_on_the_engine(model, flaw)


def holds_on_the_engine(model: Model, flaw: Flaw) -> None:
    match flaw.kind:
        case "deadlock" | "left":
            walk = Walk(model, _whole(model, flaw), Random(1))
            walk.follow(_whole(model, flaw))
            walk.wander(9)  # what goes on beside a part that stands still
            assert walk.stands(), (flaw, walk.passed, walk.waiting)
            assert flaw.element in engine.held(model, walk.progress.state)
        case "doubled":
            walk = Walk(model, flaw.path)
            walk.follow(flaw.path)
            opened = [*walk.waiting.values(), *walk.passed].count(flaw.element)
            assert opened >= 2, (flaw, walk.passed, walk.waiting)
        case "endless":
            walk = Walk(model, flaw.path, Random(1))
            walk.follow(flaw.path)
            assert walk.wander(60)
            assert not walk.progress.ended
        case _:
            for seed in range(RUNS):
                walk = Walk(model, chance=Random(seed))
                walk.wander(60)
                assert flaw.element not in walk.passed


def _whole(model: Model, flaw: Flaw) -> tuple[str, ...]:
    """A called process's path begins where it does: here the call is the second thing of its caller."""
    calls = [one for one in model.elements.values() if one.kind == "callActivity"]
    return ("s", "s-call", *flaw.path) if calls else flaw.path


def test_a_choice_among_nothing_is_refused() -> None:
    model = sketch(body("s a x"))
    assert named(soundness.judge(model)) == {("deadlock", "x")}
    walk = Walk(model)
    with pytest.raises(engine.NoWayOut):
        walk.do("a")


def test_what_is_nested_deeper_than_the_engine_goes_is_not_called_sound() -> None:
    inside = part("n0", "s0 a0 e0")
    for depth in range(1, 60):
        inside = part(f"n{depth}", f"s{depth} n{depth - 1} e{depth}", inside=inside)
    flaws = soundness.judge(sketch(body("s n59 e", inside=inside)))
    assert {flaw.kind for flaw in flaws} == {"unproven"}


def test_inclusive_joins_that_look_far_ahead_are_not_called_sound() -> None:
    rail = " ".join(f"i{n}" for n in range(400))
    flaws = soundness.judge(sketch(body(f"s {rail} e", *(f"i{n} i{n + 2}" for n in range(398)))))
    assert {flaw.kind for flaw in flaws} == {"unproven"}


def test_thousands_of_branches_and_of_calls_are_looked_at() -> None:
    wide = sketch(body("s p", *(f"p a{n} pj" for n in range(1_500)), "pj e"))
    assert soundness.judge(wide) == ()
    calls = "".join(_calling(n) for n in range(1_000))
    assert soundness.judge(sketch(body("s c0 e", inside='<callActivity id="c0" calledElement="q1"/>'), calls)) == ()


def _calling(number: int) -> str:
    call = f'<callActivity id="c{number + 1}" calledElement="q{number + 2}"/>'
    within = body(f"s{number}q c{number + 1} e{number}q", inside=call)
    return f'<process id="q{number + 1}" isExecutable="true">{within}</process>'
