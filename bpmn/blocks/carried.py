"""The forms that a copy brings along: under their own ids where these are free, else under the call's."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import count
from typing import cast

import orjson

from bpmn.releases import Release


def put(files: dict[str, bytes], call: str, block: Release) -> dict[str, str]:
    """Adds a block's forms to a procedure's files; what each is called there. One that is there already serves."""
    there = {id_of(content): content for name, content in files.items() if name.endswith(".form")}
    called: dict[str, str] = {}
    for name in sorted(block.files):
        if not name.endswith(".form"):
            continue
        own, content = id_of(block.files[name]), block.files[name]
        if there.get(own) == content:
            called[own] = own
            continue
        is_free = own not in there and name not in files
        mine = own if is_free else _free(call, own, there)
        files[name if is_free else _free(call, name, files)] = content if is_free else _named(content, mine)
        called[own] = mine
    return called


def drop(files: dict[str, bytes], forms: Collection[str]) -> None:
    """Takes forms out by their ids."""
    for name in [name for name in files if name.endswith(".form")]:
        if id_of(files[name]) in forms:
            del files[name]


def id_of(content: bytes) -> str:
    """What a form calls itself; empty where it cannot be read."""
    try:
        told = cast("object", orjson.loads(content))
    except orjson.JSONDecodeError:
        return ""
    return str(cast("dict[str, object]", told).get("id", "")) if isinstance(told, dict) else ""


def _free(call: str, own: str, taken: Mapping[str, bytes]) -> str:
    return next(name for name in _names(call, own) if name not in taken)


def _names(call: str, own: str) -> Iterator[str]:
    yield f"{call}-{own}"
    yield from (f"{call}-{n}-{own}" for n in count(2))


def _named(content: bytes, id_: str) -> bytes:
    told = cast("dict[str, object]", orjson.loads(content))
    return orjson.dumps({**told, "id": id_}, option=orjson.OPT_INDENT_2) + b"\n"
