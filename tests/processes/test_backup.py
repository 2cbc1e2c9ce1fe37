"""Backups: taken while the work goes on, restored elsewhere, on either database; whatever is wrong is refused."""

from __future__ import annotations

import gzip
import io
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event as Flag
from threading import Thread

import orjson
import pytest
from sqlalchemy import event, func, insert, select

from processes import backup, documents, history, installation, settings, tables
from processes.backup import ArchiveExists, Manifest, NotABackup, NotEmpty, OtherRevision
from processes.database import Database, Transaction, now
from processes.installation import NotPrepared
from processes.people import People, Person
from processes.tables import Base
from tests import servers
from tests.answers import answer
from tests.conftest import MONDAY_8AM
from tests.town import Town

DOSSIERS = 6


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Another installation's database, with nothing in it."""
    if request.param == "sqlite":
        other = Database(f"sqlite:///{tmp_path / 'elsewhere.db'}")
        yield other
        other.close()
    else:
        server: str = request.getfixturevalue("postgresql_server")
        name = f"elsewhere_{abs(hash(request.node.nodeid)):x}"
        other = Database(servers.create(server, name))
        yield other
        other.close()
        servers.drop(server, name)


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Path]:
    """Moves on to another installation's data folder."""

    def move() -> Path:
        monkeypatch.setenv("MOTCUA__DATA", str(tmp_path / "elsewhere"))
        settings.settings.cache_clear()
        return tmp_path / "elsewhere"

    return move


def _counts(database: Database) -> dict[str, int]:
    with database.snapshot() as snapshot:
        return {
            table.name: snapshot.execute(select(func.count()).select_from(table)).scalar_one()
            for table in Base.metadata.sorted_tables
        }


def _rows(database: Database) -> dict[str, list[dict[str, object]]]:
    with database.snapshot() as snapshot:
        return {
            table.name: [dict(row) for row in snapshot.mappings(select(table).order_by(*table.primary_key))]
            for table in Base.metadata.sorted_tables
        }


def _broken(database: Database) -> list[history.Broken]:
    with database.snapshot() as snapshot:
        return list(history.verify(snapshot))


def _through(town: Town, number: int) -> None:
    """One dossier from reception to the issued result, with a file."""
    owner = Person(f"Chủ hồ sơ {number}", f"{number:012}", "0912345678")
    town.receive(town.request(people=People(owner, owner)))
    town.complete("mai", town.inbox("mai", "mine")[0].task_id, answer(town, "2.000908", "receive"))
    town.work("binh", answer(town, "2.000908", "appraise", copies=1))
    for element, username in (("sign", "viet"), ("issue", "thu")):
        town.work(username, answer(town, "2.000908", element))


