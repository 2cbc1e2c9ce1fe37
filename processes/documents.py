"""Documents: an applicant's file is streamed to disk, named by its hash, and belongs to one dossier.

The bytes are written and synced before the row: a row without its file cannot be. A file without a row (a
crash between the two, an upload nobody used) is swept away by `sweep`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from sqlalchemy import bindparam, delete, insert, select, update

from processes.database import Snapshot, Transaction
from processes.organisation import Officer
from processes.refusals import DocumentAltered, DocumentMissing, EmptyFile, ForbiddenType, NotFound, TooLarge
from processes.settings import settings
from processes.tables import Document as Row
from processes.tables import Registration

_KINDS: dict[str, tuple[str, tuple[bytes, ...]]] = {
    "pdf": ("application/pdf", (b"%PDF-",)),
    "jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (b"PK\x03\x04",)),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (b"PK\x03\x04",)),
}
_UNUSED_FOR = timedelta(days=1)
_COLUMNS = (
    Row.id,
    Row.name,
    Row.media_type,
    Row.size,
    Row.sha256,
    Row.kind,
    Row.paper,
    Row.dossier_id,
    Row.stored_by,
)


@dataclass(frozen=True, slots=True)
class Document:
    """A stored file, as lists and pages show it."""

    id: int
    name: str
    media_type: str
    size: int
    sha256: str
    kind: str = "paper"
    paper: str = ""
    dossier_id: int | None = None
    stored_by: int = 0

    @property
    def path(self) -> Path:
        """Where the bytes lie."""
        return home(self.sha256)


@dataclass(frozen=True, slots=True)
class Written:
    """A file whose bytes are safe on disk, before any row speaks of it."""

    name: str
    media_type: str
    size: int
    sha256: str


def home(digest: str) -> Path:
    """Where the bytes of a file lie, by their hash."""
    return settings().files / digest[:2] / digest


def write(chunks: Iterable[bytes], *, name: str) -> Written:
    """Streams a file to disk, outside any transaction. Refuses: TooLarge, ForbiddenType, EmptyFile."""
    name = Path(name.replace("\\", "/")).name.strip()[:200] or "tệp"
    folder = settings().files
    folder.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=folder, prefix="upload-", delete=False) as file:
        try:
            written = _copy(chunks, file, name)
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
    final = home(written.sha256)
    final.parent.mkdir(exist_ok=True)
    Path(file.name).replace(final)
    return written


def _copy(chunks: Iterable[bytes], file: IO[bytes], name: str) -> Written:
    limit = settings().uploads.max_mb
    digest, size, head = sha256(), 0, b""
    for chunk in chunks:
        size += len(chunk)
        if size > limit * 1024 * 1024:
            raise TooLarge(name=name, limit=limit)
        head = head if len(head) >= 16 else (head + chunk)[:16]
        digest.update(chunk)
        file.write(chunk)
    return Written(name, _media_type(name, head), size, digest.hexdigest())


def store(transaction: Transaction, written: Written, *, officer: Officer, moment: datetime) -> Document:
    """Keeps an uploaded file until an act takes it."""
    facts = asdict(written)
    values = {**facts, "kind": "paper", "paper": "", "stored_by": officer.id, "stored_at": moment}
    row = transaction.execute(insert(Row).returning(Row.id), values).scalar_one()
    return Document(row, **facts)


def _media_type(name: str, head: bytes) -> str:
    """What the file is by its name and its first bytes; both must agree."""
    allowed = settings().uploads.types
    if not head:
        raise EmptyFile(name=name)
    suffix = Path(name).suffix.lower().removeprefix(".")
    kind = _KINDS.get(suffix) if suffix in allowed else None
    if kind is None or not head.startswith(kind[1]):
        raise ForbiddenType(name=name, allowed=", ".join(allowed))
    return kind[0]


def add(
    transaction: Transaction,
    written: Written,
    *,
    dossier_id: int,
    kind: str,
    paper: str,
    officer: Officer,
    moment: datetime,
) -> Document:
    """Keeps a file that an act itself has made for a dossier."""
    facts = asdict(written)
    values = {**facts, "kind": kind, "paper": paper, "dossier_id": dossier_id, "stored_by": officer.id}
    row = transaction.execute(insert(Row).returning(Row.id), {**values, "stored_at": moment}).scalar_one()
    return Document(row, **facts, kind=kind, paper=paper, dossier_id=dossier_id, stored_by=officer.id)


def reclassify(transaction: Transaction, ids: Iterable[int], *, kind: str) -> None:
    """Says anew what files of a dossier are: a signed draft becomes its result, or a file like others."""
    if wanted := list(ids):
        transaction.execute(update(Row).where(Row.id.in_(wanted)).values(kind=kind))


def content(document: Document) -> bytes:
    """The bytes of a stored file, exactly as they were stored. Refuses: DocumentAltered."""
    try:
        found = document.path.read_bytes()
    except FileNotFoundError:
        raise DocumentAltered(name=document.name) from None
    if sha256(found).hexdigest() != document.sha256:
        raise DocumentAltered(name=document.name)
    return found


def take(
    transaction: Transaction,
    ids: Sequence[int],
    *,
    dossier_id: int,
    kind: str,
    paper: str,
    officer: Officer,
) -> list[Document]:
    """Gives files that the officer has uploaded to a dossier. Refuses: DocumentMissing."""
    if not ids:
        return []
    mine = Row.id.in_(ids), Row.dossier_id.is_(None), Row.stored_by == officer.id
    taken = update(Row).where(*mine).values(dossier_id=dossier_id, kind=kind, paper=paper)
    rows = transaction.execute(taken.returning(*_COLUMNS)).all()
    if len(rows) != len(set(ids)):
        raise DocumentMissing
    return [Document(*row) for row in rows]


def hand_over(
    transaction: Transaction, ids: Sequence[int], *, giver_id: int, receiver_id: int, moment: datetime
) -> None:
    """Uploads that no act has taken yet become a colleague's, who goes on with what they belong to."""
    theirs = Row.id.in_(ids), Row.dossier_id.is_(None), Row.stored_by == giver_id
    if ids:
        transaction.execute(update(Row).where(*theirs).values(stored_by=receiver_id, stored_at=moment))


