"""A design becomes a release: asked for with reasons, approved by somebody else, published as what was approved."""

from __future__ import annotations

import zlib
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from processes import catalogue, clocks, history, organisation, publications, tables
from processes.designs import DesignAltered, DesignResting, DesignUnchanged, NotAwaiting
from processes.publications import Decision
from processes.refusals import (
    AlreadyDone,
    Missing,
    NotAllowed,
    NotFound,
    NotInForce,
    NotLawful,
    NotPublishable,
    SameOfficer,
)
from tasks import approvals, beginnings, matters, substitution
from tasks.substitution import Appointment
from tests.stories.test_a_petition import petition, receive
from tests.tasks import studio
from tests.tasks.scene import employ
from tests.town import Town

CODE = studio.CODE
RETIRING = Decision("50/QĐ-UBND", date(2026, 3, 2), "Lê Quang Hưng", date(2026, 3, 5))


def test_a_design_is_approved_published_and_in_force(town: Town) -> None:
    before, design_id = town.release_id(CODE), studio.changed(town)
    matter_id = studio.ask(town, design_id)
    asked = town.dossier("ha", matter_id)
    assert asked.particulars.code == "PDQT-H99-2026-00001"
    assert asked.told is not None
    assert asked.told.subject.startswith(f"{CODE} – Đăng ký")
    assert asked.told.content.splitlines() == [
        "Lý do: Bỏ một bước chuyển trong phòng",
        "Căn cứ, điều khoản: 168/2025/NĐ-CP, Điều 85",
        "Giảm 0,5 ngày giải quyết, 1 giấy tờ",
        "Áp dụng tại: UBND phường Bến Xuân",
    ]
    assert [row.step for row in town.inbox("ha")] == ["Thẩm định quy trình"]
    studio.step(town, matter_id, "ha", decision="approved")
    assert studio.standing(town, design_id).state == "asked"
    studio.step(town, matter_id, "hung", decision="approved")
    assert studio.standing(town, design_id).state == "approved"
    studio.step(town, matter_id, "ha", **studio.DECISION)
    found = studio.standing(town, design_id)
    assert (found.state, found.approved_by) == ("published", town.officer("hung").id)
    after = studio.in_force(town)
    assert after == found.release_id != before
    assert studio.in_force(town, at="H99.31") == before  # another commune goes on by what it has
    with town.database.snapshot() as snapshot:
        assert catalogue.published(snapshot, after or 0).release.hash == found.hash
        (told,) = publications.of_release(snapshot, after or 0)
        assert (told.kind, told.decision.document, told.design_id) == ("published", "45/QĐ-UBND", design_id)
        assert told.told["reason"] == studio.WHY.reason
        assert [*history.verify(snapshot), *clocks.verify(snapshot)] == []
    over = town.dossier("ha", matter_id)
    assert (over.particulars.state, over.current) == ("published", [])


def test_a_dossier_accepted_before_stays_on_its_release(town: Town) -> None:
    accepted = town.receive(town.request(CODE))
    before = town.dossier("mai", accepted.dossier_id).particulars.release_id
    release_id = studio.publish(town, studio.changed(town))
    assert town.dossier("mai", accepted.dossier_id).particulars.release_id == before
    with pytest.raises(NotInForce):
        town.receive(town.request(CODE, release_id=before))
    later = town.receive(town.request(CODE))
    assert town.dossier("mai", later.dossier_id).particulars.release_id == release_id


def test_the_old_release_holds_until_the_new_one_does(town: Town) -> None:
    before, design_id = town.release_id(CODE), studio.changed(town)
    matter_id = studio.approve(town, design_id)
    studio.step(town, matter_id, "ha", **{**studio.DECISION, "effective_on": "2026-03-10"})
    assert studio.in_force(town) == before
    town.pass_time(days=7)
    assert studio.in_force(town) == before
    town.pass_time(days=1)
    assert studio.in_force(town) == studio.standing(town, design_id).release_id


