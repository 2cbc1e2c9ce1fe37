"""One case a repair: a small diagram as some tool leaves it, and what the clinic makes of it."""

from __future__ import annotations

import pytest

from bpmn import clinic, reader
from bpmn.clinic import REPAIRS
from bpmn.clinic.picture import BPMNDI
from bpmn.files import NotReadable
from bpmn.play import play
from tests.bpmn.drawing import chain, diagram, flow

START, END = '<startEvent id="start"/>', '<endEvent id="end"/>'
USER = '<userTask id="a" name="Bước A"/>'


def line(inner: str) -> str:
    """On lines of their own: the start, the element `a`, the end, the flows."""
    return f"\n{START}\n{inner}\n{END}\n{chain('start', 'a', 'end')}"


def split(gateway: str, first: str = "", second: str = "") -> str:
    return (
        f"\n{START}\n{gateway}\n{USER}{END}{chain('start', 'g')}\n"
        f"{flow('g', 'a', first)}\n{flow('g', 'end', second)}\n{flow('a', 'end')}"
    )


def event(definition: str) -> str:
    return line(f'<intermediateCatchEvent id="a" name="Chờ">{definition}</intermediateCatchEvent>')


XOR = '<exclusiveGateway id="g" name="Đủ?"/>'
SUB = '<subProcess id="a"><startEvent id="s"/>\n{}<endEvent id="e"/>' + chain("s", "i", "e") + "</subProcess>"

_AUTOMATIC = ("task", "manualTask", "serviceTask", "sendTask", "receiveTask", "businessRuleTask", "scriptTask")

