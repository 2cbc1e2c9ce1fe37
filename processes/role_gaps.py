"""Role gaps: steps of a release that would wait for nobody, by the agency where nobody is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from bpmn.model import UserTask
from bpmn.releases import Release
from processes import partners
from processes.database import Snapshot
from processes.organisation import MANDATED, RECEIVING, Directory, Post
from processes.permissions import RECEPTION
from processes.refusals import NoPartner, RoleAmbiguous, RoleUnresolved

Why = Literal["unknown", "ambiguous", "vacant", "alone", "no-partner"]

_TOLD: dict[Why, str] = {
    "unknown": "{agency}: không có vị trí nào ứng với vai trò “{role}” ({steps}).",
    "ambiguous": "{agency}: có nhiều vị trí ứng với vai trò “{role}”, hãy ghi cả đơn vị ({steps}).",
    "vacant": "{agency}: chưa có cán bộ nào giữ vị trí “{role}” ({steps}).",
    "alone": "{agency}: chỉ một cán bộ giữ “{role}” mà các bước phải do hai người khác nhau làm ({steps}).",
    "no-partner": "{agency}: chưa khai báo nơi nhận liên thông “{role}” ({steps}).",
}


@dataclass(frozen=True, slots=True)
class Gap:
    """One role that nobody answers to in one agency; `steps` are the ids of the steps that would wait for it.

    `unknown`: there is no such post; `ambiguous`: there are several; `vacant`: nobody holds it or stands in for its
    holder; `alone`: one officer alone would have to do two steps of different hands; `no-partner`: the installation
    does not know the agency that `role`, a pool's code, means.
    """

    agency_id: int
    agency: str
    role: str
    why: Why
    steps: tuple[str, ...]

    @property
    def message(self) -> str:
        """The gap in a sentence for the analyst."""
        return _TOLD[self.why].format(agency=self.agency, role=self.role, steps=", ".join(self.steps))


def find(snapshot: Snapshot, release: Release, directory: Directory, agencies: Sequence[int]) -> tuple[Gap, ...]:
    """The gaps of a release in each agency of its scope, in the order of the scope and of the diagram.

    The steps of another agency's pool are asked for where the sending agency's partner is in this installation; what
    is sent elsewhere is that agency's concern.
    """
    found: dict[Gap, None] = {}
    for agency_id in agencies if release.kind != "block" else ():  # a block's roles are its callers'
        for pool, tasks in _by_pool(release).items():
            home = _home(snapshot, agency_id, pool) if pool else agency_id
            if home is None:
                continue
            for gap in _gaps(directory, agency_id, home, pool, tasks):
                found.setdefault(gap)
    return tuple(found)


def _by_pool(release: Release) -> dict[str, list[UserTask]]:
    """The steps that people do, by the code of the agency whose pool they are in."""
    running = {process.id for process in release.model.processes if process.executable}
    found: dict[str, list[UserTask]] = {}
    for task in release.model.user_tasks():
        if task.process in running and not task.role.startswith(MANDATED):  # who gives names the posts
            found.setdefault(release.model.agency(task.process), []).append(task)
    return found


def _home(snapshot: Snapshot, agency_id: int, code: str) -> int | Literal["no-partner"] | None:
    """The agency of this installation that a pool's code means; None where it is elsewhere."""
    try:
        return partners.of(snapshot, agency_id, code).to_agency_id
    except NoPartner:
        return "no-partner"


def _gaps(
    directory: Directory, sender: int, home: int | Literal["no-partner"], pool: str, tasks: list[UserTask]
) -> Iterator[Gap]:
    if home == "no-partner":
        yield Gap(sender, directory.agencies[sender].name, pool, "no-partner", tuple(task.id for task in tasks))
        return
    agency = directory.agencies[home].name
    roles: dict[str, list[str]] = {}
    for task in tasks:
        roles.setdefault(task.role, []).append(task.id)
    for role, steps in roles.items():
        for why in dict.fromkeys(_why(directory, home, sender, role)):
            yield Gap(home, agency, role, why, tuple(steps))
    for task in tasks:
        other = next((one for one in tasks if one.id == task.four_eyes), None)
        if other is not None and _is_alone(directory, home, sender, task.role, other.role):
            yield Gap(home, agency, task.role, "alone", (other.id, task.id))


def _why(directory: Directory, home: int, sender: int, role: str) -> Iterator[Why]:
    """What keeps a role from being answered to, at any one-stop that may have received the dossier."""
    for unit_id in _one_stops(directory, sender) if role.startswith(RECEIVING) else [0]:
        try:
            post = directory.resolve(role, agency_id=home, receiving_unit_id=unit_id)
        except RoleUnresolved:
            yield "unknown"
        except RoleAmbiguous:
            yield "ambiguous"
        else:
            if not _officers(directory, post):
                yield "vacant"


def _officers(directory: Directory, post: Post) -> set[int]:
    """Who could do a post's work today: its holders who are there, and those who stand in for absent ones."""
    there = {one for one in directory.holders(post.id) if directory.absence(one) is None}
    return there | set(directory.substitutes(post.id))


def _is_alone(directory: Directory, home: int, sender: int, *roles: str) -> bool:
    able: set[int] = set()
    for role in roles:
        for unit_id in _one_stops(directory, sender)[:1] if role.startswith(RECEIVING) else [0]:
            try:
                able |= _officers(directory, directory.resolve(role, agency_id=home, receiving_unit_id=unit_id))
            except (RoleUnresolved, RoleAmbiguous):
                return False
    return len(able) == 1


def _one_stops(directory: Directory, agency_id: int) -> list[int]:
    """Where an agency's dossiers are received: at its own one-stop, else at that of the agency above; 0 for none."""
    above: int | None = agency_id
    while above is not None:
        units = {
            post.unit_id for post in directory.posts.values() if post.agency_id == above and post.role == RECEPTION
        }
        if units:
            return sorted(units)
        above = directory.agencies[above].parent_id
    return [0]
