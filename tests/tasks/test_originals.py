"""A design that begins with another tool's file keeps it, and goes elsewhere whole, to be opened by Camunda Modeler."""

from __future__ import annotations

import io
from pathlib import Path
from zipfile import ZipFile

import pytest

from bpmn import imports, releases
from bpmn.imports import Wishes
from processes.originals import Original
from processes.refusals import NotAllowed
from tasks import archives, beginnings
from tests.bpmn.clinic.test_read_back import canonical, frontend, read_back
from tests.tasks import studio
from tests.town import Town

__all__ = ["frontend"]

DRAWN = (Path(__file__).parents[1] / "bpmn" / "clinic" / "diagrams" / "bizagi.bpmn").read_bytes()


def _begun(town: Town) -> int:
    first = imports.read(DRAWN).repairs[0].spot
    found = imports.read(DRAWN, Wishes(frozenset({first})))
    kept = Original("bizagi.bpmn", DRAWN, imports.told(found.repairs, {}))
    files = {"quy-trinh.bpmn": found.xml, "mau.form": b'{"components": [], "type": "default", "id": "mau"}'}
    return studio.act(town, beginnings.from_files, files, studio.province(town), name="Cấp phép", original=kept)


def test_everything_of_a_design_can_be_taken_elsewhere(town: Town, frontend: Path, tmp_path: Path) -> None:
    design_id = _begun(town)
    with town.database.snapshot() as snapshot:
        packed = archives.archive(snapshot, design_id, officer=town.officer(studio.ASKER))
        again = archives.archive(snapshot, design_id, officer=town.officer(studio.ASKER))
        kept = archives.original(snapshot, design_id, officer=town.officer(studio.ASKER))
        with pytest.raises(NotAllowed):
            archives.archive(snapshot, design_id, officer=town.officer("mai"))
    assert packed == again
    assert kept is not None
    assert (kept.name, kept.content) == ("bizagi.bpmn", DRAWN)
    with ZipFile(io.BytesIO(packed)) as archive:
        names = archive.namelist()
        told = archive.read("ban-goc/sua-chua.txt").decode()
        archive.extractall(tmp_path)
    assert names == ["mau.form", "procedure.toml", "quy-trinh.bpmn", "ban-goc/bizagi.bpmn", "ban-goc/sua-chua.txt"]
    assert (tmp_path / "ban-goc" / "bizagi.bpmn").read_bytes() == DRAWN
    assert "để nguyên 1 chỗ theo yêu cầu" in told
    repairs = imports.repairs_in(kept.told)
    assert all(sentence in told for one in repairs for sentence in one.sentences)
    assert [one.is_made for one in repairs].count(False) == 1
    assert releases.read_folder(tmp_path).name == "Cấp phép"
    written = (tmp_path / "quy-trinh.bpmn").read_bytes()
    read = read_back(frontend, tmp_path, {"quy-trinh.bpmn": written})["quy-trinh.bpmn"]
    assert read["warnings"] == []
    assert canonical(str(read["xml"]).encode()) == canonical(written)


def test_a_design_drawn_here_has_no_original(town: Town) -> None:
    design_id = studio.begin(town)
    with town.database.snapshot() as snapshot:
        assert archives.original(snapshot, design_id, officer=town.officer(studio.ASKER)) is None
        packed = archives.archive(snapshot, design_id, officer=town.officer(studio.ASKER))
    with ZipFile(io.BytesIO(packed)) as archive:
        assert not [name for name in archive.namelist() if name.startswith("ban-goc")]
        assert "procedure.toml" in archive.namelist()
