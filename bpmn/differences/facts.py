"""What procedure.toml says: the procedure's own facts, its outcomes or states, its cases with papers and fees."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time

from bpmn.differences.parts import Part, Said
from bpmn.differences.words import CHANNELS, LEVELS
from bpmn.procedures import Case, DatedFee, Paper
from bpmn.releases import Release

_KINDS = {"dossier": "hồ sơ", "matter": "việc", "block": "khối dùng chung"}


def parts(release: Release) -> list[Part]:
    """The facts of a release, in the order of docs/diagrams.md."""
    own = {
        "name": Said("tên", release.name),
        "code": Said("mã", release.code),
        "slug": Said("tên thư mục", release.slug),
        "kind": Said("loại", release.kind, _KINDS[release.kind]),
        "field": Said("lĩnh vực", release.field),
        "level": Said("cấp", release.level, f"cấp {LEVELS[release.level]}"),
    }
    return [
        Part("procedure", "thủ tục", own),
        *(Part(f"channels/{one}", f"hình thức nộp {CHANNELS[one]}") for one in release.channels),
        *_listed("legal_basis", "căn cứ pháp lý", release.legal_basis),
        *_outcomes(release),
        *_states(release),
        *_excluded(release),
        *(part for case in release.cases for part in _case(case)),
    ]


def _listed(key: str, noun: str, texts: tuple[str, ...]) -> Iterator[Part]:
    for text in dict.fromkeys(texts):
        yield Part(f"{key}/{text}", f"{noun} “{text}”", series=key)


def _outcomes(release: Release) -> Iterator[Part]:
    for one in release.outcomes:
        says = {"name": _name(one.name), **_text("code", "mã quốc gia", one.code)}
        yield Part(f"outcome/{one.key}", f"kết quả “{one.name}”", says, series="outcome")


def _states(release: Release) -> Iterator[Part]:
    for one in release.states:
        says = {"name": _name(one.name), **_yes("ends", "là trạng thái kết thúc", one.ends)}
        yield Part(f"state/{one.code}", f"trạng thái “{one.name}”", says, series="state")


def _excluded(release: Release) -> Iterator[Part]:
    for one in release.excluded:
        says = _text("article", "căn cứ", one.article)
        yield Part(f"excluded/{one.name}", f"thời gian không tính “{one.name}”", says, series="excluded")


def _case(case: Case) -> Iterator[Part]:
    key, title = f"case/{case.code}", f"trường hợp “{case.name}”"
    yield Part(key, title, _case_says(case), series="case")
    for paper in case.papers:
        yield Part(f"{key}/paper/{paper.code}", f"giấy tờ “{paper.name}”", _paper(paper), title, f"{key}/paper", key)
    for fee in case.dated_fees:
        told = f"phí từ ngày {fee.since:%d/%m/%Y}"
        yield Part(f"{key}/dated_fee/{fee.since}", told, _dated(fee), title, parent=key)


def _case_says(case: Case) -> dict[str, Said]:
    found = {"name": _name(case.name), "term": Said("thời hạn", f"{case.term.iso} {case.term.kind}", str(case.term))}
    if case.cutoff is not None:
        found["cutoff"] = Said("giờ chốt trong ngày", case.cutoff.isoformat(), _hour(case.cutoff))
    for channel, days in case.confirmation.items():
        label = f"thời gian chờ xác nhận khi nộp {CHANNELS[channel]}"
        found[f"confirmation/{channel}"] = Said(label, str(days), f"{days} ngày làm việc")
    for name, label, term in (
        ("window", "hạn được yêu cầu bổ sung", case.window),
        ("guidance", "hạn hướng dẫn bổ sung lần cuối", case.guidance),
    ):
        if term is not None:
            found[name] = Said(label, term.iso, str(term))
    for channel, amount in case.fees.items():
        found[f"fees/{channel}"] = Said(f"phí khi nộp {CHANNELS[channel]}", str(amount), _money(amount))
    for name, text in case.values.items():
        found[f"values/{name}"] = Said(f"giá trị {name}", text)
    return found | _yes("immediate", "trả ngay", case.immediate)


def _paper(paper: Paper) -> dict[str, Said]:
    return {
        "name": _name(paper.name),
        "originals": Said("số bản chính", str(paper.originals), str(paper.originals)),
        "copies": Said("số bản sao", str(paper.copies), str(paper.copies)),
        "required": Said("phải nộp", str(paper.required), "có" if paper.required else "không"),
    }


def _dated(fee: DatedFee) -> dict[str, Said]:
    return {
        "amount": Said("mức", str(fee.amount), _money(fee.amount)),
        "until": Said("đến hết ngày", fee.until.isoformat(), f"{fee.until:%d/%m/%Y}"),
        "basis": Said("căn cứ", fee.basis),
    }


def _name(text: str) -> Said:
    return Said("tên", text, titled=True)


def _text(key: str, label: str, text: str) -> dict[str, Said]:
    return {key: Said(label, text)} if text else {}


def _yes(key: str, label: str, is_so: bool) -> dict[str, Said]:
    return {key: Said(label, str(is_so), "có" if is_so else "không")}


def _money(amount: int) -> str:
    return f"{amount:,} đồng".replace(",", ".")


def _hour(at: time) -> str:
    return f"{at.hour} giờ {at.minute:02}" if at.minute else f"{at.hour} giờ"
