from __future__ import annotations

import hashlib
from fractions import Fraction
from pathlib import Path

import pytest

from bpmn import files, reader
from bpmn.files import NotReadable
from bpmn.model import CallActivity, Event, Flow, Gateway, Lane, Model, ScriptTask, SubProcess, UserTask
from bpmn.terms import Term
from tests.bpmn.drawing import chain, diagram, flow, properties, task

TWO_POOLS = """<?xml version="1.0" encoding="UTF-8"?>
<b:definitions xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:c="http://camunda.org/schema/1.0/bpmn">
  <b:collaboration id="both">
    <b:participant id="commune" name="UBND xã" processRef="first"/>
    <b:participant id="police" name="Công an" processRef="second"/>
  </b:collaboration>
  <b:message id="m1" name="chuyen_ho_so"/>
  <b:process id="first">
    <b:laneSet id="rows">
      <b:lane id="office" name="Văn phòng"><b:flowNodeRef>t1</b:flowNodeRef><b:flowNodeRef>t2</b:flowNodeRef>
        <b:childLaneSet id="inner"><b:lane id="clerk" name="Văn thư">
          <b:extensionElements><c:properties><c:property name="gov.role" value="office/records_clerk"/>
          </c:properties></b:extensionElements><b:flowNodeRef>t2</b:flowNodeRef></b:lane></b:childLaneSet>
      </b:lane>
    </b:laneSet>
    <b:userTask id="t1" name="Một&#10;việc"/>
    <b:userTask id="t2"/>
    <b:boundaryEvent id="late" attachedToRef="t2" cancelActivity="false">
      <b:timerEventDefinition><b:timeDuration> P3D </b:timeDuration></b:timerEventDefinition></b:boundaryEvent>
    <b:subProcess id="part"><b:extensionElements/>
      <b:userTask id="t3"><b:extensionElements><c:properties><c:property name="gov.sign" value="true"/>
      </c:properties></b:extensionElements></b:userTask></b:subProcess>
  </b:process>
  <b:process id="second" isExecutable="true">
    <b:startEvent id="asked"><b:messageEventDefinition messageRef="m1"/></b:startEvent>
  </b:process>
</b:definitions>""".encode()


@pytest.fixture(scope="module")
def pools() -> Model:
    return reader.read(TWO_POOLS)


def test_pools_and_the_main_process(pools: Model) -> None:
    assert [(p.id, p.pool, p.executable) for p in pools.processes] == [
        ("first", "UBND xã", False),
        ("second", "Công an", True),
    ]
    assert pools.main.id == "second"
    assert pools.hash == hashlib.sha256(TWO_POOLS).hexdigest()


def test_the_innermost_lane_holds_a_step_and_what_sits_on_it(pools: Model) -> None:
    lanes = {element.id: element.lane for element in pools.elements.values()}
    assert (lanes["t1"], lanes["t2"], lanes["late"]) == ("office", "clerk", "clerk")
    assert (pools.task("t1").role, pools.task("t2").role) == ("Văn phòng", "office/records_clerk")
    lane = pools.elements["clerk"]
    assert isinstance(lane, Lane)
    assert lane.name == "Văn thư"


def test_a_property_belongs_to_its_own_element_alone(pools: Model) -> None:
    assert pools.elements["part"].properties == {}
    assert pools.task("t3").sign
    assert pools.elements["t3"].scope == "part"
    assert pools.elements["t3"].process == "first"


def test_lines_are_kept_and_names_are_one_line(pools: Model) -> None:
    assert pools.elements["t1"].line == 16
    assert pools.elements["t1"].name == "Một việc"


def test_events(pools: Model) -> None:
    late, asked = pools.elements["late"], pools.elements["asked"]
    assert isinstance(late, Event)
    assert isinstance(asked, Event)
    assert late.timer is not None
    assert (late.definition, late.timer.kind, late.timer.text) == ("timer", "timeDuration", "P3D")
    assert (late.attached_to, late.interrupting) == ("t2", False)
    assert (asked.definition, asked.reference, asked.interrupting) == ("message", "chuyen_ho_so", True)


def test_what_a_user_task_says() -> None:
    written = task("a", role="office/case_officer", due="P3D", form="f", act="issue", unit="calendar", sign="true",
                   fourEyes="b", assigns="b", mustAssign="true", legalBasis="23/2015/NĐ-CP")  # fmt: skip
    found = reader.read(diagram(written)).task("a")
    assert (found.role, found.form, found.act, found.four_eyes) == ("office/case_officer", "f", "issue", "b")
    assert (found.assigns, found.must_assign) == ("b", True)
    assert found.allotment == Term(Fraction(3), "day", "calendar")
    assert (found.sign, found.legal_basis) == (True, "23/2015/NĐ-CP")
    plain = reader.read(diagram('<userTask id="a" camunda:dueDate="${x}"/>')).task("a")
    assert (plain.role, plain.form, plain.act, plain.allotment) == ("", None, "complete", None)
    assert plain.allotment_text == "${x}"


