"""Where what tests leave for a while lies: in memory, where there is room; a disk that is waited for proves nothing.

Soaks stay on the disk: what they measure is told to people.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

_SHARED = Path("/dev/shm")
_ROOM = 6 * 2**30


def begin() -> Path | None:
    """Has temporary files lie in memory from now on, in this process and those it starts; the folder that was made."""
    if os.environ.get("MOTCUA_TEST_SIZE") == "full" or "TMPDIR" in os.environ or not _has_room():
        return None
    folder = Path(tempfile.mkdtemp(prefix="motcua-", dir=_SHARED))
    folder.chmod(0o755)  # the PostgreSQL server runs under another name
    os.environ["TMPDIR"] = str(folder)
    tempfile.tempdir = None
    return folder


def end(folder: Path | None) -> None:
    """Takes the folder away, and all that is left in it."""
    if folder is not None:
        shutil.rmtree(folder, ignore_errors=True)


def _has_room() -> bool:
    return _SHARED.is_dir() and os.access(_SHARED, os.W_OK) and shutil.disk_usage(_SHARED).free > _ROOM
