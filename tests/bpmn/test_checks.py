from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bpmn import checks, reader, releases
from bpmn.checks import Finding
from tests.bpmn.drawing import FACTS, MATTER, chain, diagram, field, flow, form, properties, release, task

ROOT = Path(__file__).parent.parent.parent
START, END = '<startEvent id="start"/>', '<endEvent id="end"/>'
ISSUE = [
    field("textfield", "result_number", required=True),
    field("datetime", "result_date", required=True),
    field("textfield", "result_signer", required=True),
    field("filepicker", "result_file", required=True),
]
DECISION = field("radio", "decision", values=[{"value": "yes", "label": "Có"}, {"value": "no", "label": "Không"}])


def line(*inner: str, ids: tuple[str, ...] = ("a",)) -> str:
    """A start, the elements one behind the other, an end."""
    return START + "".join(inner) + END + chain("start", *ids, "end")


def split(gateway: str, yes: str = "", no: str = "") -> str:
    """Task a, then a gateway to task b or straight to the end."""
    drawn = task("a", form="f") + gateway + task("b")
    return (
        START + drawn + END + chain("start", "a", "g") + flow("g", "b", yes) + flow("g", "end", no) + flow("b", "end")
    )


ISSUED = line(task("s", sign="true"), task("a", act="issue", form="f"), ids=("s", "a"))
XOR = '<exclusiveGateway id="g" default="g-end"/>'
YES = "${decision == 'yes'}"
VALID = split(XOR, YES)


def of_diagram(body: str, executable: str = "true") -> list[Finding]:
    return list(checks.check(reader.read(diagram(body, executable=executable))))


def of_release(body: str, *forms: bytes, facts: str = FACTS) -> list[Finding]:
    return list(checks.check_release(release(body, *forms, facts=facts)))


def test_a_sound_release_has_no_findings() -> None:
    assert of_diagram(VALID) == []
    assert of_release(VALID, form(DECISION)) == []