# what is repaired → diagram, element and line of the finding, what stands in the repaired file
CASES: dict[str, list[tuple[str, str, int, str]]] = {
    "repair-id": [
        (f'\n{START}\n<userTask name="Không mã"/>\n{END}{chain("start", "end")}', "UserTask", 3, 'id="UserTask"'),
        (line(USER) + f"\n{USER}", "a_2", 6, 'id="a_2"'),
        (line(USER).replace('"a"', '"bước 1"'), "bước 1", 3, 'targetRef="b__c_1"'),
    ],
    "repair-foreign": [
        (line(f'<userTask id="a" xmlns:f="{space}" f:candidateGroups="van-thu" f:formKey="k"/>'), "a", 3,
         'camunda:candidateGroups="van-thu" camunda:formKey="k"')
        for space in ("http://flowable.org/bpmn", "http://activiti.org/bpmn")
    ] + [
        (line('<userTask id="a" camunda:formKey="camunda-forms:deployment:don.form"/>'), "a", 3, 'formRef="don"'),
    ],
    "repair-due-date": [
        (line('<userTask id="a" camunda:dueDate="${now()}"/>'), "a", 3, "<documentation>dueDate: ${now()}<"),
    ],
    "repair-executable": [(line(USER), "p", 1, 'isExecutable="true"')],
    "repair-reference": [
        (line(USER) + "\n" + flow("a", "nowhere"), "a-nowhere", 6, 'id="a-end"'),
        ('\n<laneSet><lane id="x"><flowNodeRef>gone</flowNodeRef></lane></laneSet>' + line(USER), "x", 2, "lane"),
        (line('<userTask id="a" default="gone"/>'), "a", 3, 'sourceRef="a" targetRef="end"'),
        (event('<messageEventDefinition messageRef="gone"/>'), "a", 3, 'messageRef="Message_a"'),
        (split(XOR).replace(END, SUB.format('<userTask id="i"/>').replace('"a"', '"x"') + END)
         + "\n" + flow("a", "i"), "a-i", 9, 'targetRef="x"'),
        (line(USER) + '\n<boundaryEvent id="b" attachedToRef="a"><messageEventDefinition/></boundaryEvent>'
         + flow("b", "end") + "\n" + flow("a", "b"), "a-b", 7, "boundaryEvent"),
        (line(USER) + '\n<boundaryEvent id="b" attachedToRef="gone"><timerEventDefinition>'
         "<timeDuration>P1D</timeDuration></timerEventDefinition></boundaryEvent>", "b", 6, "intermediateCatchEvent"),
    ],
    "repair-definition": [
        (line(USER).replace('<endEvent id="end"/>', '<endEvent id="end"><timerEventDefinition/></endEvent>'),
         "end", 4, '<endEvent id="end"/>'),
        (event("<terminateEventDefinition/>"), "a", 3, "messageEventDefinition"),
    ],
    "repair-event-gateway": [
        (split('<eventBasedGateway id="g"/>'), "g", 3, '<exclusiveGateway id="g"'),
    ],
    "repair-event": [
        (event(""), "a", 3, "messageEventDefinition"),
        (event("<messageEventDefinition/>"), "a", 3, 'name="Chờ"'),
        (event("<signalEventDefinition/>"), "a", 3, "signalRef"),
        (event("<conditionalEventDefinition/>"), "a", 3, "a_holds"),
    ],
    "repair-link": [
        (
            f'\n{START}<intermediateThrowEvent id="t" name="Nối"><linkEventDefinition/></intermediateThrowEvent>\n'
            '<intermediateCatchEvent id="c" name="Nối"><linkEventDefinition/></intermediateCatchEvent>'
            f"{END}{chain('start', 't')}{chain('c', 'end')}", "t", 2, 'name="Nối"',
        ),
        (
            f'\n{START}{END}{chain("start", "end")}\n'
            '<intermediateCatchEvent id="c"><linkEventDefinition name="x"/></intermediateCatchEvent>',
            "c", 3, '<endEvent id="c">',
        ),
    ],
    "repair-timer": [
        (event("<timerEventDefinition/>"), "a", 3, ">P1D<"),
        (event("<timerEventDefinition><timeDuration>3 days</timeDuration></timerEventDefinition>"), "a", 3, ">P3D<"),
        (event("<timerEventDefinition><timeDuration>khi xong</timeDuration></timerEventDefinition>"), "a", 3, ">P1D<"),
        (event("<timerEventDefinition><timeCycle>0 0 8 * * ?</timeCycle></timerEventDefinition>"), "a", 3, ">R/P1D<"),
    ],
    "repair-subprocess": [
        (line('<subProcess id="a" name="Thu gọn"/>'), "a", 3, "<userTask"),
        (line(USER) + '\n<subProcess id="x" triggeredByEvent="true"/>', "x", 6, "userTask"),
        (line(SUB.replace('"s"/>', '"s"><messageEventDefinition/></startEvent>').format('<userTask id="i"/>')),
         "s", 3, '<startEvent id="s"'),
    ],
    "repair-task": [
        *((line(f'<{kind} id="a" name="Việc"/>'), "a", 3, '<userTask id="a"')
          for kind in _AUTOMATIC),
        (line('<callActivity id="a" calledElement="elsewhere"/>'), "a", 3, "calledElement: elsewhere"),
        (line('<scriptTask id="a" scriptFormat="groovy"><script>println x</script></scriptTask>'), "a", 3, "println x"),
    ],
    "repair-loop": [
        (line('<userTask id="a"><multiInstanceLoopCharacteristics/></userTask>'), "a", 3, 'collection="a_items"'),
        (line('<userTask id="a"><standardLoopCharacteristics/></userTask>'), "a", 3, "a_again"),
    ],
    "repair-complex-gateway": [(split('<complexGateway id="g"/>'), "g", 3, "inclusiveGateway")],
    "repair-start": [
        (f"\n{USER}\n{END}{chain('a', 'end')}", "a", 2, '<startEvent id="startEvent_before_a"'),
        (line(USER) + '\n<userTask id="b"/>', "b", 6, "parallelGateway"),
        (line(USER) + '\n<startEvent id="s2"/>' + chain("s2", "a"), "p", 1, "intermediateThrowEvent"),
        (line(USER) + chain("a", "start"), "start", 2, "startEvent_before_start"),
    ],
    "repair-end": [
        (f"\n{START}\n{USER}{chain('start', 'a')}", "a", 3, '<endEvent id="endEvent_after_a"'),
        (line(USER) + chain("end", "a"), "end", 4, "intermediateThrowEvent"),
    ],
    "repair-condition": [
        (split('<parallelGateway id="g"/>', "x"), "g-a", 5, "<documentation>x<"),
        (split(XOR), "g-a", 5, 'g_choice == "g-a"'),
        (split(XOR), "g", 3, 'default="g-end"'),
        (split(XOR, "bpmn:getDataObject('du') = 'co'"), "g-a", 5, '= du = "co"'),
        (split('<inclusiveGateway id="g"/>'), "g-a", 5, '"g-a" in g_choice'),
        (split(XOR, "nếu hồ sơ đầy đủ"), "g-a", 5, "<documentation>nếu hồ sơ đầy đủ<"),
        (split(XOR.replace("/>", ' default="g-a"/>'), "x", "y"), "g-a", 5, "<documentation>x<"),
    ],
}  # fmt: skip