def test_who_asks_does_not_decide(town: Town) -> None:
    """The head of the division draws too: she has both posts, and may use one of them alone."""
    posts = town.directory.posts.values()
    with town.database.transaction() as transaction:
        analyst = next(post.id for post in posts if post.role == "process_analyst")
        row = {"officer_id": town.officer("ha").id, "post_id": analyst, "valid_from": date(2025, 7, 1)}
        transaction.execute(tables.Holding.__table__.insert(), row)  # pyright: ignore
        organisation.changed(transaction)
    design_id = studio.begin(town, by="ha")
    studio.replace(town, design_id, "quy-trinh.bpmn", 'name="Xem xét, ký"', 'name="Xem xét, ký số"')
    matter_id = studio.ask(town, design_id, by="ha")
    with pytest.raises(SameOfficer):
        studio.step(town, matter_id, "ha", decision="approved")
    assert studio.standing(town, design_id).state == "asked"


def test_who_acts_for_who_asked_does_not_decide(town: Town) -> None:
    """The leader, away, is filled for by the very officer who asked."""
    design_id = studio.changed(town)
    matter_id = studio.ask(town, design_id)
    studio.step(town, matter_id, "ha", decision="approved")
    ids = town.officer("hung").id, town.officer("phan").id
    days = {"decided_on": town.moment.date(), "valid_from": town.moment.date(), "valid_to": town.moment.date()}
    given = Appointment(*ids, decision="12/QĐ-UBND", acts="all", **days)
    studio.act(town, substitution.record, given, by="khoa")
    with pytest.raises(SameOfficer):
        studio.step(town, matter_id, "phan", decision="approved")
    assert studio.standing(town, design_id).state == "asked"


@pytest.mark.parametrize("at", ["appraise", "approve"])
def test_what_is_returned_is_drawn_on_and_asked_for_again(town: Town, at: str) -> None:
    design_id = studio.changed(town)
    first = studio.ask(town, design_id)
    if at == "approve":
        studio.step(town, first, "ha", decision="approved")
    studio.step(town, first, "ha" if at == "appraise" else "hung", decision="returned", reason="Thiếu bước lấy ý kiến")
    assert town.dossier("ha", first).particulars.state == "returned"
    found = studio.standing(town, design_id)
    assert (found.state, found.hash) == ("open", None)
    studio.replace(town, design_id, "quy-trinh.bpmn", "ký số", "ký số, đóng dấu")
    second = studio.approve(town, design_id)
    assert second != first
    studio.step(town, second, "ha", **studio.DECISION)
    assert studio.standing(town, design_id).state == "published"
    with town.database.snapshot() as snapshot:
        row = tables.Notice
        mine = select(row.kind, row.dossier_id).where(row.officer_id == town.officer("phan").id).order_by(row.id)
        told = [tuple(one) for one in snapshot.execute(mine)]
    assert told == [("design_returned", first), ("design_published", second)]


@pytest.mark.parametrize("at", ["appraise", "approve"])
def test_who_asked_takes_it_back_until_it_is_approved(town: Town, at: str) -> None:
    design_id = studio.changed(town)
    matter_id = studio.ask(town, design_id)
    if at == "approve":
        studio.step(town, matter_id, "ha", decision="approved")
    studio.withdraw(town, design_id, key="back-once")
    found, matter = studio.standing(town, design_id), town.dossier("ha", matter_id)
    assert (found.state, found.hash) == ("open", None)
    assert (matter.current, matter.particulars.state) == ([], "withdrawn")
    assert matter.history[-1].kind == "approval.withdrawn"
    assert matter.history[-1].data == {"reason": "Còn thiếu một bước"}
    with town.database.snapshot() as snapshot:
        lists = [
            [row.dossier_id for row in matters.page(snapshot, officer=town.officer("ha"), is_open=is_open)]
            for is_open in (True, False)
        ]
        state = select(tables.Dossier.sync_status).where(tables.Dossier.id == matter_id)
        assert snapshot.execute(state).scalar_one() == "none"  # an approval is told to no national system
        assert list(history.verify(snapshot)) == []
    assert lists == [[], [matter_id]]
    with pytest.raises(AlreadyDone):
        studio.withdraw(town, design_id, key="back-once")
    studio.replace(town, design_id, "quy-trinh.bpmn", "ký số", "ký số, đóng dấu")
    assert studio.publish(town, design_id) == studio.in_force(town)


