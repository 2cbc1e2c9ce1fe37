"""The documents keep up with the code: settings, refusals, conformance, glossary, links."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

from pydantic import BaseModel

from bpmn.refusals import Refusal
from processes import tables
from processes.settings import Settings
from tests.house.source import ROOT, modules, table_rows


def _settings(model: type[BaseModel], prefix: str) -> set[str]:
    names: set[str] = set()
    for name, field in model.model_fields.items():
        inner = field.annotation
        full = f"{prefix}__{name.upper()}"
        names |= _settings(inner, full) if isinstance(inner, type) and issubclass(inner, BaseModel) else {full}
    return names


def test_every_setting_is_listed() -> None:
    listed = {row[0].strip("`") for row in table_rows("settings.md")[1:]}
    assert listed == _settings(Settings, "MOTCUA")


def _refusals() -> list[type[Refusal]]:
    for module in modules():
        name = module.name.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
        if "Refusal" in module.text and not name.startswith(("ui.shell", "ui.pages", "ui.frontend")):
            import_module(name)
    found, waiting = [], [Refusal]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        found.append(kind)
    return found


def test_every_refusal_has_its_own_code_and_a_vietnamese_sentence() -> None:
    kinds = [kind for kind in _refusals() if kind is not Refusal and kind.__module__.split(".")[0] != "tests"]
    for kind in kinds:
        assert not kind.sentence.isascii(), f"{kind.__name__}: {kind.sentence}"
    codes = [kind.code for kind in kinds if "code" in vars(kind)]
    assert len(codes) == len(set(codes))


def test_every_refusal_is_listed() -> None:
    listed = {row[0].strip("`") for row in table_rows("refusals.md")[1:]}
    assert listed == {kind.code for kind in _refusals() if kind is not Refusal}


def test_the_thirty_one_functions_are_placed() -> None:
    rows = table_rows("conformance.md")[1:]
    assert [row[0] for row in rows] == [f"CN{number:02}" for number in range(1, 32)]
    for _, _, state, where in rows:
        places = re.findall(r"`([^`]+)`", where)
        assert state in ("there", "partly", "to come")
        assert bool(places) == (state != "to come")
        assert all((ROOT / place).exists() for place in places), where


def test_every_table_is_a_word_of_the_glossary() -> None:
    words = " ".join(row[1] for row in table_rows("glossary.md"))
    for table in tables.Base.metadata.tables:
        noun = table.split("_")[0]
        assert noun in words, f"{table}: put it into docs/glossary.md"


def test_every_link_in_the_documents_leads_somewhere() -> None:
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    for page in pages:
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
            if not target.startswith(("http", "mailto")):
                assert (page.parent / Path(target)).exists(), f"{page.name}: {target}"


def test_every_command_is_listed() -> None:
    from ui.command import main

    listed = {row[0].strip("`").split()[1] for row in table_rows("commands.md")[1:]}
    assert listed == set(main.commands)
