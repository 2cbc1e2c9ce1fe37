"""A directive: read, confirmed, given to three units, carried out by each until its own day, accepted or sent back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from processes import catalogue, clocks, history, mandates
from processes.calendars import local
from processes.mandates import Mandate
from processes.matters import Told
from processes.refusals import Missing, NotAllowed, NotFound, NotLawful
from tasks import matters, passing
from tasks.directives import giving, receivers
from tasks.directives.giving import Asked, Given, Line
from tasks.reception import Accepted
from tests.town import Town
from ui.widgets import mandate

TEXT = """Số: 12/CT-UBND                                   Lam Giang, ngày 02 tháng 3 năm 2026
CHỈ THỊ
Về việc đẩy mạnh số hóa hồ sơ

1. Sở Tư pháp chủ trì, phối hợp với Sở Xây dựng rà soát thủ tục hành chính, hoàn thành trước ngày 20/3/2026.
2. Giao UBND phường Bến Xuân:
a) Số hóa hồ sơ đang giải quyết trong tháng 4 năm 2026, định kỳ hằng tháng báo cáo UBND tỉnh.
"""
REVIEW, DIGITISE = "Rà soát thủ tục hành chính", "Số hóa hồ sơ đang giải quyết"


def asked(town: Town) -> list[Asked]:
    """What the leader's office confirms: a department until 20 March, a commune until the end of April by month."""
    justice, ward = town.unit("H99.05", "leadership"), town.unit("H99.30", "leadership")
    return [
        Asked(justice.id, REVIEW, date(2026, 3, 20)),
        Asked(ward.id, DIGITISE, date(2026, 4, 30), "month"),
    ]


def directive(town: Town, **other: object) -> Given:
    agency = next(one.id for one in town.directory.agencies.values() if one.code == "H99")
    given = Given(agency, Told("Chỉ thị 12/CT-UBND về số hóa hồ sơ", TEXT), asked(town))
    return replace(given, **other)  # pyright: ignore


def give(town: Town, given: Given | None = None, *, by: str = "hung", key: str = "") -> Accepted:
    with town.database.transaction() as transaction:
        return giving.give(
            transaction,
            given or directive(town),
            officer=town.officer(by),
            moment=town.moment,
            key=key or town.key(),
        )


def laid(town: Town, dossier_id: int) -> list[Mandate]:
    with town.database.snapshot() as snapshot:
        return mandates.of(snapshot, dossier_id)


def listed(town: Town, username: str, *, is_open: bool = True) -> list[Line]:
    with town.database.snapshot() as snapshot:
        return giving.page(snapshot, officer=town.officer(username), is_open=is_open, moment=town.moment)


def standing(town: Town, dossier_id: int) -> list[tuple[str, str, int]]:
    return [(one.state, f"{local(one.due_at):%d/%m %H:%M}", one.noted) for one in laid(town, dossier_id)]


REPORT = {"report": "Đã làm xong."}


def test_each_unit_has_its_own_day_and_the_directive_ends_with_the_last_report_accepted(town: Town) -> None:
    given = give(town)
    assert given.code == "CDDH-H99-2026-00001"
    assert standing(town, given.dossier_id) == [("given", "20/03 17:00", 0), ("given", "31/03 17:00", 0)]
    assert [one.step for one in town.inbox("duc")] == ["Tiếp nhận nhiệm vụ"]
    town.work("duc", {"contact": "Mai Ngọc Quỳnh"})
    waiting = town.inbox("duc")[0]
    assert (waiting.step, f"{local(waiting.due_at):%d/%m %H:%M}") == ("Thực hiện, báo cáo kết quả", "20/03 17:00")
    town.work("duc", REPORT)
    assert town.inbox("hung")[0].step == "Xem xét báo cáo"
    town.work("hung", {"decision": "sent_back", "reason": "Thiếu danh mục"})
    assert standing(town, given.dossier_id)[0] == ("sent_back", "20/03 17:00", 0)
    town.work("duc", REPORT)
    town.work("hung", {"decision": "accepted"})
    assert laid(town, given.dossier_id)[0].ended_at == town.moment

    town.work("viet", {"contact": "Nguyễn Văn Bình"})
    town.work("viet", REPORT)
    town.work("hung", {"decision": "noted"})  # March's report is noted, April's is the last
    assert standing(town, given.dossier_id)[1] == ("acknowledged", "30/04 17:00", 1)
    town.work("viet", REPORT)
    with pytest.raises(NotLawful, match="không còn kỳ báo cáo"):
        town.work("hung", {"decision": "noted"})
    held = town.inbox("hung", "mine")[0]
    town.complete("hung", held.task_id, {"decision": "accepted"})
    view = town.dossier("hung", given.dossier_id)
    assert (view.particulars.state, view.current) == ("fulfilled", [])
    assert view.particulars.returned_at == town.moment
    told = [row.kind for row in view.history if row.kind.startswith("mandate.")]
    assert told.count("mandate.reported") == 4
    assert told.count("mandate.sent_back") == told.count("mandate.noted") == 1
    with town.database.snapshot() as snapshot:
        assert [*history.verify(snapshot), *clocks.verify(snapshot)] == []


def test_given_in_the_evening_of_a_periods_last_day_it_begins_with_the_next_period(town: Town) -> None:
    town.moment = town.moment.replace(day=31, hour=18)
    given = give(town, directive(town, asked=asked(town)[1:]))
    assert standing(town, given.dossier_id) == [("given", "30/04 17:00", 0)]
    today = replace(asked(town)[1], due_on=date(2026, 3, 31))
    with pytest.raises(NotLawful, match="đã qua"):
        give(town, directive(town, asked=[today]))


