"""Acts through the API: one transaction, one key; the same again is answered as before and does nothing twice."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, is_dataclass
from hashlib import sha256
from types import MappingProxyType
from typing import Any, TypeVar

from pydantic import BaseModel, Field

from processes import api_acts, database
from processes.accounts import Visitor
from processes.refusals import AlreadyDone

Answer = TypeVar("Answer", bound=BaseModel)
Kept = Callable[[Any], Mapping[str, object]]
Verb = Callable[..., object]


class Repeatable(BaseModel):
    """The answer to an act that stands."""

    repeated: bool = Field(description="it had been done before with the same key, and was not done again")


class Recorded(Repeatable):
    """An act that stands."""


class Created(Repeatable):
    """An act that stands, and the number of what it has made."""

    id: int


@dataclass(frozen=True, slots=True)
class Stands:
    """What an act was answered, the first time."""

    answer: Mapping[str, Any]
    repeated: bool

    def tell(self, shape: type[Answer], **more: object) -> Answer:
        """The same as a route gives it back."""
        return shape.model_validate({**more, **self.answer, "repeated": self.repeated})


def nothing(_given: object) -> Mapping[str, object]:
    """Of what the verb gives nothing is answered."""
    return {}


def number(given: int) -> Mapping[str, object]:
    """The verb gives the number of what it has made."""
    return {"id": given}


def facts(given: Any) -> Mapping[str, object]:
    """The verb gives facts, and all of them are answered."""
    return asdict(given)


def do(
    known: Visitor,
    key: str,
    verb: Verb,
    *subject: int,
    keep: Kept = nothing,
    told: Mapping[str, object] = MappingProxyType({}),
    secret: Mapping[str, object] = MappingProxyType({}),
) -> Stands:
    """Does what the visitor asks, once: `verb` on its `subject`, with what is `told`.

    The key is the visitor's own, for one verb on one subject: another's same key must not make an act look done.
    `secret` goes to the verb and is not remembered. Refuses: KeyReused and what the verb refuses.
    """
    name = f"{verb.__module__}.{verb.__qualname__}"
    own = ":".join(["api", str(known.officer.id), name, *map(str, subject), key])
    digest = sha256(json.dumps({**told}, sort_keys=True, default=_plain).encode()).digest()
    moment = database.now()
    try:
        with database.transaction() as transaction:
            before = api_acts.answered(transaction, own, digest)
            if before is not None:
                return Stands(before, repeated=True)
            api_acts.begin(transaction, own, digest, officer_id=known.officer.id, moment=moment)
            asked = {**told, **secret, "officer": known.officer, "moment": moment, "key": own}
            answer = keep(verb(transaction, *subject, **asked))
            api_acts.end(transaction, own, answer)
    except AlreadyDone:
        with database.snapshot() as snapshot:
            return Stands(api_acts.answered(snapshot, own, digest) or {}, repeated=True)
    return Stands(answer, repeated=False)


def _plain(value: object) -> object:
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else str(value)
