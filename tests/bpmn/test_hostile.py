"""Hostile files by name: each is refused, or costs little, and the command says one sentence."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bpmn import clinic, forms, reader
from bpmn.files import NotReadable
from tests.bpmn.drawing import DEFINITIONS, chain, diagram, field, flow, form, task
from tests.fuzz import cases, seeds
from tests.fuzz.run import ROOT
from tests.fuzz.worker import MOST_MEMORY, MOST_SECONDS, met
from ui.command import main

START, END = '<startEvent id="s"/>', '<endEvent id="e"/>'
SOUND = diagram(START + task("a") + END + chain("s", "a", "e"))
MB = 1024 * 1024


def typed(declarations: str, use: str = "") -> bytes:
    """A sound diagram behind a document type."""
    return f"<!DOCTYPE definitions [{declarations}]>".encode() + SOUND.replace("Quy trình".encode(), use.encode())


def zipped() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.bpmn", SOUND + b" " * 50 * MB)
    return packed.getvalue()


def deep(levels: int) -> bytes:
    inner = "".join(f'<subProcess id="d{n}">' for n in range(levels)) + "</subProcess>" * levels
    return diagram(START + task("a") + END + chain("s", "a", "e") + inner)


TINY = DEFINITIONS + '<process id="p" isExecutable="true">' + START + task("a") + END + chain("s", "a", "e")
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
REFUSED: dict[str, Callable[[], bytes]] = {
    "billion_laughs": lambda: typed('<!ENTITY l0 "ha">' + LAUGHS, "&l9;"),
    "quadratic_entity": lambda: typed(f'<!ENTITY a "{"a" * 100_000}">', "&a;" * 10_000),
    "external_entity": lambda: typed('<!ENTITY a SYSTEM "file:///etc/passwd">', "&a;"),
    "external_entity_of_the_network": lambda: typed('<!ENTITY a SYSTEM "http://127.0.0.1:9/a">', "&a;"),
    "parameter_entity": lambda: typed('<!ENTITY % a SYSTEM "file:///etc/passwd"> %a;'),
    "external_document_type": lambda: b'<!DOCTYPE definitions SYSTEM "file:///etc/passwd">' + SOUND,
    "document_type": lambda: b"<!DOCTYPE definitions>" + SOUND,
    "document_type_in_utf_16": lambda: ("<!DOCTYPE definitions>" + SOUND.decode()).encode("utf-16"),
    "undeclared_entity": lambda: SOUND.replace("Quy trình".encode(), b"&a;"),
    "over_5_mb": lambda: SOUND.replace(b"</definitions>", b" " * 5 * MB + b"</definitions>"),
    "deeper_than_200": lambda: deep(200),
    "a_million_tiny_elements": lambda: f"{TINY}{'<a/>' * 1_000_000}</process></definitions>".encode(),
    "zip": zipped,
    "empty": lambda: b"",
    "blank": lambda: b" \n\t",
    "null_bytes": lambda: SOUND.replace(b"Quy", b"\0"),
    "only_null_bytes": lambda: b"\0" * 1_000,
    "other_xml": lambda: b"<html/>",
    "decision_table": lambda: b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"/>',
    "json": lambda: b"{}",
    "attribute_of_over_5_mb": lambda: SOUND.replace(b'id="p"', b'id="p" x="' + b"a" * 5 * MB + b'"'),
    "lone_surrogate": lambda: SOUND.replace("Quy trình".encode(), b"&#xD800;"),
    "another_encoding_than_told": lambda: b'<?xml version="1.0" encoding="UTF-16"?>' + SOUND,
    "unknown_encoding": lambda: b'<?xml version="1.0" encoding="EBCDIC-VN"?>' + SOUND,
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_file_is_refused(name: str) -> None:
    content = REFUSED[name]()
    for read in (reader.read, clinic.repair):
        with pytest.raises(NotReadable) as refused:
            read(content)
        assert "root:" not in str(refused.value)


def test_an_inclusion_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("mật khẩu")
    include = f'<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="{secret.as_uri()}" parse="text"/>'
    content = diagram(START + task("a", name="A") + END + chain("s", "a", "e") + include)
    assert "mật khẩu" not in repr(reader.read(content).elements)
    assert "mật khẩu".encode() not in clinic.repair(content).xml


def sequence(count: int) -> bytes:
    names = [f"t{number}" for number in range(count)]
    return diagram(START + "".join(map(task, names)) + END + chain("s", *names, "e"))


def blocks(kind: str, count: int, ways: int = 2) -> bytes:
    """Gateways that part and join, one block after the other."""
    body, last = [START, END], "s"
    for n in range(count):
        body.append(f'<{kind} id="o{n}"/><{kind} id="c{n}"/>' + flow(last, f"o{n}"))
        for way in range(ways):
            body.append(f'<scriptTask id="t{n}_{way}"><script>x = {way}</script></scriptTask>')
            body.append(flow(f"o{n}", f"t{n}_{way}", "true" if kind != "parallelGateway" else ""))
            body.append(flow(f"t{n}_{way}", f"c{n}"))
        last = f"c{n}"
    return diagram("".join(body) + flow(last, "e"))


def nested(kind: str, depth: int) -> bytes:
    """Gateways in gateways."""
    body = [START, END, flow("s", "o0"), flow("c0", "e")]
    for n in range(depth):
        body.append(f'<{kind} id="o{n}"/><{kind} id="c{n}"/><scriptTask id="t{n}"><script>x = 1</script></scriptTask>')
        body.append(flow(f"o{n}", f"t{n}", "true" if kind != "parallelGateway" else "") + flow(f"t{n}", f"c{n}"))
        if n:
            body.append(flow(f"o{n - 1}", f"o{n}", "true" if kind != "parallelGateway" else ""))
            body.append(flow(f"c{n}", f"c{n - 1}"))
    return diagram("".join(body))


def waits(kind: str, text: str) -> bytes:
    timer = f"<timerEventDefinition><{kind}>{text}</{kind}></timerEventDefinition>"
    border = f'<boundaryEvent id="b" attachedToRef="a" cancelActivity="false">{timer}</boundaryEvent>'
    return diagram(START + task("a") + border + END + '<endEvent id="e2"/>' + chain("s", "a", "e") + flow("b", "e2"))


LARGE: dict[str, Callable[[], bytes]] = {
    "three_thousand_tasks": lambda: sequence(3_000),
    "a_thousand_gateways": lambda: blocks("exclusiveGateway", 500),
    "a_thousand_parallel_gateways": lambda: blocks("parallelGateway", 500),
    "twenty_inclusive_blocks": lambda: blocks("inclusiveGateway", 20, 5),
    "two_thousand_parallel_branches": lambda: blocks("parallelGateway", 1, 2_000),
    "four_hundred_nested_gateways": lambda: nested("parallelGateway", 200),
    "four_hundred_nested_inclusive_gateways": lambda: nested("inclusiveGateway", 200),
    "one_huge_attribute": lambda: SOUND.replace("Quy trình".encode(), b"a" * (5 * MB - 2_000)),
    "a_condition_of_5_mb": lambda: diagram(
        START + '<exclusiveGateway id="g"/>' + END + flow("s", "g") + flow("g", "e", "a" + "+1" * 2_400_000)
    ),
    "cycle_of_a_millisecond": lambda: waits("timeCycle", "R/PT0.001S"),
    "a_million_turns": lambda: waits("timeCycle", "R1000000/PT1S"),
    "a_turn_a_second_since_the_year_1": lambda: waits("timeCycle", "R9999/0001-01-02T00:00:00/PT1S"),
    "a_turn_a_month_since_the_year_1": lambda: waits("timeCycle", "R/0001-01-02/P1M"),
    "year_9999": lambda: waits("timeDate", "9999-12-31T23:59:59-12:00"),
    "year_0": lambda: waits("timeDate", "0000-01-01"),
    "999_years": lambda: waits("timeDuration", "P999Y"),
    "calls_itself": lambda: diagram(
        START + '<callActivity id="c" calledElement="p"/>' + END + chain("s", "c", "e")
    ),
    "circle_without_a_person": lambda: diagram(
        START + '<scriptTask id="t"><script>x = 1</script></scriptTask>' + END + chain("s", "t", "t")
    ),
    "repeated_in_repeated": lambda: diagram(
        START + '<subProcess id="o"><startEvent id="is"/>' + "<userTask id='i'><multiInstanceLoopCharacteristics>"
        "<loopCardinality>500</loopCardinality></multiInstanceLoopCharacteristics></userTask>" + '<endEvent id="ie"/>'
        + chain("is", "i", "ie") + "<multiInstanceLoopCharacteristics><loopCardinality>500</loopCardinality>"
        "</multiInstanceLoopCharacteristics></subProcess>" + END + chain("s", "o", "e")
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LARGE)
def test_a_large_or_endless_file_costs_little(name: str) -> None:
    found = met(".bpmn", LARGE[name]())
    assert not found.why
    assert found.seconds <= MOST_SECONDS
    assert found.memory <= MOST_MEMORY


def test_a_pattern_that_tries_every_way_costs_little() -> None:
    asked = field("textfield", "name", validate={"pattern": "^(a+)+$"})
    read = forms.read(form(asked))
    assert read.check({"name": "a" * 400})["name"] == "a" * 400
    with pytest.raises(forms.WrongValues):
        read.check({"name": "a" * 400 + "!"})


COMMANDS = (("check",), ("check", "--repair"), ("play",), ("play", "--repair"))


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_the_command_says_one_sentence(command: tuple[str, ...], tmp_path: Path) -> None:
    made = [
        cases.made(number, [seed for seed in seeds.gather() if seed.kind == ".bpmn"]).content for number in range(6)
    ]
    contents = [*(REFUSED[name]() for name in ("billion_laughs", "zip", "empty", "null_bytes")), *made]
    for number, content in enumerate(contents):
        file = tmp_path / f"{number}.bpmn"
        file.write_bytes(content)
        ran = _ran(*command, str(file))
        assert ran.exit_code in ((2,) if number < 4 else (0, 1, 2)), ran.stderr
        assert (ran.exit_code == 2) == bool(ran.stderr), ran.stderr
        assert len(ran.stderr.splitlines()) == (ran.exit_code == 2), ran.stderr
    assert _ran(*command, str(tmp_path / "none.bpmn")).exit_code == 2
    assert isinstance(_ran(*command, str(tmp_path)).exception, SystemExit)


def test_so_does_the_installed_command(tmp_path: Path) -> None:
    file = tmp_path / "laughs.bpmn"
    file.write_bytes(REFUSED["billion_laughs"]())
    command = [sys.executable, "-c", "from ui.command import main; main()", "check", str(file)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert (ran.returncode, ran.stdout, len(ran.stderr.splitlines())) == (2, "", 1)


def _ran(*words: str) -> Result:
    """In this process: to start the command anew for each file takes a second."""
    return CliRunner().invoke(main, list(words), prog_name="motcua")
