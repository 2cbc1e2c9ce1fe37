"""A listing: one procedure of the national catalogue as facts, its own words kept beside them."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, is_dataclass
from dataclasses import fields as dataclass_fields

from pydantic import BaseModel, ConfigDict, ValidationError

from bpmn.checks.findings import Finding
from bpmn.refusals import Refusal
from processes.listings import channels, fees, limits, papers
from processes.listings.channels import Channel
from processes.listings.doubts import doubt
from processes.listings.fees import Fee
from processes.listings.limits import Limit
from processes.listings.papers import Outcome, Paper

_CODE = re.compile(r"[0-9]\.[0-9]{6}")
_LEVELS = {"Cấp bộ": "ministry", "Cấp tỉnh": "province", "Cấp xã": "commune"}
_CHANNEL_NAMES: dict[Channel, str] = {"online": "Trực tuyến", "post": "Dịch vụ bưu chính", "counter": "Trực tiếp"}
# an address may lie in what was a district; who decides or receives may not
_DISTRICTS = re.compile(
    r"(?:cấp|ủy ban nhân dân|uỷ ban nhân dân|ubnd|chủ tịch|công an|tòa án nhân dân|phòng [^.;,\n]{0,40}?) "
    r"(?:huyện|quận|thị xã)",
    re.IGNORECASE,
)
_NOTHING = "Không có thông tin"
_CHANNELS_DIFFER = 2  # times: one procedure's channels seldom differ so much without a case being meant


class NotAListing(Refusal):
    """The file does not hold a procedure of the national catalogue."""

    code = "listing.unreadable"
    sentence = "Không phải là thủ tục của Cơ sở dữ liệu quốc gia: {why}."
    status = 422


class _Page(BaseModel):
    """The catalogue's own field names."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)

    ma_thu_tuc: str
    ten_thu_tuc: str
    so_quyet_dinh: str | None = ""
    cap_thuc_hien: str | None = ""
    loai_thu_tuc: str | None = ""
    linh_vuc: str | None = ""
    doi_tuong_thuc_hien: str | None = ""
    co_quan_co_tham_quyen: str | None = ""
    co_quan_thuc_hien: str | None = ""
    co_quan_duoc_uy_quyen: str | None = ""
    co_quan_phoi_hop: str | None = ""
    dia_chi_tiep_nhan: str | None = ""
    trinh_tu_thuc_hien: str | None = ""
    cach_thuc_thuc_hien: str | None = ""
    thanh_phan_ho_so: str | None = ""
    can_cu_phap_ly: str | None = ""
    yeu_cau_dieu_kien: str | None = ""
    ket_qua_xu_ly: str | None = ""
    muc_do_dich_vu: str | None = ""
    ngay_cong_bo: str | None = ""
    ngay_cong_khai: str | None = ""


@dataclass(frozen=True, slots=True)
class Way:
    """A way to hand in: channel and case with limit and fee; `name` tells the case where the listing has several."""

    channel: Channel
    case: int
    name: str
    limit: Limit
    fee: Fee
    description: str


@dataclass(frozen=True, slots=True)
class Listing:
    """One procedure of the national catalogue; `hash` is the page's, however its file is laid out."""

    code: str
    hash: str
    name: str
    field: str
    sort: str
    decision: str
    announced: str
    publicised: str
    online_level: str
    levels: tuple[str, ...]
    applicants: tuple[str, ...]
    agencies: Mapping[str, str]
    ways: tuple[Way, ...]
    papers: tuple[Paper, ...]
    outcomes: tuple[Outcome, ...]
    provisions: tuple[str, ...]
    conditions: str
    findings: tuple[Finding, ...]

    def document(self) -> dict[str, object]:
        """The facts as JSON values."""
        return json.loads(json.dumps(self, default=_plain))


def read(content: bytes) -> Listing:
    """Reads one page of the national catalogue. Refuses: NotAListing."""
    try:
        source: object = json.loads(content)
        canonical = json.dumps(source, sort_keys=True, ensure_ascii=False).encode()
        page = _Page.model_validate(source)
    except (ValueError, RecursionError) as error:
        raise NotAListing(why=_why(error)) from error
    if b"\\u0000" in canonical:
        raise NotAListing(why="tệp có ký tự rỗng")
    if not _CODE.fullmatch(page.ma_thu_tuc):
        raise NotAListing(why=f"mã thủ tục “{page.ma_thu_tuc[:40]}” không đúng mẫu")
    ways, findings = _ways(page)
    found = papers.papers(page.thanh_phan_ho_so or "")
    findings += _page_findings(page, ways, found)
    return Listing(
        code=page.ma_thu_tuc,
        hash=hashlib.sha256(canonical).hexdigest(),
        name=_said(page.ten_thu_tuc),
        field=_said(page.linh_vuc),
        sort=_said(page.loai_thu_tuc),
        decision=_said(page.so_quyet_dinh),
        announced=_said(page.ngay_cong_bo),
        publicised=_said(page.ngay_cong_khai),
        online_level=_said(page.muc_do_dich_vu),
        levels=tuple(_LEVELS.get(one, "other") for one in _list(page.cap_thuc_hien)),
        applicants=tuple(_list(page.doi_tuong_thuc_hien)),
        agencies={name: said for name, said in _agencies(page) if said},
        ways=tuple(ways),
        papers=tuple(found),
        outcomes=tuple(papers.outcomes(page.ket_qua_xu_ly or "")),
        provisions=tuple(papers.provisions(page.can_cu_phap_ly or "")),
        conditions=_said(page.yeu_cau_dieu_kien),
        findings=tuple(findings),
    )


