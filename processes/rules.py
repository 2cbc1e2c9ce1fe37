"""Rules: what decrees and circulars prescribe beside a procedure's own law, each in force on its own days.

A rule pack (`nd61`, `nd118`) is named by the decree it comes from; its rules begin and end one by one. A dossier keeps
the rules of the day it was accepted on, so whoever asks hands in that day. What was not verified is a draft.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict

from bpmn.terms import Term
from processes.refusals import NotLawful

Pack = Literal["nd61", "nd118"]
FormKind = Literal["receipt", "supplement_request", "refusal", "apology", "stop_notice", "control_slip", "register"]
Key = Literal["code.pattern", "online.answer", "supplement.times", "extension.times", "transfer.cutoff"]
FORMS: tuple[FormKind, ...] = get_args(FormKind)


class Rule(BaseModel):
    """One rule with the days it is in force, `until` included; `draft` while its full text has not been seen."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str
    pack: Pack
    basis: str
    since: date
    until: date | None = None
    draft: bool
    value: str = ""
    number: str = ""
    title: str = ""
    symbol: str = ""

    def is_in_force(self, day: date) -> bool:
        """Whether the rule holds on a day."""
        return self.since <= day and (self.until is None or day <= self.until)

    @property
    def source(self) -> str:
        """What a form says of itself at its foot."""
        form = f"Mẫu số {self.number}, " if self.number else ""
        return f"{form}{self.basis} (gói quy tắc {self.pack}{', bản dự thảo' if self.draft else ''})"


@dataclass(frozen=True, slots=True)
class Rules:
    """All that is prescribed on a day."""

    day: date

    def form(self, kind: FormKind) -> Rule:
        """The form that a letter of this kind takes. Refuses: NotLawful before there was one."""
        return self._one(f"form.{kind}")

    def times(self, key: Literal["supplement.times", "extension.times"]) -> int:
        """How often something may be done without more. Refuses: NotLawful."""
        return int(self._one(key).value)

    def term(self, key: Literal["online.answer"]) -> Term:
        """How long something may take. Refuses: NotLawful."""
        return Term.read(self._one(key).value)

    def text(self, key: Literal["code.pattern", "transfer.cutoff"]) -> str:
        """A rule's words. Refuses: NotLawful."""
        return self._one(key).value

    def packs(self) -> dict[str, str]:
        """Which pack each rule in force comes from, for the record."""
        return {rule.key: rule.pack for rule in all_rules() if rule.is_in_force(self.day)}

    def _one(self, key: str) -> Rule:
        for rule in all_rules():
            if rule.key == key and rule.is_in_force(self.day):
                return rule
        raise NotLawful(why=f"không có quy định “{key}” vào ngày {self.day:%d/%m/%Y}")


def on(day: date) -> Rules:
    """The rules of a day."""
    return Rules(day)


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule there is or was, as the packs' file has them."""
    text = resources.files("processes").joinpath("rules.toml").read_text(encoding="utf-8")
    return tuple(Rule.model_validate(rule) for rule in tomllib.loads(text)["rule"])
