"""Commands for procedures: judge, play, compare, draft, decide, publish, import the national catalogue."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from bpmn.refusals import Refusal
from ui.commands.door import JSON, PATH, Stopped, Unreadable, installed, main, say

_REPAIR = click.option("--repair", is_flag=True, help="Sửa trước những gì công cụ khác bỏ sót; tệp gốc giữ nguyên.")


@main.command()
@click.argument("folder", metavar="DIR", type=PATH)
@click.option("--agency", "agencies", metavar="CODE", multiple=True, help="Mã cơ quan; lặp lại được.")
@click.option("--from", "since", metavar="DATE", help="Ngày có hiệu lực (YYYY-MM-DD, mặc định: hôm nay).")
def publish(folder: Path, agencies: tuple[str, ...], since: str | None) -> None:
    """Kiểm tra một bản quy trình và ban hành cho mọi cơ quan cùng cấp, hoặc các cơ quan chỉ định."""
    from bpmn import checks, releases
    from processes import calendars, catalogue, database, installation, organisation, role_gaps
    from ui import drawings

    release = releases.read_folder(folder)
    moment = database.now()
    day = calendars.local(calendars.read_moment(since) if since else moment).date()
    for finding in checks.check_release(release):
        click.echo(drawings.told(finding), err=True)
    with installed().transaction() as transaction:
        scope = installation.scope(transaction, release.level, agencies, on=day)
        known = organisation.directory(transaction, organisation.revision(transaction), day)
        for gap in role_gaps.find(transaction, release, known, scope):
            click.echo(gap.message, err=True)
        try:
            catalogue.publish(transaction, release, agencies=scope, in_force_on=day, by="motcua publish", moment=moment)
        except catalogue.NotPublishable as refusal:
            raise Stopped(str(refusal)) from refusal
    click.echo(f"Đã ban hành {release.code} {release.name} cho {len(scope)} cơ quan, từ ngày {day:%d/%m/%Y}.")


@main.command()
@click.argument("paths", metavar="FILE… | DIR", type=PATH, nargs=-1, required=True)
@_REPAIR
@JSON
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
        say({"files": [verdict.document() for verdict in verdicts]})
    sys.exit(max(verdict.code for verdict in verdicts))


@main.command()
@click.argument("file", type=PATH)
@click.option("--process", metavar="ID", help="Chỉ chạy quy trình mang mã này.")
@click.option("--answers", metavar="F", type=PATH, help="Tệp JSON: mã bước → giá trị của biểu mẫu.")
@click.option("--seed", default=1, show_default=True, help="Cùng một số thì chạy như nhau.")
@_REPAIR
@JSON
def play(file: Path, process: str | None, answers: Path | None, seed: int, repair: bool, as_json: bool) -> None:
    """Chạy thử sơ đồ trên máy xử lý thật, không cần cơ sở dữ liệu: 0 kết thúc, 1 không, 2 không đọc được."""
    from ui import drawings

    name = click.format_filename(file)
    try:
        played = drawings.play(file, process=process, answers=answers, seed=seed, repair=repair)
    except Refusal as refusal:
        if as_json:
            say({"file": name, "ended": False, "paths": {}, "reason": str(refusal)})
        raise Unreadable(f"{name}: {refusal}") from refusal
    if as_json:
        say({"file": name, "ended": played.ended, "paths": played.paths, "reason": played.reason})
    else:
        for key, path in played.paths.items():
            click.echo(f"{key}: {' → '.join(path)}")
        click.echo("Đã đi đến kết thúc." if played.ended else played.reason)
    sys.exit(0 if played.ended else 1)


@main.command()
@click.argument("old", metavar="OLD", type=PATH)
@click.argument("new", metavar="NEW", type=PATH)
@JSON
def diff(old: Path, new: Path, as_json: bool) -> None:
    """So hai bản quy trình (thư mục): 0 không có gì thay đổi, 1 có thay đổi, 2 không đọc được."""
    from dataclasses import asdict

    from bpmn import differences, releases

    was, now = releases.read_folder(old), releases.read_folder(new)
    changes = differences.compare(was, now)
    if as_json:
        told = [{**asdict(change), "element": change.element or None} for change in changes]
        say({"old": was.hash, "new": now.hash, "changes": told})
    else:
        click.echo("\n".join(change.sentence for change in changes) or "Không có gì thay đổi.")
    sys.exit(1 if changes else 0)


@main.command("draft-from-table")
@click.argument("file", type=PATH)
@click.option("--to", "folder", metavar="FOLDER", type=PATH, required=True, help="Thư mục mới cho bản nháp.")
@click.option("--role", "roles", metavar="NAME=ROLE", multiple=True, help="Người thực hiện = vai trò; lặp lại được.")
@click.option("--facts", metavar="F", type=PATH, help="procedure.toml của thủ tục, nếu đã có.")
@JSON
def draft_from_table(file: Path, folder: Path, roles: tuple[str, ...], facts: Path | None, as_json: bool) -> None:
    """Dựng bản nháp từ bảng quy trình nội bộ (XLSX, văn bản): 0 không có gì phải hỏi, 1 có, 2 không đọc được."""
    from dataclasses import asdict

    from bpmn import process_tables

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Stopped(f"“{click.format_filename(folder)}” đã có; hãy chọn một thư mục mới.")
    given = {name.strip(): role.strip() for name, _, role in (one.rpartition("=") for one in roles)}
    table = process_tables.read_file(file.read_bytes())
    draft = process_tables.write(table, given, None if facts is None else facts.read_bytes())
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in draft.files.items():
        (folder / name).write_bytes(content)
    if as_json:
        questions = [asdict(question) for question in draft.questions]
        say({"files": sorted(draft.files), "performers": table.performers, "questions": questions})
    else:
        click.echo(f"Đã dựng {len(table.steps)} bước trong “{click.format_filename(folder)}”.")
        for question in draft.questions:
            click.echo(f"  {'cần trả lời' if question.must_answer else 'đã hiểu'}: {question.sentence}")
    sys.exit(1 if any(question.must_answer for question in draft.questions) else 0)


@main.command()
@click.argument("file", type=PATH)
@click.option("--decision", "called", required=True, metavar="NAME", help="Mã hoặc tên của quyết định.")
@click.option("--input", "given", default="{}", metavar="JSON", help="Các thông tin đưa vào, hoặc tệp JSON ghi chúng.")
@JSON
def decide(file: Path, called: str, given: str, as_json: bool) -> None:
    """Tính một quyết định DMN: 0 có kết quả, 1 bị từ chối, 2 không đọc được."""
    from ui import tables

    told = tables.decide(file, called, given)
    if as_json:
        say(told.document)
    elif not told.reason:
        click.echo(told.text)
    if told.reason:
        raise (Unreadable if told.is_unreadable else Stopped)(told.reason)


@main.command("import-procedures")
@click.argument("path", metavar="FILE | DIR", type=PATH)
@click.option("--dry-run", is_flag=True, help="Chỉ đọc và báo điểm cần xem lại, không ghi gì.")
@JSON
def import_procedures(path: Path, dry_run: bool, as_json: bool) -> None:
    """Đọc Cơ sở dữ liệu quốc gia về thủ tục (tệp JSON): 0 đọc hết, 1 có tệp không đọc được, 2 không đọc được gì."""
    from ui import importing

    reading = importing.read(path)
    kept: dict[str, int] = {}
    if reading.pages and not dry_run:
        from processes import database
        from processes.listings import record as listed

        with installed().transaction() as transaction:
            done = listed.keep(transaction, reading.pages, moment=database.now())
        kept = {"new": len(done.new), "changed": len(done.changed), "unchanged": len(done.unchanged)}
    for file, why in reading.unreadable.items():
        click.echo(f"motcua: {file}: {why}", err=True)
    if as_json:
        procedures = [listing.document() for listing, _ in reading.pages]
        say({**reading.figures(), **kept, "unreadable": reading.unreadable, "listings": procedures})
    else:
        click.echo("\n".join(importing.told(reading, kept)))
    sys.exit(reading.code)
