"""The catalogue: what there is, what holds on a day, who changed what and why, and the annex of the decision."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from pypdf import PdfReader

from processes import catalogue
from processes.refusals import NotFound
from tasks import procedures
from tests.tasks import studio
from tests.town import Town
from ui.api.printing import FONTS

CODE = studio.CODE


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def test_the_catalogue_is_read_by_pages_and_searched(town: Town) -> None:
    with town.database.snapshot() as snapshot:
        viet = town.officer("viet")
        whole = procedures.listed(snapshot, officer=viet)
        assert [one.code for one in whole] == sorted(one.code for one in whole)
        first = procedures.listed(snapshot, officer=viet, limit=2)
        second = procedures.listed(snapshot, officer=viet, after=first[-1].code, limit=2)
        assert [*first, *second] == whole[:4]
        (found,) = procedures.listed(snapshot, officer=viet, text="hộ kinh doanh")
        assert (found.code, found.kind, found.releases, found.is_listed) == (CODE, "dossier", 1, False)
        with pytest.raises(NotFound):
            procedures.history(snapshot, "9.999999", officer=viet)


def test_what_holds_on_a_day_is_told_and_why(town: Town) -> None:
    before, day = town.release_id(CODE), town.moment.date()
    release_id = studio.publish(town, studio.changed(town))
    again = studio.begin(town)
    studio.replace(town, again, "quy-trinh.bpmn", "ký số", "ký số, đóng dấu")
    matter_id = studio.approve(town, again)
    later = {**studio.DECISION, "document": "60/QĐ-UBND", "effective_on": str(day + timedelta(days=10))}
    studio.step(town, matter_id, "ha", **later)
    third = studio.standing(town, again).release_id
    with town.database.snapshot() as snapshot:
        viet, here = town.officer("viet"), studio.agency(town)

        def holds(on: date) -> int | None:
            return procedures.in_force(snapshot, here, on, officer=viet).get(CODE)

        days = [date(2025, 6, 30), day - timedelta(days=1), day, day + timedelta(days=9), day + timedelta(days=10)]
        assert [holds(on) for on in days] == [None, before, release_id, release_id, third]
        found = procedures.history(snapshot, CODE, officer=viet).releases
        assert [(one.number, one.id) for one in found] == [(3, third), (2, release_id), (1, before)]
        (why,) = found[1].publications
        assert (why.decision.document, why.told["reason"], why.design_id) == ("45/QĐ-UBND", studio.WHY.reason, 1)
        (scope,) = found[1].scopes
        assert (scope.agency_id, scope.valid_from, scope.valid_to) == (here, day, day + timedelta(days=9))
        files = procedures.release(snapshot, before, officer=viet).release.files
        assert files == catalogue.published(snapshot, before).release.files


def test_the_annex_tells_each_step(town: Town) -> None:
    design_id = studio.changed(town)
    told = {"officer": town.officer("phan"), "moment": town.moment, "fonts": FONTS}
    with town.database.snapshot() as snapshot:
        before = text_of(procedures.drawn_pdf(snapshot, design_id, **told))  # pyright: ignore
    assert "(Dự thảo)" in before
    release_id = studio.publish(town, design_id)
    with town.database.snapshot() as snapshot:
        after = text_of(procedures.pdf(snapshot, release_id, **told))  # pyright: ignore
    for said in (
        "Quyết định số: 45/QĐ-UBND",
        "Có hiệu lực từ: 02/03/2026",
        "Cơ quan áp dụng: UBND phường Bến Xuân",
        "Một cá nhân thành lập: 3 ngày làm việc",
        "3 Xem xét, ký số Lãnh đạo phòng 6 giờ làm việc Ký duyệt / Trả lại để làm lại",
    ):
        assert said in after, after
    steps = ["Tiếp nhận và chuyển hồ sơ", "Thẩm định hồ sơ", "Xem xét, ký số", "Vào số", "Trả kết quả"]
    places = [after.index(step) for step in steps]
    assert places == sorted(places)