def test_what_was_decided_is_not_taken_back(town: Town) -> None:
    design_id = studio.changed(town)
    with pytest.raises(NotAllowed):
        studio.withdraw(town, design_id)  # nobody has asked
    matter_id = studio.ask(town, design_id)
    with pytest.raises(NotAllowed):
        studio.withdraw(town, design_id, by="ha")
    with pytest.raises(Missing):
        studio.withdraw(town, design_id, reason=" ")
    studio.step(town, matter_id, "ha", decision="approved")
    studio.step(town, matter_id, "hung", decision="approved")
    with pytest.raises(NotAwaiting, match="đã được phê duyệt"):
        studio.withdraw(town, design_id)
    assert len(town.dossier("ha", matter_id).current) == 1
    studio.step(town, matter_id, "ha", **studio.DECISION)
    with pytest.raises(NotAwaiting, match="đã ban hành"):
        studio.withdraw(town, design_id)


def test_what_approval_was_asked_for_rests(town: Town) -> None:
    design_id = studio.changed(town)
    studio.ask(town, design_id)
    with pytest.raises(DesignResting, match="đang chờ phê duyệt"):
        studio.replace(town, design_id, "quy-trinh.bpmn", "ký số", "ký")
    with pytest.raises(DesignResting):
        studio.ask(town, design_id)


@pytest.mark.parametrize("when", ["asked", "approved"])
def test_what_was_changed_behind_the_approval_is_not_published(town: Town, when: str) -> None:
    design_id = studio.changed(town)
    matter_id = studio.ask(town, design_id) if when == "asked" else studio.approve(town, design_id)
    if when == "asked":
        studio.step(town, matter_id, "ha", decision="approved")
    file = tables.DesignFile
    with town.database.transaction() as transaction:
        mine = file.design_id == design_id, file.number == 2, file.name == "quy-trinh.bpmn"
        stored = transaction.execute(select(file.content).where(*mine)).scalar_one()
        altered = zlib.compress(zlib.decompress(stored).replace("ký số".encode(), "ký nháy".encode()))
        transaction.execute(update(file).where(*mine).values(content=altered))
    before = studio.in_force(town)
    by, values = ("hung", {"decision": "approved"}) if when == "asked" else ("ha", studio.DECISION)
    with pytest.raises(DesignAltered):
        studio.step(town, matter_id, by, **values)
    assert studio.in_force(town) == before
    assert len(town.dossier("ha", matter_id).current) == 1  # the step waits as it did: all of it or nothing


def test_what_is_wrong_or_unchanged_is_not_asked_for(town: Town) -> None:
    design_id = studio.begin(town)
    with pytest.raises(DesignUnchanged):
        studio.ask(town, design_id)
    studio.replace(town, design_id, "quy-trinh.bpmn", ' camunda:candidateGroups="office/records_clerk"', "")
    with pytest.raises(NotPublishable):
        studio.ask(town, design_id)
    fine = studio.changed(town)
    with pytest.raises(Missing):
        studio.ask(town, fine, agencies=())
    why = approvals.Statement("  ")
    with pytest.raises(Missing):
        studio.act(town, approvals.ask, fine, why, agencies=[studio.agency(town)])
    with pytest.raises(NotFound):
        studio.act(town, approvals.ask, fine, studio.WHY, agencies=[999])
    with pytest.raises(NotAllowed):
        studio.ask(town, fine, by="ha")
    asked = {"agencies": [studio.agency(town)], "key": "once-only"}
    studio.act(town, approvals.ask, fine, studio.WHY, **asked)
    with pytest.raises(AlreadyDone):
        studio.act(town, approvals.ask, fine, studio.WHY, **asked)


def test_a_decision_takes_effect_on_its_day_at_the_earliest(town: Town) -> None:
    matter_id = studio.approve(town, studio.changed(town))
    with pytest.raises(NotLawful):
        studio.step(town, matter_id, "ha", **{**studio.DECISION, "effective_on": "2026-03-01"})


def test_an_agency_draws_for_itself_and_the_province_decides(town: Town) -> None:
    """A commune's analyst: the approval runs at the province, which has the procedure for it."""
    office = town.unit("H99.30", "office").id
    with town.database.transaction() as transaction:
        row = {"unit_id": office, "role": "process_analyst", "title": "Chuyên viên", "valid_from": date(2025, 7, 1)}
        post = transaction.execute(tables.Post.__table__.insert().returning(tables.Post.id), row).scalar_one()  # pyright: ignore
        organisation.changed(transaction)
    employ(town, "minh", "Cao Văn Minh", post)
    design_id = studio.act(
        town, beginnings.from_release, town.release_id(CODE), studio.agency(town, "H99.30"), by="minh"
    )
    view = studio.look(town, design_id, by="minh")
    text = view.files["quy-trinh.bpmn"].content.decode().replace("Xem xét, ký", "Ký")
    studio.save(town, design_id, "quy-trinh.bpmn", text.encode(), seen=1, by="minh")
    with pytest.raises(NotAllowed):
        studio.ask(town, design_id, by="minh", agencies=("H99.30", "H99.31"))
    matter_id = studio.ask(town, design_id, by="minh")
    assert town.dossier("ha", matter_id).particulars.agency_id == studio.province(town)
    with pytest.raises(NotAllowed):
        studio.look(town, design_id, by="phan")


