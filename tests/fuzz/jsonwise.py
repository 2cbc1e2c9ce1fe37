"""Forms whose JSON is sound and whose meaning is not."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random
from typing import Any

from tests.fuzz import texts

Break = Callable[[dict[str, Any], Random], None]
_TYPES = (
    "textfield",
    "textarea",
    "number",
    "datetime",
    "select",
    "radio",
    "checkbox",
    "filepicker",
    "text",
    "group",
    "",
)
_LIMITS = ("min", "max", "minLength", "maxLength")
_HUGE = (0, -1, 1, 10**6, 10**18, 10**30, 1e308, -1e308, 0.1, "1", True, None, 2**63, -(2**63))


def _value(chance: Random) -> Any:
    nested: Any = 0
    for _n in range(chance.choice((1, 50, 150, 300))):
        nested = [nested] if chance.random() < 0.5 else {"a": nested}
    return chance.choice(
        (None, True, 1e308, -1, 10**30, "", texts.text(chance), [], {}, [[]], nested, list(range(2_000)))
    )


def _components(document: dict[str, Any]) -> list[dict[str, Any]]:
    found = document.get("components")
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _component(document: dict[str, Any], chance: Random) -> dict[str, Any]:
    return chance.choice(_components(document) or [document])


def _swap(document: dict[str, Any], chance: Random) -> None:
    """Another type of value for anything."""
    holder = chance.choice((document, _component(document, chance), _component(document, chance)))
    if holder:
        holder[chance.choice(list(holder))] = _value(chance)


def _retype(document: dict[str, Any], chance: Random) -> None:
    _component(document, chance)["type"] = chance.choice(_TYPES)


def _drop(document: dict[str, Any], chance: Random) -> None:
    holder = chance.choice((document, _component(document, chance)))
    holder.pop(chance.choice([*holder, ""]), None)


def _twice(document: dict[str, Any], chance: Random) -> None:
    if components := _components(document):
        document["components"].append(dict(chance.choice(components)))


def _key(document: dict[str, Any], chance: Random) -> None:
    names = (
        "__proto__",
        "__class__",
        "model_config",
        "self",
        "None",
        "f0",
        "class",
        "_x",
        "ệ",
        "a" * 10_000,
        "cls",
        "outcome",
    )
    _component(document, chance)["key"] = chance.choice((*names, texts.text(chance)))


def _pattern(document: dict[str, Any], chance: Random) -> None:
    component = _component(document, chance)
    component["type"] = "textfield"
    component["validate"] = {"pattern": chance.choice(texts.PATTERNS)}


def _limits(document: dict[str, Any], chance: Random) -> None:
    component = _component(document, chance)
    component["validate"] = {name: chance.choice(_HUGE) for name in _LIMITS if chance.random() < 0.6}
    component["decimalDigits"] = chance.choice(_HUGE)


def _condition(document: dict[str, Any], chance: Random) -> None:
    """Conditions that ask for themselves and each other, or that nobody can read."""
    components = _components(document)
    keys = [str(component.get("key", "x"))[:50] for component in components] or ["x"]
    for component in components:
        if chance.random() < 0.6:
            about = chance.choice((f"{chance.choice(keys)} > 1", f"not {chance.choice(keys)}", texts.text(chance)))
            component["properties"] = {"requiredWhen": about}


def _options(document: dict[str, Any], chance: Random) -> None:
    count = chance.choice((0, 1, 1_000, 20_000))
    values = [{"value": f"v{number % 5_000}", "label": texts.text(chance)[:50]} for number in range(count)]
    _component(document, chance).update(type=chance.choice(("select", "radio")), values=values)


def _many(document: dict[str, Any], chance: Random) -> None:
    """Up to ten thousand fields."""
    kinds = chance.choice((_TYPES[:4], _TYPES[:1], ("checkbox",), ("text",)))
    document["components"] = [
        {"type": chance.choice(kinds), "key": f"k{number}", "id": f"i{number}", "label": "L"}
        for number in range(chance.choice((100, 1_000, 10_000)))
    ]


BREAKS: tuple[Break, ...] = (
    *(_swap, _swap, _retype, _drop, _twice, _key, _pattern, _limits, _condition, _condition, _options, _many),
)


def broken(content: bytes, chance: Random) -> bytes:
    """The form with one to four things in it that cannot be meant."""
    document = json.loads(content)
    for _n in range(chance.choice((1, 1, 2, 4))):
        chance.choice(BREAKS)(document, chance)
    written = json.dumps(document, ensure_ascii=chance.random() < 0.5)
    if chance.random() < 0.1:
        written = written.replace("{", '{"id": 1, "id": "x", ', 1)
    return written.encode("utf-8", "surrogatepass")
