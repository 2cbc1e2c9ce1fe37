"""The command for staff: an agency's officers from a file."""

from __future__ import annotations

from pathlib import Path

import click

from ui.commands.door import PATH, Stopped, installed, main


@main.command("import-staff")
@click.argument("file", metavar="FILE", type=PATH)
@click.option("--agency", "code", metavar="CODE", required=True, help="Mã cơ quan.")
@click.option("--by", "username", metavar="USERNAME", required=True, help="Người quản trị ghi việc này.")
@click.option("--basis", default="", metavar="SỐ", help="Số văn bản làm căn cứ.")
@click.option("--dry-run", is_flag=True, help="Chỉ cho biết sẽ thêm gì.")
def import_staff(file: Path, code: str, username: str, basis: str, dry_run: bool) -> None:
    """Nhập danh sách cán bộ của một cơ quan từ tệp CSV: tất cả hoặc không dòng nào."""
    from uuid import uuid4

    from processes import accounts, calendars, database, organisation, staff
    from tasks import roster

    lines, moment, found = roster.read(file.read_bytes()), database.now(), installed()
    with found.snapshot() as snapshot:
        today = calendars.local(moment).date()
        known = organisation.directory(snapshot, organisation.revision(snapshot), today)
        agency_id = next((one.id for one in known.agencies.values() if one.code == code), None)
        officer_id = staff.by_username(snapshot, username)
        if agency_id is None or officer_id is None:
            raise Stopped(f"Không có {'cơ quan ' + code if agency_id is None else 'tài khoản ' + username}.")
        officer = known.officer(officer_id)
        plan = roster.plan(snapshot, agency_id, lines, officer=officer)
    first = {} if dry_run else {name: accounts.first_password() for name in plan.officers}
    if not dry_run:
        passwords = {name: accounts.hashed(password) for name, password in first.items()}
        key = uuid4().hex
        with found.transaction() as transaction:
            plan = roster.take(
                transaction, agency_id, lines, passwords=passwords, basis=basis, officer=officer, moment=moment, key=key
            )
    said = "Sẽ thêm" if dry_run else "Đã thêm"
    counts = (
        f"{len(plan.units)} đơn vị, {len(plan.posts)} vị trí, {len(plan.officers)} cán bộ, {plan.holds} việc giữ vị trí"
    )
    click.echo(f"{said} {counts}.")
    for name, password in first.items():
        click.echo(f"{name}\t{password}")
