"""The command: exit codes, one JSON document and nothing else, one sentence for whatever cannot be read."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select, update

from processes import database, documents, installation, settings, tables
from processes.database import Database
from tests import corpus
from tests.bpmn.drawing import DEFINITIONS, diagram
from tests.bpmn.process_tables.tables import ROLES, xlsx
from tests.conftest import DIAGRAMS, MONDAY_8AM, ROOT
from tests.processes.listings.pages import page
from tests.town import PDF, Town
from ui.command import main

W1 = ROOT / "benchmarks" / "w1" / "w1.bpmn"
COPY = DIAGRAMS / "cap-ban-sao-tu-so-goc"
HEAVY = (
    "streamlit",
    "sqlalchemy",
    "pydantic",
    "SpiffWorkflow",
    "fastapi",
    "lxml",
    "bpmn.reader",
    "processes.settings",
)


def run(*arguments: object) -> Result:
    """Types a command; whatever it ends with is an exit code, never a traceback."""
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


def document(result: Result) -> dict[str, object]:
    """The one JSON document on standard output."""
    assert len(result.stdout.strip().splitlines()) == 1
    return json.loads(result.stdout)


def refused(result: Result, code: int) -> str:
    """The one sentence on standard error."""
    assert result.exit_code == code, result.output
    (sentence,) = result.stderr.strip().splitlines()
    assert sentence.startswith("motcua: ")
    assert not sentence.isascii()
    return sentence


@pytest.mark.parametrize("module", ["ui.command", "ui.supervisor"])
def test_starting_costs_little(module: str) -> None:
    code = f"import sys, {module}; print([name for name in {HEAVY} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout == "[]\n"


def test_help_is_there_for_every_command() -> None:
    for name in main.commands:
        result = run(name, "--help")
        assert (result.exit_code, "Usage" in result.output) == (0, True)


# import-procedures


def test_pages_of_the_national_catalogue_are_imported_once(prepared: Database, tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    (folder / "bo-tu-phap").mkdir(parents=True)
    (folder / "bo-tu-phap" / "1.234567.json").write_bytes(page())
    told = [document(run("import-procedures", folder, "--json")) for _ in range(2)]
    assert [(one["new"], one["unchanged"], one["rows"]) for one in told] == [(1, 0, 1), (0, 1, 1)]
    (folder / "hong.json").write_text("không phải JSON")
    assert "hong.json" in refused(run("import-procedures", folder, "--json"), 1)
    assert "Ghi mới 0, thay đổi 0, giữ nguyên 1." in run("import-procedures", folder).stdout


def test_pages_can_be_read_without_a_database(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(page("Trực tiếp7Miễn phí"))
    result = run("import-procedures", tmp_path, "--dry-run")
    assert (result.exit_code, "không có đơn vị" in result.stdout) == (0, True)
    assert run("import-procedures", tmp_path / "none", "--dry-run").exit_code == 2


@pytest.mark.corpus
def test_the_national_catalogue_is_understood() -> None:
    folder = corpus.folder()
    assert folder is not None
    result = run("import-procedures", folder / "procedures", "--dry-run", "--json")
    told = document(result)
    assert (result.exit_code, told["procedures"], told["rows"], told["unreadable"]) == (0, 249, 679, {})
    assert told["limits"] == {"cell": 569, "assumed": 60, "text": 21, "none": 21, "unread": 8}
    assert told["limits_structured"] == 0.9882
    assert told["fees"] == {"free": 366, "amount": 156, "conditional": 76, "not_stated": 81}


# check and play


def test_what_ships_is_publishable() -> None:
    folders = sorted(DIAGRAMS.iterdir())
    result = run("check", *folders, "--json")
    files = document(result)["files"]
    assert isinstance(files, list)
    assert result.exit_code == 0
    assert [(file["readable"], file["repaired"], file["publishable"]) for file in files] == [(True, False, True)] * len(
        folders
    )


def test_a_file_is_judged_by_the_language_alone_a_folder_by_the_whole_gate(tmp_path: Path) -> None:
    for file in COPY.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    facts = (COPY / "procedure.toml").read_text(encoding="utf-8")
    (tmp_path / "procedure.toml").write_text(facts.replace("P1D", "PT1H"), encoding="utf-8")
    assert run("check", tmp_path / "quy-trinh.bpmn").exit_code == 0
    result = run("check", tmp_path, "--json")
    assert result.exit_code == 1
    (file,) = document(result)["files"]  # pyright: ignore
    assert not file["publishable"]
    assert {"rule", "severity", "element", "line", "message"} == set(file["findings"][0])


def test_a_way_into_standing_still_is_told_step_by_step(tmp_path: Path) -> None:
    nodes = "<startEvent id='s'/><exclusiveGateway id='x'/><parallelGateway id='j'/><endEvent id='e'/>"
    ways = (("s-x", "s", "x"), ("x-j", "x", "j"), ("x-e", "x", "e"), ("j-e", "j", "e"), ("j-x", "j", "x"))
    flows = "".join(f"<sequenceFlow id='{id_}' sourceRef='{a}' targetRef='{b}'/>" for id_, a, b in ways)
    split = "<parallelGateway id='p'/>" + "".join(
        f"<sequenceFlow id='{a}-{b}' sourceRef='{a}' targetRef='{b}'/>" for a, b in (("x", "p"), ("p", "j"))
    )
    xml = f"{DEFINITIONS}\n<process id='q' isExecutable='true'>{nodes}{flows}{split}</process></definitions>"
    (tmp_path / "a.bpmn").write_text(xml, encoding="utf-8")
    (file,) = document(run("check", tmp_path / "a.bpmn", "--json"))["files"]  # pyright: ignore
    shown = [finding for finding in file["findings"] if "path" in finding]
    assert [(finding["rule"], finding["element"], finding["path"]) for finding in shown] == [
        ("soundness", "j", ["s", "s-x", "x", "x-j"])
    ]
    assert not any("fix" in finding for finding in shown)


def test_a_quick_fix_is_told_in_words(tmp_path: Path) -> None:
    nodes = "<startEvent id='s'/><userTask id='a' name='Xem' camunda:dueDate='P3D'/><endEvent id='e'/>"
    flows = "".join(
        f"<sequenceFlow id='{a}-{b}' sourceRef='{a}' targetRef='{b}'/>" for a, b in (("s", "a"), ("a", "e"))
    )
    spaces = "xmlns:camunda='http://camunda.org/schema/1.0/bpmn'"
    xml = f"{DEFINITIONS}<process id='q' isExecutable='true' {spaces}>{nodes}{flows}</process></definitions>"
    (tmp_path / "a.bpmn").write_text(xml, encoding="utf-8")
    (file,) = document(run("check", tmp_path / "a.bpmn", "--json"))["files"]  # pyright: ignore
    fixes = {finding["rule"]: finding.get("fix") for finding in file["findings"]}
    assert fixes == {"task-allotment": "Tính theo thời gian làm việc", "task-role": None}


def test_errors_found_are_told_with_line_and_element(tmp_path: Path) -> None:
    xml = f"{DEFINITIONS}\n<process id='p' isExecutable='true'>\n<startEvent id='s'/></process></definitions>"
    (tmp_path / "a.bpmn").write_text(xml, encoding="utf-8")
    result = run("check", tmp_path / "a.bpmn")
    assert result.exit_code == 1
    assert "chưa ban hành được" in result.stdout
    assert "dòng 2, p (lỗi" in result.stdout


def test_the_worst_file_decides(tmp_path: Path) -> None:
    (tmp_path / "broken.bpmn").write_text("<", encoding="utf-8")
    result = run("check", W1, tmp_path / "broken.bpmn", "--json")
    assert result.exit_code == 2
    assert [file["readable"] for file in document(result)["files"]] == [True, False]  # pyright: ignore


LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
HOSTILE: dict[str, bytes] = {
    "nothing": b"",
    "no XML": b"\x00\xff\x00",
    "half a file": b"<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL'><process",
    "other XML": b"<html/>",
    "billion laughs": f'<!DOCTYPE x [<!ENTITY a0 "ha">{LAUGHS}]><x>&a9;</x>'.encode(),
    "a file of ours inside": b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
    "six megabytes": f"{DEFINITIONS}<!--{'x' * 6_000_000}--></definitions>".encode(),
    "three hundred deep": f"{DEFINITIONS}{'<process>' * 300}{'</process>' * 300}</definitions>".encode(),
    "no process": f"{DEFINITIONS}</definitions>".encode(),
    "UTF-16 by name only": b'<?xml version="1.0" encoding="UTF-16"?><definitions/>',
}


def test_a_diagram_by_another_tool_is_repaired_first_and_stays_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "ve-tay.bpmn"
    file.write_bytes(diagram('\n<task id="a" name="Xem hồ sơ"/>', executable="false"))
    before = file.read_bytes()
    assert run("check", file).exit_code == 1
    result = run("check", file, "--repair", "--json")
    (verdict,) = json.loads(result.stdout)["files"]
    assert (result.exit_code, verdict["repaired"], verdict["publishable"]) == (0, True, True)
    rules = [finding["rule"] for finding in verdict["findings"]]
    repairs = [rule for rule in rules if rule.startswith("repair-")]
    assert repairs == rules[: len(repairs)] == ["repair-executable", "repair-end", "repair-start", "repair-task"]
    assert verdict["findings"][1]["line"] == 2
    played = json.loads(run("play", file, "--repair", "--json").stdout)
    assert played["paths"]["p"] == ["startEvent_before_a", "a", "endEvent_after_a"]
    assert json.loads(run("play", file, "--json").stdout)["ended"] is False
    assert file.read_bytes() == before
    assert json.loads(run("check", W1, "--repair", "--json").stdout)["files"][0]["repaired"] is False


@pytest.mark.parametrize("command", ["check", "play"])
@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_files_end_in_a_sentence(tmp_path: Path, content: bytes, command: str) -> None:
    (tmp_path / "a.bpmn").write_bytes(content)
    assert "a.bpmn" in refused(run(command, tmp_path / "a.bpmn"), 2)
    result = run(command, tmp_path / "a.bpmn", "--json")
    refused(result, 2)
    told = document(result)
    if command == "check":
        (file,) = told["files"]  # pyright: ignore
        assert (file["readable"], file["publishable"], len(file["findings"])) == (False, False, 1)
    else:
        assert (told["ended"], told["paths"], bool(told["reason"])) == (False, {}, True)


def _folder(place: Path) -> Path:
    (place / "empty").mkdir()
    return place / "empty"


def _pipe(place: Path) -> Path:
    os.mkfifo(place / "pipe")
    return place / "pipe"


def _unprintable(place: Path) -> Path:
    path = place / os.fsdecode(b"t\xff.bpmn")
    path.write_bytes(b"<")
    return path


def _loop(place: Path) -> Path:
    (place / "loop").symlink_to(place / "loop")
    return place / "loop"


@pytest.mark.parametrize("command", ["check", "play"])
@pytest.mark.parametrize("make", [_folder, _pipe, _unprintable, _loop, lambda place: place / "none"])
def test_what_is_no_file_ends_in_a_sentence(tmp_path: Path, make: Callable[[Path], Path], command: str) -> None:
    refused(run(command, make(tmp_path)), 2)


def test_a_game_is_told() -> None:
    result = run("play", COPY / "quy-trinh.bpmn", "--seed", 3, "--json")
    told = document(result)
    assert (result.exit_code, set(told), told["ended"], told["reason"]) == (
        0,
        {"file", "ended", "paths", "reason"},
        True,
        "",
    )
    assert told["paths"]["register_copy"][0] == "start"  # pyright: ignore


def test_a_game_with_answers(tmp_path: Path) -> None:
    answers = {"process": [{"decision": "more"}, {"decision": "approved"}]}
    (tmp_path / "a.json").write_text(json.dumps(answers), encoding="utf-8")
    result = run("play", W1, "--answers", tmp_path / "a.json", "--json")
    (path,) = document(result)["paths"].values()  # pyright: ignore
    assert path.count("process") == 2


@pytest.mark.parametrize("content", ["{", "[]", "[" * 100_000, '{"nobody": {}}', '{"process": 1}'])
def test_answers_that_cannot_be_used_end_in_a_sentence(tmp_path: Path, content: str) -> None:
    (tmp_path / "a.json").write_text(content, encoding="utf-8")
    refused(run("play", W1, "--answers", tmp_path / "a.json"), 2)


def test_a_broken_form_beside_the_diagram_is_named(tmp_path: Path) -> None:
    (tmp_path / "quy-trinh.bpmn").write_bytes((COPY / "quy-trinh.bpmn").read_bytes())
    (tmp_path / "ky.form").write_text("{", encoding="utf-8")
    assert "ky.form" in refused(run("play", tmp_path / "quy-trinh.bpmn"), 2)


def test_a_game_that_does_not_end(tmp_path: Path) -> None:
    result = run("play", W1, "--process", "none", "--json")
    assert (result.exit_code, document(result)["ended"]) == (1, False)


# due


def test_a_due_time_and_why() -> None:
    told = document(run("due", "--received", "2023-10-27T16:30", "--term", "P5D", "--json"))
    assert told["due"] == "2023-11-03T16:30:00+07:00"
    assert "5 ngày làm việc" in str(told["explanation"])


@pytest.mark.parametrize(
    ("options", "due"),
    [
        (["--term", "PT6H"], "2026-03-02T16:00:00+07:00"),
        (["--term", "P1M"], "2026-04-02T08:00:00+07:00"),
        (["--term", "P3D", "--kind", "calendar"], "2026-03-05T08:00:00+07:00"),
        (["--term", "P0D", "--cutoff", "15:00"], "2026-03-02T17:00:00+07:00"),
        (["--term", "PT2H", "--hours", "07:30-11:30,13:30-17:00"], "2026-03-02T10:00:00+07:00"),
        (["--term", "P1D", "--hours", "2026-03-03/08:30-12:00"], "2026-03-03T08:30:00+07:00"),
        (["--term", "PT7H", "--day", "2026-03-02/07:00-11:30"], "2026-03-03T10:30:00+07:00"),
        (["--term", "P1D", "--pause", "2026-03-02T09:00/2026-03-04T09:00"], "2026-03-05T08:00:00+07:00"),
    ],
)
def test_every_option_of_due(options: list[str], due: str) -> None:
    assert document(run("due", "--received", "2026-03-02T08:00", *options, "--json"))["due"] == due


@pytest.mark.parametrize(
    "options",
    [
        ["--received", "yesterday", "--term", "P1D"],
        ["--received", "2026-03-02T08:00", "--term", "P1W"],
        ["--received", "2026-03-02T08:00", "--term", "P1D", "--cutoff", "15:00"],
        ["--received", "2026-03-02T08:00", "--term", "P0D", "--cutoff", "25:00"],
        ["--received", "2026-03-02T08:00", "--term", "P1D", "--hours", "late"],
        ["--received", "2026-03-02T08:00", "--term", "P1D", "--hours", "mai/07:00-11:30"],
        ["--received", "2026-03-02T08:00", "--term", "P1D", "--day", "2026-03-02"],
        ["--received", "2026-03-02T08:00", "--term", "P1D", "--pause", "2026"],
        ["--received", "9999-12-31T23:59", "--term", "P1M"],
    ],
)
def test_what_due_cannot_read_ends_in_a_sentence(options: list[str]) -> None:
    refused(run("due", *options), 2)


# the record


@pytest.fixture
def prepared(sqlite_database: Database) -> Database:
    """The record of this process, where the settings say it is."""
    assert settings.settings().database_url == str(sqlite_database.url)
    return sqlite_database


def _in_force(code: str) -> list[tuple[str, str]]:
    with database.snapshot() as snapshot:
        query = (
            select(tables.Agency.code, tables.Release.published_by)
            .join(tables.ReleaseScope, tables.ReleaseScope.agency_id == tables.Agency.id)
            .join(tables.Release, tables.Release.id == tables.ReleaseScope.release_id)
            .join(tables.Procedure, tables.Procedure.id == tables.Release.procedure_id)
            .where(tables.Procedure.code == code, tables.ReleaseScope.valid_to.is_(None))
            .order_by(tables.Agency.code)
        )
        return [(row.code, row.published_by) for row in snapshot.execute(query)]


def _changed(place: Path) -> Path:
    """The shipped procedure with another name: another release."""
    place.mkdir()
    for file in COPY.iterdir():
        (place / file.name).write_bytes(file.read_bytes())
    facts = (place / "procedure.toml").read_text(encoding="utf-8")
    (place / "procedure.toml").write_text(facts.replace('name = "', 'name = "Mới: ', 1), encoding="utf-8")
    return place


def test_publishing_for_every_commune(prepared: Database, tmp_path: Path) -> None:
    assert run("publish", _changed(tmp_path / "new")).exit_code == 0
    assert _in_force("2.000908") == [("H99.30", "motcua publish"), ("H99.31", "motcua publish")]


def test_publishing_for_one_agency_leaves_the_others_theirs(prepared: Database, tmp_path: Path) -> None:
    result = run("publish", _changed(tmp_path / "new"), "--agency", "H99.31", "--from", "2026-01-01")
    assert "01/01/2026" in result.stdout
    assert _in_force("2.000908") == [("H99.30", "kiểm thử"), ("H99.31", "motcua publish")]


def test_publishing_is_refused_in_a_sentence(prepared: Database, tmp_path: Path) -> None:
    before = _in_force("2.000908")
    assert "H1.1" in refused(run("publish", _changed(tmp_path / "new"), "--agency", "H1.1"), 1)
    refused(run("publish", tmp_path / "new", "--from", "tomorrow"), 2)
    refused(run("publish", tmp_path / "none"), 2)
    facts = (tmp_path / "new" / "procedure.toml").read_text(encoding="utf-8")
    (tmp_path / "new" / "procedure.toml").write_text(facts.replace("P1D", "PT1H"), encoding="utf-8")
    result = run("publish", tmp_path / "new")
    assert (result.exit_code, "Chưa ban hành được" in result.stderr) == (1, True)
    assert _in_force("2.000908") == before


def test_an_honest_history(prepared: Database) -> None:
    Town(prepared, MONDAY_8AM).receive()
    result = run("verify-history", "--json")
    assert (result.exit_code, document(result)) == (0, {"intact": True, "broken": []})
    assert "nguyên vẹn" in run("verify-history").stdout


def test_a_changed_history(prepared: Database) -> None:
    accepted = Town(prepared, MONDAY_8AM).receive()
    with prepared.transaction() as transaction:
        transaction.execute(update(tables.Event).where(tables.Event.position == 1).values(kind="x"))
    result = run("verify-history", "--json")
    told = document(result)
    assert (result.exit_code, told["intact"]) == (1, False)
    assert told["broken"] == [{"dossier": accepted.code, "position": 1, "why": "nội dung đã bị thay đổi"}]
    assert accepted.code in run("verify-history").stdout


def test_true_clocks_and_a_reset_one(prepared: Database) -> None:
    accepted = Town(prepared, MONDAY_8AM).receive()
    result = run("verify-clocks", "--json")
    assert (result.exit_code, document(result)) == (0, {"sound": True, "unsound": []})
    assert "hạn đúng" in run("verify-clocks").stdout
    with prepared.transaction() as transaction:
        transaction.execute(update(tables.Dossier).values(due_at=MONDAY_8AM))
    result = run("verify-clocks", "--json")
    assert (result.exit_code, document(result)["sound"]) == (1, False)
    assert f"{accepted.code}: hạn trả không khớp với lịch sử" in run("verify-clocks").stdout


def test_backup_and_restore(prepared: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    town = Town(prepared, MONDAY_8AM)
    town.receive()
    stored = town.upload("mai")
    assert run("backup", tmp_path / "a.tar.gz").exit_code == 0
    refused(run("backup", tmp_path / "a.tar.gz"), 1)
    refused(run("restore", tmp_path / "a.tar.gz"), 1)
    monkeypatch.setenv("MOTCUA__DATA", str(tmp_path / "elsewhere"))
    settings.settings.cache_clear()
    assert run("restore", tmp_path / "a.tar.gz").exit_code == 0
    assert stored.path.read_bytes() == PDF
    assert document(run("verify-history", "--json"))["intact"]
    refused(run("restore", tmp_path / "none.tar.gz"), 2)
    database.current().close()


def test_a_lost_file_is_told(prepared: Database, tmp_path: Path) -> None:
    stored = Town(prepared, MONDAY_8AM).upload("mai")
    documents.Document(1, "", "", 0, stored.sha256).path.unlink()
    assert stored.sha256[:12] in refused(run("backup", tmp_path / "a.tar.gz"), 1)
    assert (tmp_path / "a.tar.gz").exists()


@pytest.mark.parametrize("command", ["verify-history", "worker", "web", "backup", "publish"])
def test_before_init_there_is_nothing_to_work_on(command: str, tmp_path: Path) -> None:
    arguments = {"backup": [tmp_path / "a.tar.gz"], "publish": [COPY]}.get(command, [])
    assert "motcua init" in refused(run(command, *arguments), 1)


UNREACHABLE = ["postgresql+psycopg://nobody@127.0.0.1:9/none?connect_timeout=2", "postgres://x", "no address"]


@pytest.mark.parametrize("url", UNREACHABLE)
@pytest.mark.parametrize("command", ["init", "verify-history", "doctor"])
def test_a_database_that_does_not_answer(monkeypatch: pytest.MonkeyPatch, url: str, command: str) -> None:
    monkeypatch.setenv("MOTCUA__DATABASE__URL", url)
    settings.settings.cache_clear()
    result = run(command)
    if command == "doctor":
        assert (result.exit_code, "✗ Không mở được cơ sở dữ liệu" in result.stdout) == (1, True)
    else:
        assert "Không mở được cơ sở dữ liệu" in refused(result, 1)


def test_a_file_that_is_no_database(data: Path) -> None:
    (data / "motcua.db").write_bytes(b"this is no database at all " * 100)
    refused(run("init"), 1)


def test_data_of_a_newer_version_is_left_alone(prepared: Database) -> None:
    with prepared.engine.connect() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        connection.exec_driver_sql("COMMIT")
    assert "9999" in refused(run("init"), 1)


@pytest.mark.parametrize(
    ("name", "value"),
    [("MOTCUA__WEB__PORT", "many"), ("MOTCUA__UPLOADS__TYPES", "pdf"), ("MOTCUA__NOTHING", "1")],
)
def test_wrong_settings_are_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    settings.settings.cache_clear()
    if name != "MOTCUA__NOTHING":  # a variable that nobody reads is not seen
        refused(run("init"), 2)


# init and doctor


def test_init_can_be_done_again(data: Path) -> None:
    first = run("init", "--demo")
    file = data / "demonstration-accounts.txt"
    told = file.read_text(encoding="utf-8")
    assert told in first.stdout
    assert file.stat().st_mode & 0o777 == 0o600
    assert {agency for agency, _ in _in_force("1.001612")} == {"H99.30", "H99.31"}
    second = run("init", "--demo")
    assert (second.exit_code, file.read_text(encoding="utf-8")) == (0, told)
    assert told in second.stdout
    assert len(_in_force("1.001612")) == 2
    database.current().close()


def test_init_without_the_demonstration_has_no_officers(data: Path) -> None:
    assert run("init").exit_code == 0
    assert not (data / "demonstration-accounts.txt").exists()
    assert _in_force("1.001612") == []
    database.current().close()


def test_what_is_left_half_done_is_done_at_the_next_start(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopped before the commit: the accounts' file is written already, the province is not there."""

    def stop(*_arguments: object, **_options: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(installation.catalogue, "publish", stop)
        CliRunner().invoke(main, ["init", "--demo"])
    assert run("init", "--demo").exit_code == 0
    with database.snapshot() as snapshot:
        assert len(snapshot.execute(select(tables.Account.id)).all()) == 27
    database.current().close()


def test_the_doctor_finds_this_machine_well(data: Path) -> None:
    """Before `init` and after."""
    for _ in range(2):
        result = run("doctor")
        wrong = [line for line in result.stdout.splitlines() if not line.startswith("✓")]
        assert [line for line in wrong if "cổng" not in line] == []
        assert run("init").exit_code == 0
    database.current().close()


def test_the_doctor_names_what_is_wrong(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (data / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("MOTCUA__DATA", str(data / "file"))
    settings.settings.cache_clear()
    result = run("doctor")
    assert (result.exit_code, "✗ thư mục dữ liệu" in result.stdout) == (1, True)


# bench


def test_benches_are_found_by_name() -> None:
    assert "complete" in refused(run("bench", "nothing"), 2)


def test_without_a_checkout_there_is_nothing_to_bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.benches.FOLDER", tmp_path)
    assert "bản mã nguồn" in refused(run("bench"), 2)


def test_a_bench_prints_one_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.benches.FOLDER", ROOT / "benchmarks")
    result = subprocess.run(
        [sys.executable, "-m", "ui.command", "bench", "complete", "--rounds", "1", "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    told = json.loads(result.stdout)
    assert (told["bench"], told["rounds"]) == ("complete", 1)
    assert told["figures"]["complete_to_naive"] > 0


FEES = ROOT / "tests" / "bpmn" / "decisions" / "field" / "le-phi.dmn"


def test_diff_tells_what_changed_between_two_folders(tmp_path: Path) -> None:
    shutil.copytree(COPY, tmp_path / "new")
    result = run("diff", COPY, tmp_path / "new")
    assert (result.exit_code, result.stdout) == (0, "Không có gì thay đổi.\n")
    diagram = tmp_path / "new" / "quy-trinh.bpmn"
    diagram.write_text(diagram.read_text().replace('camunda:dueDate="PT3H"', 'camunda:dueDate="PT2H"'))
    result = run("diff", COPY, tmp_path / "new")
    assert result.exit_code == 1
    assert "thời hạn từ 3 giờ làm việc thành 2 giờ làm việc." in result.stdout
    told = document(run("diff", COPY, tmp_path / "new", "--json"))
    (change,) = told["changes"]
    assert (change["kind"], change["aspect"], change["old"]) == ("changed", "camunda:dueDate", "3 giờ làm việc")
    assert change["element"] == change["subject"]
    assert "none" in refused(run("diff", COPY, tmp_path / "none"), 2)


def test_a_table_becomes_a_folder_that_can_be_checked_and_played(tmp_path: Path) -> None:
    (tmp_path / "bang.xlsx").write_bytes(xlsx())
    roles = [part for name, role in ROLES.items() for part in ("--role", f"{name}={role}")]
    draft = tmp_path / "nhap"
    result = run("draft-from-table", tmp_path / "bang.xlsx", "--to", draft, *roles)
    assert (result.exit_code, result.stdout.splitlines()[0]) == (1, f"Đã dựng 12 bước trong “{draft}”.")
    assert "cần trả lời: Chưa có mã" in result.stdout
    assert run("check", draft).exit_code == 0
    assert run("play", draft / "quy-trinh.bpmn").exit_code == 0
    facts = ["--facts", draft / "procedure.toml"]
    again = run("draft-from-table", tmp_path / "bang.xlsx", "--to", tmp_path / "lai", *roles, *facts, "--json")
    assert (again.exit_code, document(again)["performers"]) == (0, list(ROLES))
    assert run("diff", draft, tmp_path / "lai").exit_code == 0
    assert "đã có" in refused(run("draft-from-table", tmp_path / "bang.xlsx", "--to", draft), 1)
    (tmp_path / "bang.txt").write_text("không phải bảng")
    assert "bảng" in refused(run("draft-from-table", tmp_path / "bang.txt", "--to", tmp_path / "x"), 2)
    assert not (tmp_path / "x").exists()


def test_decide_tells_the_answer_and_the_rules(tmp_path: Path) -> None:
    given = json.dumps({"Trường hợp": "first", "Hình thức nộp": "online"})
    result = run("decide", FEES, "--decision", "Lệ phí", "--input", given)
    assert result.exit_code == 0
    assert result.stdout == "Lệ phí: 50000\n  quy tắc số 1: Nộp trực tuyến được giảm một nửa\n"
    (tmp_path / "given.json").write_text(given, encoding="utf-8")
    told = document(run("decide", FEES, "--decision", "fee", "--input", tmp_path / "given.json", "--json"))
    assert told == {
        "file": str(FEES),
        "decision": "fee",
        "result": 50_000,
        "outputs": [{"Lệ phí": 50_000}],
        "rules": [{"number": 1, "id": "", "annotation": "Nộp trực tuyến được giảm một nửa"}],
        "reason": "",
    }


def test_decide_refuses_what_has_no_answer_and_cannot_read_the_rest() -> None:
    assert "Hình thức nộp" in refused(run("decide", FEES, "--decision", "fee", "--input", '{"case": "first"}'), 1)
    assert "“x”" in refused(run("decide", FEES, "--decision", "x", "--input", "{}"), 1)
    refused(run("decide", FEES, "--decision", "fee", "--input", "[]"), 2)
    refused(run("decide", FEES, "--decision", "fee", "--input", "{"), 2)
    refused(run("decide", W1, "--decision", "fee"), 2)
    refused(run("decide", FEES.parent, "--decision", "fee"), 2)
    result = run("decide", W1, "--decision", "fee", "--json")
    refused(result, 2)
    assert document(result)["reason"]
