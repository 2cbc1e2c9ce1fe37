"""Cells, line by line, from what was pasted (tabs or bars between cells) or from the sheets of an XLSX file.

An XLSX is read here, by the parser that every file from outside goes through: the fast library for it (calamine) sets
aside a place for each cell up to the last, so that 5 KB with one cell in the far corner end the whole process.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO, StringIO
from itertools import pairwise
from posixpath import join, normpath
from zipfile import BadZipFile, ZipFile
from zlib import error as BrokenStream

from bpmn import files
from bpmn.attributes import Node
from bpmn.files import MOST_BYTES, NotReadable

MOST_LINES, MOST_COLUMNS, LONGEST_CELL = 1_000, 60, 5_000

_RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_RULER = re.compile(r"[\s|:+-]+")


@dataclass(frozen=True, slots=True)
class Line:
    """The cells of one line, and its number as the analyst sees it, from 1."""

    number: int
    cells: tuple[str, ...]


def pasted(text: str) -> list[Line]:
    """Lines of cells with tabs between them, as Word and Excel copy them, or bars. Refuses: NotReadable."""
    if len(text.encode("utf-8", "replace")) > MOST_BYTES:
        raise NotReadable("nội dung dán vào lớn hơn 5 MB", file="bảng")
    if "\t" in text:
        return _within(_tabbed(text))
    if "|" not in text:
        raise NotReadable("không thấy cột: các ô phải cách nhau bằng dấu tab hoặc dấu “|”", file="bảng")
    lines = (line.strip() for line in text.splitlines())
    found = ((number, line.strip("|").split("|")) for number, line in enumerate(lines, 1))
    return _within((number, cells) for number, cells in found if not _RULER.fullmatch("|".join(cells)))


def sheets(source: bytes) -> list[list[Line]]:
    """The visible sheets of an XLSX file; a cell merged over several lines stands in each of them.

    Refuses: NotReadable (not an XLSX, a part over 5 MB or 100,000 elements, more than 1,000 lines or 60 columns).
    """
    try:
        with ZipFile(BytesIO(source)) as archive:
            return list(_read(archive))
    except (BadZipFile, BrokenStream, NotImplementedError, RuntimeError, EOFError) as error:
        raise NotReadable("tệp không phải là XLSX hoặc bị hỏng, bị khóa", file="bảng") from error


def _tabbed(text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(StringIO(text, newline=""), delimiter="\t")
    try:
        yield from enumerate(reader, 1)
    except csv.Error as error:
        raise NotReadable("nội dung dán vào có ô không đóng ngoặc hoặc quá dài", file="bảng") from error


def _within(found: Iterator[tuple[int, list[str]]]) -> list[Line]:
    lines: list[Line] = []
    for number, cells in found:
        if len(lines) >= MOST_LINES or len(cells) > MOST_COLUMNS:
            raise NotReadable(f"bảng có quá {MOST_LINES} dòng hoặc {MOST_COLUMNS} cột", file="bảng")
        line = Line(number, tuple(_clean(cell, number) for cell in cells))
        if any(line.cells):
            lines.append(line)
    return lines


def _clean(cell: str, number: int) -> str:
    if len(cell) > LONGEST_CELL:
        raise NotReadable(f"dòng {number} có ô dài quá {LONGEST_CELL} ký tự", file="bảng")
    text = unicodedata.normalize("NFC", _CONTROLS.sub(" ", cell))
    return "\n".join(filter(None, (" ".join(line.split()) for line in text.splitlines())))


def _read(archive: ZipFile) -> Iterator[list[Line]]:
    relations = {node.get("Id", ""): node.get("Target", "") for node in _part(archive, "xl/_rels/workbook.xml.rels")}
    texts = list(_shared(archive))
    for holder in _part(archive, "xl/workbook.xml"):
        for sheet in holder if _local(holder) == "sheets" else ():
            target = relations.get(sheet.get(_RELATIONS, ""), "")
            if sheet.get("state", "visible") == "visible" and target:
                path = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
                yield _lines(_part(archive, path), texts)


def _part(archive: ZipFile, name: str) -> Node:
    """One file of the archive, read no further than it may be large."""
    try:
        with archive.open(name) as stream:
            source = stream.read(MOST_BYTES + 1)
    except KeyError as error:
        raise NotReadable("tệp XLSX thiếu phần bắt buộc", file="bảng") from error
    try:
        return files.parse(source)
    except NotReadable as error:
        raise NotReadable(error.reason, file="bảng") from error


def _shared(archive: ZipFile) -> Iterator[str]:
    if "xl/sharedStrings.xml" in archive.namelist():
        yield from (_text(entry) for entry in _part(archive, "xl/sharedStrings.xml"))


def _lines(sheet: Node, texts: list[str]) -> list[Line]:
    cells: dict[int, dict[int, str]] = {}
    merged: list[str] = []
    for part in sheet:
        if _local(part) == "sheetData":
            for number, row in enumerate(part, 1):
                for column, cell in enumerate(row, 1):
                    place = _place(cell.get("r", ""), int(_digits(row.get("r", "")) or number), column)
                    cells.setdefault(place[0], {})[place[1]] = _value(cell, texts)
        elif _local(part) == "mergeCells":
            merged = [area.get("ref", "") for area in part]
    if len(cells) > MOST_LINES or any(max(row) > MOST_COLUMNS for row in cells.values()):
        raise NotReadable(f"bảng có quá {MOST_LINES} dòng hoặc {MOST_COLUMNS} cột", file="bảng")
    for area in merged:
        _fill(cells, area)
    return _within((number, _filled(cells[number])) for number in sorted(cells))


def _fill(cells: dict[int, dict[int, str]], area: str) -> None:
    """What is merged downwards is said of every line; across, of the first cell alone."""
    corners = [_place(corner, 0, 0) for corner in area.split(":")]
    for (first, left), (last, _) in pairwise(corners):
        text = cells.get(first, {}).get(left, "")
        for number in (number for number in cells if first < number <= last):
            cells[number][left] = text


def _filled(row: dict[int, str]) -> list[str]:
    return [row.get(column, "") for column in range(1, max(row) + 1)]


def _place(written: str, row: int, column: int) -> tuple[int, int]:
    found = _PLACE.fullmatch(written)
    if found is None:
        return row, column
    number = 0
    for letter in found[1]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), number


def _digits(text: str) -> str:
    return text if text.isascii() and text.isdecimal() and len(text) < 8 else ""


def _value(cell: Node, texts: list[str]) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return _text(cell)
    text = next((_text(child) for child in cell if _local(child) == "v"), "")
    if kind == "s":
        place = int(_digits(text) or len(texts))
        return texts[place] if place < len(texts) else ""
    return text.removesuffix(".0") if kind == "n" else text


def _text(node: Node) -> str:
    """What is written, without what tells how it is read aloud."""
    if _local(node) == "t":
        return "".join(str(part) for part in node.itertext())
    if _local(node) == "v":
        return "".join(str(part) for part in node.itertext())
    return "".join(_text(child) for child in node if _local(child) in ("t", "r", "is"))


def _local(node: Node) -> str:
    return str(node.tag).rpartition("}")[2]
