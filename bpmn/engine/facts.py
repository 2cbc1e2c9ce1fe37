"""A dossier's facts inside the engine: kept apart between branches, and stored as what changed on the way."""

from __future__ import annotations

from typing import Literal, cast

import orjson

Facts = dict[str, object]
Removed = list[str] | Literal[True] | None  # True: all that was there


def apart(facts: Facts) -> Facts:
    """The same facts, sharing nothing that could be changed in place.

    The library copies one level deep and merges the rest in place, so that one branch would write into another.
    """
    return {key: _copied(value) if type(value) in (dict, list) else value for key, value in facts.items()}


def _copied(value: object) -> object:
    if isinstance(value, dict):
        return {key: _copied(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_copied(one) for one in value]
    return value


def changes(before: Facts, after: Facts) -> tuple[Facts, Removed]:
    """What was written and what was taken away on the way from one to the other."""
    if not after:
        return {}, True if before else None
    changed = {key: value for key, value in after.items() if key not in before or not _same(before[key], value)}
    if len(after) - len(changed) == len(before):
        return changed, None
    return changed, [key for key in before if key not in after] or None


def bring(into: Facts, before: Facts, after: Facts) -> None:
    """Does to a third record what was done on the way from one to the other; records inside records likewise."""
    for key, value in after.items():
        was, now = before.get(key), into.get(key)
        if key in before and _same(was, value):
            continue
        if isinstance(was, dict) and isinstance(now, dict) and isinstance(value, dict):
            bring(cast("Facts", now), cast("Facts", was), cast("Facts", value))
        else:
            into[key] = _copied(value)
    for key in before.keys() - after.keys():
        into.pop(key, None)


def _same(one: object, other: object) -> bool:
    if one is other:
        return True
    if type(one) is not type(other):  # 1 == True
        return False
    if isinstance(one, dict | list):
        return orjson.dumps(one) == orjson.dumps(other)
    return one == other


def applied(before: Facts, changed: Facts | None, removed: Removed) -> Facts:
    """The way back from `changes`. Where nothing changed it is the very same object, which nobody may write to."""
    if changed is None and removed is None:
        return before
    if removed is True:
        return {}
    after = {**before, **(changed or {})}
    for key in removed or ():
        del after[key]
    return after
