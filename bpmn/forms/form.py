"""A form of a release: which of its fields are asked for, and whether what was filled in is right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pydantic import ValidationError

from bpmn.expressions import Expression, WrongValue, truth
from bpmn.forms import values as kinds
from bpmn.forms.fields import Field
from bpmn.forms.values import REQUIRED, TICK, Answer, tidy, tidy_rows
from bpmn.refusals import Refusal

Values = Mapping[str, object]
_MOST_NAMED, _LONGEST_NAME = 10, 80


class WrongValues(Refusal):
    """Something on the form is not right; `fields` holds a sentence for each key, nothing was stored."""

    code = "form.wrong-values"
    sentence = "Biểu mẫu có {count} mục chưa đúng: {labels}."
    status = 422

    def __init__(self, fields: Mapping[str, str], labels: Mapping[str, str]) -> None:
        self.fields = dict(fields)
        named = [labels.get(key, key)[:_LONGEST_NAME] for key in list(fields)[:_MOST_NAMED]]
        super().__init__(count=len(fields), labels=", ".join(named) + (", …" if len(fields) > _MOST_NAMED else ""))


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """A form of a release.

    `_required` and `_hidden` hold the conditions by key, the hidden ones in an order in which each asks only for
    fields that were settled before it.
    """

    id: str
    fields: tuple[Field, ...]
    _answer: type[Answer] = field(repr=False)
    _draft: type[Answer] = field(repr=False)
    _required: Mapping[str, Expression] = field(repr=False)
    _hidden: Mapping[str, Expression] = field(repr=False)

    def check(self, values: Values) -> dict[str, object]:
        """The answer as it is kept: every key of the form, None (or an empty list) where nothing was filled in.

        What is hidden is neither asked for nor kept. Refuses: WrongValues, a sentence for each field; a key the form
        does not have is refused, never dropped.
        """
        answer, wrong = self._judged(values)
        hidden = self._hide(answer)
        asked = [one for one in self._asked() if one.key not in hidden]
        for one in asked:
            if one.key not in wrong and (sentence := self._lacks(one, answer)):
                wrong[one.key] = sentence
        wrong = {key: sentence for key, sentence in wrong.items() if key not in hidden}
        if wrong:
            raise WrongValues(self._in_order(wrong), self.labels)
        return answer

    def keep(self, values: Values) -> dict[str, object]:
        """Values as a draft may hold them: not yet judged, but of the form's own fields, their shape and bounds.

        Refuses: WrongValues.
        """
        kept, wrong = _validated(self._draft, values, self._asked())
        if wrong:
            raise WrongValues(wrong, self.labels)
        return {key: kept[key] for key in values}

    def doubts(self, values: Values) -> dict[str, str]:
        """A sentence for each of these values that its field does not take, whatever else is filled in."""
        return self._judged(values)[1]

    def hidden(self, values: Values) -> frozenset[str]:
        """The keys that are not asked for as long as the form holds these values."""
        known = {one.key for one in self._asked()}
        answer, _ = self._judged({key: value for key, value in values.items() if key in known})
        return self._hide(answer)

    @property
    def controls(self) -> frozenset[str]:
        """The keys on which it depends what else is asked for."""
        return frozenset(name for condition in self._hidden.values() for name in condition.names)

    @property
    def labels(self) -> dict[str, str]:
        """What each key is called on the screen."""
        return {field.key: field.label for field in self.fields}

    def _asked(self) -> list[Field]:
        return [one for one in self.fields if one.kind != "note"]

    def _judged(self, values: Values) -> tuple[dict[str, object], dict[str, str]]:
        tables = {one.key for one in self.fields if one.kind == "table"}
        tidied = {key: tidy_rows(value) if key in tables else tidy(value) for key, value in values.items()}
        filled = {key: value for key, value in tidied.items() if value is not None}
        return _validated(self._answer, filled, self._asked())

    def _hide(self, answer: dict[str, object]) -> frozenset[str]:
        """Takes what is hidden out of the answer; a hidden field counts as empty for the fields that ask for it."""
        empty = {one.key: one.nothing for one in self.fields}
        hidden: set[str] = set()
        for key, condition in self._hidden.items():
            if _holds(condition, answer):
                hidden.add(key)
                if key in answer:
                    answer[key] = empty[key]
        return frozenset(hidden)

    def _lacks(self, one: Field, answer: Values) -> str:
        if one.required and one.kind == "checkbox" and answer[one.key] is False:
            return TICK
        if answer[one.key] not in (None, []):
            return ""
        condition = self._required.get(one.key)
        return REQUIRED if one.required or (condition is not None and _holds(condition, answer)) else ""

    def _in_order(self, wrong: dict[str, str]) -> dict[str, str]:
        known = [one.key for one in self.fields if one.key in wrong]
        return {key: wrong[key] for key in (*known, *(key for key in wrong if key not in set(known)))}


def _validated(
    model: type[Answer], values: Values, fields: Iterable[Field]
) -> tuple[dict[str, object], dict[str, str]]:
    """The values that are right, and a sentence for each that is not."""
    try:
        return model.model_validate(dict(values)).model_dump(by_alias=True, warnings=False), {}
    except ValidationError as error:
        by_key = {field.key: field for field in fields}
        wrong: dict[str, str] = {}
        for found in error.errors(include_url=False, include_input=False):
            key = str(found["loc"][0])
            wrong.setdefault(key, kinds.sentence(by_key.get(key), found))
    right = {key: value for key, value in values.items() if key not in wrong}
    return model.model_validate(right).model_dump(by_alias=True, warnings=False), wrong


def _holds(condition: Expression, answer: Values) -> bool:
    """Whether it holds; what cannot be worked out yet, because something is not filled in, does not."""
    try:
        return truth(condition.evaluate(answer))
    except WrongValue:
        return False
