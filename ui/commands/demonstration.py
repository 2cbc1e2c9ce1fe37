"""The command that fills the demonstration province with a year of dossiers."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from ui.commands.door import JSON, configured, main, say

if TYPE_CHECKING:
    from datetime import datetime

    from processes.demonstration import Played
    from tasks.demonstration import Plan

_INTERRUPTED = 130


@main.command()
@click.option("--dossiers", type=click.IntRange(1, 200_000), default=2_000, show_default=True, help="Số hồ sơ.")
@click.option("--months", type=click.IntRange(1, 36), default=12, show_default=True, help="Trong bao nhiêu tháng qua.")
@click.option("--seed", type=int, default=1, show_default=True, help="Cùng một số thì diễn ra như nhau.")
@JSON
def demo(dossiers: int, months: int, seed: int, as_json: bool) -> None:
    """Nạp hồ sơ minh họa: cán bộ tỉnh minh họa tiếp nhận và giải quyết chúng cho đến lúc này.

    Ctrl-C để dừng; chạy lại lệnh này thì đi tiếp từ chỗ đã dừng.
    """
    settings = configured()
    from processes import database, installation
    from tasks import demonstration

    def announce(line: str) -> None:
        click.echo(f"· {line}", err=as_json)

    record, now = installation.opened(settings.database_url), database.now()
    installation.prepare(record, tell=announce)
    installation.prepare_demonstration(record, moment=now, tell=announce)
    there, begun = demonstration.played(record), demonstration.unfinished(record)
    if there is not None and begun is None:
        _tell(there, "Đã có hồ sơ minh họa, không nạp thêm", as_json)
        return
    plan = begun or demonstration.Plan(dossiers, months, now, seed)
    if begun is not None:
        announce(f"Đi tiếp lần nạp {begun.dossiers} hồ sơ trong {begun.months} tháng đã dừng giữa chừng")
    try:
        played = demonstration.fill(record, plan, tell=_Progress(plan).show)
    except KeyboardInterrupt:
        click.echo(err=True)
        left = demonstration.played(record)
        if left is None:
            click.echo("Đã dừng khi chưa có hồ sơ nào.", err=True)
        else:
            _tell(left, "Đã dừng, chạy lại lệnh này để đi tiếp", as_json)
        sys.exit(_INTERRUPTED)
    _tell(played, "Đã nạp xong", as_json)


class _Progress:
    """One line on a terminal that is written anew; elsewhere a line a month."""

    def __init__(self, plan: Plan) -> None:
        self._total, self._is_live, self._shown = plan.requests, sys.stderr.isatty(), ""

    def show(self, come: int, moment: datetime) -> None:
        from processes.calendars import local

        day = f"{local(moment):%d/%m/%Y}" if self._is_live else f"tháng {local(moment):%m/%Y}"
        if day == self._shown:
            return
        self._shown = day
        told = f"· {day}: {come}/{self._total} hồ sơ, phản ánh"
        click.echo(f"\r{told}" if self._is_live else told, nl=not self._is_live, err=True)


def _tell(played: Played, what: str, as_json: bool) -> None:
    from processes.calendars import local

    if as_json:
        since, until = (local(one).isoformat() for one in (played.since, played.until))
        say({"dossiers": played.dossiers, "open": played.open, "since": since, "until": until})
        return
    first, last = (f"{local(one):%d/%m/%Y}" for one in (played.since, played.until))
    click.echo(
        f"\n{what}: {played.dossiers} hồ sơ tiếp nhận từ {first} đến {last}, {played.open} hồ sơ chưa trả kết quả."
    )
