"""Who may do what: predicates over an officer's posts, in this one place.

Verbs in `tasks/` ask here; a page never is the guard.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace

from bpmn.model import UserTask
from processes.organisation import Directory, Officer, Post, Stand, Unit
from processes.refusals import NotAllowed

RECEPTION = "reception_officer"
SUPERVISOR = "procedure_control/supervisor"
ONE_STOP = "one_stop"
CLERK = "records_clerk"
OFFICE_HEAD = "office_head"
ADMINISTRATOR = "administrator"
OPERATOR = "system_operator"
ANALYST = "process_analyst"
CALENDAR_HEADS = frozenset({"agency_leader", "one_stop_head", "office_head"})
HEADS = frozenset({"division_head", "agency_leader", "one_stop_head", "office_head"})
_JUDGES = frozenset({"appraise", "approve"})
LEADERS = frozenset({"agency_leader", "office_head"})


def _posts(officer: Officer, procedure: str = "", *, approving: bool = False) -> Iterator[Post]:
    """The own posts, and those filled under a substitution that reaches so far.

    Where no procedure is meant, a substitution for some procedures alone does not reach.
    """
    yield from officer.posts
    for stand in officer.stands:
        if stand.substitution.covers(procedure, approving=approving):
            yield stand.post


def stands_for(officer: Officer, post_id: int, procedure: str, *, approving: bool) -> list[Stand]:
    """The substitutions under which this officer does a post's work of a procedure."""
    mine = (stand for stand in officer.stands if stand.post.id == post_id)
    return [stand for stand in mine if stand.substitution.covers(procedure, approving=approving)]


def under(officer: Officer, allowed: Callable[[Officer], bool]) -> int | None:
    """The substitution without which the officer might not do it; None when the own posts are enough."""
    if not officer.stands or allowed(replace(officer, stands=())):
        return None
    needed = (stand for stand in officer.stands if allowed(replace(officer, stands=(stand,))))
    return next((stand.substitution.id for stand in needed), None)


def is_approval(task: UserTask) -> bool:
    """Whether a step signs, or judges what another step prepared: ordinary substitution leaves it out."""
    return task.sign or task.four_eyes is not None or task.act in _JUDGES


def may_accept(officer: Officer, unit_id: int, procedure: str = "") -> bool:
    """A reception officer receives in the own one-stop."""
    return any(post.unit_id == unit_id and post.role == RECEPTION for post in _posts(officer, procedure))


def may_work(officer: Officer, post_id: int, procedure: str, *, approving: bool = False) -> bool:
    """A task is claimed and completed by who holds its post, or fills it for who does."""
    return any(post.id == post_id for post in _posts(officer, procedure, approving=approving))


def may_finish(officer: Officer, post_id: int) -> bool:
    """What a colleague asked for is completed outright only in an own post, never in one filled for somebody absent."""
    return any(post.id == post_id for post in officer.posts)


def may_assign(officer: Officer, unit_id: int, procedure: str = "") -> bool:
    """A head assigns the tasks of the own unit."""
    return any(post.unit_id == unit_id and post.role in HEADS for post in _posts(officer, procedure))


def may_co_work(officer: Officer, agency_id: int) -> bool:
    """A task has its co-officers from the agency that works on it, in posts of their own."""
    return any(post.agency_id == agency_id for post in officer.posts)


def co_works(officer: Officer, co_officers: Collection[int], agency_id: int) -> bool:
    """A co-officer of a task sees its dossier, as long as the officer is one of the agency's."""
    return officer.id in co_officers and may_co_work(officer, agency_id)


def claims_next(officer: Officer, directory: Directory) -> tuple[Post, ...]:
    """The posts from whose pools the officer may take the next task: where the unit allows it."""
    return tuple(post for post in officer.all_posts if directory.units[post.unit_id].claims_next)


def may_hand_off(officer: Officer, agency_id: int, posts: Collection[int]) -> bool:
    """On either side of a handoff speak who works on that side's part, its one-stop and its heads."""
    return any(
        agency_id in post.agencies and (post.id in posts or post.role in (RECEPTION, *HEADS))
        for post in _posts(officer)
    )


