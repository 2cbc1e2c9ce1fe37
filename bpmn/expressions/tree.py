"""What an expression says, whatever spelling it was written in: one small tree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal as OneOf

from bpmn.expressions.dates import Temporal

Order = OneOf["==", "!=", "<", "<=", ">", ">="]
Operation = OneOf["+", "-", "*", "/", "//", "%"]


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, a text, true, false, nothing, or FEEL's `@` day, moment, hour or period, written down as such."""

    value: str | int | float | bool | Temporal | None


@dataclass(frozen=True, slots=True)
class Name:
    """A fact of the dossier, called by its key."""

    name: str


@dataclass(frozen=True, slots=True)
class Field:
    """`applicant.name`: a look-up by key, never an attribute."""

    of: Node
    key: str


@dataclass(frozen=True, slots=True)
class Item:
    """`papers[0]`: an item of a list, or a key worked out at run time. FEEL counts from 1."""

    of: Node
    index: Node
    first: OneOf[0, 1]


@dataclass(frozen=True, slots=True)
class Listing:
    """Several values in a row."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Range:
    """From–to, each end in or out; it can only be asked whether something lies in it."""

    low: Node
    high: Node
    low_in: bool
    high_in: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two values held against each other."""

    order: Order
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Logic:
    """All of these, or any of these."""

    word: OneOf["and", "or"]
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Negation:
    """Not this."""

    of: Node


@dataclass(frozen=True, slots=True)
class Membership:
    """Whether a value is among others, lies in a range, or is part of a text."""

    item: Node
    among: Node


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Two numbers worked into one; `+` also joins texts and lists."""

    operation: Operation
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Minus:
    """The number with its sign turned."""

    of: Node


@dataclass(frozen=True, slots=True)
class Choice:
    """One of two values, by a condition."""

    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Emptiness:
    """JUEL's `empty`: nothing, an empty text or an empty list."""

    of: Node


@dataclass(frozen=True, slots=True)
class Call:
    """A named function that the caller hands in."""

    function: str
    arguments: tuple[Node, ...]


Node = (
    Literal
    | Name
    | Field
    | Item
    | Listing
    | Range
    | Comparison
    | Logic
    | Negation
    | Membership
    | Arithmetic
    | Minus
    | Choice
    | Emptiness
    | Call
)


def spelled(node: Node) -> str:
    """How a fact is called in a sentence to the officer: `applicant.papers[…]`."""
    match node:
        case Name(name):
            return name
        case Field(of, key):
            return f"{spelled(of)}.{key}"
        case Item(of, Literal(value)):
            return f"{spelled(of)}[{value}]"
        case Item(of, _):
            return f"{spelled(of)}[…]"
        case _:
            return "…"


def parts(node: Node) -> tuple[Node, ...]:
    """What a node is made of."""
    match node:
        case Field(of, _) | Negation(of) | Minus(of) | Emptiness(of):
            return (of,)
        case Item(of, index, _):
            return (of, index)
        case Listing(inner) | Logic(_, inner) | Call(_, inner):
            return inner
        case Range(low, high, _, _):
            return (low, high)
        case Comparison(_, left, right) | Membership(left, right) | Arithmetic(_, left, right):
            return (left, right)
        case Choice(condition, then, otherwise):
            return (condition, then, otherwise)
        case Literal() | Name():
            return ()