def test_who_assesses_a_report_is_shown_nothing_of_other_units(town: Town) -> None:
    give(town)
    for username in ("duc", "viet"):
        town.work(username, {"contact": username})
        town.work(username, REPORT)
    views = [town.look("hung", row.task_id) for row in town.inbox("hung")]
    assert sorted(len(mandate.of_others(view)) for view in views) == [2, 2]
    assert mandate.of_others(views[0]).isdisjoint(mandate.of_others(views[1]))


def test_the_list_says_how_far_each_directive_is_to_who_gave_and_who_works_on_it(town: Town) -> None:
    given = give(town)
    assert [(one.row.code, one.tally.total, one.tally.accepted, one.tally.late) for one in listed(town, "hung")] == [
        (given.code, 2, 0, 0)
    ]
    assert [one.row.code for one in listed(town, "duc")] == [given.code]
    assert listed(town, "thang") == []
    with pytest.raises(NotFound):
        town.dossier("thang", given.dossier_id)
    town.moment += timedelta(days=20)
    assert listed(town, "hung")[0].tally.late == 1
    with town.database.snapshot() as snapshot:
        assert matters.page(snapshot, officer=town.officer("hung"), is_open=True) == []
        hall = town.unit("H99", "one_stop").id
        offers = matters.offered(snapshot, hall, officer=town.officer("chau"), moment=town.moment)
    assert "CDDH" not in {one.release.code for one in offers}


def test_the_same_key_gives_once_and_a_mandates_step_is_not_sent_back_by_hand(town: Town) -> None:
    given = give(town, key="mot-lan")
    with pytest.raises(Exception, match=r".") as refused:
        give(town, key="mot-lan")
    assert type(refused.value).__name__ == "AlreadyDone"
    town.work("duc", {"contact": "Quỳnh"})
    report = town.inbox("duc")[0]
    town.claim("duc", report.task_id)
    with town.database.snapshot() as snapshot:
        assert passing.earlier(snapshot, report.task_id, officer=town.officer("duc")) == []
    assert len(listed(town, "hung")) == 1
    assert given.dossier_id


@pytest.mark.parametrize("by", ["duc", "ha", "chau"])
def test_only_a_leader_or_the_office_of_the_agency_gives(town: Town, by: str) -> None:
    with pytest.raises(NotAllowed):
        give(town, by=by)
    with town.database.snapshot() as snapshot, pytest.raises(NotAllowed):
        giving.read(snapshot, TEXT, agency_id=directive(town).agency_id, officer=town.officer(by))
    assert listed(town, "hung") == []


def test_what_is_not_whole_is_refused_by_name_and_nothing_is_given(town: Town) -> None:
    first = asked(town)[0]
    tax = town.unit("G99.03", "leadership").id  # not beneath the province
    wrong: list[tuple[type[Exception], str, dict[str, object]]] = [
        (Missing, "trích yếu", {"told": Told(" ", TEXT)}),
        (Missing, "nội dung của văn bản", {"told": Told("Chỉ thị", "\n")}),
        (Missing, "nhiệm vụ được giao", {"asked": []}),
        (Missing, "nội dung của một nhiệm vụ", {"asked": [replace(first, task=" ")]}),
        (NotFound, "đơn vị nhận", {"asked": [replace(first, unit_id=tax)]}),
        (NotLawful, "đã qua", {"asked": [replace(first, due_on=date(2026, 3, 1))]}),
        (NotLawful, "xa hơn", {"asked": [replace(first, due_on=date(2040, 3, 1))]}),
    ]
    for refusal, words, other in wrong:
        with pytest.raises(refusal, match=words):
            give(town, directive(town, **other))
    assert listed(town, "hung") == []


def test_a_commune_gives_to_its_own_divisions(town: Town) -> None:
    ward = next(one for one in town.directory.agencies.values() if one.code == "H99.30")
    names = {one.name for one in receivers.receivers(town.directory, ward.id)}
    assert "Phòng Kinh tế, Hạ tầng và Đô thị" in names
    assert "UBND xã Lộc An" not in names
    division = town.unit("H99.30", "economic_division")
    mandate = Asked(division.id, "Kiểm tra vỉa hè", date(2026, 3, 10))
    given = give(town, directive(town, agency_id=ward.id, asked=[mandate]), by="viet")
    assert town.inbox("huong")[0].step == "Tiếp nhận nhiệm vụ"
    assert given.code.startswith("CDDH-H99.30-")


def test_the_text_names_the_units_of_the_organisation(town: Town) -> None:
    with town.database.snapshot() as snapshot:
        found = giving.read(snapshot, TEXT, agency_id=directive(town).agency_id, officer=town.officer("hung"))
    assert [[unit.words for unit in one.units] for one in found.suggestions] == [
        ["Sở Tư pháp"],
        ["UBND phường Bến Xuân"],
    ]
    units = receivers.matching(
        found.suggestions[1].units, receivers.receivers(town.directory, directive(town).agency_id)
    )
    assert units.known == [town.unit("H99.30", "leadership").id]
    assert units.unknown == []


def test_the_release_is_in_force_for_the_province_and_its_communes(town: Town) -> None:
    with town.database.snapshot() as snapshot:
        for agency in town.directory.agencies.values():
            release = catalogue.in_force_at(snapshot, "CDDH", agency.id, date(2026, 3, 2))
            assert (release is not None) == (agency.code in {"H99", "H99.05", "H99.08", "H99.30", "H99.31"})
