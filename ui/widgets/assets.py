"""Where the browser finds what was built for it: the manifest of ui/assets, read once."""

import json
from functools import cache
from pathlib import Path
from typing import TypedDict

from streamlit.components import v2
from streamlit.components.v2.types import ComponentRenderer

ASSETS = Path(__file__).resolve().parents[1] / "assets"
FONTS = ASSETS / "letter-fonts"

# several lines on purpose: Streamlit takes a script of one line for a file's name
_STUB = """
// the widget is a content-hashed module of ours, which the browser keeps for good
const module = import(new URL("{url}", location.origin).href);
export default async (component) => (await module).default(component);
"""


class Manifest(TypedDict):
    """What a build left behind: the hash of its sources, and each entry's hashed file name."""

    sources: str
    entries: dict[str, str]


@cache
def manifest() -> Manifest:
    """The manifest of the built assets; a machine where they were never built is told how to build them."""
    file = ASSETS / "manifest.json"
    if not file.exists():
        raise FileNotFoundError(f"{file} is missing: `make install` builds the front end")
    return json.loads(file.read_bytes())


def url(entry: str) -> str:
    """The address of an entry's module on our own site, such as `/assets/worklist-1A2B3C4D.js`."""
    return f"/assets/{manifest()['entries'][entry]}"


@cache
def component(entry: str) -> ComponentRenderer:
    """The Streamlit component whose browser side is this entry of the front end."""
    return v2.component(f"motcua_{entry}", js=_STUB.format(url=url(entry)))


def unheard() -> None:
    """The callback of a value that is read where the widget is mounted: Streamlit wants one for each value."""