def repaired(body: str, rule: str) -> clinic.Repaired:
    return clinic.repair(diagram(body, executable="false" if rule == "repair-executable" else "true"))


@pytest.mark.parametrize(
    ("rule", "body", "element", "at", "written"),
    [(rule, *case) for rule, cases in CASES.items() for case in cases],
)
def test_what_is_left_out_is_repaired_and_told(rule: str, body: str, element: str, at: int, written: str) -> None:
    found = repaired(body, rule)
    told = {(f.element, f.line): f for f in found.findings if f.rule == rule}
    assert (element, at) in told, found.findings
    assert told[element, at].severity == "warning"
    assert not told[element, at].message.isascii()
    assert written in found.xml.decode()
    assert clinic.repair(found.xml) == clinic.Repaired(found.xml, ()), "a repaired file needs no repair"


def test_every_repair_has_a_case() -> None:
    assert set(CASES) == set(REPAIRS)


def test_what_lacks_nothing_comes_back_byte_for_byte() -> None:
    whole = diagram(line(USER)) + b"<!-- a word at the end -->\n"
    assert clinic.repair(whole) == clinic.Repaired(whole, ())


@pytest.mark.parametrize("hostile", [b"", b"<a/>", b"<!DOCTYPE x []><x/>", b"<definitions", b"\xff\xfe"])
def test_what_the_reader_refuses_the_clinic_refuses(hostile: bytes) -> None:
    with pytest.raises(NotReadable):
        clinic.repair(hostile)


