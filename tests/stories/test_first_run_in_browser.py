"""The first run as people live it: `motcua up --demo`, a browser, one dossier from reception to returned result."""

from __future__ import annotations

import io
import re
from pathlib import Path

import httpx
from playwright.sync_api import Browser
from pypdf import PdfReader

from tests.signing import page
from tests.stories.browser import FIRST, Person, sign_in
from tests.stories.conftest import Site
from tests.town import PDF

OWN = "Mat-khau-rieng-2026"


def test_one_dossier_from_reception_to_returned_result(first_site: Site, browser: Browser, tmp_path: Path) -> None:
    scan = tmp_path / "can-cuoc.pdf"
    scan.write_bytes(PDF)
    signed = tmp_path / "ket-qua-da-ky.pdf"
    signed.write_bytes(page("Bản sao trích lục"))  # signed on paper, scanned; the trial seal goes on it
    mai = sign_in(browser, first_site.address, "mai", first_site.password, OWN)
    code, receipt = receive(mai, scan)
    key = re.search(r"/tra-cuu\?k=\S+", receipt.replace("\n", ""))
    assert key, "the receipt carries the way to the public page"
    assert "Đang xử lý" in _public(first_site, code)

    binh = sign_in(browser, first_site.address, "binh", first_site.password, OWN)
    binh.press("Nhận việc")
    binh.choose("Bản sao cấp từ sổ gốc")
    binh.fill("Số, quyển", "Quyển 3/2015, số 120")
    binh.fill("Số bản sao cấp", "1")
    binh.screen("inbox-appraise")
    binh.press("Hoàn thành")
    binh.sees("đã chuyển đến bước")

    viet = sign_in(browser, first_site.address, "viet", first_site.password, OWN)
    viet.press("Nhận việc")
    viet.choose("Ký duyệt")
    viet.press("Hoàn thành")
    viet.sees("đã chuyển đến bước")

    thu = sign_in(browser, first_site.address, "thu", first_site.password, OWN)
    _issue(thu, signed)
    assert "Đã xử lý xong" in _public(first_site, code)

    mai.go("/")
    mai.press("Nhận việc")
    mai.fill("Người nhận kết quả", "Nguyễn Văn An")
    mai.choose("Trực tiếp")
    mai.screen("inbox-return")
    mai.press("Trả kết quả")
    mai.sees("đã hoàn tất")
    assert "Đã trả kết quả" in _public(first_site, code)

    mai.go(FIRST)
    for name in ("Trần Thị Mai", "Nguyễn Văn Bình", "Phạm Quốc Việt", "Lê Thị Thu"):
        mai.sees(name)
    mai.screen("dossier")


def receive(mai: Person, scan: Path) -> tuple[str, str]:
    """Fills in the counter form, attaches a PDF, accepts, reads the receipt, and sends the dossier on."""
    mai.go("/tiep-nhan")
    mai.pick("Thủ tục", "sổ gốc")
    mai.fill("Họ và tên", "Nguyễn Văn An")
    mai.fill("Số căn cước", "001085012345")
    mai.fill("Điện thoại", "0912345678")
    mai.attach(scan)
    mai.screen("reception")
    mai.press("Tiếp nhận")
    mai.sees("Đã tiếp nhận hồ sơ")
    code = mai.page.get_by_text(re.compile(r"H99\.30-\d{6}-\d{4}")).first.inner_text()
    mai.screen("reception-accepted")
    address = mai.page.get_by_role("link", name=re.compile("In giấy tiếp nhận")).get_attribute("href")
    assert address
    answer = mai.page.request.get(mai.site + address.removeprefix(mai.site))
    assert answer.status == 200
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.body())).pages)
    assert code in text
    assert "Nguyễn Văn An" in text
    mai.press("Chuyển xử lý")
    mai.sees("đã chuyển đến bước")
    return code, text


def _issue(thu: Person, signed: Path) -> None:
    thu.press("Nhận việc")
    thu.fill("Số, ký hiệu", "12/SL-UBND")
    thu.fill("Người ký", "Phạm Quốc Việt")
    thu.attach(signed)
    thu.calm()
    thu.screen("inbox-issue")
    thu.press("Phát hành kết quả")
    thu.sees("đã chuyển đến bước")


def _public(site: Site, code: str) -> str:
    """What the public page says for the code and the last four digits of the phone."""
    answer = httpx.post(f"{site.address}/tra-cuu", data={"code": code, "digits": "5678"})
    assert answer.status_code == 200
    return answer.text
