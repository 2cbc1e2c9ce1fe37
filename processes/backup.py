"""Backups: the whole record and its files in one archive, the same for both databases (docs/decisions/0007).

    manifest.json           schema revision, time, rows of every table, files that were not there
    tables/<name>.ndjson    one row a line, in the order in which they can be put back
    files/<sha256>          the documents, each named by its hash

What is read is one look at the record that stays the same to the end; writers never wait for it. An archive of the
embedded database can be restored into PostgreSQL and back.
"""

from __future__ import annotations

import gzip
import io
import os
import re
import tarfile
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from hashlib import file_digest, sha256
from itertools import islice
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryFile
from typing import IO, Literal

import orjson
from pydantic import BaseModel, ValidationError
from sqlalchemy import Date, LargeBinary, Table, bindparam, delete, func, insert, select, update
from sqlalchemy.exc import OperationalError, StatementError

from bpmn.refusals import Refusal
from processes import documents, schema
from processes.database import Database, Snapshot, Transaction
from processes.installation import refuse_unprepared, revision
from processes.tables import Base, Document, OrganisationRevision, Round
from processes.tables.base import UtcDateTime

Row = Mapping[str, object]

_MANIFEST = "manifest.json"
_TABLES = {table.name: table for table in Base.metadata.sorted_tables}
_TABLE = re.compile(r"tables/([a-z_]+)\.ndjson")
_FILE = re.compile(r"files/([0-9a-f]{64})")
_AT_ONCE = 500
_LARGEST_MANIFEST = 64 * 1024 * 1024
# a new schema has its one row already; an agent that was at work notes its rounds
_SEEDED = {OrganisationRevision.__tablename__, Round.__tablename__}


class ArchiveExists(Refusal):
    """A backup never takes the place of an earlier one."""

    code = "backup.archive-exists"
    sentence = "Đã có tệp “{archive}”. Hãy chọn tên khác để không ghi đè bản sao lưu cũ."


class NotABackup(Refusal):
    """The file is no archive of ours, or it is damaged."""

    code = "backup.not-readable"
    sentence = "Không phục hồi được từ “{archive}”: {reason}."
    status = 422


class NotEmpty(Refusal):
    """A restore fills an empty database; it never mixes two records."""

    code = "backup.not-empty"
    sentence = "Cơ sở dữ liệu đích đã có dữ liệu (bảng {table}). Chỉ phục hồi vào cơ sở dữ liệu trống."


class OtherRevision(Refusal):
    """The archive was written under another schema; the version that wrote it restores it."""

    code = "backup.other-revision"
    sentence = "Bản sao lưu thuộc phiên bản dữ liệu {archived}, chương trình này dùng phiên bản {standing}."


class Manifest(BaseModel):
    """What an archive holds. `missing` are files that the record names and the disk had not, or had damaged."""

    format: Literal[1] = 1
    revision: str
    created: datetime
    counts: dict[str, int]
    files: int
    missing: list[str] = []


@contextmanager
def steady(database: Database) -> Generator[Snapshot]:
    """A look at the record that stays the same however long it takes; nobody waits for it."""
    with database.snapshot() as snapshot:
        if database.engine.dialect.name == "postgresql":
            snapshot.connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        yield snapshot


def write(database: Database, archive: Path, *, moment: datetime) -> Manifest:
    """Takes a backup while the work goes on; half an archive never bears the name.

    It is for the owner's eyes alone, as it holds everything that the record does. Refuses: ArchiveExists,
    NotPrepared, Unreachable.
    """
    if archive.exists():
        raise ArchiveExists(archive=archive.name)
    refuse_unprepared(database)
    archive.parent.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        spools = {name: stack.enter_context(TemporaryFile(dir=archive.parent)) for name in _TABLES}
        with steady(database) as snapshot:
            standing = revision(snapshot) or ""
            counts = {name: _spool(snapshot, table, spools[name]) for name, table in _TABLES.items()}
            digests = sorted(documents.digests(snapshot))
        missing = [digest for digest in digests if not _is_whole(digest)]
        here = [digest for digest in digests if digest not in set(missing)]
        manifest = Manifest(revision=standing, created=moment, counts=counts, files=len(here), missing=missing)
        _pack(archive, manifest, spools, here)
    return manifest


