"""The command `motcua`: every door to the house that is not the site.

What a command needs is imported when it runs: `motcua --help` and the supervisor stay small. With `--json` exactly
one JSON document is written to standard output. A refusal is one sentence on standard error: exit code 2 when what
was given cannot be read, 1 when it was refused.
"""

from __future__ import annotations

import errno
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, cast

import click

from bpmn.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from processes.database import Database, Snapshot
    from processes.settings import Settings
    from ui.proofs import Proof

_PATH = click.Path(path_type=Path)
_JSON = click.option("--json", "as_json", is_flag=True, help="In một tài liệu JSON.")
_REPAIR = click.option("--repair", is_flag=True, help="Sửa trước những gì công cụ khác bỏ sót; tệp gốc giữ nguyên.")
_SUPERVISED = click.option("--supervised", is_flag=True, hidden=True)
_PORT = click.IntRange(1, 65_535)
_UNREADABLE = 422


class Stopped(click.ClickException):
    """The command ends with one sentence on standard error, and exit code 1."""

    def show(self, file: object = None) -> None:
        """Writes the sentence."""
        click.echo(f"motcua: {self.message}", err=True)


class Unreadable(Stopped):
    """What the command was given cannot be read: exit code 2."""

    exit_code = 2


class _Door(click.Group):
    """Turns refusals, and the disk's own, into sentences."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except Refusal as refusal:
            raise (Unreadable if refusal.status == _UNREADABLE else Stopped)(str(refusal)) from refusal
        except OSError as error:
            if error.errno == errno.EPIPE or error.filename is None:
                raise
            raise Stopped(f"Không dùng được “{click.format_filename(error.filename)}”: {error.strerror}.") from error


@click.group(cls=_Door, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Một Cửa: vẽ thủ tục hành chính bằng BPMN và giải quyết hồ sơ theo đúng sơ đồ, đúng hạn."""


@main.command()
@click.option("--port", type=_PORT, help="Cổng của trang web (mặc định: MOTCUA__WEB__PORT, 8501).")
@click.option("--demo", is_flag=True, help="Nạp tỉnh minh họa và in các tài khoản dùng thử.")
def up(port: int | None, demo: bool) -> None:
    """Chạy toàn bộ hệ thống trên máy này; Ctrl-C để dừng tất cả."""
    from ui import supervisor

    sys.exit(supervisor.supervise(port=port, with_demonstration=demo))


@main.command()
@click.option("--host", help="Địa chỉ lắng nghe (mặc định: MOTCUA__WEB__HOST).")
@click.option("--port", type=_PORT, help="Cổng (mặc định: MOTCUA__WEB__PORT).")
@_SUPERVISED
def web(host: str | None, port: int | None, supervised: bool) -> None:
    """Chỉ chạy trang web."""
    from ui import server

    _wait_if(supervised)
    site = _settings().web
    site.host, site.port = host or site.host, port or site.port
    _record()
    server.serve(site.host, site.port)


@main.command()
@_SUPERVISED
def agent(supervised: bool) -> None:
    """Chỉ chạy tác tử: gửi tin trong hộp thư đi, điểm hẹn giờ, dọn dẹp."""
    import logging
    import signal
    from threading import Event, Thread

    from tasks import agent as worker

    _wait_if(supervised)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    record = _record()
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        # in a thread: the handler may interrupt the very wait whose lock `set` needs
        signal.signal(number, lambda _number, _frame: Thread(target=stop.set).start())
    worker.run(record, stop)


