"""Decision tables: what an analyst asks of a DMN file at the command line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import cast

import click

from bpmn import decisions
from bpmn.decisions import Decided
from bpmn.files import NotReadable
from bpmn.refusals import Refusal
from ui import drawings


@dataclass(frozen=True, slots=True)
class Told:
    """What is printed, for people and for machines; `reason` says why there is no answer, empty when there is one."""

    document: dict[str, object]
    text: str = ""
    reason: str = ""
    is_unreadable: bool = False


def decide(file: Path, called: str, given: str) -> Told:
    """Works out a decision of a file; `given` is a JSON object, or the name of a file that holds one."""
    name = click.format_filename(file)
    try:
        names = _given(given)
        return _told(name, decisions.read(drawings.content(file)).decide(called, names))
    except Refusal as refusal:
        reason = f"{name}: {refusal}"
        document: dict[str, object] = {
            "file": name,
            "decision": called,
            "result": None,
            "outputs": [],
            "rules": [],
            "reason": str(refusal),
        }
        return Told(document, reason=reason, is_unreadable=isinstance(refusal, NotReadable))


def _told(file: str, decided: Decided) -> Told:
    outputs: list[dict[str, object]] = [{key: _plain(value) for key, value in row.items()} for row in decided.rows]
    rules: list[dict[str, object]] = [
        {"number": hit.number, "id": hit.rule, "annotation": hit.annotation} for hit in decided.hits
    ]
    lines = [f"{decided.decision.name}: {_shown(decided.value)}"]
    for hit in decided.hits:
        lines.append(f"  quy tắc số {hit.number}" + (f": {hit.annotation}" if hit.annotation else ""))
    document: dict[str, object] = {
        "file": file,
        "decision": decided.decision.id,
        "result": _plain(decided.value),
        "outputs": outputs,
        "rules": rules,
        "reason": "",
    }
    return Told(document, text="\n".join(lines))


def _given(given: str) -> Mapping[str, object]:
    text = given if given.lstrip().startswith("{") else _read(Path(given))
    try:
        names: object = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotReadable("JSON sai cú pháp", file="dữ liệu đưa vào") from error
    if not isinstance(names, dict):
        raise NotReadable("phải là một đối tượng JSON", file="dữ liệu đưa vào")
    return cast("dict[str, object]", names)


def _read(file: Path) -> bytes:
    try:
        return drawings.content(file)
    except NotReadable as error:
        raise NotReadable("không phải là đối tượng JSON hay tên của một tệp", file="dữ liệu đưa vào") from error


def _shown(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(_plain(value), ensure_ascii=False)


def _plain(value: object) -> object:
    """The value as JSON holds it: days and hours as their texts."""
    match value:
        case date() | time():
            return value.isoformat()
        case list():
            return [_plain(item) for item in cast("list[object]", value)]
        case dict():
            return {key: _plain(item) for key, item in cast("dict[str, object]", value).items()}
        case _:
            return value