SEND = '<sendTask id="a" messageRef="m"/>'
ELSEWHERE = (
    '</process><message id="m" name="Phiếu chuyển"/><process id="q" name="Bên kia" isExecutable="true">'
    '<startEvent id="qs"/><endEvent id="qe"/>' + flow("qs", "qe")
)
ANSWERING = (
    '</process><message id="m" name="Phiếu chuyển"/><message id="n" name="Phiếu trả lời"/>'
    '<process id="q" name="Bên kia" isExecutable="true">'
    '<startEvent id="qs"><messageEventDefinition messageRef="m"/></startEvent><endEvent id="qe">'
    '<messageEventDefinition messageRef="n"/></endEvent>' + flow("qs", "qe")
)
DAILY = "<timerEventDefinition><timeCycle>R/P1D</timeCycle></timerEventDefinition>"
CASES: dict[str, list[tuple[str, str]]] = {
    "start-event": [
        (task("a") + END + chain("a", "end"), "p"),
        (line(task("a")) + '<startEvent id="second"/>' + flow("second", "a"), "p"),
        (
            line(
                '<subProcess id="a"><startEvent id="s"><messageEventDefinition/></startEvent><endEvent id="e"/>'
                + flow("s", "e")
                + "</subProcess>"
            ),
            "s",
        ),
    ],
    "end-reachable": [
        (START + task("a") + chain("start", "a"), "p"),
        (START + XOR + task("a") + END + chain("start", "g", "end") + flow("g", "a", "true") + flow("a", "a"), "a"),
    ],
    "connected": [
        (line(task("a")) + task("lonely"), "lonely"),
        (line(task("a")) + flow("a", "nowhere"), "a-nowhere"),
        (line(task("a")) + flow("a", "a-end"), "a-a-end"),
    ],
    "gateway-conditions": [
        (split('<exclusiveGateway id="g" default="g-end"/>'), "g-b"),
        (split('<inclusiveGateway id="g"/>', YES), "g-end"),
        (split('<exclusiveGateway id="g" default="a-g"/>', YES, "true"), "g"),
        (split(XOR, YES, "true"), "g-end"),
    ],
    "gateway-default": [(split('<exclusiveGateway id="g"/>', YES, "${decision == 'no'}"), "g")],
    "condition-readable": [(split(XOR, "decision =="), "g-b"), (split(XOR, "__import__('os').system('x')"), "g-b")],
    "decision-known": [
        (line('<businessRuleTask id="a" camunda:decisionRef="fee"/>'), "a"),
        (line('<businessRuleTask id="a"/>'), "a"),
    ],
    "expression-types": [
        (split(XOR, "5"), "g-b"),
        (split(XOR, "'a' &gt; 5"), "g-b"),
        (split(XOR, "unheard_of(decision) == 1"), "g-b"),
        (line('<scriptTask id="a"><script>fee = "a" * 2</script></scriptTask>'), "a"),
        (
            line(
                '<intermediateCatchEvent id="a"><timerEventDefinition><timeDuration>unheard_of(3)</timeDuration>'
                "</timerEventDefinition></intermediateCatchEvent>"
            ),
            "a",
        ),
    ],
    "script-readable": [
        (line('<scriptTask id="a"><script>import os</script></scriptTask>'), "a"),
        (line('<scriptTask id="a"/>'), "a"),
    ],
    "task-name": [(line(task("a", name="")), "a")],
    "task-role": [
        (line(task("a", role="")), "a"),
        (line(task("a", role="Một cửa")), "a"),
        (line(task("a", role="office/a,office/b")), "a"),
    ],
    "task-allotment": [
        (line(task("a", due="")), "a"),
        (line(task("a").replace("gov.unit", "unit")), "a"),
        (line(task("a", due="PT2H", unit="calendar")), "a"),
    ],
    "duration-readable": [
        (line(task("a", due="3 ngày")), "a"),
        (line(task("a", due="${term}")), "a"),
        (line('<intermediateCatchEvent id="a"><timerEventDefinition/></intermediateCatchEvent>'), "a"),
        (
            line(
                '<intermediateCatchEvent id="a"><timerEventDefinition><timeDuration>P3X</timeDuration>'
                "</timerEventDefinition></intermediateCatchEvent>"
            ),
            "a",
        ),
    ],
    "task-form": [(line(task("a", act="issue")), "a")],
    "attribute-values": [
        (line(task("a", acts="issue")), "a"),
        (line(task("a", act="Issue")), "a"),
        (line(task("a").replace("camunda:dueDate", 'camunda:priority="101" camunda:dueDate')), "a"),
        (line(task("a").replace("camunda:dueDate", 'camunda:priority="cao" camunda:dueDate')), "a"),
        (line(task("a", sign="true").replace("gov.sign", "gov.role")), "a"),
        (line(task("a", fourEyes="start")), "a"),
        (line(task("a", fourEyes="a")), "a"),
        (line(task("a", sign="yes")), "a"),
    ],
    "assigns-following": [
        (line(task("a", mustAssign="true")), "a"),
        (line(task("a", assigns="nowhere")), "a"),
        (line(task("a", assigns="end")), "a"),
        (line(task("a", assigns="a")), "a"),
        (line(task("b"), task("a", assigns="b"), ids=("b", "a")), "a"),
    ],
    "event-gateway": [
        (
            START + '<eventBasedGateway id="g"/>' + task("a") + END + chain("start", "g", "a", "end"),
            "a",
        )
    ],
    "unsupported": [
        (line('<intermediateThrowEvent id="a"><linkEventDefinition name="x"/></intermediateThrowEvent>'), "a"),
        (line('<intermediateThrowEvent id="a"><compensateEventDefinition/></intermediateThrowEvent>'), "a"),
        (line('<complexGateway id="a"/>'), "a"),
        (line(task("b"), '<parallelGateway id="a"/>', ids=("b", "a")) + flow("b", "a").replace("b-a", "again"), "a"),
        (line('<serviceTask id="a"/>'), "a"),
        (line('<callActivity id="a" calledElement="elsewhere"/>'), "a"),
        (line('<receiveTask id="a"/>'), "a"),
        (line('<userTask id="a"><standardLoopCharacteristics/></userTask>'), "a"),
        (line('<userTask id="a" startQuantity="2"/>'), "a"),
        (line('<eventBasedGateway id="a" instantiate="true"/>'), "a"),
        (
            line(
                '<intermediateCatchEvent id="a" parallelMultiple="true"><signalEventDefinition/>'
                "</intermediateCatchEvent>"
            ),
            "a",
        ),
        (
            line(task("a")) + '<subProcess id="x" triggeredByEvent="true"><startEvent id="s">'
            '<compensateEventDefinition/></startEvent><endEvent id="e"/>' + flow("s", "e") + "</subProcess>",
            "s",
        ),
    ],
    "instruction-ignored": [
        (
            line(task("a").replace("<camunda:properties>", "<camunda:inputOutput/><camunda:properties>")),
            "a",
        ),
    ],
    "loop-into-join": [
        (
            START + '<parallelGateway id="g"/>' + task("a") + '<exclusiveGateway id="x" default="x-end"/>' + END
            + chain("start", "g", "a", "x", "end") + flow("x", "g", "true"),
            "x-g",
        )
    ],
    "message-partner": [
        (START + SEND + END + chain("start", "a", "end") + ELSEWHERE, "a"),
        (START + '<receiveTask id="a" messageRef="m"/>' + END + chain("start", "a", "end") + ELSEWHERE, "a"),
    ],
    "message-circle": [
        (START + '<receiveTask id="a" messageRef="n"/>' + task("b") + SEND.replace('"a"', '"c"') + END
         + chain("start", "a", "b", "c", "end") + ANSWERING, "a"),
    ],
    "pool-begun": [(line(task("a")) + ELSEWHERE, "q")],
    "call-circle": [
        (line('<callActivity id="a" calledElement="p"/>'), "a"),
        (line('<callActivity id="a" calledElement="q"/>') + ELSEWHERE.replace(
            '<endEvent id="qe"/>', '<callActivity id="c" calledElement="p"/><endEvent id="qe"/>'), "a"),
    ],
    "timer-cycle": [(line(f'<intermediateCatchEvent id="a">{DAILY}</intermediateCatchEvent>'), "a")],
    "soundness": [
        (START + XOR + task("a") + '<parallelGateway id="j"/>' + END + chain("start", "g", "a", "j", "end")
         + flow("g", "j", YES), "j"),
    ],
    "step-twice": [
        (START + '<parallelGateway id="g"/>' + task("a") + task("b") + END + chain("start", "g", "a", "b", "end")
         + flow("g", "b"), "b"),
    ],
    "step-dead": [
        (line(task("a")) + '<boundaryEvent id="w" attachedToRef="a"><errorEventDefinition/></boundaryEvent>'
         + chain("w", "end"), "w"),
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "body", "element"), [(rule, body, at) for rule, cases in CASES.items() for body, at in cases]
)
def test_a_broken_rule_is_found_where_it_is_broken(rule: str, body: str, element: str) -> None:
    found = [finding for finding in of_diagram(body) if finding.rule == rule]
    assert element in [finding.element for finding in found]
    assert all(finding.line == 1 and not finding.message.isascii() for finding in found)
    assert rule not in {finding.rule for finding in of_diagram(VALID)}


