"""What can be proved of the record at the command line: histories that nobody changed, clocks that are true."""

from __future__ import annotations

from dataclasses import dataclass

from processes import clocks, history
from processes.database import Snapshot


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found, for machines and in lines; `holds` when there was nothing wrong."""

    holds: bool
    document: dict[str, object]
    lines: list[str]


def histories(snapshot: Snapshot) -> Proof:
    """Every seal of every history worked out again."""
    broken = list(history.verify(snapshot))
    told = [{"dossier": one.code, "position": one.position, "why": one.why} for one in broken]
    lines = [f"{one.code}, dòng {one.position}: {one.why}" for one in broken]
    lines.append(f"{len(broken)} hồ sơ có lịch sử bị thay đổi." if broken else "Lịch sử nguyên vẹn.")
    return Proof(not broken, {"intact": not broken, "broken": told}, lines)


def all_clocks(snapshot: Snapshot) -> Proof:
    """Every open dossier waits for somebody, due as its history says."""
    unsound = list(clocks.verify(snapshot))
    lines = [f"{one.code}: {one.why}" for one in unsound]
    lines.append(f"{len(unsound)} điểm sai." if unsound else "Mọi hồ sơ đều có người xử lý và hạn đúng.")
    told = [{"dossier": one.code, "why": one.why} for one in unsound]
    return Proof(not unsound, {"sound": not unsound, "unsound": told}, lines)
