"""Drawings: what an analyst asks of a file or a release folder at the command line before it is published."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import click

from bpmn import checks, clinic, forms, reader, releases
from bpmn import play as game
from bpmn.checks import Finding
from bpmn.decisions import Decisions
from bpmn.files import MOST_BYTES, NotReadable
from bpmn.forms import Form
from bpmn.model import Model
from bpmn.play import Played
from processes import calendars, workdays


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found in one file or folder; `unreadable` says why it could not be read, empty when it could."""

    file: str
    findings: tuple[Finding, ...] = ()
    unreadable: str = ""
    is_repaired: bool = False

    @property
    def is_publishable(self) -> bool:
        """Whether nothing stands in the way of publishing it."""
        return not self.unreadable and all(finding.severity != "error" for finding in self.findings)

    @property
    def code(self) -> int:
        """The exit code: 0 publishable, 1 errors found, 2 not readable."""
        return 2 if self.unreadable else 0 if self.is_publishable else 1

    def document(self) -> dict[str, object]:
        """The verdict for machines; a file that cannot be read has that as its one finding."""
        found = [_finding(finding) for finding in self.findings]
        if self.unreadable:
            why = {"rule": NotReadable.code, "severity": "error", "element": None, "line": None}
            found = [{**why, "message": self.unreadable}]
        return {
            "file": self.file,
            "readable": not self.unreadable,
            "repaired": self.is_repaired,
            "publishable": self.is_publishable,
            "findings": found,
        }


def judge(path: Path, *, repair: bool = False) -> Verdict:
    """Judges a diagram by the language alone, a release folder by the whole gate.

    With `repair` a diagram goes through the clinic first, and what was repaired is told before what is left to do.
    The file stays as it is. A release folder holds what somebody has checked already: it is never repaired.
    """
    name = click.format_filename(path)
    try:
        if path.is_dir():
            return Verdict(name, checks.check_release(releases.read_folder(path)))
        drawn, tables = content(path), _tables_beside(path)
        repaired = clinic.repair(drawn, tables) if repair else None
        model = replace(reader.read(repaired.xml if repaired else drawn), decisions=tables)
        found = repaired.findings if repaired else ()
        return Verdict(name, (*found, *checks.check(model)), is_repaired=bool(found))
    except NotReadable as refusal:
        return Verdict(name, unreadable=str(refusal))


def _finding(finding: Finding) -> dict[str, object]:
    found: dict[str, object] = {
        "rule": finding.rule,
        "severity": finding.severity,
        "element": finding.element,
        "line": finding.line,
        "message": finding.message,
    }
    if finding.path:
        found["path"] = list(finding.path)
    if finding.fix is not None:
        found["fix"] = finding.fix.words
    return found


def told(finding: Finding) -> str:
    """A finding in a line."""
    severity = {"error": "lỗi", "warning": "lưu ý"}[finding.severity]
    return f"dòng {finding.line}, {finding.element} ({severity}, {finding.rule}): {finding.message}"


def play(file: Path, *, process: str | None, answers: Path | None, seed: int, repair: bool = False) -> Played:
    """Plays a diagram, repaired when that is asked for, with the forms and decision tables that lie beside it.

    Refuses: NotReadable, WrongAnswers.
    """
    xml, tables = content(file), _tables_beside(file)
    model = replace(reader.read(clinic.repair(xml, tables).xml if repair else xml), decisions=tables)
    given = None if answers is None else _answers(answers)
    lent = workdays.functions(calendars.vietnam(), game.BEGINS)
    return game.play(model, _forms_beside(file, model), seed=seed, answers=given, process=process, functions=lent)


def content(path: Path) -> bytes:
    """A file's bytes, at most one more than a reader takes. Refuses: NotReadable."""
    if not path.is_file():
        raise NotReadable("không phải là tệp" if path.exists() else "không có tệp này")
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except PermissionError as error:
        raise NotReadable("không có quyền đọc") from error


def _forms_beside(file: Path, model: Model) -> Mapping[str, Form]:
    found: dict[str, Form] = {}
    if any(task.form for task in model.user_tasks()):
        for path in sorted(file.absolute().parent.glob("*.form")):
            try:
                form = forms.read(content(path))
            except NotReadable as error:
                raise _of(path, error.reason) from error
            found[form.id] = form
    return found


def _tables_beside(file: Path) -> Mapping[str, Decisions]:
    paths = sorted(file.absolute().parent.glob("*.dmn"))
    return releases.decision_tables({path.name: content(path) for path in paths})


def _answers(file: Path) -> dict[str, object]:
    try:
        given: object = json.loads(content(file))
    except NotReadable as error:
        raise _of(file, error.reason) from error
    except (ValueError, RecursionError) as error:
        raise _of(file, "JSON sai cú pháp") from error
    if not isinstance(given, dict):
        raise _of(file, "phải là một đối tượng JSON")
    return cast("dict[str, object]", given)


def _of(file: Path, reason: str) -> NotReadable:
    return NotReadable(reason, file=f"“{click.format_filename(file.name)}”")
