"""Releases: a procedure's folder (facts, diagram, forms, tables, letters, examples) read as one, known by its hash."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from bpmn import decisions, examples, forms, letters, procedures, reader
from bpmn.decisions import Decisions
from bpmn.examples import Example
from bpmn.files import MOST_BYTES, NotReadable
from bpmn.forms import Form
from bpmn.letters import Kind, Wording
from bpmn.model import Model
from bpmn.procedures import Procedure
from bpmn.sentences import Sentence

Read = TypeVar("Read")

FACTS = "procedure.toml"
ENDINGS = (".bpmn", ".form", ".dmn", ".letter", ".example")


@dataclass(frozen=True, slots=True, eq=False)
class Release(Procedure):
    """A procedure as it may be published, its facts with its files: immutable, known by the hash of them all."""

    hash: str
    model: Model
    forms: Mapping[str, Form]
    letters: Mapping[Kind, Wording]
    examples: Mapping[str, Example]
    files: Mapping[str, bytes] = dataclasses.field(repr=False)

    def state_name(self, code: str) -> str:
        """What a state of a matter is called; empty for none."""
        return next((state.name for state in self.states if state.code == code), "")


def read(files: Mapping[str, bytes]) -> Release:
    """Reads a release's files by name.

    Refuses: NotReadable, with the file's name (no procedure.toml, not exactly one diagram, two forms or decisions
    with one id, a file that is none of these, or any of them wrong).
    """
    if FACTS not in files:
        raise NotReadable(Sentence("thiếu {file}", file=FACTS), file=Sentence("bản quy trình"))
    for name in files:
        if name != FACTS and not name.endswith(ENDINGS):
            raise NotReadable(
                Sentence("tệp “{name}” không thuộc một bản quy trình", name=name), file=Sentence("bản quy trình")
            )
    facts = _from(files, FACTS, procedures.read)
    diagrams = [name for name in files if name.endswith(".bpmn")]
    if len(diagrams) != 1:
        raise NotReadable(
            Sentence("cần đúng một sơ đồ .bpmn, đang có {number}", number=len(diagrams)), file=Sentence("bản quy trình")
        )
    return Release(
        hash=_hash(files),
        kind=facts.kind,
        code=facts.code,
        slug=facts.slug,
        name=facts.name,
        field=facts.field,
        level=facts.level,
        channels=facts.channels,
        legal_basis=facts.legal_basis,
        outcomes=facts.outcomes,
        states=facts.states,
        cases=facts.cases,
        excluded=facts.excluded,
        model=dataclasses.replace(_from(files, diagrams[0], reader.read), decisions=decision_tables(files)),
        forms=MappingProxyType(forms_of(files)),
        letters=MappingProxyType(wordings(files)),
        examples=MappingProxyType({name: _from(files, name, examples.read) for name in _named(files, ".example")}),
        files=MappingProxyType(dict(files)),
    )


def read_folder(folder: Path) -> Release:
    """Reads a release from a folder on disk; hidden files are left out. Refuses: NotReadable."""
    if not folder.is_dir():
        raise NotReadable(Sentence("không có thư mục này"), file=f"“{folder}”")
    paths = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    if large := next((path.name for path in paths if path.stat().st_size > MOST_BYTES), None):
        raise NotReadable(Sentence("tệp lớn hơn 5 MB"), file=f"“{large}”")
    return read({path.name: path.read_bytes() for path in paths})


def _from(files: Mapping[str, bytes], name: str, read_one: Callable[[bytes], Read]) -> Read:
    try:
        return read_one(files[name])
    except NotReadable as error:
        raise NotReadable(error.reason, file=f"“{name}”") from error


def _named(files: Mapping[str, bytes], ending: str) -> list[str]:
    return sorted(name for name in files if name.endswith(ending))


def _hash(files: Mapping[str, bytes]) -> str:
    total = hashlib.sha256()
    for name in sorted(files):
        for part in (name.encode(), files[name]):
            total.update(len(part).to_bytes(8, "big") + part)
    return total.hexdigest()


def forms_of(files: Mapping[str, bytes]) -> dict[str, Form]:
    """The forms in all `.form` files, by id. Refuses: NotReadable, also for two with one id."""
    found: dict[str, Form] = {}
    for name in _named(files, ".form"):
        form = _from(files, name, forms.read)
        if form.id in found:
            raise NotReadable(Sentence("mã biểu mẫu “{form}” đã dùng cho một tệp khác", form=form.id), file=f"“{name}”")
        found[form.id] = form
    return found


def decision_tables(files: Mapping[str, bytes]) -> Mapping[str, Decisions]:
    """The decisions in all `.dmn` files, by id. Refuses: NotReadable, also for two with one id."""
    found: dict[str, Decisions] = {}
    for name in _named(files, ".dmn"):
        table = _from(files, name, decisions.read)
        for decision in table.decisions:
            if decision in found:
                raise NotReadable(
                    Sentence("mã quyết định “{decision}” đã dùng cho một tệp khác", decision=decision), file=f"“{name}”"
                )
            found[decision] = table
    return MappingProxyType(found)


def wordings(files: Mapping[str, bytes]) -> dict[Kind, Wording]:
    """How the release words its own letters, by kind. Refuses: NotReadable."""
    found = (_from(files, name, partial(letters.read, name)) for name in _named(files, ".letter"))
    return {one.kind: one for one in found}