@main.command()
@click.option("--demo", is_flag=True, help="Nạp tỉnh minh họa với các thủ tục kèm theo.")
@click.option("--json", "as_json", is_flag=True, hidden=True)
def init(demo: bool, as_json: bool) -> None:
    """Tạo hoặc nâng cấp cơ sở dữ liệu; chạy lại bao nhiêu lần cũng được."""
    settings = _settings()
    from processes import database, installation

    def tell(line: str) -> None:
        click.echo(f"· {line}", err=as_json)

    record = installation.opened(settings.database_url)
    installation.prepare(record, tell=tell)
    accounts = None
    if demo:
        accounts = installation.prepare_demonstration(record, moment=database.now(), tell=tell)
    if as_json:
        site = settings.web
        shown = None if accounts is None else str(accounts.absolute())
        _print({"host": site.host, "port": site.port, "address": site.address, "accounts": shown})
    else:
        click.echo(f"Cơ sở dữ liệu sẵn sàng. Dữ liệu nằm ở {settings.data.absolute()}")
        click.echo("" if accounts is None else f"\n{accounts.read_text(encoding='utf-8')}", nl=False)


@main.command()
def doctor() -> None:
    """Kiểm tra máy này có chạy được hệ thống không (mã thoát 0: được)."""
    settings = _settings()
    from ui import doctor as practice

    signs: list[practice.Sign] = []
    for sign in practice.examine(settings):
        click.echo(str(sign))
        signs.append(sign)
    sys.exit(0 if all(sign.well for sign in signs) else 1)


@main.command()
@click.argument("folder", metavar="DIR", type=_PATH)
@click.option("--agency", "agencies", metavar="CODE", multiple=True, help="Mã cơ quan; lặp lại được.")
@click.option("--from", "since", metavar="DATE", help="Ngày có hiệu lực (YYYY-MM-DD, mặc định: hôm nay).")
def publish(folder: Path, agencies: tuple[str, ...], since: str | None) -> None:
    """Kiểm tra một bản quy trình và ban hành cho mọi cơ quan cùng cấp, hoặc các cơ quan chỉ định."""
    from bpmn import checks, releases
    from processes import calendars, catalogue, database, installation
    from ui import drawings

    release = releases.read_folder(folder)
    moment = database.now()
    day = calendars.local(calendars.read_moment(since) if since else moment).date()
    for finding in checks.check_release(release):
        click.echo(drawings.told(finding), err=True)
    with _record().transaction() as transaction:
        scope = installation.scope(transaction, release.level, agencies)
        try:
            catalogue.publish(transaction, release, agencies=scope, in_force_on=day, by="motcua publish", moment=moment)
        except catalogue.NotPublishable as refusal:
            raise Stopped(str(refusal)) from refusal
    click.echo(f"Đã ban hành {release.code} {release.name} cho {len(scope)} cơ quan, từ ngày {day:%d/%m/%Y}.")


@main.command()
@click.argument("paths", metavar="FILE… | DIR", type=_PATH, nargs=-1, required=True)
@_REPAIR
@_JSON
def check(paths: tuple[Path, ...], repair: bool, as_json: bool) -> None:
    """Kiểm tra sơ đồ hoặc bản quy trình: 0 ban hành được, 1 còn lỗi, 2 không đọc được."""
    from ui import drawings

    verdicts = [drawings.judge(path, repair=repair) for path in paths]
    for verdict in verdicts:
        if verdict.unreadable:
            click.echo(f"motcua: {verdict.file}: {verdict.unreadable}", err=True)
        elif not as_json:
            click.echo(f"{verdict.file}: {'ban hành được' if verdict.is_publishable else 'chưa ban hành được'}")
            click.echo("".join(f"  {drawings.told(finding)}\n" for finding in verdict.findings), nl=False)
    if as_json:
        _print({"files": [verdict.document() for verdict in verdicts]})
    sys.exit(max(verdict.code for verdict in verdicts))


