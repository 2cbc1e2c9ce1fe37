"""What alerts count: the dossiers of the board, of many rules and officers at once, a statement for each measure.

The dossiers behind a measure are read once, with where each lies, and counted for every scope from there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from processes import board, board_clock, permissions
from processes.alerts import Rest, Rule
from processes.board import Lying, Measure, Scope
from processes.database import Snapshot
from processes.organisation import Directory, Officer
from processes.refusals import NotAllowed
from tasks.board import Asked
from tasks.board import scope as scope_of

Number = int | Rest
_MOST_POSTS = 1_000  # of more it is cheaper to read all that stands so


def counted(
    snapshot: Snapshot, wanted: Sequence[tuple[Rule, Officer]], known: Directory, moment: datetime
) -> list[Number]:
    """How many dossiers each officer's rule counts at this moment, or why it counts none."""
    scopes: dict[tuple[int, Asked], Scope | Rest] = {}
    for rule, officer in wanted:
        key = officer.id, asked(rule)
        if key not in scopes:
            scopes[key] = _scope(key[1], officer, known)
    found: list[Scope | Rest] = [scopes[officer.id, asked(rule)] for rule, officer in wanted]
    groups: defaultdict[tuple[Measure, int], set[Scope]] = defaultdict(set)
    for (rule, _), scope in zip(wanted, found, strict=True):
        if isinstance(scope, Scope):
            groups[rule.measure, rule.waits].add(scope)
    numbers: dict[tuple[Measure, int, Scope], int] = {}
    for (measure, waits), mine in groups.items():
        clock = board_clock.at(moment, known, waits=waits)
        there = _Places(board.lying(snapshot, _all_of(mine), clock, measure), of_posts=measure == "unclaimed")
        numbers |= {(measure, waits, scope): there.number(scope) for scope in mine}
    told: list[Number] = []
    for (rule, _), scope in zip(wanted, found, strict=True):
        told.append(numbers[rule.measure, rule.waits, scope] if isinstance(scope, Scope) else scope)
    return told


def asked(rule: Rule) -> Asked:
    """The part of the board that a rule counts in."""
    return Asked(rule.axis, rule.agency_id, rule.unit_id, None, rule.procedure_id)


def _scope(part: Asked, officer: Officer, known: Directory) -> Scope | Rest:
    if not permissions.has_board(officer):
        return "no_board"
    try:
        return scope_of(part, officer, known)
    except NotAllowed:
        return "not_overseen"


def _all_of(scopes: Iterable[Scope]) -> Scope:
    """One scope that holds all of these, or more."""
    posts, agencies, vacant = set[int](), set[int](), tuple[int, ...]()
    is_all = False
    for one in scopes:
        is_all = is_all or one.posts is None
        posts.update(one.posts or ())
        agencies.update(one.agencies or ())
        vacant = one.vacant
    if is_all or len(posts) > _MOST_POSTS:
        return Scope(None, None, vacant=vacant)
    return Scope(tuple(sorted(posts)), tuple(sorted(agencies)), vacant=vacant)


class _Places:
    """The dossiers behind a measure, by where they lie; `of_posts` where lying in a post of the scope alone counts."""

    def __init__(self, rows: Sequence[Lying], *, of_posts: bool) -> None:
        self._rows = rows
        self._every = set(range(len(rows)))
        self._posts: defaultdict[int, set[int]] = defaultdict(set)
        self._agencies: defaultdict[int, set[int]] = defaultdict(set)
        self._receivers: defaultdict[int, set[int]] = defaultdict(set)
        self._procedures: defaultdict[int, set[int]] = defaultdict(set)
        for place, row in enumerate(rows):
            self._receivers[row.receiving_unit_id].add(place)
            self._procedures[row.procedure_id].add(place)
            for post in row.posts:
                self._posts[post].add(place)
            if not of_posts:
                self._agencies[row.agency_id].add(place)

    def number(self, scope: Scope) -> int:
        """How many of them lie in a scope, each counted once."""
        found = self._every
        if scope.posts is not None:
            found = _in(self._posts, scope.posts) | _in(self._agencies, scope.agencies or ())
        if scope.one_stops is not None:
            found = found & _in(self._receivers, scope.one_stops)
        if scope.procedure_id is not None:
            found = found & _in(self._procedures, (scope.procedure_id,))
        return sum(self._rows[place].dossiers for place in found)


def _in(places: Mapping[int, set[int]], wanted: Iterable[int]) -> set[int]:
    return set[int]().union(*(places[one] for one in wanted if one in places))
