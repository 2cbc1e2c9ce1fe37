"""What another tool writes anew, or we draw anew, means the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import etree

from bpmn import differences, layout, releases
from bpmn.differences import diagram
from bpmn.differences.parts import compare
from bpmn.releases import Release
from tests import corpus
from tests.bpmn.clinic.test_read_back import frontend, read_back
from tests.conftest import DIAGRAMS

__all__ = ["frontend"]

FOLDERS = sorted(DIAGRAMS.iterdir())


def with_diagram(release: Release, xml: bytes) -> Release:
    """The release with another diagram file."""
    (name,) = [name for name in release.files if name.endswith(".bpmn")]
    return releases.read({**release.files, name: xml})


def test_camunda_modelers_writer_changes_nothing(frontend: Path, tmp_path: Path) -> None:
    found = {folder.name: releases.read_folder(folder) for folder in FOLDERS}
    read = read_back(frontend, tmp_path, {name: release.model.xml for name, release in found.items()})
    for name, release in found.items():
        written = str(read[name]["xml"]).encode()
        assert written != release.model.xml
        assert differences.compare(release, with_diagram(release, written)) == (), name


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_new_drawing_is_one_change(folder: Path) -> None:
    release = releases.read_folder(folder)
    drawn = re.sub(
        rb'(<dc:Bounds [^>]*?y=")(\d+)', lambda at: at[1] + b"%d" % (int(at[2]) + 7), layout.lay_out(release.model.xml)
    )
    (change,) = differences.compare(release, with_diagram(release, drawn))
    assert (change.where, change.sentence[:17]) == ("drawing", "Chỉ đổi hình vẽ: ")


@pytest.mark.corpus
def test_every_tools_diagram_is_the_same_as_itself_written_anew() -> None:
    for path in corpus.chosen():
        root = etree.fromstring(path.read_bytes())
        for node in root.iter(etree.Element):
            attributes = sorted(node.attrib.items(), reverse=True)
            node.attrib.clear()
            node.attrib.update(attributes)
        old, new = diagram.parts(path.read_bytes()), diagram.parts(etree.tostring(root))
        assert list(compare("diagram", old, new)) == [], path
        ids = [part.id for part in old]
        assert len(ids) == len(set(ids)), path
