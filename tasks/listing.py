"""An officer's list taken along: printed, or as a workbook, just as it is narrowed and sorted on the screen."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from processes import deadlines, organisation
from processes.database import Snapshot
from processes.organisation import Directory, Officer
from processes.people import masked
from processes.worklist import Row
from tasks import inbox
from tasks.inbox import Filter
from tasks.letters import worklist
from tasks.letters.typesetting import Press
from tasks.letters.worklist import Line, Worklist

MOST = 2_000
_NUMBER = re.compile(r"\d{9,}")  # of an identity card or a telephone; a dossier's code has no part as long
_SCOPES = {
    "mine": "việc của tôi",
    "unclaimed": "việc chưa nhận",
    "unit": "việc của cả phòng",
    "received": "hồ sơ một cửa tiếp nhận",
}
_STANDINGS = {
    "overdue": "quá hạn",
    "today": "đến hạn hôm nay",
    "waiting": "chờ người nộp",
    "followed": "đang theo dõi",
    "co_working": "tôi phối hợp",
    "delegated": "đang nhờ xử lý thay",
    "asked": "được hỏi ý kiến",
}
_SORTS = {"due": "theo hạn bước", "priority": "theo mức ưu tiên", "received": "theo ngày tiếp nhận"}


def pdf(snapshot: Snapshot, narrowed: Filter, *, officer: Officer, moment: datetime, fonts: Path) -> bytes:
    """Prints a list, at most its first `MOST` tasks."""
    return worklist.render(_facts(snapshot, narrowed, officer, moment), press=Press(fonts))


def workbook(snapshot: Snapshot, narrowed: Filter, *, officer: Officer, moment: datetime) -> bytes:
    """A list as XLSX, at most its first `MOST` tasks."""
    return worklist.workbook(_facts(snapshot, narrowed, officer, moment))


def _facts(snapshot: Snapshot, narrowed: Filter, officer: Officer, moment: datetime) -> Worklist:
    found = inbox.page(snapshot, narrowed, officer=officer, moment=moment, limit=MOST + 1)
    known = organisation.of_officer(snapshot, officer)
    unit = known.units[officer.posts[0].unit_id] if officer.posts else None
    agency = known.agencies[unit.agency_id] if unit else None
    return Worklist(
        superior=agency.name if agency else "",
        agency=unit.name if unit else "",
        place=agency.place if agency else "",
        day=moment,
        officer=officer.name,
        told=_told(narrowed, found),
        lines=tuple(_line(row, known, moment) for row in found[:MOST]),
        cut=MOST if len(found) > MOST else 0,
    )


def _told(narrowed: Filter, found: list[Row]) -> str:
    """What the list is narrowed by, in words."""
    procedure = found[0].procedure if found and narrowed.procedure else narrowed.procedure
    parts = [_SCOPES[narrowed.scope], _STANDINGS.get(narrowed.standing, ""), procedure, narrowed.step]
    sought = _NUMBER.sub(lambda number: masked(number[0]), narrowed.text)
    parts += [f"tìm “{sought}”" if sought else "", _SORTS[narrowed.sort]]
    return ", ".join(part for part in parts if part)


def place(row: Row, known: Directory) -> str:
    """Where a task lies now: its unit, and the agency too where another agency's one-stop received the dossier."""
    post = known.post(row.post_id)
    if post is None:
        return ""
    unit, agency = known.units[post.unit_id].name, known.agencies[post.agency_id].name
    is_told = post.agency_id == known.units[row.receiving_unit_id].agency_id or agency in unit
    return unit if is_told else f"{unit}, {agency}"


def _line(row: Row, known: Directory, moment: datetime) -> Line:
    return Line(
        code=row.code,
        procedure=row.procedure,
        step=row.step,
        owner=row.owner,
        place=place(row, known),
        holder=known.name(row.holder_id),
        received=row.received_at,
        due=row.due_at,
        standing=deadlines.standing(row.due_at, known.calendar(row.agency_id), moment).text,
    )
