"""What the browser loads: built from the sources that are here, once, from packages of no named host."""

import gzip
import importlib.util
import json
import re
import shutil
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
from streamlit.testing.v1 import AppTest

from ui.widgets.assets import ASSETS, manifest, url

ROOT = Path(__file__).resolve().parents[2]
FRONTEND = ROOT / "ui/frontend"


@pytest.fixture(scope="module")
def hook() -> ModuleType:
    specification = importlib.util.spec_from_file_location("hatch_build", FRONTEND / "hatch_build.py")
    assert specification
    assert specification.loader
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the sources and of what was built from them."""
    shutil.copytree(FRONTEND, tmp_path / "ui/frontend", ignore=shutil.ignore_patterns("node_modules"))
    shutil.copytree(ASSETS, tmp_path / "ui/assets")
    return tmp_path


def test_the_assets_are_built_from_the_sources_that_are_here(hook: ModuleType) -> None:
    assert manifest()["sources"] == hook.sources_hash(FRONTEND), "run: python ui/frontend/hatch_build.py"


@pytest.mark.parametrize("entry", ["worklist", "diagram", "upload", "papers", "longtext", "preview", "modeler"])
def test_each_widget_has_its_module(entry: str) -> None:
    assert re.fullmatch(rf"/assets/{entry}-[A-Z0-9]{{8}}\.js", url(entry))
    assert (ASSETS / Path(url(entry)).name).is_file()


def test_the_studio_comes_over_an_office_line() -> None:
    modules = [gzip.compress(file.read_bytes(), 6) for file in ASSETS.glob("*.js")]
    assert 500_000 < sum(map(len, modules)) <= 1_500_000


def test_the_theme_names_fonts_that_are_shipped_with_their_licence() -> None:
    theme = tomllib.loads((ROOT / "ui/shell/.streamlit/config.toml").read_text(encoding="utf-8"))["theme"]
    files = {ASSETS / face["url"].removeprefix("/assets/") for face in theme["fontFaces"]}
    assert files == set((ASSETS / "fonts").glob("*.woff2"))
    assert "SIL" in (ASSETS / "fonts/LICENSE").read_text(encoding="utf-8").upper()


def test_letters_find_their_fonts_with_the_licence() -> None:
    fonts = ASSETS / "letter-fonts"
    assert {file.name for file in fonts.iterdir()} == {
        "LICENSE",
        "Tinos-Bold.ttf",
        "Tinos-Italic.ttf",
        "Tinos-Regular.ttf",
    }


def test_the_licence_of_what_is_bundled_is_shipped() -> None:
    licences = (ASSETS / "LICENSES.txt").read_text(encoding="utf-8")
    for name in ("bpmn-js 18", "bpmn-js-properties-panel 5", "bpmn-js-token-simulation 0", "bpmnlint 11", "dmn-js 17"):
        assert name in licences
    assert "@bpmn-io/form-js-editor 1" in licences
    assert "watermark must stay fully visible" in licences


def test_the_lock_names_no_package_host() -> None:
    lock = (FRONTEND / "package-lock.json").read_text(encoding="utf-8")
    locked = json.loads(lock)["packages"]
    assert "registry" not in lock
    assert not [name for name, package in locked.items() if "resolved" in package]
    assert all(package["integrity"].startswith("sha512-") for name, package in locked.items() if name)


def test_a_second_build_does_nothing(hook: ModuleType, house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {file: file.stat().st_mtime_ns for file in house.rglob("*")}
    assert hook.build(house) is False
    assert {file: file.stat().st_mtime_ns for file in house.rglob("*")} == before
    assert "up to date" in capsys.readouterr().out


@pytest.mark.parametrize("changed", ["src/worklist.js", "src/base.css", "logo.svg", "package-lock.json"])
def test_a_changed_source_is_built_again(hook: ModuleType, house: Path, changed: str) -> None:
    sources = house / "ui/frontend"
    (sources / changed).write_text((sources / changed).read_text(encoding="utf-8") + " ", encoding="utf-8")
    assert not hook.is_built(ASSETS, hook.sources_hash(sources))


def test_assets_that_lost_a_file_are_built_again(hook: ModuleType, house: Path) -> None:
    assets = house / "ui/assets"
    assert hook.is_built(assets, manifest()["sources"])
    (assets / Path(url("papers")).name).unlink()
    assert not hook.is_built(assets, manifest()["sources"])


def test_the_list_reaches_the_browser_as_its_module_reads_it() -> None:
    page = AppTest.from_function(_page, default_timeout=30).run()
    assert not page.exception
    assert page.text[0].value == "7"
    sent = page.get("bidi_component")[0].proto
    data = json.loads(sent.json)
    assert data["rows"] == [
        {
            "id": 7,
            "title": "Đăng ký khai sinh",
            "meta": ["000123", "Thẩm định", "Nguyễn Thị Lan"],
            "chip": "Còn 3 giờ",
            "kind": "soon",
            "unread": True,
            "holder": "Trần Văn Bình",
            "place": [],
            "note": "",
        }
    ]
    assert (data["selected"], data["version"], data["checks"], data["checked"]) == (7, "trang 1", False, [])
    # a script of one line would be taken for a file's name
    assert sent.js_content.strip().count("\n") > 0
    assert url("worklist") in sent.js_content


def _page() -> None:
    import streamlit as st

    from ui.widgets.worklist import Row, worklist

    row = Row(
        id=7,
        title="Đăng ký khai sinh",
        meta=("000123", "Thẩm định", "Nguyễn Thị Lan"),
        chip="Còn 3 giờ",
        kind="soon",
        unread=True,
        holder="Trần Văn Bình",
    )
    st.text(str(worklist([row], 7, key="hop-viec", version="trang 1")))