def _spool(snapshot: Snapshot, table: Table, spool: IO[bytes]) -> int:
    """Writes a table's rows to a file of no name, a line each, never more than a few in memory; tells how many."""
    query = select(table).order_by(*table.primary_key).execution_options(yield_per=_AT_ONCE)
    count = 0
    for row in snapshot.mappings(query):
        told = {name: _told(value) for name, value in row.items()}
        spool.write(orjson.dumps(told, option=orjson.OPT_APPEND_NEWLINE))
        count += 1
    return count


def _told(value: object) -> object:
    return b64encode(value).decode() if isinstance(value, bytes) else value  # orjson writes dates as ISO itself


def _is_whole(digest: str) -> bool:
    """Whether the file is there and still what its name says."""
    try:
        with documents.home(digest).open("rb") as file:
            return file_digest(file, "sha256").hexdigest() == digest
    except FileNotFoundError:
        return False


def _pack(archive: Path, manifest: Manifest, spools: Mapping[str, IO[bytes]], digests: Iterable[str]) -> None:
    with NamedTemporaryFile(dir=archive.parent, prefix=f".{archive.name}-", delete=False) as packed:
        try:
            with tarfile.open(fileobj=packed, mode="w:gz", compresslevel=6) as tar:
                _add(tar, _MANIFEST, io.BytesIO(manifest.model_dump_json(indent=2).encode()), manifest)
                for name, spool in spools.items():
                    _add(tar, f"tables/{name}.ndjson", spool, manifest)
                for digest in digests:
                    try:
                        file = documents.home(digest).open("rb")
                    except FileNotFoundError:  # an upload nobody took, swept away a moment ago
                        continue
                    with file:
                        _add(tar, f"files/{digest}", file, manifest)
            packed.flush()
            os.fsync(packed.fileno())
        except BaseException:
            Path(packed.name).unlink(missing_ok=True)
            raise
    Path(packed.name).rename(archive)


def _add(tar: tarfile.TarFile, name: str, content: IO[bytes], manifest: Manifest) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = content.seek(0, io.SEEK_END)
    entry.mtime = manifest.created.timestamp()
    entry.mode = 0o600
    content.seek(0)
    tar.addfile(entry, content)


