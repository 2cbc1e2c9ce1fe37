"""How the officers of the demonstration answer each step of the shipped procedures when all goes well."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.town import Town


@dataclass(frozen=True)
class Answer:
    """Who works on a step, what is filled in, and which fields want a file."""

    by: str
    values: Mapping[str, object] = field(default_factory=dict)
    files: tuple[str, ...] = ()


_ISSUE = {"result_number": "12/SL-UBND", "result_date": "2026-03-02", "result_signer": "Phạm Quốc Việt"}
_RETURN = {"receiver_name": "Nguyễn Văn An", "return_method": "counter"}
ANSWERS: dict[str, dict[str, Answer]] = {
    "2.000908": {
        "receive": Answer("mai"),
        "appraise": Answer("binh", {"outcome": "copy", "register_entry": "Quyển 3/2015, số 120", "copies": 1}),
        "sign": Answer("viet", {"decision": "approved"}),
        "issue": Answer("thu", {"outcome": "copy", **_ISSUE}, ("result_file",)),
        "return_result": Answer("mai", _RETURN),
    },
    "1.001612": {
        "receive": Answer("mai"),
        "appraise": Answer(
            "nam",
            {
                "outcome": "certificate",
                "business_name": "Hộ kinh doanh Nguyễn Văn An",
                "business_address": "12 Lê Lợi, phường Bến Xuân",
                "business_lines": "Bán lẻ tạp hóa",
            },
        ),
        "sign": Answer("huong", {"decision": "approved"}),
        "issue": Answer("thu", {"outcome": "certificate", **_ISSUE}, ("result_file",)),
        "return_result": Answer("mai", _RETURN),
    },
}


def answer(town: Town, procedure: str, element: str, **other: object) -> dict[str, object]:
    """The values for a step, with its files uploaded; `other` answers differently."""
    told = ANSWERS[procedure][element]
    values: dict[str, object] = {**told.values, **other}
    for key in told.files:
        stored = town.upload(told.by, "ket-qua.pdf")
        values[key] = [{"id": stored.id, "name": stored.name, "size": stored.size, "media_type": stored.media_type}]
    return values