def may_see(officer: Officer, units: Iterable[int], procedure: str = "") -> bool:
    """Sight has two axes: what my units work on, and what my one-stop received, wherever it lies now.

    What another unit worked on or received is seen by its successor.
    """
    sought = set(units)
    return any(not post.units.isdisjoint(sought) for post in _posts(officer, procedure))


def urging_post(
    officer: Officer, *, receiving_unit_id: int, place: Post | None, agency_id: int, procedure: str = ""
) -> Post | None:
    """The post in which the officer urges a task that lies in the post `place`; None when there is none.

    The one-stop that received the dossier urges, the head of the unit where the task lies, who leads the agency it lies
    in or the competent one, and the provincial supervisor.
    """
    agencies = {agency_id, *([place.agency_id] if place else [])}
    for post in _posts(officer, procedure):
        leads = (post.role in LEADERS and post.agency_id in agencies) or post.path == SUPERVISOR
        is_head = post.role in HEADS and place is not None and post.unit_id == place.unit_id
        if leads or is_head or post.unit_id == receiving_unit_id:
            return post
    return None


def overseeing_post(officer: Officer, place: Post | None, procedure: str = "") -> Post | None:
    """The post in which the officer answers for a task that lies in `place`; None when there is none.

    The head of its unit, and who leads its agency: they give the task to another, or take it over themselves.
    """
    if place is None:
        return None
    for post in _posts(officer, procedure):
        leads = post.role in LEADERS and post.agency_id == place.agency_id
        if leads or (post.role in HEADS and post.unit_id == place.unit_id):
            return post
    return None


def leads_in(officer: Officer, taken_post_id: int | None) -> bool:
    """What a head has taken over is done in the head's own post, as long as that is held."""
    return taken_post_id is not None and any(post.id == taken_post_id for post in officer.posts)


def repairing_post(officer: Officer, agency_id: int, procedure: str = "") -> Post | None:
    """The post in which the officer repairs an execution of an agency; None when there is none.

    Who keeps the installation running does so in an own post, and a head of the agency.
    """
    own = next((post for post in officer.posts if post.role in (OPERATOR, ADMINISTRATOR)), None)
    heads = (post for post in _posts(officer, procedure, approving=True) if post.role in HEADS)
    return own or next((post for post in heads if agency_id in post.agencies), None)


def may_read_urging(officer: Officer, units: Iterable[int], agencies: Iterable[int]) -> bool:
    """An urging letter is read in the unit that sent it and in the one it went to, and by who leads either agency."""
    sought, led = set(units), set(agencies)
    theirs = (
        not post.units.isdisjoint(sought) or (post.role in LEADERS and post.agency_id in led)
        for post in _posts(officer)
    )
    return any(theirs) or _supervises(officer)


def may_urge(
    officer: Officer, *, receiving_unit_id: int, place: Post | None, agency_id: int, procedure: str = ""
) -> bool:
    """Whether some post of the officer's urges a task that lies in the post `place`."""
    found = urging_post(
        officer, receiving_unit_id=receiving_unit_id, place=place, agency_id=agency_id, procedure=procedure
    )
    return found is not None


def head_posts(directory: Directory, unit_id: int) -> list[Post]:
    """The posts that head a unit."""
    return [post for post in directory.unit_posts(frozenset({unit_id})) if post.role in HEADS]


def may_decide(officer: Officer, agency_id: int, procedure: str = "") -> bool:
    """A head decides for the agency that is competent: a second supplement, an apology, a stop."""
    posts = _posts(officer, procedure, approving=True)
    return any(agency_id in post.agencies and post.role in HEADS for post in posts)


def leads_agency(officer: Officer, agency_id: int) -> bool:
    """Who leads an agency, in an own post or for its leader who is absent."""
    return any(agency_id in post.agencies and post.role in LEADERS for post in _posts(officer, approving=True))


