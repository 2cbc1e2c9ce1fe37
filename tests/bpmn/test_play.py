"""Playing a diagram through: every way that stands open can be gone, and what does not end says why."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from bpmn import forms, reader, releases
from bpmn.play import BEGINS, Played, WrongAnswers, play
from processes import calendars, workdays
from tests.bpmn.drawing import DEFINITIONS, chain, diagram, flow, form, task
from tests.conftest import DIAGRAMS

SEEDS = range(30)
FLOW_RULES = (
    "<startEvent id='s'/>{task}<exclusiveGateway id='g'{default}/><endEvent id='low'/><endEvent id='high'/>{flows}"
)


def played(xml: bytes, *sources: bytes, seed: int = 1, **options: object) -> Played:
    """Plays a drawing with forms."""
    read = {made.id: made for made in map(forms.read, sources)}
    return play(reader.read(xml), read, seed=seed, **options)  # pyright: ignore


def ends(xml: bytes, *sources: bytes, **options: object) -> set[str]:
    """The last elements of many games, all of which must end."""
    games = [played(xml, *sources, seed=seed, **options) for seed in SEEDS]
    assert [game.reason for game in games] == [""] * len(games)
    assert all(game.ended for game in games)
    return {game.paths["p"][-1] for game in games}


def forked(condition: str, *, default: str = "low", form_id: str = "") -> bytes:
    """A task, a gateway with one condition and a default, and two ends."""
    flows = chain("s", "a", "g") + flow("g", "high", condition) + flow("g", default)
    mark = f" default='g-{default}'"
    return diagram(FLOW_RULES.format(task=task("a", form=form_id), default=mark, flows=flows))


@pytest.mark.parametrize(
    "condition",
    [
        'decision == "approved"',
        '=decision = "approved"',
        '${decision == "approved"}',
        'decision != "approved"',
        "area &gt; 200",
        "area &gt;= 200 and area &lt; 300",
        "=area in [200..300]",
        "=status in (&quot;new&quot;, &quot;old&quot;)",
        "is_urgent",
        "not is_urgent",
        "is_urgent == true",
        'owner.kind == "company"',
        'papers[0] == "original"',
        '"land" in fields',
        "fee - paid &gt; 0",
        "-balance &gt; 100",
        "${empty note}",
        "area * 2 &gt; limit",
        "fee - paid &gt; 1000",
        'decision == "approved" or (area &gt; 200 and is_urgent)',
    ],
)
def test_without_a_form_both_ways_are_gone(condition: str) -> None:
    assert ends(forked(condition)) == {"low", "high"}


def test_the_same_seed_plays_the_same_way() -> None:
    xml = forked("area &gt; 200")
    assert [played(xml, seed=seed).paths for seed in SEEDS] == [played(xml, seed=seed).paths for seed in SEEDS]


RADIO = {
    "type": "radio",
    "key": "decision",
    "label": "Quyết định",
    "validate": {"required": True},
    "values": [{"value": "approved", "label": "Đồng ý"}, {"value": "refused", "label": "Không"}],
}
NUMBER = {
    "type": "number",
    "key": "area",
    "label": "Diện tích",
    "validate": {"required": True, "min": 190, "max": 210},
}


@pytest.mark.parametrize(("field", "condition"), [(RADIO, '=decision = "approved"'), (NUMBER, "area &gt; 205")])
def test_a_form_s_own_values_lead_both_ways(field: Mapping[str, object], condition: str) -> None:
    assert ends(forked(condition, form_id="f"), form(field)) == {"low", "high"}


HARD = [
    {"type": "textfield", "key": "identity", "validate": {"required": True, "pattern": "^[0-9]{12}$"}},
    {"type": "textfield", "key": "phone", "validate": {"required": True, "pattern": "^0[0-9]{9}$"}},
    {"type": "textarea", "key": "reason", "validate": {"required": True, "minLength": 90, "maxLength": 130}},
    {"type": "textfield", "key": "short", "validate": {"required": True, "maxLength": 3}},
    {"type": "number", "key": "copies", "decimalDigits": 0, "validate": {"required": True, "min": 3, "max": 3}},
    {"type": "number", "key": "rate", "validate": {"required": True, "max": -1}},
    {"type": "datetime", "key": "day", "validate": {"required": True}},
    {"type": "checkbox", "key": "agreed", "validate": {"required": True}},
    {"type": "filepicker", "key": "paper", "validate": {"required": True}},
    {"type": "text", "text": "Đọc kỹ"},
]


def test_every_kind_of_field_is_filled_in() -> None:
    xml = diagram("<startEvent id='s'/>" + task("a", form="f") + "<endEvent id='e'/>" + chain("s", "a", "e"))
    assert ends(xml, form(*HARD)) == {"e"}


def test_a_field_that_nothing_fits_is_named() -> None:
    xml = diagram("<startEvent id='s'/>" + task("a", form="f") + "<endEvent id='e'/>" + chain("s", "a", "e"))
    field = {
        "type": "textfield",
        "key": "x",
        "label": "Số sổ",
        "validate": {"required": True, "pattern": "^q{7}w$"},
    }
    game = played(xml, form(field))
    assert (game.ended, "Số sổ" in game.reason) == (False, True)
    assert played(xml, form(field), answers={"a": {"x": "qqqqqqqw"}}).ended


@pytest.mark.parametrize("folder", sorted(DIAGRAMS.iterdir()), ids=lambda path: path.name)
def test_the_shipped_procedures_end_whatever_the_officers_decide(folder: Path) -> None:
    release = releases.read_folder(folder)
    lent = workdays.functions(calendars.vietnam(), BEGINS)
    games = [play(release.model, release.forms, seed=seed, functions=lent) for seed in SEEDS]
    assert [game.reason for game in games if not game.ended] == []
    walked = {element for game in games for path in game.paths.values() for element in path}
    assert {task.id for task in release.model.user_tasks()} <= walked


TIMER = "<timerEventDefinition><timeDuration>{}</timeDuration></timerEventDefinition>"


def test_timers_go_off_on_a_pretended_clock() -> None:
    wait = f"<intermediateCatchEvent id='w'>{TIMER.format('P30D')}</intermediateCatchEvent>"
    xml = diagram(f"<startEvent id='s'/>{wait}<endEvent id='e'/>" + chain("s", "w", "e"))
    assert ends(xml) == {"e"}


def test_a_task_or_its_timer_both_come_first_now_and_then() -> None:
    body = (
        f"<startEvent id='s'/>{task('a')}<boundaryEvent id='late' attachedToRef='a'>{TIMER.format('PT2H')}"
        "</boundaryEvent><endEvent id='done'/><endEvent id='overdue'/>"
    )
    assert ends(diagram(body + chain("s", "a", "done") + chain("late", "overdue"))) == {"done", "overdue"}


def test_awaited_messages_come() -> None:
    wait = "<intermediateCatchEvent id='w'><messageEventDefinition messageRef='m'/></intermediateCatchEvent>"
    process = f"<process id='p' isExecutable='true'><startEvent id='s'/>{wait}<endEvent id='e'/>{chain('s', 'w', 'e')}"
    xml = f"{DEFINITIONS}<message id='m' name='Kết quả xác minh'/>{process}</process></definitions>".encode()
    assert ends(xml) == {"e"}


def test_a_counter_in_a_script_begins_somewhere() -> None:
    script = "<scriptTask id='count'><script>times = times + 1</script></scriptTask>"
    body = f"<startEvent id='s'/>{script}<exclusiveGateway id='g' default='g-e'/><endEvent id='e'/>"
    flows = chain("s", "count", "g", "e") + flow("g", "count", "times &lt; 3")
    assert ends(diagram(body + flows)) == {"e"}


def test_a_repeated_step_gets_items() -> None:
    several = "<multiInstanceLoopCharacteristics camunda:collection='units' camunda:elementVariable='unit'/>"
    repeated = f"<userTask id='a' name='Lấy ý kiến'>{several}</userTask>"
    xml = diagram(f"<startEvent id='s'/>{repeated}<endEvent id='e'/>" + chain("s", "a", "e"))
    assert ends(xml) == {"e"}


def test_every_executable_process_must_end() -> None:
    good = f"<startEvent id='s'/>{task('a')}<endEvent id='e'/>{chain('s', 'a', 'e')}"
    ways = f"<exclusiveGateway id='x' default='x-b'/>{task('b')}{task('c')}<parallelGateway id='w'/>"
    flows = f"{chain('s2', 'x', 'b', 'w', 'e2')}{flow('x', 'c', 'false')}{chain('c', 'w')}"
    stuck = f"<startEvent id='s2'/>{ways}<endEvent id='e2'/>{flows}"  # the join waits for both
    xml = (
        f"{DEFINITIONS}<process id='p' isExecutable='true'>{good}</process>"
        f"<process id='q' name='Bên nhận' isExecutable='true'>{stuck}</process></definitions>"
    ).encode()
    game = played(xml)
    assert not game.ended
    assert game.paths["p"][-1] == "e"
    assert "Bên nhận" in game.reason
    assert played(xml, process="p").ended
    assert not played(xml, process="none").ended


def test_a_circle_is_left_after_so_many_steps() -> None:
    body = f"<startEvent id='s'/>{task('a')}<exclusiveGateway id='g'/><endEvent id='e'/>"
    flows = chain("s", "a", "g") + flow("g", "a", "1 == 1") + flow("g", "e", "1 == 2")
    game = played(diagram(body + flows), limit=25)
    assert (game.ended, "25" in game.reason) == (False, True)
    assert game.paths["p"].count("a") == 25


def test_no_way_out_is_told_in_a_sentence() -> None:
    body = f"<startEvent id='s'/>{task('a')}<exclusiveGateway id='g' name='Đủ điều kiện?'/><endEvent id='e'/>"
    game = played(diagram(body + chain("s", "a", "g") + flow("g", "e", "1 == 2")))
    assert (game.ended, "không có hướng đi nào" in game.reason) == (False, True)


def test_a_name_that_a_form_leaves_out_is_not_made_up() -> None:
    """The condition stands before the form that answers it: the officers' dossier would stop there too."""
    body = f"<startEvent id='s'/><exclusiveGateway id='g' default='g-a'/>{task('a', form='f')}<endEvent id='e'/>"
    flows = chain("s", "g", "a", "e") + flow("g", "e", '=decision = "approved"')
    game = played(diagram(body + flows), form(RADIO))
    assert (game.ended, "decision" in game.reason) == (False, True)


