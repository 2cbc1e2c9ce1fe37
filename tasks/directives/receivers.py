"""Whom a directive can be given to, and which of them its text means."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from processes import permissions
from processes.organisation import Directory
from tasks.directives.addressees import Addressee


@dataclass(frozen=True, slots=True)
class Receiver:
    """Whom a mandate may be given to: a unit of the own agency, or an agency beneath by its leader's unit.

    `level` is the agency's, empty for a unit of the own one.
    """

    unit_id: int
    post_id: int
    name: str
    level: str = ""


@dataclass(frozen=True, slots=True)
class Matched:
    """The units that a text's words mean, and the words that mean none here: a person is asked for those."""

    known: list[int]
    unknown: list[str]


def receivers(directory: Directory, agency_id: int) -> list[Receiver]:
    """Who may be given a mandate by an agency: its units with a head who is there, and the agencies beneath."""
    own = [_receiver(directory, unit_id, level="") for unit_id in _units(directory, agency_id)]
    beneath = [one for one in directory.agencies if one != agency_id and agency_id in directory.upwards(one)]
    led = (_led(directory, one) for one in beneath)
    return [one for one in (*own, *led) if one is not None]


def _units(directory: Directory, agency_id: int) -> list[int]:
    return [unit.id for unit in directory.units.values() if unit.agency_id == agency_id and directory.stands(unit)]


def _led(directory: Directory, agency_id: int) -> Receiver | None:
    level = directory.agencies[agency_id].level
    found = (_receiver(directory, unit_id, level=level) for unit_id in _units(directory, agency_id))
    return next((one for one in found if one is not None), None)


def _receiver(directory: Directory, unit_id: int, *, level: str) -> Receiver | None:
    """The head of a unit; of an agency beneath, its leader alone."""
    unit = directory.units[unit_id]
    for post in permissions.head_posts(directory, unit_id):
        if directory.holders(post.id) and (post.role == "agency_leader") is bool(level):
            name = directory.agencies[unit.agency_id].name if level else unit.name
            return Receiver(unit_id, post.id, name, level)
    return None


def matching(addressees: Iterable[Addressee], offered: Sequence[Receiver]) -> Matched:
    """The units that addressees of a text mean: by name, a group by the level of its agencies."""
    known: dict[int, None] = {}
    unknown: list[str] = []
    for one in addressees:
        found = _group(one.group, offered) if one.group else _named(one.words, offered)
        known |= dict.fromkeys(found)
        if not found:
            unknown.append(one.words)
    return Matched(list(known), unknown)


def _group(group: str, offered: Sequence[Receiver]) -> list[int]:
    beneath = [one for one in offered if one.level]
    match group:
        case "departments":
            chosen = [one for one in beneath if one.level == "department"]
        case "communes":
            chosen = [one for one in beneath if one.level == "commune"]
        case _:
            chosen = beneath or [*offered]
    return [one.unit_id for one in chosen]


def _named(words: str, offered: Sequence[Receiver]) -> list[int]:
    """By the whole name, else by one that begins or ends as the text does: “Văn phòng UBND tỉnh Lam Giang”."""
    sought = _plain(words)
    whole = [one.unit_id for one in offered if _plain(one.name) == sought]
    if whole:
        return whole
    alike = [one.unit_id for one in offered if _plain(one.name).startswith(sought) or sought.endswith(_plain(one.name))]
    return alike if len(alike) == 1 else []


def _plain(name: str) -> str:
    """Without the marks that people write differently: hòa and hoà, Ủy ban nhân dân and UBND."""
    text = name.casefold().replace("ủy ban nhân dân", "ubnd").replace("uỷ ban nhân dân", "ubnd")
    letters = (one for one in unicodedata.normalize("NFD", text) if not unicodedata.combining(one))
    return " ".join("".join(letters).split())
