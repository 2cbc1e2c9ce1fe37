"""From a template and its values to the printed page: Jinja2 writes Typst, Typst sets a PDF.

What people typed is text on the page and never Typst markup, whatever it looks like. Two doors lead to it:

* `{{ value }}` in running text becomes a Typst string literal. It stays on its line: breaks become spaces.
* `data`, a JSON value the template reads as the Typst variable of that name, for code, lists and line breaks.

A template that wants a value inside Typst code (`link(…)`, `image(…)`) takes it from `data`, never from `{{ }}`.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import typst
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from lxml import etree  # pyright: ignore[reportAttributeAccessIssue] - it ships no types

from tasks.letters import wording

TEMPLATES = Path(__file__).with_name("templates")
_STYLES = {("normal", 400), ("normal", 700), ("italic", 400)}
_BREAKS = re.compile(r"\s+")


class FontsMissing(Exception):
    """The folder of letter fonts lacks Tinos: the installation is not complete."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"Letters need the fonts Tinos regular, bold and italic (TTF) in {folder}; "
            "the front-end build puts them there: make install"
        )


class Press:
    """Prints letters with the fonts of one folder, so that every machine prints the same page.

    The fonts are read once; a press may be shared by threads. Letters see neither the fonts of the machine nor
    any file but the templates beside them. Refuses: FontsMissing.
    """

    def __init__(self, fonts: Path, *, templates: Path = TEMPLATES) -> None:
        self._fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[fonts])
        found = {(font.style, font.weight) for font in self._fonts.fonts() if font.family == "Tinos"}
        if not found >= _STYLES:
            raise FontsMissing(fonts)
        self._root = templates
        self._templates = _environment(templates)

    def print(self, template: str, *, facts: object, data: Mapping[str, object], moment: datetime) -> bytes:
        """Sets one letter and hands back its PDF; the same facts give the same bytes.

        `template` is the name of a file among the templates; `moment` (aware) is the date the PDF bears.
        """
        return self._set(self._source(template, facts, data), moment, has_tags=True)

    def read(self, template: str, *, facts: object, data: Mapping[str, object]) -> list[str]:
        """What a letter says, paragraph by paragraph and row by row, without letterhead, addressee and signature.

        What the template lays out in columns is not running text and is left out: it is the same on every letter.
        """
        compiler = self._compiler(self._source(template, facts, data))
        page = compiler.compile(format="html")
        assert isinstance(page, bytes)
        root: Any = etree.fromstring(page, etree.HTMLParser(encoding="utf-8"))
        told = [
            " · ".join("".join(cell.itertext()) for cell in (list(one) if one.tag == "tr" else [one]))
            for one in root.find("body").iter("p", "tr")
        ]
        return [" ".join(one.split()) for one in told if one.strip()]

    def print_all(
        self, template: str, letters: Sequence[tuple[object, Mapping[str, object]]], *, moment: datetime
    ) -> bytes:
        """Sets many letters as one PDF to be printed, each on a sheet of its own; `letters` are facts and data.

        Without the tags by which a PDF is read aloud, which would be most of it.
        """
        sources = (self._source(template, facts, data) for facts, data in letters)
        return self._set("".join(f"#[#counter(page).update(1)\n{one}]\n" for one in sources), moment, has_tags=False)

    def _source(self, template: str, facts: object, data: Mapping[str, object]) -> str:
        text = self._templates.get_template(template).render(facts=facts)
        return f"#let data = json(bytes({_quoted(json.dumps(data, ensure_ascii=False))}))\n{text}"

    def _set(self, source: str, moment: datetime, *, has_tags: bool) -> bytes:
        pdf = self._compiler(source).compile(format="pdf", timestamp=int(moment.timestamp()), pdf_tags=has_tags)
        assert isinstance(pdf, bytes)
        return pdf

    def _compiler(self, source: str) -> typst.Compiler:
        # one that is kept between calls is faster by 2 ms and fails when two threads meet in it
        return typst.Compiler(source.encode(), root=self._root, font_paths=self._fonts, ignore_system_fonts=True)


def literal(value: object) -> str:
    """A value as Typst text: `Lê "Ba"` becomes `#"Lê \\"Ba\\"";`.

    The closing `;` ends the literal, so that what follows (`.`, `(`, `[`, another `;`) is text as well.
    Refuses: TypeError for anything but text and whole numbers, jinja2.UndefinedError for what the facts lack.
    """
    if type(value) not in (str, int):
        raise TypeError(f"a letter prints text and whole numbers, not {value} ({type(value).__name__})")
    return f"#{_quoted(_BREAKS.sub(' ', str(value)))};"


def _quoted(text: str) -> str:
    escaped = _printable(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _printable(text: str) -> str:
    """Composed letters, and nothing invisible: a direction mark would print a name backwards."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(_SUBSTITUTES.get(unicodedata.category(sign), sign) for sign in composed)


_SUBSTITUTES = {"Cc": " ", "Cf": "", "Cs": "\N{REPLACEMENT CHARACTER}"}


def _environment(templates: Path) -> Environment:
    environment = Environment(  # noqa: S701 - `finalize` escapes for Typst; autoescape would for HTML
        loader=FileSystemLoader(templates),
        finalize=literal,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "day": wording.day,
        "minute": wording.minute,
        "amount": wording.amount,
        "count": wording.count,
    }
    return environment
