"""What one act changed in a running procedure: told to the record, which writes it down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """A task that waits for a person. `ref` is its own in all dossiers, 32 hexadecimal digits."""

    ref: str
    element: str
    name: str


@dataclass(frozen=True, slots=True)
class Timer:
    """A moment at which the procedure goes on by itself. `due` is aware, in UTC."""

    ref: str
    element: str
    due: datetime


@dataclass(frozen=True, slots=True)
class Message:
    """What the procedure sends out at an element, with the facts it had then."""

    name: str
    data: dict[str, object]
    element: str


@dataclass(frozen=True, slots=True)
class Awaited:
    """A message that something in the procedure waits for."""

    name: str
    element: str


@dataclass(frozen=True, slots=True)
class Progress:
    """The new state and what became of the old one.

    `opened` and `closed` are tasks that began or ceased to wait in this act; `passed` are the elements gone
    through, in order; `timers` and `awaited` are all that are waited for now; `messages` were sent in this act;
    `data` are the facts where the procedure stands.
    """

    state: bytes
    opened: tuple[Waiting, ...]
    closed: tuple[Waiting, ...]
    passed: tuple[str, ...]
    timers: tuple[Timer, ...]
    messages: tuple[Message, ...]
    awaited: tuple[Awaited, ...]
    data: dict[str, object]
    ended: bool
