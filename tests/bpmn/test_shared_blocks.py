"""Shared blocks: copied into a procedure's files, renewed there, told apart when somebody changed the copy."""

from __future__ import annotations

import json
import re
from random import Random

import pytest
from lxml import etree  # pyright: ignore[reportAttributeAccessIssue] - it ships no types

from bpmn import blocks, calls, checks, designs, differences, engine, reader, releases
from bpmn.files import NotReadable
from bpmn.releases import Release
from tests.bpmn.test_trials import BEGINS, walked
from tests.conftest import DIAGRAMS

SHIPPED = {
    release.code: release
    for release in (releases.read_folder(path.parent) for path in sorted(blocks.SHIPPED.glob("*/procedure.toml")))
}
SIGN, RETURN, CHECK = SHIPPED["KHOI-KYSO"], SHIPPED["KHOI-TRAKQ"], SHIPPED["KHOI-BOSUNG"]
COPY = DIAGRAMS / "cap-ban-sao-tu-so-goc"
DIAGRAM = "quy-trinh.bpmn"


def files() -> dict[str, bytes]:
    return dict(releases.read_folder(COPY).files)


def renamed(block: Release, old: str, new: str) -> Release:
    """The block with one word of its diagram changed."""
    changed = {name: content.replace(old.encode(), new.encode()) for name, content in block.files.items()}
    assert changed != dict(block.files)
    return releases.read(changed)


def said(told: dict[str, bytes], call: str, **gov: str) -> dict[str, bytes]:
    """The files with more said at a call."""
    entries = "".join(f'<camunda:property name="gov.{key}" value="{value}"/>' for key, value in gov.items())
    drawn = told[DIAGRAM].decode()
    head, mark, rest = drawn.partition(f'<bpmn:callActivity id="{call}"')
    assert mark
    return {
        **told,
        DIAGRAM: (head + mark + rest.replace("<camunda:properties>", f"<camunda:properties>{entries}", 1)).encode(),
    }


@pytest.mark.parametrize("block", SHIPPED.values(), ids=lambda block: block.code)
def test_what_we_ship_can_be_a_block(block: Release) -> None:
    assert block.kind == "block"
    assert checks.check_release(block) == ()


def test_five_blocks_are_shipped() -> None:
    assert set(SHIPPED) == {"KHOI-TIEPNHAN", "KHOI-BOSUNG", "KHOI-TAICHINH", "KHOI-KYSO", "KHOI-TRAKQ"}


def test_shipped_procedures_hold_the_shipped_versions() -> None:
    used: dict[str, list[str]] = {}
    for folder in sorted(DIAGRAMS.iterdir()):
        release = releases.read_folder(folder)
        for use in blocks.uses(release.model):
            assert use.mark.hash == SHIPPED[use.mark.code].hash, folder
            assert not blocks.is_altered(release.files, use.call.id, SHIPPED[use.mark.code]), folder
            used.setdefault(use.mark.code, []).append(folder.name)
    assert all(len(used[code]) >= 2 for code in ("KHOI-KYSO", "KHOI-TRAKQ"))


def test_a_step_becomes_a_call_that_says_what_the_step_said() -> None:
    told = blocks.put(files(), "sign", SIGN)
    model = releases.read(told).model
    call = next(use.call for use in blocks.uses(model))
    assert (call.id, call.role, call.allotment_text, call.four_eyes) == (
        "sign",
        "leadership/agency_leader",
        "PT2H",
        "appraise",
    )
    inside = {task.id: task for task in model.user_tasks() if task.process == call.called}
    signing = inside["sign_sign"]  # `sign` is the call's own
    assert (signing.role, str(signing.allotment), signing.four_eyes) == (
        "leadership/agency_leader",
        "2 giờ làm việc",
        "appraise",
    )
    assert inside["sign_issue"].role == "office/records_clerk"
    assert calls.drawn(model, ["sign_issue", "appraise"]) == ["sign", "appraise"]


def test_ids_stay_the_blocks_own_where_they_are_free() -> None:
    told = blocks.insert(files(), "transfer", CHECK)
    model = reader.read(told[DIAGRAM])
    assert model.elements["check_papers"].process == "supplement"
    twice = blocks.insert(told, "submit", CHECK)
    model = reader.read(twice[DIAGRAM])
    assert [use.call.called for use in blocks.uses(model)] == ["supplement", "khoi_bosung_2_supplement"]
    assert model.elements["khoi_bosung_2_check_papers"].process == "khoi_bosung_2_supplement"
    assert sorted(name for name in twice if name not in files()) == ["kiem-tra-thanh-phan.form"]


