"""Who does the steps of another tool's diagram, and which role of ours is meant by it.

Other tools name a lane, a pool or a group of people as they like; a step of ours waits for a role. What is chosen is
written where the reader looks for it: a lane's `gov.role`, else the step's own `camunda:candidateGroups`.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from bpmn import reader
from bpmn.attributes import CAMUNDA
from bpmn.checks import fixes
from bpmn.clinic.chart import Chart
from bpmn.model import Lane, Model, UserTask

Named = Literal["lane", "pool", "group"]
Key = tuple[Named, str]
"""How the diagram names a performer, and the id of the lane, the id of the process, or the group as it is written."""

# what people and other tools call a role, folded, by the last part of its path
_CUES = {
    "reception_officer": ("mot cua", "tiep nhan", "tra ket qua", "hanh chinh cong", "one stop", "reception", "counter"),
    "agency_leader": ("lanh dao", "chu tich", "giam doc", "leader", "chairman", "director"),
    "division_head": ("truong phong", "pho phong", "lanh dao phong", "to truong", "division head", "head of division"),
    "office_head": ("chanh van phong",),
    "records_clerk": ("van thu", "dong dau", "records", "clerk"),
    "case_officer": ("chuyen vien", "thu ly", "tham dinh", "can bo chuyen mon", "cong chuc", "case officer"),
}
_RECEIVING = "@receiving/"
_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Performer:
    """One whom no role of ours is known by: what the diagram calls it, its pool, and how many steps wait for it."""

    key: Key
    name: str
    pool: str
    steps: int


def unknown(model: Model, roles: Collection[str]) -> list[Performer]:
    """Those for whom steps of a diagram wait and who are none of these roles, in the order of the file."""
    running = {process.id: process for process in model.processes if process.executable}
    tasks = [one for one in model.elements.values() if isinstance(one, UserTask) and one.process in running]
    found = Counter(_key(model, task) for task in tasks if task.role not in roles)
    pools = {_key(model, task): running[task.process].pool for task in reversed(tasks)}
    return [Performer(key, _called(model, key), pools[key], number) for key, number in found.items()]


def assign(xml: bytes, roles: Mapping[Key, str]) -> bytes:
    """The diagram with a role written for each of these performers. Refuses: NotReadable."""
    model, root = reader.read(xml), reader.parse(xml)
    chosen = {key: role for key, role in roles.items() if role}
    for (named, known), role in chosen.items():
        if named == "lane" and isinstance(model.elements.get(known), Lane):
            fixes.set_property("", known, "gov.role", role).change(root)
    chart = Chart(root)
    for node in chart.everywhere("userTask"):
        task = model.elements.get(node.get("id"))
        if isinstance(task, UserTask) and (key := _key(model, task))[0] != "lane" and key in chosen:
            node.set(f"{{{CAMUNDA}}}candidateGroups", chosen[key])
    return chart.written() if chosen else xml


def suggest(name: str, roles: Mapping[str, str]) -> str | None:
    """The role that a performer's name most likely means, by what posts are called; None where nothing is alike.

    `roles` maps each to what it is called.
    """
    plain = _folded(name)
    likely = max(roles, key=lambda role: (_likeness(plain, role, roles[role]), role), default=None)
    return likely if likely and _likeness(plain, likely, roles[likely]) >= 1 else None


def _key(model: Model, task: UserTask) -> Key:
    lane = model.elements.get(task.lane or "")
    if isinstance(lane, Lane) and task.role == lane.role:
        return "lane", lane.id
    return ("group", task.role) if task.role else ("pool", task.process)


def _called(model: Model, key: Key) -> str:
    named, known = key
    match named:
        case "lane":
            return model.elements[known].name or known
        case "pool":
            return next((one.pool or one.name for one in model.processes if one.id == known), "") or known
        case "group":
            return known


def _likeness(plain: str, role: str, title: str) -> float:
    """At least 1 where they are alike: by a cue, or by half of the words and more than one."""
    words, known = set(_WORD.findall(plain)), set(_WORD.findall(_folded(title)))
    cues = [cue for cue in _CUES.get(role.rpartition("/")[2], ()) if f" {cue} " in f" {plain} "]
    shared = words & known
    is_alike = bool(cues) or shared == words != set() or (len(shared) > 1 and 2 * len(shared) >= len(words))
    # the one-stop is the one where the dossier was received; everybody else works in the agency itself
    is_apt = role.startswith(_RECEIVING) is role.endswith("/reception_officer")
    return is_alike * (max(map(len, cues), default=0) + 2 * len(shared) / max(len(words), 1) + 0.5 * is_apt)


def _folded(text: str) -> str:
    loose = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return " ".join(_WORD.findall("".join(one for one in loose if not unicodedata.combining(one))))