def test_a_backup_is_put_back_elsewhere(
    town: Town, empty: Database, tmp_path: Path, elsewhere: Callable[[], Path]
) -> None:
    for number in range(2):
        _through(town, number)
    manifest = backup.write(town.database, tmp_path / "a.tar.gz", moment=MONDAY_8AM)
    assert manifest.counts == _counts(town.database)
    assert (tmp_path / "a.tar.gz").stat().st_mode & 0o077 == 0
    with town.database.snapshot() as snapshot:
        digests = set(snapshot.execute(select(tables.Document.sha256)).scalars())
    kept = {digest: documents.Document(1, "", "", 0, digest).path.read_bytes() for digest in digests}
    folder = elsewhere()
    assert backup.restore(empty, tmp_path / "a.tar.gz") == manifest
    assert _rows(empty) == _rows(town.database)
    assert _broken(empty) == []
    assert {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == kept
    assert len(kept) == manifest.files > 0


def test_work_goes_on_after_a_restore(
    town: Town, empty: Database, tmp_path: Path, elsewhere: Callable[[], Path]
) -> None:
    _through(town, 1)
    backup.write(town.database, tmp_path / "a.tar.gz", moment=MONDAY_8AM)
    elsewhere()
    backup.restore(empty, tmp_path / "a.tar.gz")
    restored = Town(empty, town.moment, keys=iter(range(1_000, 2_000)))
    _through(restored, 2)
    row = restored.inbox("mai")[0]
    restored.claim("mai", row.task_id)
    assert _broken(empty) == []
    assert _counts(empty)["dossier"] == 2


def test_taken_while_acts_go_on(town: Town, empty: Database, tmp_path: Path, elsewhere: Callable[[], Path]) -> None:
    _through(town, 0)
    begun, troubles = Flag(), list[BaseException]()

    def work() -> None:
        try:
            for number in range(1, DOSSIERS):
                _through(town, number)
                begun.set()
        except BaseException as trouble:
            troubles.append(trouble)
            begun.set()
            raise

    worker = Thread(target=work)
    worker.start()
    assert begun.wait(30)
    manifest = backup.write(town.database, tmp_path / "a.tar.gz", moment=now())
    worker.join(60)
    assert not worker.is_alive()
    assert troubles == []
    elsewhere()
    backup.restore(empty, tmp_path / "a.tar.gz")
    assert _counts(empty) == manifest.counts
    assert 2 <= manifest.counts["dossier"] <= DOSSIERS
    assert _broken(empty) == []


def test_one_look_at_everything_and_no_writer_waits(town: Town, tmp_path: Path) -> None:
    """In the middle of a backup a dossier is worked on: the archive knows nothing of it, on either database."""
    _through(town, 0)
    before = _counts(town.database)
    tables_read = list[str]()

    def between(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("SELECT") and "FROM procedure" in statement.replace('"', "") and not tables_read:
            tables_read.append(statement)
            worker = Thread(target=_through, args=(town, 1))
            worker.start()
            worker.join(30)
            assert not worker.is_alive()

    event.listen(town.database.engine, "before_cursor_execute", between)
    manifest = backup.write(town.database, tmp_path / "a.tar.gz", moment=now())
    event.remove(town.database.engine, "before_cursor_execute", between)
    assert tables_read
    assert manifest.counts == before
    assert _counts(town.database)["dossier"] == before["dossier"] + 1


def test_an_earlier_backup_is_not_overwritten(sqlite_database: Database, tmp_path: Path) -> None:
    backup.write(sqlite_database, tmp_path / "a.tar.gz", moment=MONDAY_8AM)
    with pytest.raises(ArchiveExists):
        backup.write(sqlite_database, tmp_path / "a.tar.gz", moment=MONDAY_8AM)
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["a.tar.gz"]


def test_without_a_record_there_is_no_backup(tmp_path: Path) -> None:
    with pytest.raises(NotPrepared):
        backup.write(Database(f"sqlite:///{tmp_path / 'none.db'}"), tmp_path / "a.tar.gz", moment=MONDAY_8AM)


def test_two_records_are_never_mixed(sqlite_database: Database, tmp_path: Path) -> None:
    backup.write(sqlite_database, tmp_path / "a.tar.gz", moment=MONDAY_8AM)
    before = _rows(sqlite_database)
    with pytest.raises(NotEmpty):
        backup.restore(sqlite_database, tmp_path / "a.tar.gz")
    assert _rows(sqlite_database) == before


def test_a_lost_or_damaged_file_is_told_and_does_not_stop_the_backup(
    town: Town, tmp_path: Path, elsewhere: Callable[[], Path]
) -> None:
    _through(town, 0)
    with town.database.snapshot() as snapshot:
        digest = snapshot.execute(select(tables.Document.sha256)).scalars().first()
    documents.Document(1, "", "", 0, digest or "").path.write_bytes(b"something else")
    manifest = backup.write(town.database, tmp_path / "a.tar.gz", moment=MONDAY_8AM)
    assert manifest.missing == [digest]
    elsewhere()
    other = Database(f"sqlite:///{tmp_path / 'other.db'}")
    backup.restore(other, tmp_path / "a.tar.gz")
    assert _counts(other) == manifest.counts
    other.close()


Parts = dict[str, bytes]


def _taken_apart(archive: Path) -> Parts:
    with tarfile.open(archive) as tar:
        found = {entry.name: tar.extractfile(entry) for entry in tar}
        return {name: content.read() for name, content in found.items() if content is not None}


def _put_together(parts: Parts, archive: Path) -> None:
    with tarfile.open(archive, "w:gz") as tar:
        for name, content in parts.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))


def _manifest(parts: Parts, **other: object) -> Parts:
    return parts | {"manifest.json": orjson.dumps({**orjson.loads(parts["manifest.json"]), **other})}


def _without(parts: Parts, start: str) -> Parts:
    return {name: content for name, content in parts.items() if not name.startswith(start)}


TAMPERED: dict[str, Callable[[Parts], Parts]] = {
    "no manifest": lambda parts: _without(parts, "manifest"),
    "unreadable manifest": lambda parts: parts | {"manifest.json": b"{"},
    "other format": lambda parts: _manifest(parts, format=2),
    "a table is missing": lambda parts: _without(parts, "tables/task"),
    "a row is missing": lambda parts: parts | {"tables/task.ndjson": b""},
    "a file is missing": lambda parts: _without(parts, "files/"),
    "a file is another": lambda parts: {n: b"x" if n.startswith("files/") else c for n, c in parts.items()},
    "a strange table": lambda parts: parts | {"tables/users.ndjson": b""},
    "a strange column": lambda parts: parts | {"tables/numbering.ndjson": b'{"series":"x","last":1,"more":1}\n'},
    "no JSON": lambda parts: parts | {"tables/numbering.ndjson": b"\xff\n"},
    "a row that is no object": lambda parts: parts | {"tables/numbering.ndjson": b"[]\n"},
    "a path that leads out": lambda parts: parts | {"../../files/x": b"x"},
    "a row that points nowhere": lambda parts: parts | {"tables/holding.ndjson": b""} | {"tables/post.ndjson": b""},
}