def test_what_points_within_a_copy_points_into_that_copy() -> None:
    twice = blocks.insert(blocks.insert(files(), "transfer", CHECK), "submit", CHECK)
    root = etree.fromstring(twice[DIAGRAM])
    flows = {one.get("id"): one for one in root.iter("{*}sequenceFlow")}
    pointed = [
        (node.getparent().get("id"), node.tag, node.text.strip()) for node in root.iter("{*}incoming", "{*}outgoing")
    ]
    assert len(pointed) > 20
    for owner, tag, flow in pointed:
        assert flows[flow].get("targetRef" if tag.endswith("incoming") else "sourceRef") == owner
    drawn = [one.get("bpmnElement") for one in root.iter("{*}BPMNPlane")]
    assert drawn[1:] == ["supplement", "khoi_bosung_2_supplement"]


def test_a_copy_that_another_call_leads_to_stays() -> None:
    twice = blocks.insert(blocks.insert(files(), "transfer", CHECK), "submit", CHECK)
    called = b'calledElement="khoi_bosung_2_supplement"'
    assert called in twice[DIAGRAM]
    both = {**twice, DIAGRAM: twice[DIAGRAM].replace(called, b'calledElement="supplement"')}
    newer = renamed(CHECK, "Kiểm tra thành phần hồ sơ", "Kiểm tra giấy tờ")
    model = reader.read(blocks.put(both, "khoi_bosung_2", newer)[DIAGRAM])
    first = next(use.call for use in blocks.uses(model) if use.call.id == "khoi_bosung")
    assert (first.called, model.elements["check_papers"].name) == ("supplement", "Kiểm tra thành phần hồ sơ")


def test_whose_work_a_step_of_a_copy_may_not_be_is_a_step_of_that_copy() -> None:
    act = '<camunda:property name="gov.act" value="issue" />'
    eyes = renamed(SIGN, act, f'{act}<camunda:property name="gov.fourEyes" value="sign" />')
    assert eyes.model.task("issue").four_eyes == "sign"
    model = reader.read(blocks.put(files(), "sign", eyes)[DIAGRAM])
    assert model.task("sign_issue").four_eyes == "sign_sign"


def test_a_form_of_the_same_name_that_asks_something_else_is_left_alone() -> None:
    own = json.dumps({"type": "default", "id": "kiem-tra-thanh-phan", "components": []}).encode()
    told = blocks.insert({**files(), "kiem-tra-thanh-phan.form": own}, "transfer", CHECK)
    assert told["kiem-tra-thanh-phan.form"] == own
    release = releases.read(told)
    task = release.model.task("check_papers")
    assert task.form == "khoi_bosung-kiem-tra-thanh-phan"
    assert [field.key for field in release.forms[task.form].fields][-2:] == ["papers_complete", "papers_missing"]
    assert not blocks.is_altered(told, "khoi_bosung", CHECK)


def test_a_new_version_takes_the_place_of_the_old_one_and_is_told() -> None:
    told = blocks.insert(blocks.insert(files(), "transfer", CHECK), "submit", CHECK)
    newer = renamed(CHECK, "Kiểm tra thành phần hồ sơ", "Kiểm tra giấy tờ")
    after = blocks.renewed(told, newer)
    model = reader.read(after[DIAGRAM])
    assert {use.mark.hash for use in blocks.uses(model)} == {newer.hash}
    assert {model.elements[id_].name for id_ in ("check_papers", "khoi_bosung_2_check_papers")} == {"Kiểm tra giấy tờ"}
    assert len(model.processes) == 3
    assert blocks.renewed(after, newer) == after
    sentences = [change.sentence for change in differences.compare(releases.read(told), releases.read(after))]
    versions = f"KHOI-BOSUNG phiên bản {CHECK.hash[:12]} thành KHOI-BOSUNG phiên bản {newer.hash[:12]}"
    assert sum(versions in sentence for sentence in sentences) == 2
    assert any("“Kiểm tra giấy tờ”" in sentence for sentence in sentences)
    other = renamed(RETURN, "Đã trả", "Đã giao")
    assert blocks.renewed(after, other) == after


def test_a_form_that_the_new_version_no_longer_has_goes_unless_others_ask_it() -> None:
    told = blocks.insert(files(), "transfer", CHECK)
    newer = {
        name.replace("thanh-phan", "giay-to"): content.replace(b"kiem-tra-thanh-phan", b"kiem-tra-giay-to")
        for name, content in CHECK.files.items()
    }
    after = blocks.renewed(told, releases.read(newer))
    assert {*after} - {*files()} == {"kiem-tra-giay-to.form"}
    signed = blocks.put(files(), "sign", SIGN)  # shares `ky` and `phat-hanh` with what the procedure asks itself
    gone = blocks.renewed(signed, renamed(SIGN, "Đã phát hành", "Xong"))
    assert {"ky.form", "phat-hanh.form"} <= {*gone}


