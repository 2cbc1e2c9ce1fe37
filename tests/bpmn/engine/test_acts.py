"""What can happen to a running procedure, and what is refused without leaving a trace."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import orjson
import pytest

from bpmn import engine
from bpmn.expressions import UnknownFunction, UnknownName

CHOICE = """
<bpmn:startEvent id="start"/><bpmn:userTask id="ask" name="Thẩm định"/>
<bpmn:exclusiveGateway id="gate"/><bpmn:userTask id="yes"/><bpmn:endEvent id="end"/>
<bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="ask"/>
<bpmn:sequenceFlow id="f2" sourceRef="ask" targetRef="gate"/>
<bpmn:sequenceFlow id="f3" sourceRef="gate" targetRef="yes">
  <bpmn:conditionExpression>{condition}</bpmn:conditionExpression></bpmn:sequenceFlow>
<bpmn:sequenceFlow id="f4" sourceRef="yes" targetRef="end"/>
"""


@pytest.fixture
def choice(diagrams):
    return lambda condition: diagrams.process(CHOICE.format(condition=condition))


def test_a_dossier_starts_is_worked_on_and_ends(diagrams, monday):
    model = diagrams("sequence")
    progress = engine.start(model, {"kind": "A", "number": 2}, moment=monday)
    assert [one.element for one in progress.opened] == ["receive"]
    assert (progress.closed, progress.passed, progress.ended) == ((), ("start",), False)
    seen = []
    while not progress.ended:
        (task,) = progress.opened
        assert len(task.ref) == 32
        assert int(task.ref, 16)
        after = engine.complete(model, progress.state, task.ref, {task.element: "xong"}, moment=monday)
        assert after.closed == (task,)
        seen += after.passed
        progress = after
    assert seen == ["receive", "stamp", "decide", "hand_back", "end"]
    assert progress.data == {
        "kind": "A",
        "number": 2,
        "stamp": "HS-A",
        "twice": 4,
        "receive": "xong",
        "decide": "xong",
        "hand_back": "xong",
    }


def test_two_dossiers_never_share_a_reference(diagrams, monday):
    starts = [engine.start(diagrams("sequence"), {}, moment=monday) for _ in range(50)]
    assert len({progress.opened[0].ref for progress in starts}) == 50


def test_a_task_is_completed_once(diagrams, monday):
    model = diagrams("sequence")
    start = engine.start(model, {"kind": "A", "number": 2}, moment=monday)
    ref = start.opened[0].ref
    after = engine.complete(model, start.state, ref, {}, moment=monday)
    with pytest.raises(engine.NotWaiting):
        engine.complete(model, after.state, ref, {}, moment=monday)
    with pytest.raises(engine.NotWaiting):
        engine.data(model, after.state, ref)


@pytest.mark.parametrize("ref", ["", "x", "0" * 32, "f" * 31, "không có"])
def test_an_unknown_reference_is_refused(diagrams, monday, ref):
    model = diagrams("sequence")
    state = engine.start(model, {}, moment=monday).state
    with pytest.raises(engine.NotWaiting):
        engine.complete(model, state, ref, {}, moment=monday)
    with pytest.raises(engine.NotWaiting):
        engine.data(model, state, ref)


def test_what_is_no_persons_task_cannot_be_completed(diagrams, monday):
    model = diagrams("boundary_timer")
    progress = engine.start(model, {"number": 1}, moment=monday)
    (timer,) = progress.timers
    with pytest.raises(engine.NotWaiting):
        engine.complete(model, progress.state, timer.ref, {}, moment=monday)


def test_a_lost_name_refuses_the_act_and_the_old_state_goes_on(choice, monday):
    model = choice("verdict.ok == true")
    start = engine.start(model, {}, moment=monday)
    for answer in ({}, {"verdict": {}}, {"verdict": None}):
        with pytest.raises(UnknownName):
            engine.complete(model, start.state, start.opened[0].ref, answer, moment=monday)
    after = engine.complete(model, start.state, start.opened[0].ref, {"verdict": {"ok": True}}, moment=monday)
    assert [one.element for one in after.opened] == ["yes"]


def test_a_gateway_without_a_way_out_is_refused_by_its_name(choice, diagrams, monday):
    model = choice("urgent")
    start = engine.start(model, {}, moment=monday)
    with pytest.raises(engine.NoWayOut) as refused:
        engine.complete(model, start.state, start.opened[0].ref, {"urgent": False}, moment=monday)
    assert refused.value.params == {"element": "gate"}
    inclusive = diagrams.process(CHOICE.format(condition="urgent").replace("exclusive", "inclusive"))
    start = engine.start(inclusive, {}, moment=monday)
    with pytest.raises(engine.NoWayOut):
        engine.complete(inclusive, start.state, start.opened[0].ref, {"urgent": False}, moment=monday)


def test_functions_are_lent_by_the_caller(choice, monday):
    model = choice("large(fee)")
    start = engine.start(model, {}, moment=monday)
    ref = start.opened[0].ref
    with pytest.raises(UnknownFunction):
        engine.complete(model, start.state, ref, {"fee": 9}, moment=monday)
    functions = {"large": lambda fee: fee > 5}
    assert engine.complete(model, start.state, ref, {"fee": 9}, moment=monday, functions=functions).opened


def test_a_procedure_that_never_waits_is_refused(diagrams, monday):
    model = diagrams.process("""
        <bpmn:startEvent id="start"/><bpmn:scriptTask id="again"><bpmn:script>n = 1</bpmn:script></bpmn:scriptTask>
        <bpmn:exclusiveGateway id="gate" default="f2"/><bpmn:endEvent id="end"/>
        <bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="again"/>
        <bpmn:sequenceFlow id="f3" sourceRef="again" targetRef="gate"/>
        <bpmn:sequenceFlow id="f2" sourceRef="gate" targetRef="again"/>
        <bpmn:sequenceFlow id="f4" sourceRef="gate" targetRef="end">
          <bpmn:conditionExpression>n == 2</bpmn:conditionExpression></bpmn:sequenceFlow>""")
    with pytest.raises(engine.NeverRests):
        engine.start(model, {}, moment=monday)


def test_the_answer_stays_the_callers_own(diagrams, monday):
    model = diagrams("parallel")
    facts, answer = {"a": {"b": {"c": 1}}}, {"a": {"b": {"c": 2}}, "list": [[1]]}
    progress = engine.start(model, facts, moment=monday)
    progress = engine.complete(model, progress.state, progress.opened[0].ref, answer, moment=monday)
    for task in progress.opened:
        other = {"a": {"b": {"c": 3}}, "list": [[2], [3]]}
        progress = engine.complete(model, progress.state, task.ref, other, moment=monday)
    assert (facts, answer) == ({"a": {"b": {"c": 1}}}, {"a": {"b": {"c": 2}}, "list": [[1]]})


def test_one_branch_does_not_write_into_another(diagrams, monday):
    model = diagrams("repeated")
    progress = engine.start(model, {"home": {"at": {"commune": "X"}}}, moment=monday)
    progress = engine.complete(model, progress.state, progress.opened[0].ref, {}, moment=monday)
    first, second, _ = progress.opened
    after = engine.complete(model, progress.state, first.ref, {"home": {"at": {"commune": "Z"}}}, moment=monday)
    assert engine.data(model, after.state, second.ref)["home"] == {"at": {"commune": "X"}}


def test_yes_is_kept_apart_from_one(diagrams, monday):
    model = diagrams("sequence")
    progress = engine.start(model, {"kind": "A", "number": 1, "deep": [1]}, moment=monday)
    progress = engine.complete(
        model, progress.state, progress.opened[0].ref, {"number": 1.0, "deep": [True]}, moment=monday
    )
    data = engine.data(model, progress.state, progress.opened[0].ref)
    assert (type(data["number"]), data["deep"][0]) == (float, True)


def test_each_of_several_persons_is_asked_and_then_forgotten(diagrams, monday):
    model = diagrams("repeated")
    progress = engine.start(model, {}, moment=monday)
    progress = engine.complete(model, progress.state, progress.opened[0].ref, {}, moment=monday)
    asked = [engine.data(model, progress.state, one.ref)["person"] for one in progress.opened]
    assert asked == ["an", "binh", "chi"]
    for one in progress.opened:
        progress = engine.complete(model, progress.state, one.ref, {}, moment=monday)
    signed = []
    while progress.opened[0].element == "sign":
        signed.append(engine.data(model, progress.state, progress.opened[0].ref)["person"])
        progress = engine.complete(model, progress.state, progress.opened[0].ref, {}, moment=monday)
    assert signed == asked
    assert "person" not in engine.data(model, progress.state, progress.opened[0].ref)


def test_a_missing_list_of_persons_is_refused_by_name(diagrams, monday):
    xml = diagrams("repeated").xml.replace(b'people = ["an", "binh", "chi"]', b"nobody = 1")
    model = diagrams.of(xml)
    start = engine.start(model, {}, moment=monday)
    with pytest.raises(UnknownName) as refused:
        engine.complete(model, start.state, start.opened[0].ref, {}, moment=monday)
    assert refused.value.params == {"name": "people"}


def test_not_too_many_tasks_are_opened_at_once(diagrams, monday):
    xml = diagrams("repeated").xml.replace(b'people = ["an", "binh", "chi"]', b"nobody = 1")
    model = diagrams.of(xml)
    start = engine.start(model, {"people": ["x"] * 501}, moment=monday)
    with pytest.raises(engine.TooMany):
        engine.complete(model, start.state, start.opened[0].ref, {}, moment=monday)


def test_one_spec_serves_many_threads(diagrams, monday):
    model = diagrams("repeated")
    ended, failed = [], []

    def work(number: int) -> None:
        try:
            for dossier in range(8):
                progress = engine.start(model, {"who": [number, dossier]}, moment=monday)
                waiting = list(progress.opened)
                while waiting:
                    task = waiting.pop()
                    answer = {f"by_{task.element}": number}
                    progress = engine.complete(model, progress.state, task.ref, answer, moment=monday)
                    waiting += progress.opened
                assert progress.data["who"] == [number, dossier]
                assert progress.data["by_decide"] == number
                ended.append(progress.ended)
        except BaseException as wrong:
            failed.append(wrong)
            raise

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (failed, ended) == ([], [True] * 64)


def blocks(after: str) -> str:
    """Eight blocks of three parallel tasks, one behind the other: a future of 42,645 steps."""
    return "".join(
        f'<bpmn:parallelGateway id="s{n}"/><bpmn:parallelGateway id="j{n}"/>'
        f'<bpmn:sequenceFlow id="e{n}" sourceRef="{after if n == 0 else f"j{n - 1}"}" targetRef="s{n}"/>'
        + "".join(
            f'<bpmn:userTask id="t{n}{b}"/><bpmn:sequenceFlow id="a{n}{b}" sourceRef="s{n}" targetRef="t{n}{b}"/>'
            f'<bpmn:sequenceFlow id="b{n}{b}" sourceRef="t{n}{b}" targetRef="j{n}"/>'
            for b in range(3)
        )
        for n in range(8)
    )


def test_the_state_holds_what_happened_and_not_what_might(diagrams, monday):
    model = diagrams.process(
        f'<bpmn:startEvent id="start"/>{blocks("start")}<bpmn:endEvent id="end"/>'
        '<bpmn:sequenceFlow id="z" sourceRef="j7" targetRef="end"/>'
    )
    progress = engine.start(model, {"name": "Hoa"}, moment=monday)
    state = orjson.loads(progress.state)
    assert len(state["t"]) == 5
    assert state["i"] < 20
    while not progress.ended:
        for task in progress.opened:
            progress = engine.complete(model, progress.state, task.ref, {}, moment=monday)
    assert progress.data == {"name": "Hoa"}


def test_the_future_behind_an_event_is_not_foretold_either(diagrams, monday):
    model = diagrams.process(
        '<bpmn:startEvent id="start"/><bpmn:eventBasedGateway id="wait"/>'
        '<bpmn:intermediateCatchEvent id="paid"><bpmn:messageEventDefinition messageRef="paid"/>'
        '</bpmn:intermediateCatchEvent><bpmn:sequenceFlow id="x" sourceRef="start" targetRef="wait"/>'
        f'<bpmn:sequenceFlow id="y" sourceRef="wait" targetRef="paid"/>{blocks("paid")}<bpmn:endEvent id="end"/>'
        '<bpmn:sequenceFlow id="z" sourceRef="j7" targetRef="end"/>',
        before='<bpmn:message id="paid" name="paid"/>',
    )
    progress = engine.start(model, {}, moment=monday)
    progress = engine.deliver(model, progress.state, "paid", {}, moment=monday)
    assert len(progress.opened) == 3
    assert orjson.loads(progress.state)["i"] < 50


def test_a_dossier_sent_back_very_often_still_moves(diagrams, monday):
    model = diagrams("loop")
    progress = engine.start(model, {"kind": "x", "number": 1, "returns": 0}, moment=monday)
    for _ in range(400):
        progress = engine.complete(model, progress.state, progress.opened[0].ref, {}, moment=monday)
    progress = engine.complete(model, progress.state, progress.opened[0].ref, {"kind": "a"}, moment=monday)
    progress = engine.complete(model, progress.state, progress.opened[0].ref, {}, moment=monday)
    assert [one.element for one in progress.opened] == ["decide"]


def test_timers_look_at_the_moment_handed_in(diagrams):
    model = diagrams("boundary_timer")
    long_ago = datetime.fromisoformat("1999-05-03T08:00:00+07:00")
    progress = engine.start(model, {"number": 1}, moment=long_ago)
    (timer,) = progress.timers
    assert (timer.element, timer.due) == ("overdue", long_ago + timedelta(days=3))
    early = engine.fire(model, progress.state, moment=timer.due - timedelta(seconds=1))
    assert (early.opened, early.closed, early.timers) == ((), (), (timer,))
    fired = engine.fire(model, early.state, moment=timer.due)
    assert [one.element for one in fired.closed] == ["receive"]
    assert [one.element for one in fired.opened] == ["escalated"]
    assert (fired.passed, fired.timers) == (("overdue",), ())


def test_a_reminder_missed_for_days_is_given_once(diagrams, monday):
    model = diagrams("boundary_timer")
    progress = engine.start(model, {"number": 1}, moment=monday)
    while progress.opened[0].element != "decide":
        progress = engine.complete(model, progress.state, progress.opened[0].ref, {}, moment=monday)
    assert [one.element for one in progress.timers] == ["each_day"]
    late = engine.fire(model, progress.state, moment=monday + timedelta(days=30))
    assert late.passed.count("nag") == 1
    assert late.timers[0].due == monday + timedelta(days=31)
    assert not late.closed


def test_a_message_goes_to_whoever_waits_for_it(diagrams, monday):
    model = diagrams("event_gateway")
    progress = engine.start(model, {}, moment=monday)
    with pytest.raises(engine.NotAwaited) as refused:
        engine.deliver(model, progress.state, "paid", {}, moment=monday)
    assert "paid" in str(refused.value)
    progress = engine.complete(model, progress.state, progress.opened[0].ref, {"fee": 5}, moment=monday)
    assert [(one.element, one.due - monday) for one in progress.timers] == [
        ("too_late", timedelta(days=5)),
        ("far_too_late", timedelta(days=20)),
    ]
    progress = engine.deliver(model, progress.state, "paid", {"receipt": "BL-1"}, moment=monday)
    assert progress.timers == ()
    assert engine.data(model, progress.state, progress.opened[0].ref) == {"fee": 5, "receipt": "BL-1"}
    progress = engine.complete(model, progress.state, progress.opened[0].ref, {}, moment=monday)
    assert progress.messages == (engine.Message("result", {"fee": 5, "receipt": "BL-1"}, "tell"),)
    assert progress.ended
