"""The columns of the event log: what they are, how they belong together, and how new rows take the place of old.

Instants are seconds since 1970 in UTC, NEVER where it has not happened; people, places and releases are their numbers
in the record; words (an element, a role, a channel) are places in one list of words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from processes.working_minutes import Seconds, WorkingMinutes

Columns = Mapping[str, NDArray[np.int64]]
"""Named columns of one length."""

NEVER = -1
"""An instant that has not come, and a number that there is not."""

TASKS = (
    *("id", "dossier", "execution", "agency", "element", "name", "post", "officer", "state"),
    *("opened", "assigned", "claimed", "closed", "due", "paused"),
)
"""One row a task. `officer` holds or held it; `assigned` is when a head gave it last, `claimed` when it was taken up;
`paused` are the working minutes that its dossier's clock stood while it was open, pauses that are over alone."""

DOSSIERS = (
    *("id", "release", "case", "channel", "agency", "unit", "status"),
    *("accepted", "received", "original_due", "due", "paused_at", "finished", "returned"),
)
"""One row a dossier. `accepted` is when its history begins, `received` the deemed receipt, `agency` the competent one,
`unit` the one-stop that received; `paused_at` is there while the clock stands."""

PAUSES = ("dossier", "since", "until", "reason")
"""One row a pause that is over, with the dossier if not before; `reason` is a word."""

HOLDS = ("dossier", "task", "at", "officer")
"""One row a time that a task came into an officer's hands, or into nobody's, NEVER; what opens in nobody's has none."""

DUES = ("dossier", "task", "at", "due", "lawful")
"""What was due when, of dossiers whose clock has ever been moved: one row a due time that was set. `task` is NEVER for
the dossier's own, which has the `lawful` one beside it, NEVER where that stayed."""

MOVES = ("dossier", "task", "at", "post", "agency", "unit")
"""One row a time that something was inherited, with what it was before: a task's post; a dossier's agency and unit."""

RELEASES = ("id", "procedure", "number", "code")
POSTS = ("id", "unit", "agency", "role")


@dataclass(frozen=True, slots=True)
class Mark:
    """How far the record was read: the last fact, and its seal, by which the record is known again."""

    fact: int
    seal: str


UNMARKED = Mark(0, "")


@dataclass(frozen=True)
class EventLog:
    """The log as it was read: tasks by dossier and opening, all others by dossier and time; `mark` says how far.

    Of what `releases` and `posts` tell, the words are places in `words` too.
    """

    tasks: Columns
    dossiers: Columns
    pauses: Columns
    releases: Columns
    posts: Columns
    words: tuple[str, ...]
    mark: Mark = UNMARKED
    statements: int = 0  # that it took to read what was new
    holds: Columns = field(default_factory=lambda: made(HOLDS, []))
    dues: Columns = field(default_factory=lambda: made(DUES, []))
    moves: Columns = field(default_factory=lambda: made(MOVES, []))
    _places: dict[str, NDArray[np.int64]] = field(default_factory=dict[str, NDArray[np.int64]], compare=False)

    def __len__(self) -> int:
        return len(self.tasks["id"])

    @property
    def rows(self) -> NDArray[np.int64]:
        """In which row of `dossiers` each task's dossier is."""
        found = self._places.get("rows")
        if found is None:
            found = self._places["rows"] = np.searchsorted(self.dossiers["id"], self.tasks["dossier"])
        return found

    def of_dossiers(self, name: str) -> NDArray[np.int64]:
        """A column of the dossiers, or of their releases (`procedure`), for each task."""
        return (self.procedures if name == "procedure" else self.dossiers[name])[self.rows]

    def of_posts(self, name: str) -> NDArray[np.int64]:
        """`unit` or `role` of the post that each task lies in."""
        return _looked_up(self.posts, name, self.tasks["post"])

    @property
    def procedures(self) -> NDArray[np.int64]:
        """The procedure of each dossier."""
        return _looked_up(self.releases, "procedure", self.dossiers["release"])

    def told(self, name: str) -> NDArray[np.str_]:
        """A column of tasks in words: `element`, `name`, `state`."""
        return np.array(self.words)[self.tasks[name]]

    def only(self, dossiers: NDArray[np.bool_], tasks: NDArray[np.bool_] | None = None) -> EventLog:
        """The log of some of its dossiers, and of these only such tasks."""
        keeps = dossiers[self.rows] if tasks is None else dossiers[self.rows] & tasks
        known = self.dossiers["id"][dossiers]
        return EventLog(
            taken(self.tasks, keeps),
            taken(self.dossiers, dossiers),
            taken(self.pauses, np.isin(self.pauses["dossier"], known)),
            *(self.releases, self.posts, self.words, self.mark),
            holds=taken(self.holds, np.isin(self.holds["dossier"], known)),
            dues=taken(self.dues, np.isin(self.dues["dossier"], known)),
            moves=taken(self.moves, np.isin(self.moves["dossier"], known)),
        )


def _looked_up(columns: Columns, name: str, ids: NDArray[np.int64]) -> NDArray[np.int64]:
    return columns[name][np.searchsorted(columns["id"], ids)]


def made(names: Sequence[str], rows: Iterable[Sequence[int]]) -> Columns:
    """Columns of rows."""
    table = np.array(list(rows), np.int64).reshape(-1, len(names))
    return MappingProxyType({name: np.ascontiguousarray(table[:, place]) for place, name in enumerate(names)})


def taken(columns: Columns, rows: NDArray[np.bool_] | NDArray[np.int64]) -> Columns:
    """The columns in some rows, or in another order."""
    return MappingProxyType({name: column[rows] for name, column in columns.items()})


def joined(parts: Sequence[Columns]) -> Columns:
    """Columns one below the other."""
    return MappingProxyType({name: np.concatenate([part[name] for part in parts]) for name in parts[0]})


def replaced(old: Columns, new: Columns, ids: NDArray[np.int64], *, by: str, then: str) -> Columns:
    """The rows of some dossiers taken out, the new ones put in, all in their order again."""
    changed = np.isin(old[by], ids)
    whole = joined([taken(old, ~changed), new])
    return taken(whole, np.lexsort((whole[then], whole[by])))


def paused(tasks: Columns, pauses: Columns, minutes: Mapping[int, WorkingMinutes]) -> NDArray[np.int64]:
    """For each task the working minutes of its agency that its dossier's clock stood while it was open."""
    found = np.zeros(len(tasks["id"]), np.int64)
    first = np.searchsorted(tasks["dossier"], pauses["dossier"])
    number = np.searchsorted(tasks["dossier"], pauses["dossier"], side="right") - first
    which = np.repeat(np.arange(len(first)), number)
    row = np.arange(len(which)) - np.repeat(np.cumsum(number) - number, number) + first[which]
    closed = np.where(tasks["closed"][row] == NEVER, pauses["until"][which], tasks["closed"][row])
    since, until = np.maximum(pauses["since"][which], tasks["opened"][row]), np.minimum(pauses["until"][which], closed)
    for agency in np.unique(tasks["agency"][row]):
        mine = (tasks["agency"][row] == agency) & (until > since)
        calendar = minutes[int(agency)]
        np.add.at(found, row[mine], calendar.at(until[mine]) - calendar.at(since[mine]))
    return found


def span(*instants: Seconds) -> tuple[int, int]:
    """The first and the last instant that is there; now is not asked."""
    there = [one[one > NEVER] for one in instants]
    known = [one for one in there if len(one)]
    return (min(int(one.min()) for one in known), max(int(one.max()) for one in known)) if known else (0, 0)