def test_nothing_executable_is_no_end() -> None:
    xml = diagram(f"<startEvent id='s'/><endEvent id='e'/>{chain('s', 'e')}", executable="false")
    game = played(xml)
    assert (game.ended, game.paths, "isExecutable" in game.reason) == (False, {}, True)


def test_answers_lead_the_way() -> None:
    xml = forked('=decision = "approved"', form_id="f")
    for value, end in (("approved", "high"), ("refused", "low")):
        games = [played(xml, form(RADIO), seed=seed, answers={"a": {"decision": value}}) for seed in SEEDS]
        assert {game.paths["p"][-1] for game in games} == {end}


def test_answers_may_differ_from_visit_to_visit() -> None:
    body = f"<startEvent id='s'/>{task('a')}<exclusiveGateway id='g' default='g-a'/><endEvent id='e'/>"
    xml = diagram(body + chain("s", "a", "g", "a") + flow("g", "e", 'decision == "approved"'))
    visits = [{"decision": "more"}, {"decision": "more"}, {"decision": "approved"}]
    assert played(xml, answers={"a": visits}).paths["p"].count("a") == 3


def test_a_wrong_answer_is_the_form_s_refusal() -> None:
    game = played(forked("1 == 1", form_id="f"), form(RADIO), answers={"a": {"decision": "maybe"}})
    assert (game.ended, "Quyết định" in game.reason) == (False, True)


@pytest.mark.parametrize("answers", [{"nobody": {}}, {"a": 1}, {"a": []}, {"a": [1]}])
def test_answers_that_fit_no_step_are_refused(answers: Mapping[str, object]) -> None:
    with pytest.raises(WrongAnswers):
        played(forked("1 == 1"), answers=answers)


def test_the_facts_at_the_start_are_answers_too() -> None:
    body = "<startEvent id='s'/><exclusiveGateway id='g' default='g-low'/><endEvent id='low'/><endEvent id='high'/>"
    xml = diagram(body + chain("s", "g", "low") + flow("g", "high", "area &gt; 200"))
    assert {played(xml, seed=s, answers={"p": {"area": 201}}).paths["p"][-1] for s in SEEDS} == {"high"}