def test_executable_process() -> None:
    assert [(f.rule, f.element) for f in of_diagram(VALID, "false")] == [("executable-process", "p")]


def offered(*values: str, required: bool = True) -> dict[str, object]:
    """A field `decision` with these choices."""
    return field("radio", "decision", required=required, values=[{"value": one, "label": one} for one in values])


FIFTEEN_DAYS = FACTS.replace('term = "P1D"\nkind = "working"', 'term = "P15D"\nkind = "calendar"')
IN_A_RELEASE: dict[str, Callable[[], list[Finding]]] = {
    "task-form": lambda: of_release(line(task("a", form="missing"))),
    "act-fields": lambda: of_release(ISSUED, form(*ISSUE[1:])),
    "block-shape": lambda: of_release(
        START.replace(
            "/>", "><timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition></startEvent>"
        )
        + END
        + task("a")
        + chain("start", "a", "end"),
        facts=BLOCK,
    ),
    "call-says": lambda: of_release(
        called(
            properties(role="office/head", allotment="PT1H", unit="working"),
            task("s", role="", due="", fourEyes="@caller"),
        )
    ),
    "outcome-known": lambda: of_release(
        line(task("a", form="f")),
        form(field("radio", "outcome", values=[{"value": "other", "label": "Khác"}])),
    ),
    "gateway-covers": lambda: of_release(
        split('<exclusiveGateway id="g"/>', YES, "${decision == 'no'}"),
        form(offered("yes", "no", "later")),
    ),
    "condition-possible": lambda: of_release(split(XOR, "${decision == 'yse'}"), form(offered("yes", "no"))),
    "fact-before": lambda: of_release(
        START + XOR + task("a", form="f") + END + chain("start", "g", "end") + flow("g", "a", YES) + flow("a", "g"),
        form(offered("yes", "no")),
    ),
    "state-known": lambda: of_release(line(task("a", state="received"))),
    "condition-names": lambda: of_release(split(XOR, "${decisoin == 'yes'}"), form(DECISION)),
    "expression-types": lambda: of_release(split(XOR, "${decision > 5}"), form(DECISION)),
    "term-fit": lambda: of_release(line(task("a", due="P5D", unit="calendar"))),
    "term-fit-tet": lambda: of_release(line(task("a", due="P8D")), facts=FIFTEEN_DAYS),
    "result-signed": lambda: of_release(line(task("a", act="issue", form="f")), form(*ISSUE)),
    "supplement-pauses": lambda: of_release(line(task("a") + own_timer(), ids=("a",)) + flow("b", "end")),
    "term-sum": lambda: of_release(line(task("a", due="PT5H"), task("b", due="PT4H"), ids=("a", "b"))),
}