def directing_post(officer: Officer, agency_id: int) -> Post | None:
    """The post in which the officer gives directives for an agency: its leader, or the head of its office."""
    posts = _posts(officer, approving=True)
    return next((post for post in posts if agency_id in post.agencies and post.role in LEADERS), None)


def may_issue(officer: Officer, agency_id: int, procedure: str = "") -> bool:
    """A letter is numbered and issued by the agency's records clerk, or by a head."""
    posts = _posts(officer, procedure)
    is_clerk = any(agency_id in post.agencies and post.role == CLERK for post in posts)
    return is_clerk or may_decide(officer, agency_id, procedure)


def may_read_register(officer: Officer, unit: Unit) -> bool:
    """A one-stop's register is read by who receives there or at its successor, and by the heads of its agency."""
    is_one_stop = unit.code == ONE_STOP
    return is_one_stop and (_receives(officer, unit.id) or may_decide(officer, unit.agency_id))


def _receives(officer: Officer, unit_id: int, procedure: str = "") -> bool:
    return any(unit_id in post.units and post.role == RECEPTION for post in _posts(officer, procedure))


def may_change_calendar(officer: Officer, agency_id: int | None) -> bool:
    """The provincial supervisor changes every agency's calendar; leader, office and one-stop heads their agency's."""
    posts = _posts(officer, approving=True)
    own = any(post.agency_id == agency_id and post.role in CALENDAR_HEADS for post in posts)
    return own or _supervises(officer)


def may_recalculate(officer: Officer, agency_id: int, procedure: str = "") -> bool:
    """What a changed calendar does to a dossier is decided by a head of its agency, or the provincial supervisor."""
    return _supervises(officer) or may_decide(officer, agency_id, procedure)


def _supervises(officer: Officer) -> bool:
    return any(post.path == SUPERVISOR for post in _posts(officer, approving=True))


def supervises(officer: Officer) -> bool:
    """The provincial supervisor of procedures sees how the whole province stands."""
    return any(post.path == SUPERVISOR for post in _posts(officer))


def overseen(officer: Officer) -> tuple[frozenset[int], frozenset[int], frozenset[int]]:
    """How far an officer oversees work: the agencies led, the units headed, the one-stops answered for.

    Who leads an agency oversees all of it, any other head the own unit; the head of a one-stop also what it received.
    What these have succeeded is among them.
    """
    posts = list(_posts(officer))
    agencies = (post.agencies for post in posts if post.role in LEADERS)
    units = (post.units for post in posts if post.role in HEADS)
    one_stops = (post.units for post in posts if post.role in HEADS and post.unit_code == ONE_STOP)
    return frozenset().union(*agencies), frozenset().union(*units), frozenset().union(*one_stops)


def has_board(officer: Officer) -> bool:
    """Whether some post of the officer's has a board: heads, and the provincial supervisor."""
    return supervises(officer) or any(post.role in HEADS for post in _posts(officer))


def reporting_post(officer: Officer) -> Post:
    """The post in which the officer makes reports: of a leader before any other head's. Refuses: NotAllowed."""
    posts = list(_posts(officer))
    ranks = (
        [post for post in posts if post.path == SUPERVISOR],
        [post for post in posts if post.role in LEADERS],
        [post for post in posts if post.role in HEADS],
    )
    found = next((post for rank in ranks for post in rank), None)
    if found is None:
        raise NotAllowed
    return found


def may_follow_up(officer: Officer, agency_id: int, procedure: str = "") -> bool:
    """What was reported upwards is looked into by a head of the agency it lies in, or the provincial supervisor."""
    return _supervises(officer) or may_decide(officer, agency_id, procedure)


def may_correct(officer: Officer, receiving_unit_id: int, procedure: str = "") -> bool:
    """Recorded data is corrected by the one-stop that recorded it, or by its successor."""
    return _receives(officer, receiving_unit_id, procedure)


def may_keep_papers(officer: Officer, unit_id: int, procedure: str = "") -> bool:
    """Whoever works in a unit hands its papers over, takes papers in, and says on which shelf they lie."""
    return any(post.unit_id == unit_id for post in _posts(officer, procedure))


