"""An installation: its data folder, its schema and, to try everything with, the demonstration province.

Every step can be done again: what is there stays, what a kill left half done was never committed.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from alembic.migration import MigrationContext
from alembic.util import CommandError
from sqlalchemy import or_, select
from sqlalchemy.exc import ArgumentError, DBAPIError

import bpmn
from bpmn import blocks, releases
from bpmn.refusals import Refusal
from processes import catalogue, database, demonstration, schema
from processes.database import Database, Snapshot, Transaction
from processes.demonstration import DemonstrationAccount
from processes.refusals import NotFound
from processes.settings import settings
from processes.tables import Agency

Standing = Literal["absent", "behind", "current"]

DIAGRAMS = Path(bpmn.__file__).parent / "diagrams"
IN_FORCE = date(2025, 7, 1)  # the two-tier model of local government begins
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that looks like another
_LEVELS = {"commune": "cấp xã", "province": "cấp tỉnh", "ministry": "cấp bộ"}


class Unreachable(Refusal):
    """The database does not answer, or is none."""

    code = "installation.unreachable"
    sentence = "Không mở được cơ sở dữ liệu {url}: {reason}"
    status = 503


class NotPrepared(Refusal):
    """There is no record yet, or its schema is older than this version."""

    code = "installation.not-prepared"
    sentence = "Cơ sở dữ liệu chưa được khởi tạo hoặc chưa nâng cấp. Hãy chạy “motcua init” trước."


class NewerSchema(Refusal):
    """A newer version has written this record; an older one keeps its hands off."""

    code = "installation.newer-schema"
    sentence = "Dữ liệu thuộc một phiên bản mới hơn ({revision}); hãy dùng đúng phiên bản chương trình đó."


def revision(snapshot: Snapshot) -> str | None:
    """The schema revision at which the record stands, None when there is none yet."""
    return MigrationContext.configure(snapshot.connection).get_current_revision()


def opened(url: str) -> Database:
    """Opens the database of this process; that it answers is not known yet. Refuses: Unreachable."""
    try:
        return database.use(url)
    except ArgumentError as error:
        raise Unreachable(url="(MOTCUA__DATABASE__URL)", reason="địa chỉ không hợp lệ.") from error


def standing(record: Database) -> Standing:
    """Whether there is a record, and whether its schema is this version's. Makes nothing. Refuses: Unreachable."""
    url = record.url
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        return "absent"
    try:
        with record.snapshot() as snapshot:
            if revision(snapshot) is None:
                return "absent"
        return "current" if schema.is_current(record) else "behind"
    except DBAPIError as error:
        shown = url.render_as_string(hide_password=True)
        raise Unreachable(url=shown, reason=str(error.orig).strip().partition("\n")[0]) from error


def refuse_unprepared(record: Database) -> None:
    """Says in a sentence what would else go wrong at the first act. Refuses: Unreachable, NotPrepared."""
    if standing(record) != "current":
        raise NotPrepared


def prepare(record: Database, *, tell: Callable[[str], None]) -> None:
    """Makes the data folder and brings the schema to this version's. Refuses: Unreachable, NewerSchema."""
    settings().data.mkdir(parents=True, exist_ok=True)
    if standing(record) == "current":
        return
    tell("chuẩn bị cơ sở dữ liệu")
    try:
        schema.upgrade(record)
    except CommandError as error:  # Alembic does not know the revision
        with record.snapshot() as snapshot:
            raise NewerSchema(revision=revision(snapshot)) from error


def prepare_demonstration(record: Database, *, moment: datetime, tell: Callable[[str], None]) -> Path | None:
    """Loads the demonstration province with the shipped procedures in force, unless there is an agency already.

    Gives the file that tells its accounts and their first password, None when there is none. The file is written
    before the province is committed: no account ever has a password that nobody can read.
    """
    file = settings().data / "demonstration-accounts.txt"
    with record.transaction() as transaction:
        if not demonstration.is_loaded(transaction):
            tell("nạp tỉnh minh họa")
            password = f"MotCua-{_word()}-{_word()}-{_word()}"
            accounts = demonstration.load(transaction, password=password)
            for folder in (*_folders(blocks.SHIPPED), *_folders(DIAGRAMS)):
                release = releases.read_folder(folder)
                tell(f"ban hành {release.code} {release.name}")
                agencies = scope(transaction, release.level, demonstration.scope(release.slug))
                catalogue.publish(
                    transaction,
                    release,
                    agencies=agencies,
                    in_force_on=IN_FORCE,
                    by="bản cài đặt",
                    moment=moment,
                )
            _write_secret(file, _told(accounts, password))
    if not file.exists():
        return None
    _provide_trial_keys(moment, tell)
    return file


def _folders(within: Path) -> list[Path]:
    return sorted(facts.parent for facts in within.glob(f"*/{releases.FACTS}"))


def _provide_trial_keys(moment: datetime, tell: Callable[[str], None]) -> None:
    """The province signs with keys of a trial authority, unless it was given keys of its own."""
    told = settings().signing
    if told.keys or told.pkcs11_module:
        return
    from processes import trial_authority

    if trial_authority.provide(settings().signing_keys, demonstration.signers(), moment):
        tell("tạo chứng thư số thử nghiệm – không có giá trị pháp lý")


def scope(transaction: Transaction, level: str, codes: Sequence[str] = (), *, on: date = date.max) -> list[int]:
    """The agencies with these codes, or else every agency of a release's level, that are there on a day.

    Refuses: NotFound.
    """
    named = Agency.code.in_(codes) if codes else Agency.level == level
    there = or_(Agency.valid_to.is_(None), Agency.valid_to >= on)
    query = select(Agency.id, Agency.code).where(named, there).order_by(Agency.id)
    found = transaction.execute(query).all()
    missing = sorted(set(codes) - {row.code for row in found})
    if missing:
        raise NotFound(what=f"cơ quan mang mã “{missing[0]}”")
    if not found:
        raise NotFound(what=f"cơ quan nào {_LEVELS.get(level, level)}")
    return [row.id for row in found]


def _word() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(4))


def _told(accounts: Sequence[DemonstrationAccount], password: str) -> str:
    rows = [("Tài khoản", "Họ tên", "Cơ quan", "Vị trí")]
    rows += [(one.username, one.name, one.agency, one.title) for one in accounts]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    head = f"Tỉnh minh họa, không có thật. Mật khẩu ban đầu của mọi tài khoản: {password}"
    return "\n".join([head, "", *(line.rstrip() for line in lines), ""])


def _write_secret(file: Path, text: str) -> None:
    """Writes a file that its owner alone can read; it is whole, or not there."""
    draft = file.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as opened:
        opened.write(text)
        opened.flush()
        os.fsync(opened.fileno())
    draft.replace(file)
