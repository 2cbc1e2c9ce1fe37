"""The papers of a dossier at the one-stop desk: what is asked for, what the applicant handed in."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

import streamlit as st
from pydantic import TypeAdapter

from ui.widgets.assets import component, unheard
from ui.widgets.upload import Unsent, Uploaded, rules

_WORDS = {
    "paper": "Giấy tờ",
    "originals": "Bản chính",
    "copies": "Bản sao",
    "files": "Tệp",
    "received": "Đã nhận",
    "all": "Nhận tất cả",
    "required": "Bắt buộc",
    "optional": "Nếu có",
    "received_of": "Đã nhận {received}/{total} giấy tờ",
    "missing": "Còn thiếu {count} giấy tờ bắt buộc",
    "complete": "Đủ giấy tờ bắt buộc",
}


@dataclass(frozen=True, slots=True)
class PaperAsked:
    """A paper that the procedure's case asks for, with the numbers of originals and copies."""

    code: str
    name: str
    required: bool
    originals: int
    copies: int


@dataclass(frozen=True, slots=True)
class PaperReceived:
    """What the applicant handed in of one paper: originals and copies counted, files, those not in the record yet."""

    code: str
    received: bool = False
    originals: int = 0
    copies: int = 0
    files: tuple[Uploaded, ...] = ()
    unsent: tuple[Unsent, ...] = ()


_PAPERS = TypeAdapter(list[PaperReceived])


def papers(
    rows: Sequence[PaperAsked],
    *,
    key: str,
    accept: Sequence[str] = (),
    max_mb: int = 20,
    given: Sequence[PaperReceived] = (),
    label: str = "Thành phần hồ sơ",
) -> list[PaperReceived]:
    """Show the table and return what was received of each row, in the order of the rows.

    Ticking a paper enters the counts that are asked for; Tab, Space and Enter go through the table. When `rows`
    change (another case), papers with the same code stay received. `given` is there from the beginning (a draft).
    """
    before = _received(key, given)
    component("papers")(
        key=key,
        data={
            **rules(accept, max_mb, _WORDS),
            "rows": [asdict(row) for row in rows],
            "given": [asdict(paper) for paper in before],
            "label": label,
        },
        default={"papers": [asdict(paper) for paper in before]},
        on_papers_change=unheard,
    )
    received = {paper.code: paper for paper in before}
    return [received.get(row.code, PaperReceived(row.code)) for row in rows]


def _received(key: str, given: Sequence[PaperReceived]) -> list[PaperReceived]:
    state = st.session_state.get(key)
    if state is None:
        # what was on its way when the table was last shown was called off with it
        return [replace(paper, unsent=()) for paper in given]
    return _PAPERS.validate_python(state.get("papers") or [])
