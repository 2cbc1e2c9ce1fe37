"""Shared blocks in the studio: called, renewed, and changed for everybody who calls them under one approval."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bpmn import blocks as shared
from bpmn import reader, releases
from bpmn.refusals import Refusal
from processes import catalogue, history
from processes.designs import DesignResting, DesignStale
from processes.refusals import Missing, NotAllowed, NotPublishable, SameOfficer
from tasks import approvals, beginnings, blocks, design, inbox, procedures, proposals
from tasks.proposals import BlockMisfits, Overtaken
from tests.answers import ANSWERS, answer
from tests.conftest import DIAGRAMS
from tests.tasks import studio
from tests.tasks.offices import join
from tests.town import Town
from ui.api.printing import FONTS

DIAGRAM = "quy-trinh.bpmn"
RETURN, SIGN, CHECK = "KHOI-TRAKQ", "KHOI-KYSO", "KHOI-BOSUNG"
TRAINEE, LAND = "1.013807", "1.013831"  # they call both
USERS = {studio.CODE: "H99.30", TRAINEE: "H99.05", LAND: "H99.12"}


@pytest.fixture
def province(town: Town, tmp_path: Path) -> Town:
    """The shipped blocks are published, and three procedures call that of the return."""
    for folder in sorted(path.parent for path in shared.SHIPPED.glob("*/procedure.toml")):
        town.publish(folder, "H99")
    block = releases.read_folder(shared.SHIPPED / "tra-ket-qua")
    folder = DIAGRAMS / "dang-ky-ho-kinh-doanh"
    for name, content in shared.put(releases.read_folder(folder).files, "return_result", block).items():
        (tmp_path / name).write_bytes(content)
    town.publish(tmp_path)
    return town


def look(town: Town, design_id: int) -> blocks.View:
    with town.database.snapshot() as snapshot:
        return blocks.look(snapshot, design_id, officer=town.officer(studio.ASKER))


def number(town: Town, design_id: int) -> int:
    """The version of the diagram that stands."""
    files = studio.look(town, design_id).files
    return next(file.number for name, file in files.items() if name.endswith(".bpmn"))


def act(town: Town, verb: Any, design_id: int, **told: object) -> Any:
    return studio.act(town, verb, design_id, **{"seen": number(town, design_id), **told})


def changed(town: Town, code: str, old: str, new: str) -> int:
    """A block, drawn otherwise in one word; the design."""
    design_id = studio.act(town, beginnings.from_release, town.release_id(code), studio.province(town))
    studio.replace(town, design_id, "khoi.bpmn", old, new)
    return design_id


def foreseen(town: Town, design_id: int) -> dict[str, proposals.Proposal]:
    with town.database.snapshot() as snapshot:
        found = proposals.of_design(snapshot, design_id, officer=town.officer(studio.ASKER))
    return {one.code: one for one in found}


def ask(town: Town, design_id: int, **told: object) -> int:
    return studio.act(town, approvals.ask, design_id, studio.WHY, agencies=[studio.province(town)], **told)


def decide(town: Town, matter_id: int) -> None:
    """Appraised, approved and published by others."""
    studio.step(town, matter_id, studio.APPRAISER, decision="approved")
    studio.step(town, matter_id, studio.LEADER, decision="approved")
    studio.step(town, matter_id, studio.APPRAISER, **studio.DECISION)


def holds(town: Town, code: str) -> tuple[int, str]:
    """The release in force of a procedure, and the name of its step of return."""
    release_id = studio.in_force(town, code, USERS[code])
    with town.database.snapshot() as snapshot:
        release = catalogue.published(snapshot, release_id or 0).release
    name = next(task.name for task in release.model.user_tasks() if task.act == "return")
    return release_id or 0, name


def test_a_design_calls_a_block_takes_the_newer_and_sweeps_out_what_is_left(province: Town) -> None:
    town, design_id = province, studio.begin(province)
    view = look(town, design_id)
    assert {one.release.code for one in view.offered} == {RETURN, SIGN, CHECK, "KHOI-TAICHINH", "KHOI-TIEPNHAN"}
    assert [(one.call.id, one.name, one.standing) for one in view.copies] == [
        ("return_result", "Trả kết quả", "newest")
    ]
    assert {"transfer", "sign"} <= {one.element for one in view.places}
    assert not {"hand_out", "return_result_return_result"} & {one.element for one in view.places}
    act(town, blocks.call, design_id, release_id=town.release_id(CHECK), element="transfer")
    with pytest.raises(DesignStale):
        act(town, blocks.call, design_id, release_id=town.release_id(SIGN), element="sign", seen=1)
    act(town, blocks.call, design_id, release_id=town.release_id(SIGN), element="sign")
    assert {one.call.id for one in look(town, design_id).copies} == {"return_result", "sign", "khoi_bosung"}
    done = [done.kind for done in versions(town, design_id)]
    assert done == ["begun", "called", "called"]
    studio.publish(town, changed(town, CHECK, "Đã kiểm tra", "Đã xem"), agencies=("H99",))
    standing = {one.call.id: one.standing for one in look(town, design_id).copies}
    assert standing == {"return_result": "newest", "sign": "newest", "khoi_bosung": "older"}
    assert "block-older" in rules(town, design_id)
    act(town, blocks.renew, design_id, release_id=town.release_id(CHECK))
    assert {one.standing for one in look(town, design_id).copies} == {"newest"}
    studio.replace(town, design_id, DIAGRAM, "Đã xem", "Xem rồi")
    assert "block-altered" in rules(town, design_id)
    with pytest.raises(Refusal) as refused:
        studio.ask(town, design_id)
    assert isinstance(refused.value, NotPublishable)
    act(town, blocks.renew, design_id, release_id=town.release_id(CHECK))
    assert "block-altered" not in rules(town, design_id)
    studio.replace(town, design_id, DIAGRAM, 'calledElement="supplement"', 'calledElement="result_return"')
    assert look(town, design_id).left_over == ("Kiểm tra thành phần hồ sơ, bổ sung",)
    act(town, blocks.sweep, design_id)
    assert look(town, design_id).left_over == ()
    assert not act(town, blocks.sweep, design_id).is_new


def versions(town: Town, design_id: int) -> list[Any]:
    with town.database.snapshot() as snapshot:
        return design.versions(snapshot, design_id, officer=town.officer(studio.ASKER))


def rules(town: Town, design_id: int) -> set[str]:
    with town.database.snapshot() as snapshot:
        found = design.check(snapshot, design_id, officer=town.officer(studio.ASKER))
    return {one.finding.rule for one in found}


def test_a_changed_block_changes_all_who_call_it_under_one_approval(province: Town) -> None:
    town = province
    accepted = town.receive(town.request(TRAINEE, agency="H99.05", at="H99"), by="chau")
    before = {code: holds(town, code)[0] for code in USERS}
    draft = studio.begin(town, TRAINEE)
    design_id = changed(town, RETURN, 'name="Trả kết quả" camunda', 'name="Trả kết quả, thu phiếu hẹn" camunda')
    found = foreseen(town, design_id)
    assert {code: one.reasons for code, one in found.items()} == dict.fromkeys(USERS, ())
    matter_id = ask(town, design_id)
    told = town.dossier("ha", matter_id).told
    assert told is not None
    assert all(code in told.content for code in USERS)
    with town.database.snapshot() as snapshot:
        listed = design.listed(snapshot, officer=town.officer(studio.ASKER), states=["asked"])
        version = releases.read(design.contents(snapshot, design_id))
        behind = proposals.drafts(snapshot, version, officer=town.officer(studio.ASKER))
    assert {one.matter_id for one in listed} == {matter_id}
    assert len(listed) == 4
    assert [one.id for one in behind] == [draft]
    with pytest.raises(DesignResting):
        studio.replace(town, listed[0].id, DIAGRAM, "Trả", "Giao")
    decide(town, matter_id)
    for code in USERS:
        release_id, name = holds(town, code)
        assert release_id != before[code]
        assert name == "Trả kết quả, thu phiếu hẹn"
    assert {studio.standing(town, one.id).state for one in listed} == {"published"}
    with town.database.snapshot() as snapshot:
        assert list(history.verify(snapshot)) == []
    while steps := town.dossier("chau", accepted.dossier_id).current:  # what runs ends on what it began on
        (step,) = steps
        who = ANSWERS[TRAINEE][step.element].by
        if town.look(who, step.task_id).may_claim:
            town.claim(who, step.task_id)
        town.complete(who, step.task_id, answer(town, TRAINEE, step.element))
    names = [step.name for step in town.dossier("chau", accepted.dossier_id).steps]
    assert names[-1] == "Trả kết quả"


def test_who_does_not_fit_is_named_and_left_out_by_word_alone(province: Town) -> None:
    town = province
    design_id = changed(town, SIGN, "PT4H", "P9D")  # longer than the trainee's term leaves
    found = foreseen(town, design_id)
    assert {code for code, one in found.items() if one.reasons} == {TRAINEE}
    with pytest.raises(BlockMisfits, match=r"1\.013807 Đăng ký tập sự"):
        ask(town, design_id)
    assert studio.standing(town, design_id).state == "open"
    matter_id = ask(town, design_id, left_out=[found[TRAINEE].release_id])
    trainee, _ = holds(town, TRAINEE)
    decide(town, matter_id)
    assert holds(town, TRAINEE)[0] == trainee
    land, _ = holds(town, LAND)
    assert land != found[LAND].release_id
    with town.database.snapshot() as snapshot:
        uses = shared.uses(catalogue.published(snapshot, land).release.model)
        newest = catalogue.published(snapshot, town.release_id(SIGN)).release.hash
    assert {use.mark.hash for use in uses if use.mark.code == SIGN} == {newest}


def test_what_is_returned_is_made_anew_and_who_asked_decides_nothing(province: Town) -> None:
    town = province
    design_id = changed(town, RETURN, "Đã trả", "Đã giao")
    matter_id = ask(town, design_id)
    studio.step(town, matter_id, studio.APPRAISER, decision="returned", reason="Chưa rõ lý do")
    with town.database.snapshot() as snapshot:
        everything = design.listed(snapshot, officer=town.officer(studio.ASKER))
    made = [one for one in everything if one.matter_id == matter_id]
    assert sorted(one.state for one in made) == ["discarded"] * 3 + ["open"]
    again = ask(town, design_id)
    assert again != matter_id
    decide(town, again)
    assert all(holds(town, code) for code in USERS)


def test_what_was_asked_for_with_a_block_is_taken_back_altogether(province: Town) -> None:
    town = province
    design_id = changed(town, RETURN, "Đã trả", "Đã giao")
    matter_id = ask(town, design_id)
    with town.database.snapshot() as snapshot:
        made = [one.id for one in design.of_matter(snapshot, matter_id, officer=town.officer(studio.ASKER))]
    studio.withdraw(town, made[-1])  # any of them takes all of them back
    assert [studio.standing(town, one).state for one in made] == ["open", *["discarded"] * 3]
    assert town.dossier("ha", matter_id).current == []
    decide(town, ask(town, design_id))
    assert all(holds(town, code) for code in USERS)


def test_a_release_published_meanwhile_is_not_written_over(province: Town) -> None:
    town = province
    design_id = changed(town, RETURN, "Đã trả", "Đã giao")
    matter_id = ask(town, design_id)
    other = studio.begin(town)
    studio.replace(town, other, DIAGRAM, 'name="Xem xét, ký"', 'name="Xem xét, ký số"')
    studio.publish(town, other)
    studio.step(town, matter_id, studio.APPRAISER, decision="approved")
    with pytest.raises(Overtaken, match="hộ kinh doanh"):
        studio.step(town, matter_id, studio.LEADER, decision="approved")
    assert studio.standing(town, design_id).state == "asked"


def test_a_published_block_is_proposed_to_whoever_is_behind(province: Town) -> None:
    town = province
    folder = block_files(town)
    newer = releases.read({**folder, "khoi.bpmn": folder["khoi.bpmn"].replace("Đã trả".encode(), "Đã giao".encode())})
    with town.database.transaction() as transaction:
        told = {"agencies": [studio.province(town)], "in_force_on": town.moment.date(), "by": "x"}
        release_id = catalogue.publish(transaction, newer, moment=town.moment, **told)
    where = studio.province(town)
    with pytest.raises(NotAllowed):
        studio.act(town, approvals.propose, release_id, where, studio.WHY, by="ha")
    matter_id = studio.act(town, approvals.propose, release_id, where, studio.WHY)
    with pytest.raises(SameOfficer):
        town_as_asker_decides(town, matter_id)
    decide(town, matter_id)
    with town.database.snapshot() as snapshot:
        assert proposals.of_release(snapshot, release_id, where, officer=town.officer(studio.ASKER)) == []
    with pytest.raises(Missing):
        studio.act(town, approvals.propose, release_id, where, studio.WHY)


def block_files(town: Town) -> dict[str, bytes]:
    with town.database.snapshot() as snapshot:
        return dict(catalogue.published(snapshot, town.release_id(RETURN)).release.files)


def town_as_asker_decides(town: Town, matter_id: int) -> None:
    """The asker, who now also appraises, tries to."""
    waiting = town.dossier("ha", matter_id).current[0]
    post = town.directory.post(waiting.post_id)
    assert post is not None
    join(town, studio.ASKER, post.path, "H99")
    town.claim(studio.ASKER, waiting.task_id)
    try:
        town.complete(studio.ASKER, waiting.task_id, {"decision": "approved"})
    finally:
        with town.database.transaction() as transaction:
            told = {"officer": town.officer(studio.ASKER), "moment": town.moment, "key": town.key()}
            inbox.put_back(transaction, waiting.task_id, reason="Không được tự thẩm định", **told)


def test_a_block_is_read_as_one_and_nobody_gets_a_dossier_on_it(province: Town) -> None:
    town = province
    with town.database.snapshot() as snapshot:
        offers = catalogue.offered_by(snapshot, list(town.directory.agencies), town.moment.date(), kinds=("dossier",))
    assert not [one for one in offers if one.code.startswith("KHOI")]
    assert reader.read(block_files(town)["khoi.bpmn"]).main.id == "result_return"


def test_the_annex_lists_the_steps_of_a_block_where_it_is_called(province: Town) -> None:
    town = province
    with town.database.snapshot() as snapshot:
        land = catalogue.published(snapshot, holds(town, LAND)[0]).release
        block = catalogue.published(snapshot, town.release_id(SIGN)).release
        told = {"officer": town.officer("ha"), "moment": town.moment, "fonts": FONTS}
        assert procedures.pdf(snapshot, town.release_id(SIGN), **told).startswith(b"%PDF")
    own, *others = procedures._parts(land, {"office/records_clerk": "Văn thư"})  # pyright: ignore[reportPrivateUsage] - what is printed, before it is
    assert [row.step for row in own.rows][-3:] == ["Xem xét, ký", "Vào số, đóng dấu, phát hành", "Trả kết quả"]
    assert own.rows[-2].doer == "Văn thư"
    assert len(others) == 1  # the tax office's
    assert [row.step for part in procedures._parts(block, {}) for row in part.rows] == [  # pyright: ignore[reportPrivateUsage]
        "Xem xét, ký",
        "Vào số, đóng dấu, phát hành",
    ]
