"""The command that takes the event log out."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from ui.commands.door import PATH, Stopped, installed, main

_DAY = click.DateTime(["%Y-%m-%d"])


@main.command("export-log")
@click.argument("file", metavar="FILE", type=PATH)
@click.option("--form", type=click.Choice(["csv", "xes", "ocel"]), default="csv", show_default=True, help="Định dạng.")
@click.option("--by", "username", metavar="USERNAME", required=True, help="Người xuất, được ghi lại.")
@click.option("--agency", "codes", metavar="CODE", multiple=True, help="Chỉ cơ quan này; lặp lại được.")
@click.option("--from", "since", type=_DAY, help="Nhận từ ngày này.")
@click.option("--to", "until", type=_DAY, help="Nhận đến hết ngày này.")
@click.option("--named", is_flag=True, help="Ghi tên cán bộ thay cho ký hiệu, nếu người xuất được phép.")
def export_log(
    file: Path,
    form: str,
    username: str,
    codes: tuple[str, ...],
    since: datetime | None,
    until: datetime | None,
    named: bool,
) -> None:
    """Xuất nhật ký sự kiện để phân tích bằng phần mềm khác; không có dữ liệu của người nộp."""
    record = installed()
    from uuid import uuid4

    from processes import calendars, database, organisation, staff
    from tasks import log_exports
    from tasks.log_exports import Order

    if file.exists():
        raise Stopped(f"Đã có tệp “{click.format_filename(file)}”. Hãy chọn tên khác.")
    moment = database.now()
    with record.snapshot() as snapshot:
        known = organisation.directory(snapshot, organisation.revision(snapshot), calendars.local(moment).date())
        officer_id = staff.by_username(snapshot, username)
    numbers = {one.code: one.id for one in known.agencies.values()}
    unknown = [code for code in codes if code not in numbers]
    if officer_id is None or unknown:
        raise Stopped(f"Không có {'tài khoản ' + username if officer_id is None else 'cơ quan ' + unknown[0]}.")
    days = (None if day is None else day.date() for day in (since, until))
    order = Order(form, frozenset(numbers[code] for code in codes), named, *days)
    officer = known.officer(officer_id)
    found = log_exports.export(record, order, officer=officer, moment=moment, key=f"export-{uuid4().hex}")
    with file.open("xb") as opened:
        opened.writelines(found.pieces())
    click.echo(f"Đã xuất {found.tasks} việc vào {click.format_filename(file)}.")