@main.command()
@click.argument("file", type=_PATH)
@click.option("--process", metavar="ID", help="Chỉ chạy quy trình mang mã này.")
@click.option("--answers", metavar="F", type=_PATH, help="Tệp JSON: mã bước → giá trị của biểu mẫu.")
@click.option("--seed", default=1, show_default=True, help="Cùng một số thì chạy như nhau.")
@_REPAIR
@_JSON
def play(file: Path, process: str | None, answers: Path | None, seed: int, repair: bool, as_json: bool) -> None:
    """Chạy thử sơ đồ trên máy xử lý thật, không cần cơ sở dữ liệu: 0 kết thúc, 1 không, 2 không đọc được."""
    from ui import drawings

    name = click.format_filename(file)
    try:
        played = drawings.play(file, process=process, answers=answers, seed=seed, repair=repair)
    except Refusal as refusal:
        if as_json:
            _print({"file": name, "ended": False, "paths": {}, "reason": str(refusal)})
        raise Unreadable(f"{name}: {refusal}") from refusal
    if as_json:
        _print({"file": name, "ended": played.ended, "paths": played.paths, "reason": played.reason})
    else:
        for key, path in played.paths.items():
            click.echo(f"{key}: {' → '.join(path)}")
        click.echo("Đã đi đến kết thúc." if played.ended else played.reason)
    sys.exit(0 if played.ended else 1)


@main.command()
@click.argument("file", type=_PATH)
@click.option("--decision", "called", required=True, metavar="NAME", help="Mã hoặc tên của quyết định.")
@click.option("--input", "given", default="{}", metavar="JSON", help="Các thông tin đưa vào, hoặc tệp JSON ghi chúng.")
@_JSON
def decide(file: Path, called: str, given: str, as_json: bool) -> None:
    """Tính một quyết định DMN: 0 có kết quả, 1 bị từ chối, 2 không đọc được."""
    from ui import tables

    told = tables.decide(file, called, given)
    if as_json:
        _print(told.document)
    elif not told.reason:
        click.echo(told.text)
    if told.reason:
        raise (Unreadable if told.is_unreadable else Stopped)(told.reason)


@main.command()
@click.option("--received", required=True, metavar="ISO", help="Lúc nhận hồ sơ, giờ Việt Nam: 2026-03-02T08:00.")
@click.option("--term", required=True, metavar="P5D|PT6H|P1M", help="Thời hạn giải quyết.")
@click.option("--kind", type=click.Choice(["working", "calendar"]), default="working", show_default=True)
@click.option("--cutoff", metavar="15:00", help="Sau giờ này, hồ sơ giải quyết trong ngày được trả ngày sau.")
@click.option("--hours", metavar="07:00-11:30,13:30-17:00", help="Giờ làm việc của cơ quan.")
@click.option("--pause", "pauses", metavar="FROM/TO", multiple=True, help="Thời gian không tính; lặp lại được.")
@_JSON
def due(
    received: str,
    term: str,
    kind: str,
    cutoff: str | None,
    hours: str | None,
    pauses: tuple[str, ...],
    as_json: bool,
) -> None:
    """Tính hạn trả kết quả và giải thích vì sao."""
    from bpmn.terms import Kind, Term
    from processes import calendars, deadlines

    found = deadlines.due(
        calendars.read_moment(received),
        Term.read(term, kind=cast("Kind", kind)),
        calendars.of_hours(hours) if hours else calendars.vietnam(),
        cutoff=calendars.read_clock(cutoff) if cutoff else None,
        pauses=[deadlines.read_pause(pause) for pause in pauses],
    )
    if as_json:
        _print({"due": calendars.local(found.due).isoformat(), "explanation": found.explanation})
    else:
        click.echo(found.explanation)


@main.command()
@click.argument("names", metavar="[NAME]…", nargs=-1)
@click.option("--rounds", type=click.IntRange(1, 1_000), default=5, show_default=True, help="Số lượt đo.")
@click.option("--database-url", metavar="URL", help="Đo trên cơ sở dữ liệu này thay cho SQLite tạm.")
@_JSON
def bench(names: tuple[str, ...], rounds: int, database_url: str | None, as_json: bool) -> None:
    """Đo tốc độ; chỉ chạy được trong bản mã nguồn."""
    from ui import benches

    documents: list[dict[str, object]] = []
    for measure in benches.find(names):
        documents.append(measure(rounds, database_url))
        if not as_json:
            click.echo(json.dumps(documents[-1], ensure_ascii=False, indent=2))
    if as_json:
        _print(documents[0] if len(documents) == 1 else documents)


