"""What a form is, and which there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tasks.log_forms.source import Source

Writer = Callable[[Source], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Form:
    """A form: its name, the ending and kind of its file, and how it is written, piece by piece."""

    name: str
    title: str
    ending: str
    media_type: str
    write: Writer


FORMS: dict[str, Form] = {}


def form(name: str, title: str, ending: str, media_type: str) -> Callable[[Writer], Writer]:
    """Registers how a form is written."""

    def register(write: Writer) -> Writer:
        FORMS[name] = Form(name, title, ending, media_type, write)
        return write

    return register