def own_timer(clock: str = "own", interrupting: str = "true") -> str:
    """A timer on the border of step a."""
    return (
        f'<boundaryEvent id="b" name="Hết hạn" attachedToRef="a" cancelActivity="{interrupting}">'
        f"{properties(clock=clock)}<timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition>"
        "</boundaryEvent>"
    )


def test_a_timer_does_not_drive_a_step_on_while_the_applicant_is_awaited() -> None:
    def found(step: str, timer: str) -> list[str]:
        return [f.element for f in of_release(line(step + timer) + flow("b", "end")) if f.rule == "supplement-pauses"]

    assert found(task("a"), own_timer()) == ["b"]
    assert found(task("a"), own_timer("dossier")) == []
    assert found(task("a"), own_timer(interrupting="false")) == []
    assert found(task("a", clock="own"), own_timer()) == []


APPLICANT = (
    '<collaboration id="c"><participant id="us" processRef="p"/><participant id="them" name="Người nộp">{said}'
    '</participant><messageFlow id="m1" sourceRef="them" targetRef="a"/></collaboration>'
)


@pytest.mark.parametrize(
    ("said", "facts", "told"),
    [("", FACTS, ["a"]), (properties(agency="police"), FACTS, []), ("", MATTER, [])],
)
def test_an_applicant_is_not_waited_for_in_the_diagram(said: str, facts: str, told: list[str]) -> None:
    waits = '<message id="m" name="Giấy tờ bổ sung"/><process'
    body = line('<receiveTask id="a" messageRef="m"/>')
    drawn = diagram(body).decode().replace("<process", f"{APPLICANT.format(said=said)}{waits}", 1)
    files = {"procedure.toml": facts.encode(), "quy-trinh.bpmn": drawn.encode()}
    found = [one for one in checks.check_release(releases.read(files)) if one.rule == "supplement-pauses"]
    assert [one.element for one in found] == told


def test_a_supplement_is_asked_for_before_the_result_is_due() -> None:
    def found(window: str) -> list[str]:
        facts = FACTS.replace('kind = "working"', f'kind = "working"\nsupplement_window = "{window}"')
        return [one.message for one in of_release(line(task("a")), facts=facts) if one.rule == "supplement-pauses"]

    assert found("P1D") == []
    (told,) = found("P2D")
    assert "trong 2 ngày làm việc, dài hơn thời hạn giải quyết 1 ngày làm việc" in told


def test_a_result_that_may_be_one_of_two_is_asked_for_somewhere() -> None:
    two = FACTS.replace("[[case]]", '[[outcome]]\nkey = "refusal"\nname = "Văn bản trả lời"\n[[case]]')
    assert [found.rule for found in of_release(ISSUED, form(*ISSUE), facts=two)] == ["outcome-known"]
    asked = [*ISSUE, field("radio", "outcome", values=[{"value": "refusal", "label": "Từ chối"}])]
    assert of_release(ISSUED, form(*asked), facts=two) == []


def test_a_signature_comes_before_the_issue_not_after_it() -> None:
    after = line(task("a", act="issue", form="f"), task("s", sign="true"), ids=("a", "s"))
    assert [found.rule for found in of_release(after, form(*ISSUE))] == ["result-signed"]
    inner = f'<subProcess id="x"><startEvent id="i"/>{task("s", sign="true")}<endEvent id="e"/>{chain("i", "s", "e")}'
    inside = line(f"{inner}</subProcess>", task("a", act="issue", form="f"), ids=("x", "a"))
    assert of_release(inside, form(*ISSUE)) == []


