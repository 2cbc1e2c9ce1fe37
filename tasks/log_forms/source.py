"""What a form is written from: dossiers one after the other with their steps, in blocks, nothing of the applicant.

A dossier is called by its number in the record, an officer by a mark that means nobody, unless names are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from processes.calendars import ZONE
from processes.event_log import NEVER, EventLog

BLOCK = 1_000


@dataclass(frozen=True, slots=True)
class Step:
    """A task, in words; instants are seconds since 1970, NEVER where it has not happened."""

    id: int
    element: str
    activity: str
    state: str
    officer: str
    role: str
    unit: str
    agency: str
    opened: int
    assigned: int
    claimed: int
    closed: int
    due: int
    paused: int


@dataclass(frozen=True, slots=True)
class Case:
    """A dossier with its steps in the order of opening, and its pauses that are over."""

    id: int
    procedure: str
    release: int
    case: str
    channel: str
    agency: str
    received: int
    due: int
    finished: int
    steps: tuple[Step, ...]
    pauses: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Names:
    """How officers, units and agencies are called, by their numbers."""

    officers: Mapping[int, str]
    units: Mapping[int, str]
    agencies: Mapping[int, str]


Papers = Callable[[Collection[int]], Mapping[int, list[tuple[str, int]]]]


@dataclass(frozen=True)
class Source:
    """The log that is taken out, how its numbers are called, and which papers (code, how many) came with dossiers."""

    log: EventLog
    names: Names
    papers: Papers

    def blocks(self) -> Iterator[list[Case]]:
        """The dossiers, so many at once that little of them is ever in memory."""
        for since in range(0, len(self.log.dossiers["id"]), BLOCK):
            yield self._block(since, since + BLOCK)

    def cases(self) -> Iterator[Case]:
        """The dossiers one by one."""
        for block in self.blocks():
            yield from block

    @property
    def activities(self) -> list[str]:
        """What the steps are called, each once."""
        return [self.log.words[place] for place in np.unique(self.log.tasks["name"])]

    def _block(self, since: int, until: int) -> list[Case]:
        told = {name: column[since:until].tolist() for name, column in self.log.dossiers.items()}
        ids = told["id"]
        procedures = self.log.procedures[since:until].tolist()
        numbers = dict(zip(self.log.releases["id"].tolist(), self.log.releases["number"].tolist(), strict=True))
        codes = dict(zip(self.log.releases["procedure"].tolist(), self.log.releases["code"].tolist(), strict=True))
        steps, pauses = self._steps(ids[0], ids[-1]), self._pauses(ids[0], ids[-1])
        words, agencies = self.log.words, self.names.agencies
        return [
            Case(
                id=one,
                procedure=words[codes[procedures[place]]],
                release=numbers[told["release"][place]],
                case=words[told["case"][place]],
                channel=words[told["channel"][place]],
                agency=agencies.get(told["agency"][place], ""),
                received=told["received"][place],
                due=told["due"][place],
                finished=told["finished"][place],
                steps=tuple(steps.get(one, ())),
                pauses=tuple(pauses.get(one, ())),
            )
            for place, one in enumerate(ids)
        ]

    def _steps(self, first: int, last: int) -> dict[int, list[Step]]:
        log, names, words = self.log, self.names, self.log.words
        since = int(np.searchsorted(log.tasks["dossier"], first))
        until = int(np.searchsorted(log.tasks["dossier"], last, side="right"))
        told = {name: column[since:until].tolist() for name, column in log.tasks.items()}
        posts = np.searchsorted(log.posts["id"], log.tasks["post"][since:until])
        units, roles = log.posts["unit"][posts].tolist(), log.posts["role"][posts].tolist()
        found: dict[int, list[Step]] = {}
        for place, dossier_id in enumerate(told["dossier"]):
            step = Step(
                id=told["id"][place],
                element=words[told["element"][place]],
                activity=words[told["name"][place]],
                state=words[told["state"][place]],
                officer=names.officers.get(told["officer"][place], ""),
                role=words[roles[place]],
                unit=names.units.get(units[place], ""),
                agency=names.agencies.get(told["agency"][place], ""),
                **{name: told[name][place] for name in ("opened", "assigned", "claimed", "closed", "due", "paused")},
            )
            found.setdefault(dossier_id, []).append(step)
        return found

    def _pauses(self, first: int, last: int) -> dict[int, list[tuple[int, int]]]:
        pauses = self.log.pauses
        mine = (pauses["dossier"] >= first) & (pauses["dossier"] <= last)
        found: dict[int, list[tuple[int, int]]] = {}
        for dossier_id, since, until in zip(*(pauses[name][mine].tolist() for name in pauses), strict=True):
            found.setdefault(dossier_id, []).append((since, until))
        return found


def local(instant: int) -> str:
    """An instant as clocks in Vietnam show it, with its offset; empty where it has not come."""
    return "" if instant == NEVER else datetime.fromtimestamp(instant, ZONE).isoformat()
