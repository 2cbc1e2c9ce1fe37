"""What an analyst takes elsewhere: a design with everything that belongs to it, and the file that it began with."""

from __future__ import annotations

from bpmn import archives, imports
from processes import originals
from processes.database import Snapshot
from processes.organisation import Officer
from processes.originals import Original
from tasks.design import contents, require_sight


def original(snapshot: Snapshot, design_id: int, *, officer: Officer) -> Original | None:
    """The diagram of another tool that a design began with, as it came. Refuses: NotAllowed, NotFound."""
    require_sight(snapshot, design_id, officer)
    return originals.of(snapshot, design_id)


def archive(snapshot: Snapshot, design_id: int, *, officer: Officer) -> bytes:
    """All files of a design as they stand, with its original and what was repaired. Refuses: NotAllowed, NotFound."""
    require_sight(snapshot, design_id, officer)
    found = originals.of(snapshot, design_id)
    files = contents(snapshot, design_id)
    if found is None:
        return archives.pack(files)
    return archives.pack(files, (found.name, found.content), imports.repairs_in(found.told))