def test_a_drawing_without_a_process_is_refused() -> None:
    with pytest.raises(NotReadable, match="không có quy trình"):
        clinic.repair(b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>')


def test_the_officer_chooses_the_way() -> None:
    model = reader.read(repaired(split(XOR), "").xml)
    for choice, path in (("g-a", ["start", "g", "a", "end"]), ("g-end", ["start", "g", "end"])):
        played = play(model, {}, seed=1, answers={"p": {"g_choice": choice}})
        assert (played.ended, played.paths["p"]) == (True, path)


def test_starts_that_only_meet_in_a_join_begin_together() -> None:
    body = (
        '\n<startEvent id="s1"/><startEvent id="s2"/><parallelGateway id="j"/>' + END
        + chain("s1", "j", "end") + chain("s2", "j")
    )  # fmt: skip
    found = repaired(body, "")
    assert b"exclusiveGateway" not in found.xml
    assert play(reader.read(found.xml), {}, seed=1).ended


def test_pools_that_nobody_sees_into_stay_as_they_are() -> None:
    empty = '<process id="q" isExecutable="false"/></definitions>'
    two = diagram(line(USER), executable="false").replace(b"</definitions>", empty.encode())
    model = reader.read(clinic.repair(two).xml)
    assert [(process.id, process.executable) for process in model.processes] == [("p", True), ("q", False)]


def test_a_drawn_neighbour_gets_a_drawn_repair() -> None:
    drawn = """<bpmndi:BPMNDiagram xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"
     xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" id="d"><bpmndi:BPMNPlane id="pl" bpmnElement="p">
     <bpmndi:BPMNShape id="a_di" bpmnElement="a"><dc:Bounds x="200" y="100" width="100" height="80"/>
     </bpmndi:BPMNShape></bpmndi:BPMNPlane></bpmndi:BPMNDiagram></definitions>"""
    found = clinic.repair(diagram(f"\n{USER}").replace(b"</definitions>", drawn.encode())).xml.decode()
    assert '<dc:Bounds x="114" y="122" width="36" height="36"/>' in found
    assert '<dc:Bounds x="350" y="122" width="36" height="36"/>' in found
    assert 'bpmnElement="Flow_startEvent_before_a_a"' in found


def test_what_becomes_a_step_loses_the_page_of_its_inside() -> None:
    closed = '<startEvent id="s"/><subProcess id="a"/><endEvent id="e"/>' + chain("s", "a", "e")
    pages = "".join(
        f'<di:BPMNDiagram xmlns:di="{BPMNDI}"><di:BPMNPlane bpmnElement="{drawn}"/></di:BPMNDiagram>'
        for drawn in ("p", "a")
    )
    drawn = diagram(closed).replace(b"</definitions>", pages.encode() + b"</definitions>")
    found = clinic.repair(drawn)
    assert [one.rule for one in found.findings] == ["repair-subprocess"]
    assert found.xml.count(b"BPMNPlane") == 1
    assert b'bpmnElement="p"' in found.xml


def test_what_other_tools_wrote_beside_the_standard_stays() -> None:
    body = line(
        '<task id="a" xmlns:x="urn:x" x:cost="3"><extensionElements><x:note>n</x:note></extensionElements></task>'
    )
    found = repaired(body, "").xml.decode()
    assert 'x:cost="3"' in found
    assert "<x:note>n</x:note>" in found


def test_a_flow_that_hangs_on_itself_is_taken_out() -> None:
    repaired = clinic.repair(diagram(line(USER) + '<sequenceFlow id="x" sourceRef="x" targetRef="x"/>'))
    assert b'"x"' not in repaired.xml
    assert play(reader.read(repaired.xml), {}, seed=1).ended


@pytest.mark.parametrize(
    "odd",
    [
        "<userTask id='w'><documentation><messageEventDefinition/></documentation></userTask>",
        "<sequenceFlow id='w' sourceRef='w' targetRef='w'><extensionElements><subProcess id='y'/></extensionElements>"
        "</sequenceFlow>" + flow("a", "y"),
    ],
)
def test_what_stands_where_nothing_of_its_kind_can_is_no_hindrance(odd: str) -> None:
    assert reader.read(clinic.repair(diagram(line(USER) + odd)).xml)


def test_a_repair_that_is_refused_is_left_out() -> None:
    drawn = diagram(split(XOR) + "<manualTask id='alone'/>" + "<manualTask id='another'/>")
    spots = {(finding.rule, finding.element) for finding in clinic.repair(drawn).findings}
    assert {("repair-task", "alone"), ("repair-task", "another")} < spots
    for spot in sorted(spots):
        left = {(finding.rule, finding.element) for finding in clinic.repair(drawn, refused={spot}).findings}
        assert spot not in left
        assert spots - left == {spot}
    while left := {(finding.rule, finding.element) for finding in clinic.repair(drawn, refused=spots).findings}:
        assert not left & spots  # where one thing is not mended another may be
        spots |= left
    assert clinic.repair(drawn, refused=spots).xml == drawn
    kept = clinic.repair(drawn, refused={("repair-task", "alone")}).xml
    assert b'<manualTask id="alone">' in kept
    assert b'<userTask id="another">' in kept


def test_without_ids_nothing_can_be_opened() -> None:
    twice = diagram(line(USER) + USER)
    assert clinic.repair(twice, refused={("repair-id", "a_2")}) == clinic.repair(twice)


@pytest.mark.parametrize("rule", sorted(CASES))
def test_every_repair_leaves_what_is_spared(rule: str) -> None:
    for body, *_ in CASES[rule]:
        drawn = diagram(body, executable="false" if rule == "repair-executable" else "true")
        spots = {(one.rule, one.element) for one in clinic.repair(drawn).findings if one.rule == rule}
        assert spots
        if REPAIRS[rule].is_needed:
            continue
        try:
            left = clinic.repair(drawn, refused=spots)
        except NotReadable:  # without this one nothing reads it
            continue
        assert not spots & {(one.rule, one.element) for one in left.findings}


def test_a_flow_into_nothing_that_is_spared_is_no_hindrance() -> None:
    drawn = diagram(f"<startEvent id='s'/>{USER}<manualTask id='b'/>{flow('s', 'nowhere')}{flow('s', 'a')}")
    left = clinic.repair(drawn, refused={("repair-reference", "s-nowhere")})
    assert b'targetRef="nowhere"' in left.xml
    assert ("repair-start", "b") in {(one.rule, one.element) for one in left.findings}


def test_whatever_named_an_element_follows_its_new_id() -> None:
    lane = '\n<laneSet><lane id="x"><flowNodeRef>bước 1</flowNodeRef></lane></laneSet>'
    mended = clinic.repair(diagram(lane + line(USER).replace('"a"', '"bước 1"')))
    assert [one.rule for one in mended.findings] == ["repair-id"]  # nothing was lost that had to be put back
    assert "<flowNodeRef>b__c_1</flowNodeRef>" in mended.xml.decode()


def test_of_a_loop_that_asks_for_a_list_nothing_else_is_left() -> None:
    loop = "<multiInstanceLoopCharacteristics><loopCardinality>??</loopCardinality></multiInstanceLoopCharacteristics>"
    mended = clinic.repair(diagram(line(USER.replace("/>", f">{loop}</userTask>"))))
    assert [one.rule for one in mended.findings] == ["repair-loop"]
    written = mended.xml.decode()
    assert ("<loopCardinality" in written, 'camunda:collection="a_items"' in written) == (False, True)


def test_links_are_joined_only_where_there_is_no_doubt_which() -> None:
    throws = "".join(
        f'<intermediateThrowEvent id="{id_}"><linkEventDefinition name="{id_}"/></intermediateThrowEvent>'
        for id_ in "tu"
    )
    catch = '<intermediateCatchEvent id="c"><linkEventDefinition name="x"/></intermediateCatchEvent>'
    ways = flow("start", "g") + flow("g", "t") + flow("g", "u") + flow("c", "end")
    body = f'{START}<parallelGateway id="g"/>{throws}{catch}{END}{ways}'
    told = [one for one in clinic.repair(diagram(body)).findings if one.rule == "repair-link"]
    assert sorted(one.element for one in told) == ["c", "t", "u"]
    assert all("sự kiện trung gian thường" in one.message for one in told)


def test_what_becomes_of_an_unreadable_condition_is_told() -> None:
    alone = f"{START}{XOR}{USER}{END}{chain('start', 'g')}{flow('g', 'a', '??')}{flow('a', 'end')}"
    told = [one.message for one in clinic.repair(diagram(alone)).findings if one.element == "g-a"]
    assert [one.endswith("đã chuyển vào phần mô tả, hướng đi này luôn mở.") for one in told] == [True]
    (asked,) = clinic.repair(diagram(line(USER).replace(flow("a", "end"), flow("a", "end", "??")))).findings
    assert asked.message.endswith("cán bộ cho biết bằng thông tin “a_end_holds”.")
