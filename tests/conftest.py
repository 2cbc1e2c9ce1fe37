"""What every test shares: a fresh database of either kind, and a demonstration province in it."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Generator, Iterator
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bpmn import releases
from processes import catalogue, demonstration, installation, schema, settings
from processes.database import Database, use
from tests import corpus, memory, prefect_server, servers
from tests.town import Town

ROOT = Path(__file__).parent.parent
DIAGRAMS = ROOT / "bpmn" / "diagrams"
PASSWORD = "Mat-khau-ban-dau"
MONDAY_8AM = datetime(2026, 3, 2, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


def pytest_configure(config: pytest.Config) -> None:
    """Whoever runs the suite makes the room for it; those who share the work find it in their environment."""
    folder = memory.begin()
    config.add_cleanup(lambda: memory.end(folder))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without the corpora their tests are not run; the suite's last line names them."""
    if corpus.folder() is None:
        left_out = [item for item in items if item.get_closest_marker("corpus")]
        items[:] = [item for item in items if item not in left_out]
        config.hook.pytest_deselected(items=left_out)


def pytest_collection_finish() -> None:
    """Thousands of collected tests are not walked through again by every garbage collection that follows."""
    gc.collect()
    gc.freeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if corpus.folder() is None:
        mark = "pytest.mark." + "corpus"
        modules = [path for path in sorted((ROOT / "tests").rglob("test_*.py")) if mark in path.read_text("utf-8")]
        names = ", ".join(str(path.relative_to(ROOT)) for path in modules)
        terminalreporter.write_line(f"Not run without MOTCUA_TEST_CORPUS: {names}")


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder of its own for every test."""
    monkeypatch.setenv("MOTCUA__DATA", str(tmp_path / "data"))
    (tmp_path / "data").mkdir()
    settings.settings.cache_clear()
    yield tmp_path / "data"
    settings.settings.cache_clear()


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    with servers.postgresql() as address:
        yield address


@pytest.fixture(scope="session")
def prefect(tmp_path_factory: pytest.TempPathFactory) -> Iterator[prefect_server.Server]:
    """A real Prefect server for this run."""
    with prefect_server.running(tmp_path_factory.mktemp("prefect")) as server:
        yield server


def fill(database: Database) -> None:
    """The newest schema, the demonstration province, the shipped procedures and W1."""
    schema.upgrade(database)
    with database.transaction() as transaction:
        demonstration.load(transaction, password=PASSWORD)
        for folder in (*sorted(DIAGRAMS.iterdir()), ROOT / "benchmarks" / "w1"):
            release = releases.read_folder(folder)
            catalogue.publish(
                transaction,
                release,
                agencies=installation.scope(transaction, release.level, demonstration.scope(release.slug)),
                in_force_on=date(2025, 7, 1),
                by="kiểm thử",
                moment=MONDAY_8AM,
            )


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "motcua.db"
    database = Database(f"sqlite:///{path}")
    fill(database)
    database.close()  # the last connection to go writes the log back into the file
    return path


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str) -> str:
    database = Database(servers.create(postgresql_server, "template_motcua"))
    fill(database)
    database.close()
    return "template_motcua"


@pytest.fixture
def sqlite_database(sqlite_template: Path, data: Path) -> Iterator[Database]:
    shutil.copy(sqlite_template, data / "motcua.db")
    database = use(f"sqlite:///{data / 'motcua.db'}")
    yield database
    database.close()


def _postgresql(request: pytest.FixtureRequest) -> Generator[Database]:
    server: str = request.getfixturevalue("postgresql_server")
    template: str = request.getfixturevalue("postgresql_template")
    name = f"motcua_{abs(hash(request.node.nodeid)):x}"
    database = use(servers.create(server, name, template))
    yield database
    database.close()
    servers.drop(server, name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """The record, on either database, with the province and the procedures in it."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_database")
    else:
        yield from _postgresql(request)


@pytest.fixture
def town(database: Database) -> Town:
    """The demonstration province on a Monday at eight."""
    return Town(database, MONDAY_8AM)