def test_a_signing_step_that_nobody_can_approve_is_found() -> None:
    found = of_release(line(task("a", sign="true", form="f")), form(DECISION))
    assert [(finding.rule, finding.element) for finding in found] == [("result-signed", "a")]
    approved = field("radio", "decision", values=[{"value": "approved", "label": "Ký duyệt"}])
    assert of_release(line(task("a", sign="true", form="f")), form(approved)) == []


@pytest.mark.parametrize("rule", IN_A_RELEASE)
def test_a_release_is_judged_with_its_forms_and_cases(rule: str) -> None:
    assert [finding.rule for finding in IN_A_RELEASE[rule]()] == [rule]


SAID = properties(state="received")


def stated(start: str = SAID, end: str = SAID, *inner: str) -> str:
    """A matter's diagram, its start and its end with what they say."""
    ends = f'<startEvent id="start">{start}</startEvent><endEvent id="end">{end}</endEvent>'
    return ends + "".join(inner) + task("a") + chain("start", "a", "end")


def test_a_matter_always_says_in_which_of_its_states_it_is() -> None:
    assert of_release(stated(), facts=MATTER) == []
    assert [(f.rule, f.element) for f in of_release(stated(end=""), facts=MATTER)] == [("state-known", "end")]
    wrong = stated(start=properties(state="lost"))
    assert [(f.rule, f.element) for f in of_release(wrong, facts=MATTER)] == [("state-known", "start")]


def test_every_rule_has_a_test() -> None:
    assert {*CASES, *IN_A_RELEASE, "executable-process", "soundness-unproven"} == set(checks.RULES)


def test_a_finding_shows_the_way_into_it() -> None:
    (body, _), *_ = CASES["soundness"]
    paths = {finding.rule: finding.path for finding in of_diagram(body)}
    assert paths["soundness"][:3] == ("start", "start-g", "g")
    assert not any(path for rule, path in paths.items() if rule != "soundness")


def test_what_has_too_many_states_is_not_called_sound() -> None:
    """Thirty branches that choose crosswise where they meet: no block closes, and no bound is enough."""
    drawn, ways = START + '<parallelGateway id="g"/>' + END + chain("start", "g"), ""
    for n in range(30):
        drawn += f'<inclusiveGateway id="i{n}"/><inclusiveGateway id="j{n}"/>' + task(f"a{n}") + task(f"b{n}")
        drawn += task(f"c{n}")
        ways += chain("g", f"i{n}") + flow(f"i{n}", f"a{n}", YES) + flow(f"i{n}", f"b{n}", YES)
        ways += chain(f"a{n}", f"j{n}", f"c{n}", "end") + chain(f"b{n}", f"j{(n + 1) % 30}")
    found = [f for f in of_diagram(drawn + ways) if f.rule != "gateway-default"]
    assert [(f.rule, f.element, f.severity) for f in found] == [("soundness-unproven", "p", "warning")]


def test_an_issuing_step_with_all_it_must_ask_for() -> None:
    fields = [*ISSUE, field("radio", "outcome", values=[{"value": "copy", "label": "Bản sao"}])]
    assert of_release(ISSUED, form(*fields)) == []


def test_a_file_cannot_stand_for_a_number() -> None:
    wrong = [field("filepicker", "result_number", required=True), *ISSUE[1:]]
    assert "result_number" in of_release(ISSUED, form(*wrong))[0].message


def test_a_return_has_no_allotment_but_a_receiver() -> None:
    receiver = form(field("textfield", "receiver_name", required=True))
    assert of_release(line(task("a", act="return", due="", form="f")), receiver) == []
    found = of_release(line(task("a", act="return", due="", form="f")), form(field("textfield", "receiver_name")))
    assert [finding.rule for finding in found] == ["act-fields"]


def test_a_turn_back_is_not_counted_twice() -> None:
    body = START + task("a", due="PT8H") + XOR + END + chain("start", "a", "g", "end") + flow("g", "a", "true")
    assert of_release(body) == []