@pytest.mark.parametrize("change", TAMPERED.values(), ids=TAMPERED.keys())
def test_what_is_no_whole_backup_is_refused(
    sqlite_database: Database, tmp_path: Path, elsewhere: Callable[[], Path], change: Callable[[Parts], Parts]
) -> None:
    _through(Town(sqlite_database, MONDAY_8AM), 0)
    backup.write(sqlite_database, tmp_path / "a.tar.gz", moment=MONDAY_8AM)
    _put_together(change(_taken_apart(tmp_path / "a.tar.gz")), tmp_path / "b.tar.gz")
    folder = elsewhere()
    other = Database(f"sqlite:///{tmp_path / 'other.db'}")
    with pytest.raises(NotABackup) as refused:
        backup.restore(other, tmp_path / "b.tar.gz")
    assert "b.tar.gz" in str(refused.value)
    if installation.standing(other) == "current":
        assert sum(_counts(other).values()) == 1  # the new schema's own row
    assert not (folder / "files" / "x").exists()
    other.close()


@pytest.mark.parametrize("cut", [0, 10, 2_000, -4])
def test_a_cut_archive_is_refused(sqlite_database: Database, tmp_path: Path, cut: int) -> None:
    backup.write(sqlite_database, tmp_path / "a.tar.gz", moment=MONDAY_8AM)
    (tmp_path / "b.tar.gz").write_bytes((tmp_path / "a.tar.gz").read_bytes()[:cut])
    other = Database(f"sqlite:///{tmp_path / 'other.db'}")
    with pytest.raises(NotABackup):
        backup.restore(other, tmp_path / "b.tar.gz")
    other.close()


@pytest.mark.parametrize("content", [b"hello", gzip.compress(b"hello", mtime=0), gzip.compress(b"\0" * 100_000)])
def test_what_is_no_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.tar.gz").write_bytes(content)
    other = Database(f"sqlite:///{tmp_path / 'other.db'}")
    for path in (tmp_path / "a.tar.gz", tmp_path / "none.tar.gz", tmp_path):
        with pytest.raises(NotABackup):
            backup.restore(other, path)
    other.close()


def test_another_schema_is_refused_by_name(sqlite_database: Database, tmp_path: Path) -> None:
    backup.write(sqlite_database, tmp_path / "a.tar.gz", moment=MONDAY_8AM)
    parts = _manifest(_taken_apart(tmp_path / "a.tar.gz"), revision="0000")
    _put_together(parts, tmp_path / "b.tar.gz")
    other = Database(f"sqlite:///{tmp_path / 'other.db'}")
    with pytest.raises(OtherRevision, match="0000"):
        backup.restore(other, tmp_path / "b.tar.gz")
    other.close()


def test_an_agency_whose_parent_came_later_is_put_back(sqlite_database: Database, tmp_path: Path) -> None:
    def agency(transaction: Transaction, code: str, **other: object) -> None:
        row = {
            "code": code,
            "name": code,
            "level": "commune",
            "place": "",
            "hours": "",
            "valid_from": MONDAY_8AM.date(),
        }
        transaction.execute(insert(tables.Agency), {**row, **other})

    with sqlite_database.transaction() as transaction:
        agency(transaction, "H1", id=901)
        agency(transaction, "H2", id=900, parent_id=901)
    backup.write(sqlite_database, tmp_path / "a.tar.gz", moment=MONDAY_8AM)
    other = Database(f"sqlite:///{tmp_path / 'other.db'}")
    backup.restore(other, tmp_path / "a.tar.gz")
    assert _rows(other)["agency"] == _rows(sqlite_database)["agency"]
    other.close()


def test_the_manifest_tells_what_is_inside(sqlite_database: Database, tmp_path: Path) -> None:
    manifest = backup.write(sqlite_database, tmp_path / "a.tar.gz", moment=MONDAY_8AM)
    parts = _taken_apart(tmp_path / "a.tar.gz")
    assert Manifest.model_validate_json(parts["manifest.json"]) == manifest
    lines = {name: content.count(b"\n") for name, content in parts.items() if name.startswith("tables/")}
    assert lines == {f"tables/{name}.ndjson": count for name, count in manifest.counts.items()}
