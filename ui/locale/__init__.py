"""The language people read: Vietnamese as written in the code, English from en.po.

The language is that of the visitor for the time of one request or one run of a page; what is written in the code
stays the key, so that a missing translation shows the Vietnamese sentence and never a number.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Literal, TypeGuard

from babel.messages import Catalog
from babel.messages.pofile import read_po

from bpmn.refusals import Refusal
from bpmn.sentences import Sentence
from processes import calendars

Language = Literal["vi", "en"]
LANGUAGES: dict[Language, str] = {"vi": "Tiếng Việt", "en": "English"}
REFUSALS = "refusal"
_current: ContextVar[Language] = ContextVar("language", default="vi")


def is_language(code: str | None) -> TypeGuard[Language]:
    """Whether the site can be read in it."""
    return code in LANGUAGES


def language() -> Language:
    """The language of this request or run."""
    return _current.get()


def speak(code: str) -> None:
    """From here on this run speaks the visitor's language; one that is not known is Vietnamese."""
    _current.set(code if is_language(code) else "vi")


@contextmanager
def speaking(code: Language) -> Generator[None]:
    """One request in one language."""
    before = _current.set(code)
    try:
        yield
    finally:
        _current.reset(before)


def t(text: str, **params: object) -> str:
    """The sentence in the visitor's language; `{name}` places are filled from the parameters.

    One that knows what it is made of is translated by that, and so are those among the parameters.
    """
    if language() == "vi":
        return text.format_map(params) if params else str(text)
    template, values = (text.template, {**text.values, **params}) if isinstance(text, Sentence) else (text, params)
    said = _translated(template)
    return said.format_map({name: _part(one) for name, one in values.items()}) if values else said


def _part(value: object) -> object:
    """What is put in a sentence's place: one in another language, like the original, comes without its full stop."""
    match value:
        case Sentence():
            return t(value).rstrip(".")
        case Refusal():
            return say(value).rstrip(".")
        case _:
            return value


def say(refusal: Refusal) -> str:
    """Why something was not done, in the visitor's language; translated by the refusal's code."""
    if language() == "vi":
        return str(refusal)
    message = english().get(refusal.code, context=REFUSALS)
    if message is None or not isinstance(message.string, str) or not message.string:
        return str(refusal)
    return message.string.format_map({name: _param(value) for name, value in refusal.params.items()})


def _param(value: object) -> object:
    """What a refusal names; a word that is written in the code has its translation."""
    if isinstance(value, Sentence):
        return t(value)
    return _translated(value) if isinstance(value, str) else value


def when(moment: datetime) -> str:
    """A minute as lists and pages show it, on Vietnam's clock: `09:30 ngày 02/03/2026`."""
    here = calendars.local(moment)
    return t("{time} ngày {date}", time=f"{here:%H:%M}", date=f"{here:%d/%m/%Y}")


@cache
def english() -> Catalog:
    """The English catalogue, read when somebody first asks for English."""
    with Path(__file__).with_name("en.po").open("rb") as file:
        return read_po(file, locale="en")


def _translated(text: str) -> str:
    message = english().get(text)
    return message.string if message is not None and isinstance(message.string, str) and message.string else text
