"""Importing the national catalogue at the command line: what was read, what was doubtful, what changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bpmn.files import MOST_BYTES
from processes import listings
from processes.listings import Listing, NotAListing


@dataclass(slots=True)
class Reading:
    """What a folder's files hold: listings with their pages, and the files that hold none, each with its reason."""

    pages: list[tuple[Listing, bytes]] = field(default_factory=list[tuple[Listing, bytes]])
    unreadable: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def code(self) -> int:
        """The exit code: 0 every file was read, 1 some were not, 2 none was."""
        return 0 if self.pages and not self.unreadable else 1 if self.pages else 2

    def figures(self) -> dict[str, object]:
        """How many rows have a limit and a fee as facts, by how they were found."""
        ways = [way for listing, _ in self.pages for way in listing.ways]
        limits = Counter(way.limit.basis for way in ways)
        return {
            "files": len(self.pages) + len(self.unreadable),
            "procedures": len(self.pages),
            "rows": len(ways),
            "limits": dict(limits),
            "limits_structured": _share(len(ways) - limits["unread"], len(ways)),
            "fees": dict(Counter(way.fee.sort for way in ways)),
            "fees_stated": _share(sum(way.fee.sort != "not_stated" for way in ways), len(ways)),
            "findings": dict(Counter(found.rule for listing, _ in self.pages for found in listing.findings)),
        }


def read(path: Path) -> Reading:
    """Reads a page, or every `.json` file below a folder."""
    reading = Reading()
    for file in sorted(path.rglob("*.json")) if path.is_dir() else [path]:
        try:
            page = file.read_bytes()
            if len(page) > MOST_BYTES:
                raise NotAListing(why="tệp quá lớn")
            reading.pages.append((listings.read(page), page))
        except (NotAListing, OSError) as error:
            reading.unreadable[str(file)] = str(error) if isinstance(error, NotAListing) else "không mở được tệp"
    return reading


def told(reading: Reading, kept: Mapping[str, int]) -> Iterator[str]:
    """The findings in lines, listing by listing, then the figures."""
    for listing, _ in reading.pages:
        for found in listing.findings:
            yield f"{listing.code} {found.element}: {found.message}"
    ways = [way for listing, _ in reading.pages for way in listing.ways]
    unread = sum(way.limit.basis == "unread" for way in ways)
    yield f"Đọc được {len(reading.pages)} thủ tục, {len(ways)} cách nộp; {unread} thời hạn giữ nguyên văn."
    if kept:
        yield f"Ghi mới {kept['new']}, thay đổi {kept['changed']}, giữ nguyên {kept['unchanged']}."


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
