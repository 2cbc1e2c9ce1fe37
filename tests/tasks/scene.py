"""A scene for the question who may do what: made once, and put up again as it was for everybody who tries."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from pathlib import Path

from sqlalchemy import select, update

from processes import accounts, tables
from processes.accounts import Browser
from processes.database import Database, use
from tasks import staffing, substitution
from tasks.staffing import Newcomer
from tasks.substitution import Appointment
from tests.conftest import MONDAY_8AM, PASSWORD
from tests.town import Town
from tests.ui import site

ANALYST, CLOSED, NEWCOMER = "phan", "dong", "moi"
# people who hold the right post and are stopped at the door; their sessions are those of these accounts
AT_THE_DOOR = {
    "anonymous": "",
    "an expired session": "binh, expired",
    "a closed account": CLOSED,
    "a first password": NEWCOMER,
}


@dataclass
class Scene:
    """A dossier and one of its tasks; `it` is what else an act is about: a letter, a request, a substitution."""

    town: Town
    dossier_id: int
    task_id: int
    it: int = 999_999  # of nothing


@dataclass(frozen=True)
class _Made:
    path: Path
    scene: Scene


@dataclass
class Stage:
    """Where scenes are put up: each time the whole record as it was, whatever was tried on it before."""

    folder: Path
    template: Path
    tokens: dict[str, str] = field(default_factory=dict)
    _made: dict[str, _Made] = field(default_factory=dict)

    def put_up(self, data: Path, state: str, town: Callable[[Database], Town], make: Callable[..., Scene]) -> Scene:
        """The scene in this state, in the database of this process."""
        if state not in self._made:
            self._made[state] = self._make(data, state, town, make)
        made = self._made[state]
        database = _opened(made.path, data)
        return replace(made.scene, town=Town(database, made.scene.town.moment, count(10_000)))

    def _make(self, data: Path, state: str, town: Callable[[Database], Town], make: Callable[..., Scene]) -> _Made:
        base = self.folder / "base.db"
        if not base.exists():
            base = self._close(self._people(town(_opened(self.template, data))), "base")
        scene = make(Town(_opened(base, data), MONDAY_8AM, count(1_000)), state)
        return _Made(self._close(scene.town, f"scene-{len(self._made)}"), scene)

    def _close(self, town: Town, name: str) -> Path:
        town.database.close()
        path = self.folder / f"{name}.db"
        shutil.copy(Path(town.database.url.database or ""), path)
        return path

    def _people(self, town: Town) -> Town:
        """Everybody has an account that is settled and a session, and a few are stopped at the door."""
        for username, name in ((CLOSED, "Vi Văn Đóng"), (NEWCOMER, "Lò Thị Mới")):
            employ(town, username, name, town.officer("binh").posts[0].id)
        _send_away(town, NEWCOMER, CLOSED)
        with town.database.transaction() as transaction:
            transaction.execute(update(tables.Account).values(must_change=False))
        with town.database.snapshot() as snapshot:
            usernames = sorted(snapshot.execute(select(tables.Account.username)).scalars())
        browser = Browser(site.BROWSER, "10.0.0.7")
        for username in usernames:
            self.tokens[username] = accounts.sign_in(town.database, username, PASSWORD, browser, moment=town.moment)
        long_ago = town.moment - timedelta(days=1)
        self.tokens["binh, expired"] = accounts.sign_in(town.database, "binh", PASSWORD, browser, moment=long_ago)
        account = tables.Account
        with town.database.transaction() as transaction:
            for username, changed in ((CLOSED, {"is_closed": True}), (NEWCOMER, {"must_change": True})):
                transaction.execute(update(account).where(account.username == username).values(**changed))
        return town


def _opened(path: Path, data: Path) -> Database:
    opened = data / "motcua.db"
    for old in data.glob("motcua.db*"):
        old.unlink()
    shutil.copy(path, opened)
    return use(f"sqlite:///{opened}")


def employ(town: Town, username: str, name: str, post_id: int) -> None:
    """Who administers the province gives somebody a post and an account."""
    newcomer = Newcomer(name, username, post_id, MONDAY_8AM.date() - timedelta(days=30))
    with town.database.transaction() as transaction:
        told = {"password": accounts.hashed(PASSWORD), "basis": "1/QĐ-UBND"}
        staffing.add_officer(
            transaction, newcomer, **told, officer=town.officer("khoa"), moment=town.moment, key=town.key()
        )


def _send_away(town: Town, username: str, substitute: str) -> None:
    """Away this week: may do the same as before, but no colleague of the post can be asked to do a task."""
    today, ids = town.moment.date(), (town.officer(username).id, town.officer(substitute).id)
    days = {"decided_on": today, "valid_from": today, "valid_to": today + timedelta(days=4)}
    with town.database.transaction() as transaction:
        told = {"officer": town.officer("khoa"), "moment": town.moment, "key": town.key()}
        substitution.record(transaction, Appointment(*ids, decision="12/QĐ-UBND", **days), **told)
