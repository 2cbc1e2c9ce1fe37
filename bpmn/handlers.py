"""What a service task may have the machine do: functions registered by name, facts in, facts out.

A handler looks at no clock, database or network: it is called while a dossier moves on, and again when the act is
tried again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

Facts = Mapping[str, object]
Handler = Callable[[Facts], Facts]

HANDLERS: dict[str, Handler] = {}


def handler(name: str) -> Callable[[Handler], Handler]:
    """Registers a handler under the topic that diagrams call it by (`camunda:topic`)."""

    def register(work: Handler) -> Handler:
        if name in HANDLERS:
            raise ValueError(name)
        HANDLERS[name] = work
        return work

    return register