def test_a_copy_that_somebody_changed_is_known() -> None:
    told = blocks.insert(files(), "transfer", CHECK)
    assert not blocks.is_altered(told, "khoi_bosung", CHECK)
    spread = {**told, DIAGRAM: told[DIAGRAM].replace(b"><", b">\n  <")}
    assert not blocks.is_altered(spread, "khoi_bosung", CHECK)
    for name, old, new in (
        (DIAGRAM, 'name="Kiểm tra thành phần hồ sơ" camunda', 'name="Xem hồ sơ" camunda'),
        ("kiem-tra-thanh-phan.form", "Đã bổ sung đủ", "Bổ sung rồi"),
    ):
        changed = {**told, name: told[name].replace(old.encode(), new.encode())}
        assert changed != told
        assert blocks.is_altered(changed, "khoi_bosung", CHECK)


def test_what_no_call_leads_to_is_swept_out() -> None:
    told = blocks.insert(files(), "transfer", CHECK)
    drawn = re.sub(
        r'<bpmn:callActivity id="khoi_bosung".*?</bpmn:callActivity>', "", told[DIAGRAM].decode(), flags=re.S
    )
    left = {**told, DIAGRAM: drawn.encode()}
    assert [one.id for one in blocks.left_over(reader.read(left[DIAGRAM]))] == ["supplement"]
    after = blocks.swept(left)
    assert [one.id for one in reader.read(after[DIAGRAM]).processes] == ["register_copy"]
    assert b'bpmnElement="supplement"' not in after[DIAGRAM]  # nor is it drawn any more
    assert {*after} == {*files()}
    alone = reader.read(SIGN.model.xml)  # drawn without a pool, and nobody's copy
    assert (alone.main.in_pool, blocks.left_over(alone)) == (False, [])
    with pytest.raises(NotReadable):
        blocks.put(told, "nowhere", CHECK)
    with pytest.raises(NotReadable):
        blocks.insert(told, "nowhere", CHECK)


def test_a_procedure_with_three_blocks_passes_the_gate_and_is_played_to_its_end() -> None:
    facts = designs.template()["procedure.toml"].replace(b'term = "P3D"', b'term = "P5D"')
    roomy = {**designs.template(), "procedure.toml": facts}
    told = blocks.put(roomy, "return_result", RETURN)
    told = blocks.insert(told, "transfer", CHECK)
    told = said(told, "khoi_bosung", role="office/case_officer", allotment="PT2H", unit="working")
    told = blocks.insert(told, "submit", SHIPPED["KHOI-TAICHINH"])
    told = said(told, "khoi_taichinh", role="office/case_officer", allotment="PT1H", unit="working")
    release = releases.read(told)
    assert [(one.rule, one.message) for one in checks.check_release(release) if one.severity == "error"] == []
    paths = {element for seed in range(4) for element in walked(release, Random(seed).randrange(99)).path}
    assert {"check_papers", "set_duty", "owed", "return_result_return_result"} <= paths


def test_room_is_made_where_a_call_is_drawn() -> None:
    model = blocks.insert(files(), "transfer", CHECK)[DIAGRAM].decode()
    box = {
        name: [float(one) for one in re.findall(r'"([\d.-]+)"', bounds)]
        for name, bounds in re.findall(r'bpmnElement="(\w+)"[^>]*>\s*<dc:Bounds ([^/]*)/>', model)
    }
    left, top, width, height = box["khoi_bosung"]
    for step in ("receive", "appraise", "sign", "issue", "return_result"):
        x, y, w, h = box[step]
        assert x + w <= left or left + width <= x or y + h <= top or top + height <= y, step
    assert box["agency"][0] + box["agency"][2] > box["return_result"][0] + box["return_result"][2]


def test_a_dossier_inside_a_block_can_go_on_by_its_newer_version() -> None:
    old = releases.read_folder(DIAGRAMS / "dang-ky-tap-su-cong-chung")
    new = releases.read(blocks.renewed(old.files, renamed(SIGN, 'name="Xem xét, ký"', 'name="Xem xét, ký số"')))
    progress = engine.start(old.model, {"case": old.cases[0].code, "channel": "counter"}, moment=BEGINS)
    for values in ({}, {}, {}, {"review": "agreed"}):
        (waiting,) = progress.opened
        progress = engine.complete(old.model, progress.state, waiting.ref, values, moment=BEGINS)
    assert [one.element for one in progress.opened] == ["sign"]
    assert engine.verdict(old.model, new.model, progress.state).is_safe
    moved = engine.migrate(old.model, new.model, progress.state, moment=BEGINS)
    after = engine.complete(new.model, moved.state, progress.opened[0].ref, {"decision": "approved"}, moment=BEGINS)
    assert [(one.element, one.name) for one in after.opened] == [("issue", "Vào số, đóng dấu, phát hành")]
