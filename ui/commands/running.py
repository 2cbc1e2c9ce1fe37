"""Commands that run the house, prepare it, and look whether it can run."""

from __future__ import annotations

import sys

import click

from ui.commands.door import configured, installed, main, say

_SUPERVISED = click.option("--supervised", is_flag=True, hidden=True)
_PORT = click.IntRange(1, 65_535)


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
    site = configured().web
    site.host, site.port = host or site.host, port or site.port
    installed()
    server.serve(site.host, site.port)


@main.command()
@_SUPERVISED
def worker(supervised: bool) -> None:
    """Chỉ chạy tác tử: gửi tin trong hộp thư đi, điểm hẹn giờ, dọn dẹp; chạy được trên nhiều máy."""
    import logging
    import signal
    from threading import Event, Thread

    from tasks import worker as agent
    from ui import orchestrator, supervisor

    _wait_if(supervised)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    record = installed()
    supervisor.inherit(orchestrator.QUIET)
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        # in a thread: the handler may interrupt the very wait whose lock `set` needs
        signal.signal(number, lambda _number, _frame: Thread(target=stop.set).start())
    agent.run(record, stop)


@main.command()
@_SUPERVISED
def orchestrator(supervised: bool) -> None:
    """Chỉ chạy máy chủ Prefect, nơi theo dõi các lượt làm việc của tác tử."""
    from ui import orchestrator as server

    _wait_if(supervised)
    server.serve(configured())


@main.command()
@click.option("--demo", is_flag=True, help="Nạp tỉnh minh họa với các thủ tục kèm theo.")
@click.option("--json", "as_json", is_flag=True, hidden=True)
def init(demo: bool, as_json: bool) -> None:
    """Tạo hoặc nâng cấp cơ sở dữ liệu; chạy lại bao nhiêu lần cũng được."""
    settings = configured()
    from processes import database, installation
    from tasks import demonstration

    def tell(line: str) -> None:
        click.echo(f"· {line}", err=as_json)

    record = installation.opened(settings.database_url)
    installation.prepare(record, tell=tell)
    accounts = None
    if demo:
        accounts = installation.prepare_demonstration(record, moment=database.now(), tell=tell)
        with record.transaction() as transaction:
            demonstration.tell(transaction, moment=database.now())
    if as_json:
        site = settings.web
        shown = None if accounts is None else str(accounts.absolute())
        say(
            {
                "host": site.host,
                "port": site.port,
                "address": site.address,
                "accounts": shown,
                "watched": settings.prefect.is_ours,
            }
        )
    else:
        click.echo(f"Cơ sở dữ liệu sẵn sàng. Dữ liệu nằm ở {settings.data.absolute()}")
        click.echo("" if accounts is None else f"\n{accounts.read_text(encoding='utf-8')}", nl=False)


@main.command()
def doctor() -> None:
    """Kiểm tra máy này có chạy được hệ thống không (mã thoát 0: được)."""
    settings = configured()
    from ui import doctor as practice

    signs: list[practice.Sign] = []
    for sign in practice.examine(settings):
        click.echo(str(sign))
        signs.append(sign)
    sys.exit(0 if all(sign.well for sign in signs) else 1)


def _wait_if(supervised: bool) -> None:
    """What is supervised has loaded by now, and begins when the record is prepared."""
    if supervised:
        from ui import supervisor

        supervisor.wait_for_the_word()