def restore(database: Database, archive: Path) -> Manifest:
    """Fills an empty database and the files folder from an archive; all of it, or nothing.

    Refuses: NotABackup (also when a file is not what its hash says), NotEmpty, OtherRevision.
    """
    if not archive.is_file():
        raise NotABackup(archive=archive.name, reason="không có tệp này")
    try:
        with gzip.open(archive) as unzipped, tarfile.open(fileobj=unzipped, mode="r:") as tar:
            entries = iter(tar)
            manifest = _manifest(tar, next(entries, None), archive)
            with database.snapshot() as snapshot:
                is_new = revision(snapshot) is None
            if is_new:
                schema.upgrade(database)
            with database.transaction() as transaction:
                _refuse_unfit(transaction, manifest)
                _unpack(transaction, tar, entries, manifest)
                while unzipped.read(1024 * 1024):  # the archive's own check sum stands at its very end
                    pass
    except _Damaged as error:
        raise NotABackup(archive=archive.name, reason=str(error)) from error
    except StatementError as error:
        if isinstance(error, OperationalError):  # the database's trouble, not the archive's
            raise
        raise NotABackup(archive=archive.name, reason="các bảng không khớp nhau") from error
    except (tarfile.TarError, zlib.error, EOFError, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:  # the disk's trouble, not the archive's
            raise
        raise NotABackup(archive=archive.name, reason="tệp hỏng hoặc không phải bản sao lưu") from error
    return manifest


class _Damaged(Exception):
    """What is wrong inside the archive."""


def _manifest(tar: tarfile.TarFile, entry: tarfile.TarInfo | None, archive: Path) -> Manifest:
    if entry is None or entry.name != _MANIFEST or entry.size > _LARGEST_MANIFEST:
        raise _Damaged(f"không bắt đầu bằng {_MANIFEST}")
    try:
        return Manifest.model_validate_json(_content(tar, entry).read())
    except ValidationError as error:
        raise _Damaged(f"{_MANIFEST} không đọc được") from error


def _content(tar: tarfile.TarFile, entry: tarfile.TarInfo) -> IO[bytes]:
    content = tar.extractfile(entry)
    if content is None:
        raise _Damaged(f"“{entry.name}” không phải là tệp")
    return content


def _refuse_unfit(transaction: Transaction, manifest: Manifest) -> None:
    standing = revision(transaction)
    if standing != manifest.revision:
        raise OtherRevision(archived=manifest.revision, standing=standing)
    for table in _TABLES.values():
        if table.name in _SEEDED:
            transaction.execute(delete(table))
        elif transaction.execute(select(table).limit(1)).first() is not None:
            raise NotEmpty(table=table.name)


def _unpack(
    transaction: Transaction, tar: tarfile.TarFile, entries: Iterator[tarfile.TarInfo], manifest: Manifest
) -> None:
    counts: dict[str, int] = {}
    digests = set(manifest.missing)
    for entry in entries:
        if table := _TABLE.fullmatch(entry.name):
            counts[table[1]] = _load(transaction, table[1], _content(tar, entry))
        elif file := _FILE.fullmatch(entry.name):
            _put(_content(tar, entry), file[1])
            digests.add(file[1])
        else:
            raise _Damaged(f"có tệp lạ “{entry.name}”")
    if counts != manifest.counts:
        raise _Damaged(f"số dòng của các bảng không khớp {_MANIFEST}")
    named = select(Document.sha256).where(Document.dossier_id.is_not(None))
    if not digests.issuperset(transaction.execute(named).scalars()):
        raise _Damaged("thiếu tệp đính kèm của hồ sơ")
    if transaction.connection.dialect.name == "postgresql":
        _count_on(transaction)


def _load(transaction: Transaction, name: str, lines: IO[bytes]) -> int:
    """Puts a table's rows back; a column that points into its own table comes last, when every row is there."""
    table = _TABLES.get(name)
    if table is None:
        raise _Damaged(f"có bảng lạ “{name}”")
    own = [column for column in table.columns if any(key.column.table is table for key in column.foreign_keys)]
    readers = {column.name: _reader(column.type) for column in table.columns}
    rows = (_row(line, readers, name) for line in lines)
    count, later = 0, list[dict[str, object]]()
    while some := list(islice(rows, _AT_ONCE)):
        count += len(some)
        pointing = [row for row in some if any(row[column.name] for column in own)]
        later += [{f"to_{key}": value for key, value in row.items()} for row in pointing]
        transaction.execute(insert(table), [row | {column.name: None for column in own} for row in some])
    if later:
        by_key = [column == bindparam(f"to_{column.name}") for column in table.primary_key]
        change = update(table).where(*by_key).values({c.name: bindparam(f"to_{c.name}") for c in own})
        transaction.execute(change, later)
    return count


def _reader(kind: object) -> Callable[[object], object]:
    """How a value of a column of this kind is read back from a line."""
    match kind:
        case LargeBinary():
            return lambda value: b64decode(str(value), validate=True)
        case UtcDateTime():
            return lambda value: datetime.fromisoformat(str(value))
        case Date():
            return lambda value: date.fromisoformat(str(value))
        case _:
            return lambda value: value


def _row(line: bytes, readers: Mapping[str, Callable[[object], object]], table: str) -> dict[str, object]:
    try:
        row: dict[str, object] = orjson.loads(line)
        if row.keys() != readers.keys():
            raise _Damaged(f"bảng “{table}” có cột lạ hoặc thiếu cột")
        return {name: None if value is None else readers[name](value) for name, value in row.items()}
    except (ValueError, TypeError, AttributeError) as error:
        raise _Damaged(f"bảng “{table}” có dòng không đọc được") from error


def _put(content: IO[bytes], digest: str) -> None:
    """Puts a file back under its hash, safe on disk before any row speaks of it."""
    home = documents.home(digest)
    home.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=home.parent, prefix="upload-", delete=False) as file:
        try:
            found = sha256()
            while chunk := content.read(1024 * 1024):
                found.update(chunk)
                file.write(chunk)
            if found.hexdigest() != digest:
                raise _Damaged(f"tệp đính kèm {digest[:12]}… không khớp mã kiểm tra")
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
    Path(file.name).replace(home)


def _count_on(transaction: Transaction) -> None:
    """Lets PostgreSQL number new rows after the ones that were put back."""
    for table in _TABLES.values():
        column = table.autoincrement_column
        if column is not None:
            sequence = func.pg_get_serial_sequence(table.name, column.name)
            last = func.max(column)
            transaction.execute(select(func.setval(sequence, func.coalesce(last, 1), last.is_not(None))))