def test_the_longest_way_counts_not_the_sum_of_all() -> None:
    apart = START + '<parallelGateway id="g"/>' + task("a", due="PT8H") + task("b", due="P1D") + END
    assert of_release(apart + chain("start", "g", "a", "end") + chain("g", "b", "end")) == []
    inside = f'<subProcess id="b"><startEvent id="s"/>{task("i")}<endEvent id="e"/>{chain("s", "i", "e")}</subProcess>'
    found = of_release(line(task("a", due="PT7H"), inside, ids=("a", "b")))
    assert [(finding.rule, finding.element) for finding in found] == [("term-sum", "p")]
    assert "9 giờ" in found[0].message
    assert "1 ngày làm việc" in found[0].message


@pytest.mark.parametrize(
    ("due", "cutoff", "told"),
    [
        ("PT8H", "", []),
        ("PT9H", "", ["9 giờ, quá 8 giờ còn lại trong ngày"]),
        ("PT2H", "cutoff = 15:00:00\n", []),
        ("PT2.5H", "cutoff = 15:00:00\n", ["2,5 giờ, quá 2 giờ còn lại trong ngày"]),
        ("PT2H", "cutoff = 15:30:00\n", ["2 giờ, quá 1,5 giờ còn lại trong ngày"]),
    ],
)
def test_what_comes_in_last_is_still_done_the_same_day(due: str, cutoff: str, told: list[str]) -> None:
    facts = FACTS.replace('term = "P1D"\n', f'term = "P0D"\n{cutoff}')
    found = of_release(line(task("a", due=due)), facts=facts)
    assert [finding.message.partition("cộng lại ")[2].partition(" của")[0] for finding in found] == told


@pytest.mark.parametrize(
    ("everybody", "online", "rules"),
    [
        ("PT2H", "PT8H", []),
        ("PT2H", "PT9H", ["term-sum"]),
        ("PT3H", "PT1H", ["term-sum"]),
        ("PT3H", "PT7H", ["term-sum"]),
    ],
)
def test_the_day_of_confirmation_is_for_the_channel_that_has_it(everybody: str, online: str, rules: list[str]) -> None:
    facts = FACTS.replace('channels = ["counter"]', 'channels = ["counter", "online"]').replace(
        'term = "P1D"\n', 'term = "P0D"\ncutoff = 15:00:00\nconfirmation_days = { online = 1 }\n'
    )
    facts = facts.replace("fees = { counter = 0 }", "fees = { counter = 0, online = 0 }")
    body = START + task("a", due=everybody) + XOR
    body += task("b", due=online) + END + chain("start", "a", "g", "end") + chain("b", "end")
    found = of_release(body + flow("g", "b", '${channel == "online"}'), facts=facts)
    assert [finding.rule for finding in found] == rules


@pytest.mark.parametrize(
    ("due", "unit", "rules"),
    [
        ("P15D", "calendar", []),
        ("P16D", "calendar", ["term-sum"]),
        ("P4D", "working", []),
        ("P8D", "working", ["term-fit-tet"]),
        ("P11D", "working", ["term-fit-tet"]),
        ("P12D", "working", ["term-fit"]),
    ],
)
def test_a_term_of_calendar_days_holds_fewer_working_days(due: str, unit: str, rules: list[str]) -> None:
    found = of_release(line(task("a", due=due, unit=unit)), facts=FIFTEEN_DAYS)
    assert [finding.rule for finding in found] == rules


def test_steps_one_after_the_other_and_side_by_side() -> None:
    ways = START + '<parallelGateway id="g"/><parallelGateway id="j"/>' + task("a", due="P12D", unit="calendar") + END
    ways += task("b", due="P5D") + chain("start", "g", "a", "j", "end") + chain("g", "b", "j")
    assert [f.rule for f in of_release(ways, facts=FIFTEEN_DAYS)] == []
    line_of_two = line(task("a", due="P12D", unit="calendar"), task("b", due="P5D"), ids=("a", "b"))
    assert [f.rule for f in of_release(line_of_two, facts=FIFTEEN_DAYS)] == ["term-fit"]


def test_what_the_case_says_may_be_asked_but_only_when_every_case_says_it() -> None:
    asks = split(XOR, "${requester == 'owner' and channel == 'counter'}")
    assert of_release(asks, form(DECISION)) == []
    silent = FACTS + FACTS[FACTS.index("[[case]]") :].replace("owner", "other").replace("requester", "asker")
    assert [finding.rule for finding in of_release(asks, form(DECISION), facts=silent)] == ["condition-names"]


