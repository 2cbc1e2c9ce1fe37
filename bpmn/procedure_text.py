"""The text of a procedure.toml: written in one order; what was not changed stands as it stood, with its comments."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

_ORDER: Mapping[str, tuple[str, ...]] = {
    "": ("kind", "code", "slug", "name", "field", "level", "channels", "legal_basis"),
    "outcome": ("key", "code", "name"),
    "state": ("code", "name", "ends"),
    "excluded": ("name", "article"),
    "case": (
        *("code", "name", "term", "kind", "cutoff", "confirmation_days", "supplement_window", "guidance_window"),
        *("fees", "values", "immediate"),
    ),
    "dated_fee": ("amount", "since", "until", "basis"),
    "paper": ("code", "name", "originals", "copies", "required"),
}
_ROWS: Mapping[str, tuple[str, ...]] = {
    "": ("outcome", "state", "excluded", "case"),
    "case": ("dated_fee", "paper"),
}
_KNOWN_BY = {"outcome": "key", "excluded": "name", "dated_fee": "since"}
"""What a row is recognised by; any other by its code."""
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_HEADER = re.compile(r"\s*\[\[?([^\[\]]+)\]\]?\s*(#.*)?")
_WIDEST, _MOST_LINES = 100, 400

Table = Mapping[str, Any]


@dataclass(slots=True)
class _Line:
    """One key with its value; `lead` are the comments above it."""

    lead: str
    text: str
    value: Any


@dataclass(slots=True)
class _Block:
    """A header with what stands under it, and the blocks that belong to it."""

    lead: str = ""
    header: str = ""
    lines: dict[str, _Line] = field(default_factory=dict[str, _Line])
    rows: dict[str, list[_Block]] = field(default_factory=dict[str, "list[_Block]"])

    def values(self) -> dict[str, Any]:
        """What its own keys say."""
        return {key: line.value for key, line in self.lines.items()}


def write(source: bytes, table: Table) -> bytes:
    """The file with this table in it. `source` is what it was; a file that cannot be read is written anew."""
    try:
        text = source.decode()
        before = tomllib.loads(text)
        if before == table:
            return source
        block, end = _read(text)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError):
        block, end = _Block(), ""
    written = "".join(_written("", table, block)) + end
    return written.lstrip("\n").encode(errors="replace")


def _read(text: str) -> tuple[_Block, str]:
    """The file as blocks, and what stands behind the last one."""
    top = _Block()
    last, case, lead, statement = top, top, "", list[str]()
    for line in text.splitlines(keepends=True):
        whole = line if line.endswith("\n") else f"{line}\n"
        if not statement and (not whole.strip() or whole.lstrip().startswith("#")):
            lead += whole
        elif not statement and (found := _HEADER.fullmatch(whole.rstrip("\n"))):
            name = found[1].strip()
            last = _Block(lead, whole)
            holder = case if name.startswith("case.") else top
            holder.rows.setdefault(name.removeprefix("case."), []).append(last)
            case, lead = last if name == "case" else case, ""
        else:
            statement.append(whole)
            if (said := _said("".join(statement))) is not None:
                _keep(last, _Line(lead, "".join(statement), None), said)
                lead, statement = "", []
            elif len(statement) > _MOST_LINES:
                return _Block(), ""
    return top, lead


def _said(statement: str) -> dict[str, Any] | None:
    """What a statement says, once it is whole."""
    try:
        return tomllib.loads(statement)
    except tomllib.TOMLDecodeError:
        return None


def _keep(block: _Block, line: _Line, said: Mapping[str, Any]) -> None:
    for key, value in said.items():
        known = block.lines.get(key)
        lead = (known.lead if known else "") + line.lead
        block.lines[key] = _Line(lead, line.text, None if known else value)  # said in two places: written as one


def _written(name: str, table: Table, was: _Block) -> Iterator[str]:
    """A block and what belongs to it."""
    rows = {row: table[row] for row in _ROWS.get(name, ()) if _is_rows(table.get(row))}
    own = {key: value for key, value in table.items() if key not in rows}
    if name:
        yield was.lead or "\n"
        yield was.header or f"[[{_path(name)}]]\n"
    for key in _in_order(name, own, was):
        yield _statement(key, own[key], was.lines.get(key))
    for row, tables in rows.items():
        for one, block in _paired(row, tables, was.rows.get(row, ())):
            yield from _written(row, one, block)


def _path(name: str) -> str:
    return f"case.{name}" if name in _ROWS["case"] else name


def _is_rows(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)


def _in_order(name: str, own: Table, was: _Block) -> list[str]:
    """The keys as they stood; each new one behind the nearest that comes before it in the usual order."""
    keys = [key for key in was.lines if key in own]
    usual = [*_ORDER[name], *(key for key in own if key not in _ORDER[name])]
    for number, key in enumerate(usual):
        if key in own and key not in keys:
            before = [keys.index(one) for one in usual[:number] if one in keys]
            keys.insert(max(before, default=-1) + 1, key)
    return keys


def _paired(name: str, tables: Sequence[Table], blocks: Sequence[_Block]) -> Iterable[tuple[Table, _Block]]:
    """Each row with the block it stood in: the one with its code, else of those left the next one."""
    known_by = _KNOWN_BY.get(name, "code")
    left = list(blocks)
    found: dict[int, _Block] = {}
    for number, table in enumerate(tables):
        same = next((one for one in left if _same(one.values().get(known_by), table.get(known_by))), None)
        if same is not None:
            found[number] = same
            left.remove(same)
    if len(tables) - len(found) <= len(left) and len(tables) == len(blocks):  # a code that was changed
        for number in range(len(tables)):
            if number not in found:
                found[number] = left.pop(0)
    return [(table, found.get(number, _Block())) for number, table in enumerate(tables)]


def _statement(key: str, value: object, was: _Line | None) -> str:
    if was is not None and _same(was.value, value):
        return f"{was.lead}{was.text}"
    return f"{was.lead if was else ''}{_key(key)} = {_value(value)}\n"


def _same(one: object, other: object) -> bool:
    return type(one) is type(other) and one == other


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _text(key)


def _value(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case date() | time():
            return value.isoformat()
        case list():
            return _list([_value(one) for one in value])
        case dict():
            told = ", ".join(f"{_key(key)} = {_value(one)}" for key, one in value.items())
            return f"{{ {told} }}" if told else "{}"
        case _:
            return _text(str(value))


def _list(values: Sequence[str]) -> str:
    line = f"[{', '.join(values)}]"
    if len(line) <= _WIDEST:
        return line
    return "[\n" + "".join(f"    {one},\n" for one in values) + "]"


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")