def _why(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return "thiếu hoặc sai " + ", ".join(
            sorted({str(one["loc"][0]) if one["loc"] else "nội dung" for one in error.errors()})
        )
    return "tệp không phải JSON"


def _ways(page: _Page) -> tuple[list[Way], list[Finding]]:
    rows = channels.rows(page.cach_thuc_thuc_hien or "")
    several = {row.channel for row in rows if row.case > 1}
    ways: list[Way] = []
    findings: list[Finding] = []
    for row in rows:
        place = f"{_CHANNEL_NAMES[row.channel]} {row.case}" if row.channel in several else _CHANNEL_NAMES[row.channel]
        limit, doubts = limits.limit(row, page.trinh_tu_thuc_hien or "", place)
        fee, more = fees.fee(row, place)
        findings += [*doubts, *more]
        if row.is_torn:
            told = f"Hai ô dính liền, hiểu là thời hạn “{row.limit}” và phí “{row.fee}”."
            findings.append(doubt("row-torn", place, told))
        name = _case_name(row) if row.channel in several else ""
        ways.append(Way(row.channel, row.case, name, limit, fee, row.description))
    return ways, findings


def _case_name(row: channels.Row) -> str:
    first = re.split(r"[:;\n]|\.\s", row.description or row.note, maxsplit=1)[0]
    return " ".join(first.split())[:200]


def _page_findings(page: _Page, ways: list[Way], found: list[Paper]) -> Iterator[Finding]:
    if not ways:
        yield doubt("channels-unread", "cach_thuc_thuc_hien", "Không đọc được cách thức thực hiện; giữ nguyên văn.")
    if not found and _said(page.thanh_phan_ho_so):
        yield doubt("papers-unread", "thanh_phan_ho_so", "Không đọc được thành phần hồ sơ; giữ nguyên văn.")
    yield from _apart(ways)
    for name in ("trinh_tu_thuc_hien", "co_quan_co_tham_quyen", "co_quan_thuc_hien", "yeu_cau_dieu_kien"):
        match = _DISTRICTS.search(getattr(page, name) or "")
        if match is not None:
            told = f"Còn nói đến cấp huyện (“{match[0]}”), nay không còn: cần đối chiếu văn bản mới."
            yield doubt("districts", name, told)


def _apart(ways: list[Way]) -> Iterator[Finding]:
    """Channels of one case whose limits lie far apart, or count in other units."""
    for case in sorted({way.case for way in ways}):
        terms = {way.limit.term for way in ways if way.case == case and way.limit.term is not None}
        amounts = [term.amount for term in terms if term.amount]
        told = ""
        if len({(term.unit, term.kind) for term in terms}) > 1:
            told = "Các hình thức nộp tính thời hạn khác nhau"
        elif amounts and max(amounts) >= _CHANNELS_DIFFER * min(amounts):
            told = "Thời hạn của các hình thức nộp lệch xa nhau"
        if told:
            listed = ", ".join(sorted(map(str, terms)))
            yield doubt("limit-implausible", "cach_thuc_thuc_hien", f"{told}: {listed}.")


def _agencies(page: _Page) -> Iterator[tuple[str, str]]:
    yield "competent", _said(page.co_quan_co_tham_quyen)
    yield "working", _said(page.co_quan_thuc_hien)
    yield "authorised", _said(page.co_quan_duoc_uy_quyen)
    yield "coordinating", _said(page.co_quan_phoi_hop)
    yield "receiving", _said(page.dia_chi_tiep_nhan)


def _said(text: str | None) -> str:
    told = " ".join((text or "").split())
    return "" if told == _NOTHING else told


def _list(text: str | None) -> list[str]:
    """The parts of a list; a comma inside brackets separates nothing."""
    return [part.strip() for part in re.split(r",(?![^(]*\))", _said(text)) if part.strip()]


def _plain(value: object) -> object:
    if isinstance(value, limits.Term):
        return {"term": value.iso, "kind": value.kind, "text": str(value)}
    if is_dataclass(value):
        return {one.name: getattr(value, one.name) for one in dataclass_fields(value)}
    return str(value)
