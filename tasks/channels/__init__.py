"""Channels: how a message leaves the house. One file a channel; a file that is here is registered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from pkgutil import iter_modules

from processes.database import Snapshot, Transaction
from processes.outbox import Message

Deliver = Callable[[Message], None]
Settle = Callable[[Transaction], None]
"""What an answer changes in the record: done in the very transaction that closes the message."""
Send = Callable[[], Settle | None]
"""Goes over the line while nothing is held in the record. Raises Undelivered."""
Carry = Callable[[Snapshot, Message, datetime], Send]
"""Reads what a message says, to be sent afterwards."""

_carry: dict[str, Carry] = {}


class Undelivered(Exception):
    """The other side did not take the message; it is tried again later."""


class Unfit(Undelivered):
    """The other side will never take the message as it is; it waits for a person."""


def channel(topic: str) -> Callable[[Deliver], Deliver]:
    """Registers a function as the way out for a topic; delivering the same key twice must be harmless."""

    def register(deliver: Deliver) -> Deliver:
        _carry[topic] = lambda _snapshot, message, _moment: lambda: deliver(message)
        return deliver

    return register


def carrier(topic: str) -> Callable[[Carry], Carry]:
    """Registers a way out that reads the record before it sends, and writes down what is answered."""

    def register(carry: Carry) -> Carry:
        _carry[topic] = carry
        return carry

    return register


def outgoing(snapshot: Snapshot, message: Message, moment: datetime) -> Send:
    """What is to be sent for a message, by its topic's channel. Raises Undelivered."""
    if message.topic not in _carry:  # one channel that was imported by itself says nothing of the others
        for module in iter_modules(__path__):
            import_module(f"{__name__}.{module.name}")
    way_out = _carry.get(message.topic)
    if way_out is None:
        raise Undelivered(f"chưa có kênh nào cho {message.topic}")
    return way_out(snapshot, message, moment)
