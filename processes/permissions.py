"""Who may do what: predicates over an officer's posts, in this one place.

Verbs in `tasks/` ask here; a page never is the guard.
"""

from __future__ import annotations

from collections.abc import Iterable

from processes.organisation import Directory, Officer, Unit
from processes.refusals import NotAllowed

RECEPTION = "reception_officer"
SUPERVISOR = "procedure_control/supervisor"
ONE_STOP = "one_stop"
CLERK = "records_clerk"
CALENDAR_HEADS = frozenset({"agency_leader", "one_stop_head", "office_head"})
HEADS = frozenset({"division_head", "agency_leader", "one_stop_head", "office_head"})


def may_accept(officer: Officer, unit_id: int) -> bool:
    """A reception officer receives in the own one-stop."""
    return any(post.unit_id == unit_id and post.role == RECEPTION for post in officer.posts)


def may_claim(officer: Officer, post_id: int) -> bool:
    """A task is claimed by who holds its post."""
    return post_id in officer.post_ids


def may_assign(officer: Officer, unit_id: int) -> bool:
    """A head assigns the tasks of the own unit."""
    return any(post.unit_id == unit_id and post.role in HEADS for post in officer.posts)


def may_see(officer: Officer, units: Iterable[int]) -> bool:
    """Sight has two axes: what my units work on, and what my one-stop received, wherever it lies now."""
    own = {post.unit_id for post in officer.posts}
    return not own.isdisjoint(units)


def may_decide(officer: Officer, agency_id: int) -> bool:
    """A head decides for the agency that is competent: a second supplement, an apology, a stop."""
    return any(post.agency_id == agency_id and post.role in HEADS for post in officer.posts)


def may_issue(officer: Officer, agency_id: int) -> bool:
    """A letter is numbered and issued by the agency's records clerk, or by a head."""
    return any(post.agency_id == agency_id and (post.role in HEADS or post.role == CLERK) for post in officer.posts)


def may_read_register(officer: Officer, unit: Unit) -> bool:
    """A one-stop's register is read by who receives there, and by the heads of its agency."""
    is_one_stop = unit.code == ONE_STOP
    return is_one_stop and (may_accept(officer, unit.id) or may_decide(officer, unit.agency_id))


def may_change_calendar(officer: Officer, agency_id: int | None) -> bool:
    """The provincial supervisor changes every agency's calendar; leader, office and one-stop heads their agency's."""
    own = any(post.agency_id == agency_id and post.role in CALENDAR_HEADS for post in officer.posts)
    return own or _supervises(officer)


def may_recalculate(officer: Officer, agency_id: int) -> bool:
    """What a changed calendar does to a dossier is decided by a head of its agency, or the provincial supervisor."""
    return _supervises(officer) or may_decide(officer, agency_id)


def _supervises(officer: Officer) -> bool:
    return any(post.path == SUPERVISOR for post in officer.posts)


def may_correct(officer: Officer, receiving_unit_id: int) -> bool:
    """Recorded data is corrected by the one-stop that recorded it."""
    return may_accept(officer, receiving_unit_id)


def require(allowed: bool) -> None:
    """Refuses: NotAllowed."""
    if not allowed:
        raise NotAllowed


def reception_units(officer: Officer, directory: Directory) -> tuple[int, ...]:
    """The one-stops this officer receives in."""
    return tuple(post.unit_id for post in officer.posts if post.role == RECEPTION and post.unit_id in directory.units)