@main.command()
@click.argument("archive", metavar="FILE", type=_PATH)
def backup(archive: Path) -> None:
    """Sao lưu cơ sở dữ liệu và tệp đính kèm vào một tệp .tar.gz, trong khi hệ thống vẫn chạy."""
    record = _record()
    from processes import backup as backups
    from processes import database

    manifest = backups.write(record, archive, moment=database.now())
    rows = sum(manifest.counts.values())
    click.echo(f"Đã sao lưu {rows} dòng, {manifest.files} tệp đính kèm vào {click.format_filename(archive)}.")
    if manifest.missing:
        missing = ", ".join(digest[:12] for digest in manifest.missing[:5])
        raise Stopped(
            f"{len(manifest.missing)} tệp đính kèm bị mất hoặc hỏng trên đĩa, không có trong bản sao: {missing}…"
        )


@main.command()
@click.argument("archive", metavar="FILE", type=_PATH)
def restore(archive: Path) -> None:
    """Phục hồi một bản sao lưu vào cơ sở dữ liệu trống."""
    settings = _settings()
    from processes import backup as backups
    from processes import installation

    record = installation.opened(settings.database_url)
    installation.prepare(record, tell=click.echo)
    manifest = backups.restore(record, archive)
    rows = sum(manifest.counts.values())
    click.echo(f"Đã phục hồi {rows} dòng, {manifest.files} tệp đính kèm, sao lưu lúc {manifest.created.isoformat()}.")


@main.command("verify-history")
@_JSON
def verify_history(as_json: bool) -> None:
    """Tính lại mọi dấu niêm phong của lịch sử hồ sơ: 0 nguyên vẹn, 1 bị thay đổi."""
    from ui import proofs

    _prove(proofs.histories, as_json)


@main.command("verify-clocks")
@_JSON
def verify_clocks(as_json: bool) -> None:
    """Kiểm tra mọi hồ sơ đang mở đều có người xử lý, có hạn đúng với lịch sử: 0 đúng, 1 sai."""
    from ui import proofs

    _prove(proofs.all_clocks, as_json)


def _prove(claim: Callable[[Snapshot], Proof], as_json: bool) -> NoReturn:
    record = _record()
    from processes import backup as backups

    with backups.steady(record) as snapshot:
        proof = claim(snapshot)
    if as_json:
        _print(proof.document)
    else:
        click.echo("\n".join(proof.lines))
    sys.exit(0 if proof.holds else 1)


def _wait_if(supervised: bool) -> None:
    """What is supervised has loaded by now, and begins when the record is prepared."""
    if supervised:
        from ui import supervisor

        supervisor.wait_for_the_word()


def _settings() -> Settings:
    from processes.settings import settings

    try:
        return settings()
    except ValueError as error:  # pydantic's own; what else could be wrong here is wrong in the environment
        _wrong_settings(error)


def _wrong_settings(error: ValueError) -> NoReturn:
    from pydantic import ValidationError

    if not isinstance(error, ValidationError):
        raise Unreadable("Biến môi trường MOTCUA__… không đọc được; xem docs/settings.md.") from error
    names = ("__".join(["MOTCUA", *(str(part).upper() for part in one["loc"])]) for one in error.errors())
    raise Unreadable(f"Biến môi trường không hợp lệ: {', '.join(names)}; xem docs/settings.md.") from error


def _record() -> Database:
    """The database of this installation, when it can be worked with. Refuses: Unreachable, NotPrepared."""
    settings = _settings()
    from processes import installation

    record = installation.opened(settings.database_url)
    installation.refuse_unprepared(record)
    return record


def _print(document: object) -> None:
    click.echo(json.dumps(document, ensure_ascii=False))


if __name__ == "__main__":
    main()
