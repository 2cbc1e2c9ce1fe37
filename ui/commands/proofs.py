"""Commands that measure and prove: due times, benchmarks, histories, clocks."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, NoReturn, cast

import click

from ui.commands.door import JSON, installed, main, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from processes.database import Snapshot
    from ui.proofs import Proof


_HOURS = "Giờ làm việc của cơ quan; có ngày đứng trước thì áp dụng từ ngày đó; lặp lại được."
_DAY = "Ngày có giờ làm việc riêng; lặp lại được."


@main.command()
@click.option("--received", required=True, metavar="ISO", help="Lúc nhận hồ sơ, giờ Việt Nam: 2026-03-02T08:00.")
@click.option("--term", required=True, metavar="P5D|PT6H|P1M", help="Thời hạn giải quyết.")
@click.option("--kind", type=click.Choice(["working", "calendar"]), default="working", show_default=True)
@click.option("--cutoff", metavar="15:00", help="Sau giờ này, hồ sơ giải quyết trong ngày được trả ngày sau.")
@click.option("--hours", metavar="[2026-10-16/]07:00-11:30,13:30-17:00", multiple=True, help=_HOURS)
@click.option("--day", "days", metavar="2026-12-31/07:00-11:30", multiple=True, help=_DAY)
@click.option("--pause", "pauses", metavar="FROM/TO", multiple=True, help="Thời gian không tính; lặp lại được.")
@JSON
def due(
    received: str,
    term: str,
    kind: str,
    cutoff: str | None,
    hours: tuple[str, ...],
    days: tuple[str, ...],
    pauses: tuple[str, ...],
    as_json: bool,
) -> None:
    """Tính hạn trả kết quả và giải thích vì sao."""
    from bpmn.terms import Kind, Term
    from processes import calendars, deadlines
    from processes.hours import read_clock

    found = deadlines.due(
        calendars.read_moment(received),
        Term.read(term, kind=cast("Kind", kind)),
        calendars.told(hours, days),
        cutoff=read_clock(cutoff) if cutoff else None,
        pauses=[deadlines.read_pause(pause) for pause in pauses],
    )
    if as_json:
        say({"due": calendars.local(found.due).isoformat(), "explanation": found.explanation})
    else:
        click.echo(found.explanation)


@main.command()
@click.argument("names", metavar="[NAME]…", nargs=-1)
@click.option("--rounds", type=click.IntRange(1, 1_000), default=5, show_default=True, help="Số lượt đo.")
@click.option("--database-url", metavar="URL", help="Đo trên cơ sở dữ liệu này thay cho SQLite tạm.")
@JSON
def bench(names: tuple[str, ...], rounds: int, database_url: str | None, as_json: bool) -> None:
    """Đo tốc độ; chỉ chạy được trong bản mã nguồn."""
    from ui import benches

    documents: list[dict[str, object]] = []
    for measure in benches.find(names):
        documents.append(measure(rounds, database_url))
        if not as_json:
            click.echo(json.dumps(documents[-1], ensure_ascii=False, indent=2))
    if as_json:
        say(documents[0] if len(documents) == 1 else documents)


@main.command("verify-history")
@JSON
def verify_history(as_json: bool) -> None:
    """Tính lại mọi dấu niêm phong của lịch sử hồ sơ: 0 nguyên vẹn, 1 bị thay đổi."""
    from ui import proofs

    _prove(proofs.histories, as_json)


@main.command("verify-clocks")
@JSON
def verify_clocks(as_json: bool) -> None:
    """Kiểm tra mọi hồ sơ đang mở đều có người xử lý, có hạn đúng với lịch sử: 0 đúng, 1 sai."""
    from ui import proofs

    _prove(proofs.all_clocks, as_json)


def _prove(claim: Callable[[Snapshot], Proof], as_json: bool) -> NoReturn:
    record = installed()
    from processes import backup as backups

    with backups.steady(record) as snapshot:
        proof = claim(snapshot)
    if as_json:
        say(proof.document)
    else:
        click.echo("\n".join(proof.lines))
    sys.exit(0 if proof.holds else 1)
