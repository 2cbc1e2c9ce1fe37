"""What a form asks: its fields, each of one kind, with the limits that their values keep."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Kind = Literal[
    "text",
    "textarea",
    "number",
    "date",
    "time",
    "moment",
    "select",
    "radio",
    "checklist",
    "checkbox",
    "table",
    "file",
    "note",
]
Format = Literal["email", "phone"]

LONGEST = {"text": 500, "textarea": 10_000}
LONGEST_DRAFT = 20_000
MOST_ROWS = 200
MOST_FILES = 100


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a select, radio or checklist field."""

    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing asked (or, for `note`, told: its text is the label).

    Files are lists of `{"id": document id, "name": …}`, a table is a list of rows by its columns' keys, a checklist
    a list of its options' values. Dates, times of day and moments are ISO texts; a moment is local and has no zone.
    `decimals` 0 means whole numbers only. `required_when` and `hidden_when` are conditions on the same form's
    values: the form-js property `requiredWhen` and the setting `conditional.hide`.
    """

    key: str
    kind: Kind
    label: str
    required: bool = False
    options: tuple[Option, ...] = ()
    description: str = ""
    minimum: float | None = None
    maximum: float | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    format: Format | None = None
    decimals: int | None = None
    multiple: bool = False
    accept: str = ""
    default: object = None
    required_when: str | None = None
    hidden_when: str | None = None
    columns: tuple[Field, ...] = ()

    @property
    def nothing(self) -> object:
        """What an empty field holds."""
        return [] if self.kind in ("file", "checklist", "table") else None

    def loosened(self) -> Field:
        """The field of a draft: the same shape of value, within generous bounds, not yet judged."""
        return replace(
            self,
            required=False,
            minimum=None,
            maximum=None,
            min_length=None,
            max_length=max(LONGEST_DRAFT, self.max_length or 0),
            pattern=None,
            format=None,
            decimals=None,
            columns=tuple(column.loosened() for column in self.columns),
        )