def may_place_papers(officer: Officer, holding_id: int | None, receiving_id: int, procedure: str = "") -> bool:
    """Who holds papers is put right by the unit that is said to hold them, or by the one-stop that received them."""
    keeps = holding_id is not None and may_keep_papers(officer, holding_id, procedure)
    return keeps or may_correct(officer, receiving_id, procedure)


def may_design(officer: Officer, agency_id: int) -> bool:
    """A process analyst of the agency draws its procedures, in an own post."""
    return any(agency_id in post.agencies and post.role == ANALYST for post in officer.posts)


def may_see_design(officer: Officer, agency_id: int) -> bool:
    """Drawn procedures are seen by the agency's analysts and heads, and by the provincial supervisor."""
    return may_design(officer, agency_id) or may_follow_up(officer, agency_id)


def may_export_log(officer: Officer, agency_id: int) -> bool:
    """An agency's event log is taken out by its analysts and heads, and by the provincial supervisor."""
    return may_see_design(officer, agency_id)


def may_name_officers(officer: Officer, agency_id: int) -> bool:
    """An event log names officers only for who leads the agency or its office, and for the provincial supervisor.

    Nobody does so for an absent officer.
    """
    leads = any(agency_id in post.agencies and post.role in LEADERS for post in officer.posts)
    return leads or any(post.path == SUPERVISOR for post in officer.posts)


def may_oversee(officer: Officer, *, agency_id: int, receiving_unit_id: int, procedure: str = "") -> bool:
    """What is foreseen of a dossier is for who answers for it: heads, the one-stop that received it, the supervisor."""
    return may_follow_up(officer, agency_id, procedure) or _receives(officer, receiving_unit_id, procedure)


def may_retire(officer: Officer, agency_id: int) -> bool:
    """A release is retired by the provincial supervisor, or by a head of the agency whose analysts drew it."""
    return may_follow_up(officer, agency_id)


def may_administer(officer: Officer, agency_id: int) -> bool:
    """The administrator keeps every agency's posts and accounts, an agency's head of office the own agency's.

    Nobody does so for an absent officer: who may act in whose name is not itself passed on.
    """
    own = any(post.agency_id == agency_id and post.role == OFFICE_HEAD for post in officer.posts)
    return own or is_administrator(officer)


def may_set_ladder(officer: Officer) -> bool:
    """When tasks are reminded of is set by the administrator, or the provincial supervisor."""
    return is_administrator(officer) or any(post.path == SUPERVISOR for post in officer.posts)


def may_reorganise(officer: Officer, agencies: Iterable[int], *, is_agency: bool) -> bool:
    """Units and posts are ended and renamed by who administers every agency concerned, agencies by an administrator."""
    if is_agency:
        return is_administrator(officer)
    return all(may_administer(officer, agency_id) for agency_id in agencies)


def is_administrator(officer: Officer) -> bool:
    """The administrator of every agency, in an own post."""
    return any(post.role == ADMINISTRATOR for post in officer.posts)


def may_operate(officer: Officer) -> bool:
    """Who keeps the installation running, in an own post, sees what waits to leave it and puts right what does not."""
    return any(post.role in (OPERATOR, ADMINISTRATOR) for post in officer.posts)


def require(allowed: bool) -> None:
    """Refuses: NotAllowed."""
    if not allowed:
        raise NotAllowed


def one_stops(officer: Officer) -> tuple[int, ...]:
    """The one-stops in which the officer has a post: whatever they received is in sight, wherever it lies now."""
    return tuple(dict.fromkeys(post.unit_id for post in officer.all_posts if post.unit_code == ONE_STOP))


def reception_units(officer: Officer, directory: Directory) -> tuple[int, ...]:
    """The one-stops this officer receives in."""
    posts = officer.all_posts
    return tuple(post.unit_id for post in posts if post.role == RECEPTION and post.unit_id in directory.units)
