"""A field for files that go straight to the record: they never lie in the memory of the screens."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

import streamlit as st
from pydantic import TypeAdapter

from ui.locale import t
from ui.widgets.assets import component, unheard

_WORDS = {
    "pick": "Chọn tệp",
    "drag": "Hoặc thả tệp vào đây.",
    "pick_more": "Thêm tệp",
    "replace": "Đổi tệp",
    "remove": "Bỏ tệp",
    "sending": "Đang gửi",
    "again": "Gửi lại",
    "wrong_kind": "Loại tệp này không được nhận.",
    "empty": "Tệp rỗng.",
    "no_connection": "Không gửi được tệp. Hãy kiểm tra kết nối mạng.",
    "not_stored": "Hệ thống chưa lưu được tệp.",
}


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A file that the record has stored: its id there, its name, its size in bytes and its media type."""

    id: int | str
    name: str
    size: int
    media_type: str


@dataclass(frozen=True, slots=True)
class Unsent:
    """A file that was chosen and is not in the record: on its way, or refused with a reason."""

    name: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Files:
    """What a field holds: the files in the record, and those that are not there yet."""

    stored: tuple[Uploaded, ...] = ()
    unsent: tuple[Unsent, ...] = ()


_FILES = TypeAdapter(Files)


def upload(
    label: str,
    *,
    key: str,
    accept: Sequence[str] = (),
    multiple: bool = False,
    max_mb: int = 20,
    required: bool = False,
    files: Sequence[Uploaded] = (),
) -> list[Uploaded]:
    """Show the field and return the files stored so far; what is not stored yet is in `unsent(key)`.

    `accept` lists endings (".pdf") or media types ("image/*"), empty for all; `max_mb` is in MiB a file. Both are
    for the officer's comfort: the server refuses by itself, and the verb that uses an id checks whose it is.
    `files` are there from the beginning (a draft). A page that wants an empty field again gives another `key`.
    """
    now = list(files) if key not in st.session_state else list(_files(key).stored)
    component("upload")(
        key=key,
        data={
            **rules(accept, max_mb),
            "label": label,
            "multiple": multiple,
            "required": required,
            "hint": hint(accept, max_mb),
            "files": [asdict(file) for file in now],
        },
        default={"files": asdict(Files(tuple(files)))},
        on_files_change=unheard,
    )
    return now


def rules(accept: Sequence[str], max_mb: int, words: Mapping[str, str] | None = None) -> dict[str, object]:
    """What the browser needs to take files: kinds, the limit in MiB, and its words with those of the widget."""
    said = {name: t(word) for name, word in {**_WORDS, **(words or {})}.items()}
    said["too_large"] = t("Tệp lớn hơn {limit} MB.", limit=max_mb)
    return {"accept": [entry.lower() for entry in accept], "max_mb": max_mb, "words": said}


def hint(accept: Sequence[str], max_mb: int) -> str:
    """Which files are taken, in a sentence for the officer."""
    endings = [entry.removeprefix(".").upper() for entry in accept if entry.startswith(".")]
    if endings:
        return t("Nhận {kinds}; mỗi tệp tối đa {limit} MB.", kinds=", ".join(endings), limit=max_mb)
    return t("Mỗi tệp tối đa {limit} MB.", limit=max_mb)


def unsent(key: str) -> tuple[Unsent, ...]:
    """What was chosen in that field and is not in the record.

    The browser tells it in the same message as the press of a button, so a press that Python hears of knows of every
    file that was chosen before it.
    """
    return _files(key).unsent


def say_unsent(files: Iterable[Unsent]) -> str:
    """Why nothing is completed yet: a sentence for the first such file; empty when there is none."""
    for file in files:
        if file.why:
            return t("Tệp “{name}” chưa lưu được: gửi lại hoặc bỏ tệp này.", name=file.name)
        return t("Tệp “{name}” đang được gửi lên: chờ gửi xong rồi bấm lại.", name=file.name)
    return ""


def _files(key: str) -> Files:
    state = st.session_state.get(key)
    return _FILES.validate_python((state or {}).get("files") or {})