def of(snapshot: Snapshot, dossier_id: int) -> list[Document]:
    """A dossier's files in the order they came."""
    return [Document(*row) for row in snapshot.execute(_OF, {"dossier": dossier_id})]


_OF = select(*_COLUMNS).where(Row.dossier_id == bindparam("dossier")).order_by(Row.id)


def one(snapshot: Snapshot, document_id: int) -> Document:
    """One file. Refuses: NotFound."""
    row = snapshot.execute(select(*_COLUMNS).where(Row.id == document_id)).one_or_none()
    if row is None:
        raise NotFound(what="tệp này")
    return Document(*row)


def digests(snapshot: Snapshot) -> set[str]:
    """The hashes of all files that the record names: of dossiers, and of requests that are no dossier yet."""
    waiting = snapshot.execute(select(Registration.papers).where(Registration.dossier_id.is_(None))).scalars()
    sent = {file["sha256"] for papers in waiting for paper in papers for file in paper.get("files", ())}
    return sent | set(snapshot.execute(select(Row.sha256)).scalars())


def sweep(transaction: Transaction, *, moment: datetime) -> int:
    """Forgets uploads that no act has taken for a day and files that no row names; tells how many went."""
    old = Row.dossier_id.is_(None), Row.stored_at < moment - _UNUSED_FOR
    transaction.execute(delete(Row).where(*old))
    named = digests(transaction)
    edge = (moment - _UNUSED_FOR).timestamp()
    gone = 0
    for path in settings().files.rglob("*"):
        if path.is_file() and path.name not in named and path.stat().st_mtime < edge:
            path.unlink()
            gone += 1
    return gone
