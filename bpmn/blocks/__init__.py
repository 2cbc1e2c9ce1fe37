"""Blocks (khối dùng chung): steps that many procedures share, drawn once, and copied into whoever calls them.

A block is a release of its own kind. A procedure that uses it has a call (callActivity) whose process is a copy of the
block's, forms included, in the procedure's own files: a release stays whole, immutable, and known by its hash. The
call's `gov.block` says which version was copied; what is in a copy is changed in the block alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from bpmn.blocks import copying
from bpmn.blocks.copying import diagram_of, left_over, put, swept
from bpmn.blocks.inserting import insert
from bpmn.differences import diagram, forms, parts
from bpmn.model import CallActivity, Mark, Model
from bpmn.releases import Release

__all__ = ["SHIPPED", "Use", "diagram_of", "insert", "is_altered", "left_over", "put", "renewed", "swept", "uses"]

SHIPPED = Path(__file__).parent
"""Where the blocks that come with the installation lie, a folder each."""


@dataclass(frozen=True, slots=True)
class Use:
    """A call that a procedure makes of a block, and the version that it holds a copy of."""

    call: CallActivity
    mark: Mark


def uses(model: Model) -> tuple[Use, ...]:
    """The calls of blocks in a diagram, in the order of the file."""
    calls = (one for one in model.elements.values() if isinstance(one, CallActivity))
    return tuple(Use(call, call.block) for call in calls if call.block is not None)


def renewed(files: Mapping[str, bytes], block: Release) -> dict[str, bytes]:
    """A procedure's files with every copy of a block as this version has it. Refuses: NotReadable."""
    found = dict(files)
    for use in uses(copying.model_of(found)):
        if use.mark.code == block.code and use.mark.hash != block.hash:
            found = put(found, use.call.id, block)
    return found


def is_altered(files: Mapping[str, bytes], call: str, block: Release) -> bool:
    """Whether what a call leads to says something else than the block it is a copy of. Refuses: NotReadable."""
    anew = put(files, call, block)
    was, now = (diagram.parts(one[diagram_of(one)]) for one in (files, anew))
    asked, asks = (forms.parts(one) for one in (files, anew))
    drawn, filled = parts.compare("diagram", was, now), parts.compare("forms", asked, asks)
    return next(chain(drawn, filled), None) is not None
