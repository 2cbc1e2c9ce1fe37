"""Release drafts from the tables in which provinces approve their internal processes (quy trình nội bộ)."""

from __future__ import annotations

from collections.abc import Sequence

from bpmn.files import NotReadable
from bpmn.process_tables import draft, sheets, table
from bpmn.process_tables.draft import Draft
from bpmn.process_tables.sheets import Line
from bpmn.process_tables.table import Question, Step, Table

__all__ = ["Draft", "Question", "Step", "Table", "read_file", "read_pasted", "write"]

write = draft.write


def read_pasted(text: str) -> Table:
    """The table that was pasted. Refuses: NotReadable."""
    return table.read(sheets.pasted(text))


def read_file(source: bytes) -> Table:
    """The table of an XLSX file, on the first sheet that has one, or of a text file. Refuses: NotReadable."""
    if source.startswith(b"PK"):
        return _first(sheets.sheets(source))
    encoding = "utf-16" if source.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = source.decode(encoding)
    except UnicodeDecodeError as error:
        raise NotReadable("tệp không phải là XLSX, cũng không phải văn bản UTF-8", file="bảng") from error
    return read_pasted(text)


def _first(found: Sequence[Sequence[Line]]) -> Table:
    refused: NotReadable | None = None
    for lines in found:
        try:
            return table.read(lines)
        except NotReadable as error:
            refused = refused or error
    raise refused or NotReadable("tệp không có trang tính nào", file="bảng")
