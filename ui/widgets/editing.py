"""One file under an editor in the browser: its edits come here with the version they were made on, and are answered.

The browser keeps an edit until its answer is there, sends one at a time, and opens what Python shows only when its
version is another's: nothing typed is lost, and nobody's work is written over.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import streamlit as st
from pydantic import TypeAdapter

from ui.locale import language, t

_WORDS = {
    "waiting": "Đang lưu…",
    "saved": "Đã lưu lúc {time}",
    "not_saved": "Chưa lưu",
    "failed": "Không mở được nội dung này: tệp hỏng hoặc không có phần hình vẽ. Bản đang mở được giữ nguyên.",
    "too_large": "Tệp lớn hơn 5 MB nên không mở. Bản đang mở được giữ nguyên.",
    "collided": "Người khác vừa lưu một bản mới hơn. Phần bạn đang sửa chưa được lưu và không ghi đè lên bản đó.",
    "left_behind": "Trình duyệt này còn giữ phần sửa chưa gửi của lần trước, nhưng bản nháp đã có phiên bản mới hơn.",
    "fetch_mine": "Tải phần của tôi về máy",
    "open_theirs": "Mở bản mới",
}


@dataclass(frozen=True, slots=True)
class Edit:
    """The whole content after an edit: made on the version `base`, the `seq`th of one opened window."""

    content: str
    base: int
    seq: int
    window: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where the browser keeps what is not sent yet: whose it is, in which draft, in which file."""

    account: int
    draft: int
    file: str


@dataclass(frozen=True, slots=True)
class _Answer:
    seq: int
    window: str
    version: int = 0
    refused: str = ""
    newer: bool = False


_EDIT = TypeAdapter(Edit)


def edited(key: str) -> Edit | None:
    """The edit that the editor with this key has sent and nobody has answered yet."""
    sent = (st.session_state.get(key) or {}).get("edit")
    if not sent:
        return None
    edit = _EDIT.validate_python(sent)
    answer: _Answer | None = st.session_state.get(_answer(key))
    known = answer is not None and answer.window == edit.window and answer.seq >= edit.seq
    return None if known else edit


def accept(key: str, edit: Edit, *, version: int) -> None:
    """Tells the editor that its edit is stored, and which version it has become."""
    st.session_state[_answer(key)] = _Answer(edit.seq, edit.window, version=version)


def refuse(key: str, edit: Edit, sentence: str, *, newer: bool = False) -> None:
    """Tells the editor why its edit is not stored; `newer` when another's version was there before.

    What is refused stays in the browser. Of two versions the officer fetches the own one as a file, or opens the other.
    """
    st.session_state[_answer(key)] = _Answer(edit.seq, edit.window, refused=sentence, newer=newer)


def facts(key: str, content: str, *, version: int, place: Place) -> dict[str, object]:
    """What each editor's browser side needs to follow a file."""
    answer: _Answer | None = st.session_state.get(_answer(key))
    return {
        "content": content,
        "version": version,
        "answer": None if answer is None else asdict(answer),
        "kept": {"account": place.account, "task": f"draft-{place.draft}", "field": place.file},
        "file": place.file,
        "language": language(),
    }


def words(own: dict[str, str]) -> dict[str, str]:
    """What every editor says, and what this one says beside it, in the visitor's language."""
    return {name: t(said) for name, said in (*_WORDS.items(), *own.items())}


def _answer(key: str) -> str:
    return f"{key}_answer"
