"""Commands that copy the record away, and bring it back."""

from __future__ import annotations

from pathlib import Path

import click

from ui.commands.door import PATH, Stopped, configured, installed, main


@main.command()
@click.argument("archive", metavar="FILE", type=PATH)
def backup(archive: Path) -> None:
    """Sao lưu cơ sở dữ liệu và tệp đính kèm vào một tệp .tar.gz, trong khi hệ thống vẫn chạy."""
    record = installed()
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
@click.argument("archive", metavar="FILE", type=PATH)
def restore(archive: Path) -> None:
    """Phục hồi một bản sao lưu vào cơ sở dữ liệu trống."""
    settings = configured()
    from processes import backup as backups
    from processes import installation

    record = installation.opened(settings.database_url)
    installation.prepare(record, tell=click.echo)
    manifest = backups.restore(record, archive)
    rows = sum(manifest.counts.values())
    click.echo(f"Đã phục hồi {rows} dòng, {manifest.files} tệp đính kèm, sao lưu lúc {manifest.created.isoformat()}.")