def test_findings_come_in_the_order_of_the_file() -> None:
    body = line(task("b", name=""), "\n", task("a", role="", name=""), ids=("b", "a"))
    found = of_diagram(body)
    assert [(f.line, f.element, f.rule) for f in found] == [
        (1, "b", "task-name"),
        (2, "a", "task-name"),
        (2, "a", "task-role"),
    ]


def test_a_pool_that_only_explains_is_not_judged() -> None:
    two = diagram(VALID).replace(b"</definitions>", b'<process id="q"><task id="t"/></process></definitions>')
    assert checks.check(reader.read(two)) == ()


def test_a_call_within_the_file_is_fine() -> None:
    called = '<process id="q" isExecutable="true"><startEvent id="qs"/><endEvent id="qe"/>' + flow("qs", "qe")
    two = diagram(line('<callActivity id="a" calledElement="q"/>')).replace(
        b"</definitions>", f"{called}</process></definitions>".encode()
    )
    assert checks.check(reader.read(two)) == ()


def test_the_lane_may_name_the_role() -> None:
    lane = f'<laneSet id="l"><lane id="x" name="Văn phòng">{properties(role="office/case_officer")}'
    lanes = f"{lane}<flowNodeRef>a</flowNodeRef></lane></laneSet>"
    assert of_diagram(lanes + line(task("a", role=""))) == []


@pytest.mark.parametrize(
    "folder",
    [*sorted((ROOT / "bpmn" / "diagrams").iterdir()), ROOT / "benchmarks" / "w1"],
    ids=lambda path: path.name,
)
def test_what_we_ship_is_clean(folder: Path) -> None:
    found = checks.check_release(releases.read_folder(folder))
    assert [finding for finding in found if finding.rule != "term-fit-tet"] == []


def test_what_lies_behind_an_event_on_a_border_is_reached() -> None:
    late = (
        '<boundaryEvent id="late" attachedToRef="a"><timerEventDefinition><timeDuration>P3D</timeDuration>'
        '</timerEventDefinition></boundaryEvent><endEvent id="over"/>'
    )
    assert of_diagram(line(task("a")) + late + task("b") + chain("late", "b", "over")) == []
    found = of_release(line(task("a", due="PT5H")) + late + task("b", due="PT4H") + chain("late", "b", "over"))
    assert [finding.rule for finding in found] == ["term-sum"]


def test_a_loop_that_holds_a_whole_split_and_join_is_fine() -> None:
    body = (
        START + '<exclusiveGateway id="m"/><parallelGateway id="s"/><parallelGateway id="j"/>'
        '<exclusiveGateway id="x" default="x-end"/>' + task("a") + task("b") + END
        + chain("start", "m", "s", "a", "j", "x", "end") + chain("s", "b", "j") + flow("x", "m", "true")
    )  # fmt: skip
    assert [f.element for f in of_diagram(body) if f.rule == "loop-into-join"] == []


@pytest.mark.parametrize(
    ("choices", "required", "yes", "no", "rules"),
    [
        (("yes", "no"), True, YES, "${decision == 'no'}", []),
        (("yes", "no"), True, YES, "${decision != 'yes'}", []),
        (("yes", "no"), False, YES, "${decision == 'no'}", ["gateway-covers"]),
        (("yes", "no"), False, YES, "${decision != 'yes'}", []),
        (("yes", "no", "later"), True, YES, "${decision in ['no', 'later']}", []),
    ],
)
def test_every_choice_of_a_field_has_its_way(choices, required, yes, no, rules) -> None:
    found = of_release(split('<exclusiveGateway id="g"/>', yes, no), form(offered(*choices, required=required)))
    assert [finding.rule for finding in found] == rules
    assert not any("later" in finding.message for finding in found)


def test_a_message_that_is_heard_in_the_other_pool_begins_it() -> None:
    heard = ELSEWHERE.replace(
        '<startEvent id="qs"/>', '<startEvent id="qs"><messageEventDefinition messageRef="m"/></startEvent>'
    )
    assert of_diagram(START + SEND + END + chain("start", "a", "end") + heard) == []


def test_who_asks_first_is_answered() -> None:
    asks = SEND.replace('"a"', '"c"')
    answered = '<receiveTask id="a" messageRef="n"/>'
    assert of_diagram(START + asks + answered + END + chain("start", "c", "a", "end") + ANSWERING) == []
    beside = '<parallelGateway id="g"/><parallelGateway id="j"/>'
    both = chain("start", "g", "c", "j", "end") + chain("g", "a", "j")
    assert of_diagram(START + beside + asks + answered + END + both + ANSWERING) == []


