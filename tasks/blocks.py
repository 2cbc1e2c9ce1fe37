"""Shared blocks in the studio: an analyst lets a design call one, takes its newer version, and sweeps out what is left.

What is copied where is `bpmn.blocks`; each act is a version of the design like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bpmn import blocks as shared
from bpmn import reader, releases
from bpmn.calls import drawn
from bpmn.files import NotReadable
from bpmn.model import CallActivity, Flow, Model, UserTask
from bpmn.releases import Release
from processes import blocks, catalogue, designs
from processes.catalogue import Published
from processes.database import Snapshot, Transaction
from processes.designs import By
from processes.organisation import Officer
from processes.refusals import NotFound
from tasks import copies, design
from tasks.copies import Copy
from tasks.design import Saved


@dataclass(frozen=True, slots=True)
class Place:
    """Where a block may be put: a step that becomes a call, or an arrow that one is drawn on."""

    element: str
    name: str
    is_arrow: bool


@dataclass(frozen=True, slots=True)
class View:
    """The blocks there are, the copies that a design holds, where another may be put, and what no call leads to."""

    offered: list[Published]
    copies: list[Copy]
    places: list[Place]
    left_over: tuple[str, ...]


def look(snapshot: Snapshot, design_id: int, *, officer: Officer) -> View:
    """How a design stands to the blocks. Refuses: NotAllowed, NotFound."""
    design.require_sight(snapshot, design_id, officer)
    files, offered = design.contents(snapshot, design_id), blocks.offered(snapshot)
    try:
        model = reader.read(files[shared.diagram_of(files)])
        kind = releases.read(files).kind
    except NotReadable:
        return View(offered, [], [], ())
    if kind == "block":
        return View([], [], [], ())
    left = tuple(one.name or one.id for one in shared.left_over(model))
    return View(offered, copies.of(snapshot, files), list(_places(model)), left)


def _places(model: Model) -> list[Place]:
    """What is drawn in the procedure itself, not in a copy."""
    elements = model.elements
    mine = [one for one in elements.values() if drawn(model, [one.id]) == [one.id]]
    arrows = [Place(one.id, _way(model, one), is_arrow=True) for one in mine if isinstance(one, Flow)]
    steps = [Place(one.id, one.name or one.id, is_arrow=False) for one in mine if isinstance(one, UserTask)]
    empty = [one for one in mine if isinstance(one, CallActivity) and one.block is None]
    return [*arrows, *steps, *(Place(one.id, one.name or one.id, is_arrow=False) for one in empty)]


def _way(model: Model, flow: Flow) -> str:
    source, target = (model.elements[end] for end in (flow.source, flow.target))
    named = f" ({flow.name})" if flow.name else ""
    return f"{source.name or source.id} → {target.name or target.id}{named}"


def call(
    transaction: Transaction,
    design_id: int,
    *,
    release_id: int,
    element: str,
    seen: int,
    officer: Officer,
    moment: datetime,
    key: str,
) -> Saved:
    """Lets a design call a block: a step becomes the call, or one is drawn on an arrow.

    `seen` is the version of the diagram that the officer knows.
    Refuses: NotAllowed, NotFound, DesignResting, DesignStale, NotReadable, AlreadyDone.
    """
    block = _block(transaction, release_id)

    def change(files: Mapping[str, bytes]) -> dict[str, bytes]:
        is_arrow = isinstance(reader.read(files[shared.diagram_of(files)]).elements.get(element), Flow)
        return (shared.insert if is_arrow else shared.put)(files, element, block)

    told = {"block": block.code, "name": block.name, "hash": block.hash, "element": element}
    return _change(transaction, design_id, change, "called", told, seen, officer, By(officer.id, moment, key))


def renew(
    transaction: Transaction,
    design_id: int,
    *,
    release_id: int,
    seen: int,
    officer: Officer,
    moment: datetime,
    key: str,
) -> Saved:
    """Puts this version of a block in place of every copy of it, altered ones too. Refuses: as `call`."""
    block = _block(transaction, release_id)

    def change(files: Mapping[str, bytes]) -> dict[str, bytes]:
        found = dict(files)
        for use in shared.uses(reader.read(files[shared.diagram_of(files)])):
            found = shared.put(found, use.call.id, block) if use.mark.code == block.code else found
        return found

    told = {"block": block.code, "name": block.name, "hash": block.hash}
    return _change(transaction, design_id, change, "renewed", told, seen, officer, By(officer.id, moment, key))


def sweep(
    transaction: Transaction, design_id: int, *, seen: int, officer: Officer, moment: datetime, key: str
) -> Saved:
    """Takes copies out that no call leads to any more. Refuses: as `call`."""
    by = By(officer.id, moment, key)
    return _change(transaction, design_id, shared.swept, "swept", {}, seen, officer, by)


def _change(
    transaction: Transaction,
    design_id: int,
    change: Callable[[Mapping[str, bytes]], dict[str, bytes]],
    kind: str,
    told: Mapping[str, object],
    seen: int,
    officer: Officer,
    by: By,
) -> Saved:
    found = design.require_hand(transaction, design_id, officer, by.key)
    files = designs.files(transaction, design_id)
    before = {name: file.content for name, file in files.items()}
    design.require_fresh(transaction, found, files[shared.diagram_of(before)], seen, officer)
    after = change(before)
    changes = {name: after.get(name) for name in {*before, *after} if before.get(name) != after.get(name)}
    if not changes:
        return Saved(found.number, is_new=False)
    return design.write(transaction, found, changes, kind, told, by)


def _block(snapshot: Snapshot, release_id: int) -> Release:
    """Refuses: NotFound for what is no block."""
    release = catalogue.published(snapshot, release_id).release
    if release.kind != "block":
        raise NotFound(what="khối dùng chung này")
    return release