def test_what_else_stands_in_a_diagram() -> None:
    body = (
        '<exclusiveGateway id="g" default="g-s"/><scriptTask id="s"><script>\n x = 1 \n</script></scriptTask>'
        '<subProcess id="sub" triggeredByEvent="true"><multiInstanceLoopCharacteristics isSequential="true"/>'
        '</subProcess><callActivity id="c" calledElement="q"/>'
    )
    model = reader.read(diagram(body + flow("g", "s") + flow("g", "c", " x &lt; 1 ")))
    gateway, script, sub, call = (model.elements[key] for key in ("g", "s", "sub", "c"))
    assert isinstance(gateway, Gateway)
    assert gateway.default == "g-s"
    assert isinstance(script, ScriptTask)
    assert script.script == "x = 1"
    assert isinstance(sub, SubProcess)
    assert (sub.by_event, sub.loop) == (True, "sequential")
    assert isinstance(call, CallActivity)
    assert call.called == "q"
    assert [(f.target, f.condition) for f in model.outgoing["g"]] == [("s", None), ("c", "x < 1")]
    assert [f.id for f in model.incoming["s"]] == ["g-s"]
    assert {node.id for node in model.nodes()} == {"g", "s", "sub", "c"}


def test_only_a_user_task_is_a_task() -> None:
    model = reader.read(diagram('<startEvent id="start"/>' + task("a") + chain("start", "a")))
    assert isinstance(model.task("a"), UserTask)
    assert isinstance(model.elements["start-a"], Flow)
    for wrong in ("start", "nothing"):
        with pytest.raises(KeyError):
            model.task(wrong)


HOSTILE = {
    "DOCTYPE": b'<!DOCTYPE d [<!ENTITY a "b">]><definitions>&a;</definitions>',
    "DOCTYPE hoặc thực thể": b'<!DOCTYPE d SYSTEM "file:///etc/passwd"><definitions/>',
    "không được phép": b'<!DOCTYPE d [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]><definitions/>',
    "quá 200 cấp": b"<a>" * 201 + b"</a>" * 201,
    "lồng nhau": b"<a>" * 1_000_000,
    "lớn hơn 5 MB": b"<a>" + b" " * files.MOST_BYTES + b"</a>",
    "tệp trống": b" \n",
    "ở dòng 2": b"<a>\n<b></a>",
    "sai cú pháp": b"\x00\x01",
    "XML sai": b'<?xml version="1.0" encoding="utf-8"?><a>\xff</a>',
    "không phải là sơ đồ": b'<definitions xmlns="http://example.org"/>',
    "không có quy trình": diagram("").replace(b"<process", b"<other").replace(b"</process", b"</other"),
    "đã dùng cho": diagram('<task id="a"/><userTask id="a"/>'),
    "không có mã": diagram("<userTask/>"),
    "cùng mã": diagram("").replace(b"</definitions>", b'<process id="p"/></definitions>'),
}


@pytest.mark.parametrize("reason", HOSTILE)
def test_a_hostile_or_broken_file_is_refused_in_a_sentence(reason: str) -> None:
    with pytest.raises(NotReadable) as refused:
        reader.read(HOSTILE[reason])
    assert reason in str(refused.value)
    assert (refused.value.status, str(refused.value)[-1]) == (422, ".")
    assert "passwd" not in str(refused.value)


def test_two_hundred_levels_are_not_too_deep() -> None:
    deep = files.DEEPEST - 2  # definitions and process are two
    assert reader.read(diagram("<extensionElements>" * deep + "</extensionElements>" * deep)).main.id == "p"


def test_the_order_of_the_file_is_kept() -> None:
    model = reader.read(diagram("".join(task(f"t{number}") for number in range(30))))
    assert [found.id for found in model.user_tasks()] == [f"t{number}" for number in range(30)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_vietnamese_in_other_encodings(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?>' + diagram(task("a", name="Ký duyệt")).decode()
    assert reader.read(text.encode(encoding)).task("a").name == "Ký duyệt"


def test_properties_outside_their_place_say_nothing() -> None:
    loose = properties(act="issue").replace("camunda:properties>", "camunda:other>")
    assert reader.read(diagram(f'<userTask id="a">{loose}</userTask>')).task("a").act == "complete"


def test_our_own_diagrams_are_read() -> None:
    for path in sorted((Path(__file__).parent.parent.parent / "bpmn" / "diagrams").glob("*/*.bpmn")):
        assert reader.read(path.read_bytes()).main.executable