def test_a_reminder_may_come_every_day() -> None:
    daily = f'<boundaryEvent id="w" attachedToRef="a" cancelActivity="false">{DAILY}</boundaryEvent>'
    assert of_diagram(line(task("a")) + daily + task("b") + '<endEvent id="e"/>' + chain("w", "b", "e")) == []
    stops = daily.replace('"false"', '"true"')
    found = of_diagram(line(task("a")) + stops + task("b") + '<endEvent id="e"/>' + chain("w", "b", "e"))
    assert [finding.rule for finding in found] == ["timer-cycle"]


def test_what_one_of_two_branches_writes_is_known_behind_their_join() -> None:
    sides = (
        START + '<{kind} id="s"{default}/><{kind} id="j"/>' + task("a", form="f") + task("c") + XOR + task("b") + END
    )
    ways = chain("start", "s", "a", "j", "g", "end") + chain("c", "j") + flow("g", "b", YES) + flow("b", "end")
    asked = form(offered("yes", "no"))
    together = sides.format(kind="parallelGateway", default="") + ways + flow("s", "c")
    assert of_release(together, asked) == []
    either = sides.format(kind="exclusiveGateway", default=' default="s-a"') + ways
    found = of_release(either + flow("s", "c", "${channel == 'counter'}"), asked)
    assert [(finding.rule, finding.element) for finding in found] == [("fact-before", "g-b")]


def test_what_a_subprocess_always_writes_is_known_behind_it() -> None:
    within = '<startEvent id="i"/>' + task("a", form="f") + '<endEvent id="e"/>' + chain("i", "a", "e")
    inner = f'<subProcess id="x">{within}</subProcess>'
    body = (
        START + inner + XOR + task("b") + END + chain("start", "x", "g", "end") + flow("g", "b", YES) + flow("b", "end")
    )
    assert of_release(body, form(offered("yes", "no"))) == []


BLOCK = """
kind = "block"
code = "KHOI-THU"
slug = "khoi-thu"
name = "Khối thử"
field = "Khối dùng chung"
level = "province"
legal_basis = ["118/2025/NĐ-CP"]
"""


def test_a_block_leaves_to_its_callers_who_how_long_and_whose_work_it_may_not_be() -> None:
    open_step = task("a", role="", due="", fourEyes="@caller")
    assert of_release(line(open_step), facts=BLOCK) == []
    found = of_release(line(open_step))
    assert {finding.rule for finding in found} >= {"task-role", "task-allotment", "attribute-values"}


def called(call: str, *inner: str, first: str = "") -> str:
    """A process with a call, and the process that is called."""
    steps = '<startEvent id="in"/><endEvent id="out"/>' + "".join(inner) + chain("in", "s", "out")
    main = START + END + task("a") + f'<callActivity id="c" name="Ký" calledElement="q">{call}</callActivity>' + first
    return f'{main}{chain("start", "a", "c", "end")}</process><process id="q" isExecutable="true">{steps}'


def test_a_call_says_what_its_process_leaves_open() -> None:
    step = task("s", role="", due="", fourEyes="@caller")
    said = properties(role="office/head", allotment="PT2H", unit="working", fourEyes="a")
    assert of_release(called(said, step)) == []
    for wrong, rules in (
        (
            said.replace('name="gov.fourEyes" value="a"', 'name="gov.fourEyes" value="s"'),
            ["attribute-values", "call-says"],
        ),
        (said.replace("PT2H", "hai giờ"), ["call-says", "duration-readable"]),
        (said.replace('<camunda:property name="gov.role" value="office/head"/>', ""), ["task-role"]),
        (said.replace("PT2H", "P2D"), ["term-sum"]),
    ):
        assert sorted({finding.rule for finding in of_release(called(wrong, step))}) == rules, wrong


def test_two_calls_of_one_process_say_the_same() -> None:
    step, said = task("s", role="", due=""), properties(role="office/head", allotment="PT1H", unit="working")
    other = properties(role="office/clerk", allotment="PT1H", unit="working")
    both = called(said, step).replace(
        chain("start", "a", "c", "end"),
        f'<callActivity id="d" calledElement="q">{{}}</callActivity>{chain("start", "a", "c", "d", "end")}',
    )
    assert of_release(both.format(said)) == []
    assert {finding.rule for finding in of_release(both.format(other))} >= {"call-says", "task-role"}
