"""The people of a dossier, kept apart: owner, submitter, authorised person, receiver of the result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as the dossier records them."""

    name: str
    identity: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""

    @classmethod
    def read(cls, facts: Mapping[str, str] | None) -> Person | None:
        """A person as stored; nobody stays nobody."""
        return cls(**facts) if facts else None


@dataclass(frozen=True, slots=True)
class People:
    """Who is who in a dossier; the submitter is the owner unless somebody else came."""

    owner: Person
    submitter: Person
    authorised: Person | None = None
    receiver: Person | None = None

    def as_json(self) -> dict[str, dict[str, str] | None]:
        """As it is stored."""
        return asdict(self)

    @classmethod
    def read(cls, facts: Mapping[str, Mapping[str, str] | None]) -> People:
        """As it was stored."""
        owner, submitter = facts["owner"], facts["submitter"]
        assert owner is not None
        assert submitter is not None
        return cls(
            Person(**owner),
            Person(**submitter),
            Person.read(facts.get("authorised")),
            Person.read(facts.get("receiver")),
        )


def masked(number: str) -> str:
    """An identity or phone number as lists show it: the last four digits."""
    return "•" * max(len(number) - 4, 0) + number[-4:] if number else ""
