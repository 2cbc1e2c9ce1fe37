"""Running procedures moved to another release of their diagram, and tasks moved within one."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest

from bpmn import engine
from tests.bpmn.engine.blocks import Drawing

TIMER = (
    '<bpmn:boundaryEvent id="late" attachedToRef="b" cancelActivity="false"><bpmn:timerEventDefinition>'
    "<bpmn:timeDuration>PT10H</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>"
)
LATE = TIMER + '<bpmn:userTask id="urge"/><bpmn:endEvent id="urged"/>'
LATE_WAYS = "late>urge urge>urged"


@pytest.fixture
def draw(diagrams):
    def made(ways: str, tasks: str = "a b c", more: str = "", gates: str = ""):
        flows = "".join(
            '<bpmn:sequenceFlow id="f{0}{1}" sourceRef="{0}" targetRef="{1}"/>'.format(*way.split(">"))
            for way in ways.split()
        )
        nodes = "".join(f'<bpmn:userTask id="{task}"/>' for task in tasks.split())
        nodes += "".join(f'<bpmn:parallelGateway id="{gate}"/>' for gate in gates.split())
        inside = f'<bpmn:startEvent id="s"/><bpmn:endEvent id="e"/>{nodes}{more}{flows}'
        return diagrams.process(inside, '<bpmn:message id="m" name="m"/>')

    return made


def at_b(model, moment):
    start = engine.start(model, {"name": "Hoa"}, moment=moment)
    return engine.complete(model, start.state, start.opened[0].ref, {"a": 1}, moment=moment)


def rest(model, progress, ref, moment):
    """The elements still passed, from the task `ref` on."""
    seen = []
    while not progress.ended:
        progress = engine.complete(model, progress.state, ref, {}, moment=moment)
        seen += progress.passed
        ref = progress.opened[0].ref if progress.opened else ""
    return [name for name in seen if name != "e"]


@pytest.mark.parametrize(
    ("ways", "tasks", "after"),
    [
        ("s>a a>b b>c c>d d>e", "a b c d", ["b", "c", "d"]),
        ("s>a a>x x>b b>c c>e", "a x b c", ["b", "c"]),
        ("s>a a>b b>x x>c c>e", "a b x c", ["b", "x", "c"]),
        ("s>a a>b b>e", "a b", ["b"]),
        ("s>b b>c c>e", "b c", ["b", "c"]),
    ],
)
def test_what_is_over_or_still_to_come_may_change(draw, monday, ways, tasks, after):
    old, new = draw("s>a a>b b>c c>e"), draw(ways, tasks)
    progress = at_b(old, monday)
    assert engine.verdict(old, new, progress.state).is_safe
    moved = engine.migrate(old, new, progress.state, moment=monday)
    assert (moved.opened, moved.closed) == ((), ())
    (task,) = progress.opened
    assert engine.data(new, moved.state, task.ref) == {"name": "Hoa", "a": 1}
    assert rest(new, moved, task.ref, monday) == after


def test_a_renamed_task_is_found_by_the_mapping(draw, monday):
    old, new = draw("s>a a>b b>c c>e"), draw("s>a a>b2 b2>c c>e", "a b2 c")
    progress = at_b(old, monday)
    assert not engine.verdict(old, new, progress.state).is_safe
    moved = engine.migrate(old, new, progress.state, moment=monday, mapping={"b": "b2"})
    assert rest(new, moved, progress.opened[0].ref, monday) == ["b2", "c"]


@pytest.mark.parametrize(
    ("ways", "tasks", "gates", "element"),
    [
        ("s>a a>c c>e", "a c", "", "b"),
        ("s>a a>p p>b p>y b>j y>j j>c c>e", "a b y c", "p j", "j"),
    ],
)
def test_what_would_lose_the_way_is_forbidden(draw, monday, ways, tasks, gates, element):
    old, new = draw("s>a a>b b>c c>e"), draw(ways, tasks, gates=gates)
    progress = at_b(old, monday)
    assert [one.element for one in engine.verdict(old, new, progress.state).reasons] == [element]
    with pytest.raises(engine.MayNotMove):
        engine.migrate(old, new, progress.state, moment=monday)


def test_a_block_that_lies_ahead_may_be_new(draw, monday):
    old, new = draw("s>a a>b b>c c>e"), draw("s>a a>b b>p p>x p>y x>j y>j j>e", "a b x y", gates="p j")
    progress = at_b(old, monday)
    moved = engine.migrate(old, new, progress.state, moment=monday)
    after = engine.complete(new, moved.state, progress.opened[0].ref, {}, moment=monday)
    assert [one.element for one in after.opened] == ["x", "y"]


def test_a_branch_that_has_come_to_its_join_is_kept_or_forbidden(draw, monday):
    old = draw("s>p p>a p>b a>j b>j j>c c>e", gates="p j")
    start = engine.start(old, {}, moment=monday)
    a, b = start.opened
    waits = engine.complete(old, start.state, a.ref, {"a": 1}, moment=monday)
    longer = draw("s>p p>a p>b a>j b>x x>j j>c c>e", "a b c x", gates="p j")
    moved = engine.migrate(old, longer, waits.state, moment=monday)
    assert rest(longer, moved, b.ref, monday) == ["b", "x", "j", "c"]
    cut = draw("s>p p>a p>b a>x x>j b>j j>c c>e", "a b c x", gates="p j")
    assert not engine.verdict(old, cut, waits.state).is_safe
    with pytest.raises(engine.MayNotMove):
        engine.jump(old, waits.state, b.ref, "c", moment=monday)


def test_a_timer_that_runs_keeps_its_moment_and_a_new_one_is_armed(draw, monday):
    plain, timed = draw("s>a a>b b>c c>e"), draw(f"s>a a>b b>c c>e {LATE_WAYS}", more=LATE)
    renamed = draw(f"s>a2 a2>b b>c c>e {LATE_WAYS}", "a2 b c", more=LATE)
    later = monday + timedelta(hours=4)
    progress = at_b(timed, monday)
    moved = engine.migrate(timed, renamed, progress.state, moment=later)
    assert moved.timers == progress.timers
    progress = at_b(plain, monday)
    assert [one.element for one in engine.verdict(plain, timed, progress.state).notes] == ["late"]
    moved = engine.migrate(plain, timed, progress.state, moment=later)
    assert [(one.element, one.due - later) for one in moved.timers] == [("late", timedelta(hours=10))]
    fired = engine.fire(timed, moved.state, moment=moved.timers[0].due)
    assert [one.element for one in fired.opened] == ["urge"]
    after = engine.complete(timed, fired.state, progress.opened[0].ref, {}, moment=monday)
    assert [one.element for one in after.opened] == ["c"]
    again = engine.migrate(timed, timed, fired.state, moment=later)
    assert (again.opened, again.closed, again.timers) == ((), (), ())
    dropped = engine.migrate(timed, plain, moved.state, moment=later)
    assert dropped.timers == ()
    assert rest(plain, dropped, progress.opened[0].ref, later) == ["b", "c"]


def test_a_task_is_sent_back_with_its_facts(draw, monday):
    model = draw(f"s>a a>b b>c c>e {LATE_WAYS}", more=LATE)
    progress = at_b(model, monday)
    (task,) = progress.opened
    back = engine.jump(model, progress.state, task.ref, "a", moment=monday)
    assert ([one.element for one in back.opened], back.closed, back.timers) == (["a"], (task,), ())
    assert engine.data(model, back.state, back.opened[0].ref) == {"name": "Hoa", "a": 1}
    again = engine.complete(model, back.state, back.opened[0].ref, {}, moment=monday)
    assert [one.element for one in again.timers] == ["late"]
    assert rest(model, again, again.opened[0].ref, monday) == ["b", "c"]


@pytest.mark.parametrize(
    "kinds",
    ["seq seq or xor loop", "seq or and or and", "seq loop timed sub many", "seq xor and or loop sub timed many"],
)
def test_the_same_diagram_under_another_hash_changes_nothing(diagrams, monday, kinds):
    steps = 0
    for seed in range(8):
        chance = Random(f"{kinds}/{seed}")
        drawing = Drawing(chance, kinds)
        inside, _ = drawing.process()
        old, new = diagrams.process(inside), diagrams.process(inside + "<!-- -->")
        functions = {"holds": lambda flow, seed=seed: (len(flow) + seed) % 2 == 0}
        progress = engine.start(old, {}, moment=monday, functions=functions)
        waiting = {one.ref for one in progress.opened}
        for _ in range(20):
            if not waiting:
                break
            steps += 1
            moved = engine.migrate(old, new, progress.state, moment=monday, functions=functions)
            assert (moved.opened, moved.closed, moved.timers) == ((), (), progress.timers), f"{seed}: {inside}"
            ref = chance.choice(sorted(waiting))
            assert engine.data(new, moved.state, ref) == engine.data(old, progress.state, ref)
            act = {"moment": monday, "functions": functions}
            after = engine.complete(new, moved.state, ref, {}, **act)
            progress = engine.complete(old, progress.state, ref, {}, **act)
            assert (after.opened, after.closed, after.passed) == (progress.opened, progress.closed, progress.passed)
            waiting = waiting - {one.ref for one in progress.closed} | {one.ref for one in progress.opened}
    assert steps > 20


@pytest.mark.parametrize("name", ["repeated", "subprocess"])
def test_parts_and_repeated_tasks_go_on_where_they_are(diagrams, monday, name):
    old = diagrams(name)
    new = diagrams.of(
        old.xml.replace(b'id="receive"', b'id="received"')
        .replace(b'"receive"', b'"received"')
        .replace(b">receive<", b">received<")
    )
    progress = engine.start(old, {"kind": "a", "number": 1}, moment=monday)
    progress = engine.complete(old, progress.state, progress.opened[0].ref, {}, moment=monday)
    moved = engine.migrate(old, new, progress.state, moment=monday)
    assert (moved.opened, moved.closed) == ((), ())
    for task in progress.opened:
        assert engine.data(new, moved.state, task.ref) == engine.data(old, progress.state, task.ref)
        moved = engine.complete(new, moved.state, task.ref, {}, moment=monday)
    assert moved.opened


def test_a_part_that_runs_must_remain(diagrams, draw, monday):
    old = diagrams("subprocess")
    progress = engine.start(old, {"kind": "a", "number": 1}, moment=monday)
    progress = engine.complete(old, progress.state, progress.opened[0].ref, {}, moment=monday)
    new = diagrams.of(old.xml.replace(b'"draft"', b'"drafted"').replace(b">draft<", b">drafted<"))
    assert [one.element for one in engine.verdict(old, new, progress.state).reasons] == ["draft"]
    back = engine.jump(old, progress.state, progress.opened[0].ref, "receive", moment=monday)
    assert [one.element for one in back.opened] == ["receive"]  # nothing else was open in the part


def test_a_way_back_may_be_added_behind(draw, monday):
    gate = '<bpmn:exclusiveGateway id="g" default="fge"/>'
    condition = "<bpmn:conditionExpression>again</bpmn:conditionExpression>"
    back = f'<bpmn:sequenceFlow id="back" sourceRef="g" targetRef="b">{condition}</bpmn:sequenceFlow>'
    old, new = draw("s>a a>b b>c c>e"), draw("s>a a>b b>c c>g g>e", more=gate + back)
    progress = at_b(old, monday)
    moved = engine.migrate(old, new, progress.state, moment=monday)
    at_c = engine.complete(new, moved.state, progress.opened[0].ref, {}, moment=monday)
    again = engine.complete(new, at_c.state, at_c.opened[0].ref, {"again": True}, moment=monday)
    assert [one.element for one in again.opened] == ["b"]


def test_a_cycle_keeps_the_turns_it_has_left(draw, monday):
    more = LATE.replace("timeDuration>", "timeCycle>").replace("PT10H", "R3/PT10H")
    old = draw(f"s>a a>b b>c c>e {LATE_WAYS}", more=more)
    new = draw(f"s>a a>b b>c c>d d>e {LATE_WAYS}", "a b c d", more=more)
    progress = at_b(old, monday)
    progress = engine.fire(old, progress.state, moment=monday + timedelta(hours=10))
    moved = engine.migrate(old, new, progress.state, moment=monday + timedelta(hours=11))
    assert moved.timers == progress.timers
    fired = [engine.fire(new, moved.state, moment=monday + timedelta(hours=20))]
    fired.append(engine.fire(new, fired[-1].state, moment=monday + timedelta(hours=30)))
    fired.append(engine.fire(new, fired[-1].state, moment=monday + timedelta(hours=40)))
    assert [len(one.opened) for one in fired] == [1, 1, 0]


def test_an_event_subprocess_around_what_runs_is_forbidden(draw, monday):
    watch = (
        '<bpmn:subProcess id="watch" triggeredByEvent="true"><bpmn:startEvent id="ws"><bpmn:timerEventDefinition>'
        "<bpmn:timeDuration>P9D</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:startEvent>"
        '<bpmn:userTask id="w"/><bpmn:endEvent id="we"/><bpmn:sequenceFlow id="fw" sourceRef="ws" targetRef="w"/>'
        '<bpmn:sequenceFlow id="fwe" sourceRef="w" targetRef="we"/></bpmn:subProcess>'
    )
    old, new = draw("s>a a>b b>c c>e"), draw("s>a a>b b>c c>e", more=watch)
    progress = at_b(old, monday)
    assert not engine.verdict(old, new, progress.state).is_safe
    assert not engine.verdict(new, old, at_b(new, monday).state).is_safe
    renamed = draw("s>a2 a2>b b>c c>e", "a2 b c", more=watch)
    moved = engine.migrate(new, renamed, at_b(new, monday).state, moment=monday + timedelta(days=1))
    assert [one.due - monday for one in moved.timers] == [timedelta(days=9)]


def test_a_message_that_came_early_is_carried(draw, monday):
    hear = '<bpmn:receiveTask id="h" messageRef="m"/>'
    old, new = draw("s>a a>b b>h h>e", "a b", more=hear), draw("s>a a>b b>c c>h h>e", "a b c", more=hear)
    for model in (old, new):
        assert model.message_flows == ()
    progress = at_b(old, monday)
    early = engine.deliver(old, progress.state, "m", {"paid": 1}, moment=monday, early=True)
    moved = engine.migrate(old, new, early.state, moment=monday)
    assert rest(new, moved, progress.opened[0].ref, monday) == ["b", "c", "h"]
