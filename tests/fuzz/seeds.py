"""The sound files that the broken ones are made of: our own, and those of other tools when they are there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests import corpus
from tests.bpmn import drawing

ROOT = Path(__file__).parents[2]
PLACES = (ROOT / "bpmn" / "diagrams", ROOT / "tests" / "bpmn", ROOT / "benchmarks")
KINDS = (".bpmn", ".dmn", ".form")


@dataclass(frozen=True, slots=True)
class Seed:
    """A sound file."""

    name: str
    kind: str
    content: bytes


def gather() -> tuple[Seed, ...]:
    """All of them, in an order that does not depend on the machine."""
    ours = sorted(path for place in PLACES for path in place.rglob("*") if path.suffix in KINDS)
    found = [Seed(str(path.relative_to(ROOT)), path.suffix, path.read_bytes()) for path in ours]
    found += [Seed(f"corpus/{path.name}", ".bpmn", path.read_bytes()) for path in sorted(corpus.diagrams())]
    return (*found, *_drawn())


def _drawn() -> tuple[Seed, ...]:
    """What no file of ours shows all at once."""
    flows = drawing.chain("s", "a", "sub", "many", "script", "ev", "late", "x", "join")
    flows += drawing.flow("late", "e") + drawing.flow("ev", "told")
    flows += drawing.flow("x", "join", "amount &gt; 10 and kind in ('new', 'old')") + drawing.flow(
        "x", "join2", "=true"
    )
    everything = drawing.diagram(
        '<startEvent id="s"/>' + drawing.task("a", form="f") + '<subProcess id="sub"><startEvent id="ss"/>'
        '<userTask id="st"/><endEvent id="se"/>' + drawing.chain("ss", "st", "se") + "</subProcess>"
        '<userTask id="many"><multiInstanceLoopCharacteristics camunda:collection="items" '
        'camunda:elementVariable="item"/></userTask>'
        '<boundaryEvent id="b" attachedToRef="many" cancelActivity="false"><timerEventDefinition>'
        "<timeCycle>R3/PT1H</timeCycle></timerEventDefinition></boundaryEvent><endEvent id='be'/>"
        '<scriptTask id="script"><script>total = amount * 2\nkind = "new"</script></scriptTask>'
        '<eventBasedGateway id="ev"/><intermediateCatchEvent id="late"><timerEventDefinition>'
        "<timeDuration>P3D</timeDuration></timerEventDefinition></intermediateCatchEvent>"
        '<intermediateCatchEvent id="told"><messageEventDefinition messageRef="m"/></intermediateCatchEvent>'
        '<inclusiveGateway id="x"/><parallelGateway id="join"/><exclusiveGateway id="join2"/><endEvent id="e"/>'
        + flows + drawing.chain("b", "be") + drawing.chain("told", "e") + drawing.chain("join", "e")
        + drawing.chain("join2", "e")
    )  # fmt: skip
    form = drawing.form(
        drawing.field("textfield", "name", required=True, properties={"requiredWhen": "amount > 10"}),
        drawing.field("number", "amount", decimalDigits=2),
        drawing.field("datetime", "day", subtype="date"),
        drawing.field("select", "kind", values=[{"value": "new", "label": "Mới"}, {"value": "old", "label": "Cũ"}]),
        drawing.field("checkbox", "agreed", required=True),
        drawing.field("filepicker", "papers", multiple=True),
        {"type": "textfield", "key": "code", "validate": {"pattern": "[A-Z]{2}-[0-9]+", "maxLength": 20}},
        {"type": "text", "id": "note", "text": "Ghi chú"},
    )
    table = (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="Phí" namespace="t">'
        '<decision id="fee" name="fee"><decisionTable id="t" hitPolicy="UNIQUE">'
        '<input id="i"><inputExpression id="ie" typeRef="number"><text>amount</text></inputExpression></input>'
        '<input id="j"><inputExpression id="je" typeRef="string"><text>kind</text></inputExpression></input>'
        '<output id="o" name="fee" typeRef="number"/>'
        '<rule id="r1"><inputEntry id="a1"><text>[1..10]</text></inputEntry><inputEntry id="a2"><text>"new"</text>'
        '</inputEntry><outputEntry id="a3"><text>amount * 1000</text></outputEntry></rule>'
        '<rule id="r2"><inputEntry id="b1"><text>&gt; 10</text></inputEntry><inputEntry id="b2"><text>-</text>'
        '</inputEntry><outputEntry id="b3"><text>20000</text></outputEntry></rule></decisionTable></decision>'
        '<decision id="total" name="total"><informationRequirement id="q"><requiredDecision href="#fee"/>'
        '</informationRequirement><literalExpression id="l"><text>fee + 1</text></literalExpression></decision>'
        "</definitions>"
    ).encode()
    return (
        Seed("drawn/everything.bpmn", ".bpmn", everything),
        Seed("drawn/everything.form", ".form", form),
        Seed("drawn/fee.dmn", ".dmn", table),
    )
