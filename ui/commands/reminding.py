"""The command that tells beforehand whom the ladders would remind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ui.commands.door import JSON, Unreadable, installed, main, say

if TYPE_CHECKING:
    from tasks.reminders import Foreseen


@main.command()
@click.option("--from", "since", required=True, metavar="ISO", help="Từ lúc nào, giờ Việt Nam: 2026-03-02T08:00.")
@click.option("--to", "until", required=True, metavar="ISO", help="Đến lúc nào.")
@JSON
def reminders(since: str, until: str, as_json: bool) -> None:
    """Chạy thử: những lần nhắc hạn, báo cấp trên sẽ gửi trong khoảng thời gian này nếu không ai làm gì."""
    from processes import calendars, database
    from tasks import reminders as reminding

    begins, ends = calendars.read_moment(since), calendars.read_moment(until)
    if ends < begins:
        raise Unreadable(f"Khoảng thời gian từ “{since}” đến “{until}” không hợp lệ: kết thúc trước khi bắt đầu.")
    record = installed()
    from processes import backup as backups

    with backups.steady(record) as snapshot:
        found = reminding.foresee(snapshot, since=begins, until=ends, moment=database.now())
    if as_json:
        say({"reminders": [_document(one) for one in found]})
    else:
        click.echo("\n".join([*(_line(one) for one in found), f"{len(found)} lần."]))


def _document(one: Foreseen) -> dict[str, object]:
    from processes.calendars import local

    told = one.reminder
    return {
        "at": local(told.fired_at).isoformat(),
        "dossier": one.code,
        "task_id": told.task_id,
        "task": one.task,
        "kind": told.kind,
        "due": local(told.due_at).isoformat(),
        "state": told.state,
        "to": list(one.told),
    }


def _line(one: Foreseen) -> str:
    from processes import ladders
    from processes.calendars import local
    from processes.reminders import SENT

    rung = one.reminder.rung
    act = "báo cấp trên" if rung.is_escalation else "nhắc hạn"
    days = ladders.written(rung.days)
    why = ladders.said(days).format(days=ladders.distance(days))
    told = ", ".join(one.told) or "không có ai"
    if one.reminder.state != SENT:
        told = "không gửi riêng, đã đến mốc sau"
    return f"{local(one.reminder.fired_at):%H:%M %d/%m/%Y}  {one.code}  {act}: “{one.task}” {why} → {told}"
