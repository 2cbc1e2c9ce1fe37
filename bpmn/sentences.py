"""Sentences that know what they are made of, so that whoever shows them can say them in another language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Self

from bpmn.refusals import Refusal


class Sentence(str):
    """A Vietnamese sentence, or a part of one, made of a template and what is put in its `{places}`.

    To everybody it is the text; a window translates `template`, and whatever among `values` is a sentence or a refusal.
    One sentence put into another comes without its full stop. A template without values is taken as it stands.
    """

    template: str
    values: Mapping[str, object]

    def __new__(cls, template: str, /, **values: object) -> Self:
        said = super().__new__(cls, _filled(template, values) if values else template)
        said.template, said.values = template, values
        return said

    def filled(self, **values: object) -> Self:
        """The same sentence with something in its places."""
        return type(self)(self.template, **values)

    def __getnewargs__(self) -> tuple[str]:
        return (str(self),)  # what it is made of follows as its state, and is not filled in again


def listed(parts: Sequence[str]) -> Sentence:
    """Sentences one behind the other, with commas."""
    first, *others = parts or ("",)
    return (
        Sentence("{first}, {others}", first=first, others=listed(others)) if others else Sentence("{told}", told=first)
    )


def _filled(template: str, values: Mapping[str, object]) -> str:
    return template.format_map({name: clause(one) for name, one in values.items()})


def clause(value: object) -> object:
    """What is put in a sentence's place: a sentence, or why something was refused, without its full stop."""
    return str(value).rstrip(".") if isinstance(value, Sentence | Refusal) else value
