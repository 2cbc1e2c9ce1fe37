"""Commands about the tokens with which other systems come."""

from __future__ import annotations

from datetime import timedelta

import click

from ui.commands.door import JSON, installed, main, say


@main.group()
def token() -> None:
    """Mã truy cập cho hệ thống khác: tạo, xem, thu hồi."""


@token.command()
@click.argument("name")
@click.option("--agency", required=True, help="Mã định danh của cơ quan mà mã truy cập được dùng cho.")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    required=True,
    type=click.Choice(["intake", "status", "deliveries"]),
    help="Quyền.",
)
@click.option("--days", type=click.IntRange(1, 3_650), default=365, show_default=True, help="Số ngày có hiệu lực.")
def create(name: str, agency: str, scopes: tuple[str, ...], days: int) -> None:
    """Tạo mã truy cập và in ra một lần duy nhất."""
    record = installed()
    from processes import api_tokens, database

    moment = database.now()
    until = moment + timedelta(days=days)
    with record.transaction() as transaction:
        made = api_tokens.create(transaction, name=name, scopes=scopes, agency=agency, until=until, moment=moment)
    click.echo(made)


@token.command(name="list")
@JSON
def show(as_json: bool) -> None:
    """Liệt kê các mã truy cập, không in phần bí mật."""
    record = installed()
    from processes import api_tokens

    with record.snapshot() as snapshot:
        found = api_tokens.all_of_them(snapshot)
    if as_json:
        say([{"id": one.id, "name": one.name, "agency": one.agency, "scopes": one.scopes} for one in found])
        return
    for one in found:
        state = "đã thu hồi" if one.revoked_at else f"đến {one.expires_at:%d/%m/%Y}"
        click.echo(f"{one.id}  {one.name}  {one.agency}  {', '.join(one.scopes)}  {state}")


@token.command()
@click.argument("number", type=int)
def revoke(number: int) -> None:
    """Thu hồi một mã truy cập theo số của nó."""
    record = installed()
    from processes import api_tokens, database

    with record.transaction() as transaction:
        api_tokens.revoke(transaction, number, moment=database.now())