def test_a_release_is_retired_and_stays_readable(town: Town) -> None:
    accepted = town.receive(town.request(CODE))
    release_id = town.release_id(CODE)
    for by in ("viet", "phan", "hung"):
        with pytest.raises(NotAllowed):
            studio.act(town, approvals.retire, release_id, RETIRING, reason="Bãi bỏ", by=by)
    with pytest.raises(Missing):
        studio.act(town, approvals.retire, release_id, RETIRING, reason=" ", by="ha")
    studio.act(town, approvals.retire, release_id, RETIRING, reason="Thủ tục bị bãi bỏ", by="ha", key="once")
    with pytest.raises(AlreadyDone):
        studio.act(town, approvals.retire, release_id, RETIRING, reason="Thủ tục bị bãi bỏ", by="ha", key="once")
    town.pass_time(days=2)
    town.receive(town.request(CODE))
    town.pass_time(days=1)
    with pytest.raises(NotInForce):
        town.receive(town.request(CODE))
    town.complete("mai", town.dossier("mai", accepted.dossier_id).current[0].task_id)
    assert town.dossier("mai", accepted.dossier_id).current[0].element == "appraise"
    with town.database.snapshot() as snapshot:
        (standing,) = publications.releases_of(snapshot, CODE)
        assert (standing.state, [one.kind for one in standing.publications]) == ("retired", ["retired"])
        day = town.moment.date()
        assert CODE not in publications.in_force(snapshot, studio.agency(town), day)
        assert publications.in_force(snapshot, studio.agency(town), day - timedelta(days=1))[CODE] == release_id


def test_an_older_release_may_be_published_again(town: Town) -> None:
    first = town.release_id(CODE)
    second = studio.publish(town, studio.changed(town))
    studio.act(town, approvals.retire, second, RETIRING, reason="Có lỗi", by="ha")
    town.pass_time(days=3)
    assert studio.in_force(town) is None
    design_id = studio.act(town, beginnings.from_release, second, studio.province(town))
    studio.replace(town, design_id, "quy-trinh.bpmn", "ký số", "ký")
    matter_id = studio.approve(town, design_id)
    days = dict.fromkeys(("decided_on", "effective_on"), str(town.moment.date()))
    studio.step(town, matter_id, "ha", **{**studio.DECISION, **days})
    assert studio.in_force(town) == first
    with town.database.snapshot() as snapshot:
        found = publications.releases_of(snapshot, CODE)
        here = [one for one in found[1].scopes if one.agency_id == studio.agency(town)]
    assert [(one.id, one.state) for one in found] == [(second, "retired"), (first, "published")]
    assert [(f"{one.valid_from:%d/%m/%Y}", one.valid_to) for one in here] == [
        ("01/07/2025", date(2026, 3, 1)),
        ("05/03/2026", None),
    ]
    third = studio.act(town, beginnings.from_release, first, studio.province(town))
    studio.replace(town, third, "quy-trinh.bpmn", 'name="Xem xét, ký"', 'name="Xem xét, ký số"')
    assert studio.publish(town, third) == second
    with town.database.snapshot() as snapshot:
        assert publications.releases_of(snapshot, CODE)[0].state == "published"


def test_approvals_are_no_petitions(town: Town) -> None:
    matter_id = studio.ask(town, studio.changed(town))
    unit = town.unit("H99", "one_stop").id
    with town.database.snapshot() as snapshot:
        offered = matters.offered(snapshot, unit, officer=town.officer("chau"), moment=town.moment)
    assert offered == []
    wrong = petition(town, case="usual", agency="H99", release_id=town.release_id("PDQT"))
    with pytest.raises(NotFound):
        receive(town, wrong, by="chau")
    with town.database.snapshot() as snapshot:
        rows = matters.page(snapshot, officer=town.officer("phan"), is_open=True)
    assert [row.dossier_id for row in rows] == [matter_id]
