"""Every page at a desk and on a phone: a picture of each in tests/screens, and nothing that shuts anybody out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from processes.database import Database, now
from processes.people import Person as Applicant
from tests.accessible import Violation, violations
from tests.answers import answer
from tests.conftest import ROOT
from tests.stories.browser import Person, sign_in
from tests.stories.conftest import Site
from tests.stories.test_first_run_in_browser import OWN
from tests.tasks import studio
from tests.town import Town

DESK, PHONE = (1440, 900), (390, 844)
LONG = "Công Tằng Tôn Nữ Nguyễn Thị Phương Thảo Quỳnh Như"


@dataclass(frozen=True)
class Place:
    """A page as somebody opens it; `file` is the one in ui/pages that draws it, `drawn` what is there at last."""

    name: str
    path: str
    file: str = ""
    drawn: str = ""


PLACES = {
    "": [Place("sign-in", "/dang-nhap"), Place("lookup", "/tra-cuu")],
    "mai": [
        Place("inbox-one-stop", "/?pham-vi=ca-phong", "inbox"),
        Place("reception", "/tiep-nhan", "reception"),
        Place("register", "/so-theo-doi", "register"),
        Place("papers", "/ban-giao", "consignments"),
        Place("matters", "/phan-anh", "matters"),
        Place("dossier-paused", "/ho-so?id={paused}", "dossier"),
        Place("password", "/doi-mat-khau"),
        Place("sessions", "/phien"),
        Place("sign-out", "/dang-xuat"),
    ],
    "binh": [
        Place("inbox", "/?pham-vi=chua-nhan", "inbox"),
        Place("inbox-held", "/?pham-vi=cua-toi", "inbox"),
        Place("inbox-empty", "/?pham-vi=chua-nhan&tim=khongco", "inbox"),
        Place("dossier", "/ho-so?id={first}", "dossier"),
        Place("notices", "/thong-bao", "notices"),
        Place("calendar", "/lich", "calendar"),
    ],
    "phan": [
        Place("designs", "/thiet-ke", "studio"),
        Place("design", "/thiet-ke?id={design}", "studio", ".djs-shape"),
        Place("design-forms", "/thiet-ke?id={design}&phan=bieu-mau", "studio", ".fjs-form-field"),
        Place("design-facts", "/thiet-ke?id={design}&phan=thong-tin", "studio"),
        Place("design-trial", "/thiet-ke?id={design}&phan=chay-thu", "studio"),
        Place("design-changes", "/thiet-ke?id={design}&phan=khac-biet", "studio", ".djs-shape"),
        Place("design-approval", "/thiet-ke?id={design}&phan=phe-duyet", "studio"),
        Place("design-history", "/thiet-ke?id={design}&phan=lich-su", "studio"),
        Place("design-missing", "/thiet-ke?id=999", "studio"),
        Place("procedures", "/thu-tuc", "procedures"),
        Place("procedure", "/thu-tuc?ma=1.001612", "procedures"),
    ],
    "viet": [
        Place("inbox-leader", "/", "inbox"),
        Place("directives", "/chi-dao", "directives"),
        Place("board", "/giam-sat?so=tat-ca", "board"),
        Place("reports", "/bao-cao?ky=nam", "reports"),
        Place("pictures", "/hinh-anh", "pictures", "[data-testid=stVegaLiteChart] svg"),
        Place("alerts", "/canh-bao?moi=1", "alerts"),
    ],
    "khoa": [Place("organisation", "/to-chuc", "organisation"), Place("operations", "/van-hanh", "operations")],
}


def prepare(town: Town) -> dict[str, int]:
    """A few dossiers at several steps, one of them paused, one of somebody with a long name."""
    found: list[int] = []
    for number, name in enumerate([LONG, "Lê Văn Ba", "Trần Thị Bích Ngọc", "Phạm Đức Anh", "Vũ Hà", "Hồ Minh"]):
        accepted = town.receive(town.request(owner=Applicant(name, f"00108501{number:04}", "0912345678")))
        found.append(accepted.dossier_id)
        if number < 5:
            town.complete("mai", town.dossier("mai", accepted.dossier_id).current[0].task_id)
    waiting = [town.dossier("mai", one).current[0].task_id for one in found]
    for task_id in waiting[:3]:
        town.claim("binh", task_id)
    town.complete("binh", waiting[2], answer(town, "2.000908", "appraise"))
    limit = town.moment + timedelta(days=10)
    town.write("supplement_request", found[1], limit=limit, missing="Bản chính giấy khai sinh", reason="Mờ")
    return {"first": found[0], "paused": found[1], "design": studio.changed(town)}


def look(person: Person, place: Place, numbers: dict[str, int]) -> list[Violation]:
    """Opens a page at a desk and on a phone, and keeps a picture of each; what axe finds on either."""
    found: list[Violation] = []
    for width, height in (DESK, PHONE):
        person.page.set_viewport_size({"width": width, "height": height})
        person.page.goto(person.site + place.path.format(**numbers))
        if place.file:
            person.page.locator(".stMain :is(h1, h2, [role=heading])").first.wait_for(state="visible")
            person.calm()
        if place.drawn:
            person.page.locator(place.drawn).first.wait_for()
            person.calm()
        person.picture(f"{place.name}-{width}")
        found += violations(person.page)
        overflow = "document.documentElement.scrollWidth - window.innerWidth"
        assert person.page.evaluate(overflow) <= 0, f"{place.name} is wider than a window of {width}"
    return found


@pytest.mark.parametrize("username", list(PLACES))
def test_every_page_is_looked_at(username: str, site: Site, browser: Browser, data: Path) -> None:
    town = Town(Database(f"sqlite:///{data / 'motcua.db'}"), now())
    numbers = prepare(town)
    if username:
        person = sign_in(browser, site.address, username, site.password, OWN)
    else:
        person = Person(browser.new_context().new_page(), site.address)
    found = {place.name: look(person, place, numbers) for place in PLACES[username]}
    assert {name: one for name, one in found.items() if one} == {}


def test_no_page_is_left_out() -> None:
    drawn = {place.file for places in PLACES.values() for place in places} - {""}
    assert drawn == {path.stem for path in (ROOT / "ui" / "pages").glob("*.py")}
