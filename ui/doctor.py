"""The doctor: can this machine run Một Cửa, and if not, what is to be done? It changes nothing."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import packages_distributions
from importlib.util import find_spec
from pathlib import Path

from bpmn.refusals import Refusal
from processes import installation
from processes.settings import Settings
from ui import supervisor

ROOT = Path(__file__).parent.parent
ASSETS = Path(__file__).parent / "assets"
NAMES = ("bpmn", "processes", "tasks", "ui")
OLDEST = (3, 11)
_FONTS = ("Tinos-Regular.ttf", "Tinos-Bold.ttf", "Tinos-Italic.ttf")


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing looked at: whether it is well, what was seen, and what to do when it is not."""

    well: bool
    seen: str
    remedy: str = ""

    def __str__(self) -> str:
        return f"✓ {self.seen}" if self.well else f"✗ {self.seen}. {self.remedy}"


def examine(settings: Settings) -> Iterator[Sign]:
    """Everything that running it needs, one after the other; also before `motcua init`."""
    yield _python()
    yield _names()
    yield _assets()
    yield _fonts()
    yield _data(settings.data)
    yield _database(settings.database_url)
    yield _port(settings.web.host, settings.web.port)


def _python() -> Sign:
    running, oldest = (".".join(str(part) for part in version) for version in (sys.version_info[:3], OLDEST))
    return Sign(sys.version_info >= OLDEST, f"Python {running}", f"Hãy cài Python {oldest} trở lên.")


def _names() -> Sign:
    """Our packages have plain names: another distribution, or a folder in the way, must not stand in for one."""
    owners = packages_distributions()
    for name in NAMES:
        others = set(owners.get(name, ())) - {"motcua"}
        spec = find_spec(name)
        place = None if spec is None or spec.origin is None else Path(spec.origin).parent
        if others or place is None or place.resolve() != (ROOT / name).resolve():
            who = ", ".join(sorted(others)) or str(place)
            return Sign(False, f"gói “{name}” bị {who} chiếm chỗ", "Hãy cài vào một môi trường ảo riêng.")
    return Sign(True, f"các gói {', '.join(NAMES)} là của motcua")


def _assets() -> Sign:
    remedy = "Hãy chạy: make install"
    try:
        entries: dict[str, str] = json.loads((ASSETS / "manifest.json").read_bytes())["entries"]
    except (FileNotFoundError, ValueError, KeyError):
        return Sign(False, "giao diện chưa được dựng", remedy)
    missing = [file for file in entries.values() if not (ASSETS / file).is_file()]
    return Sign(not missing, "giao diện đã dựng" if not missing else f"giao diện thiếu {missing[0]}", remedy)


def _fonts() -> Sign:
    missing = [font for font in _FONTS if not (ASSETS / "letter-fonts" / font).is_file()]
    seen = "phông chữ của văn bản đã có" if not missing else f"thiếu phông chữ {', '.join(missing)}"
    return Sign(not missing, seen, "Hãy chạy: make install")


def _data(folder: Path) -> Sign:
    """The folder is made by `init`: until then, what it will be made in must be writable."""
    nearest = next(place for place in (folder.absolute(), *folder.absolute().parents) if place.exists())
    well = nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK)
    seen = f"thư mục dữ liệu {folder.absolute()} " + ("ghi được" if well else "không ghi được")
    return Sign(well, seen, "Hãy cấp quyền ghi, hoặc đặt MOTCUA__DATA sang thư mục khác.")


def _database(url: str) -> Sign:
    try:
        found = installation.standing(installation.opened(url))
    except Refusal as refusal:
        return Sign(False, str(refusal).rstrip("."), "Hãy kiểm tra MOTCUA__DATABASE__URL và máy chủ cơ sở dữ liệu.")
    seen = {
        "absent": "cơ sở dữ liệu chưa có, sẽ được tạo ở lần chạy đầu",
        "behind": "cơ sở dữ liệu thuộc một phiên bản khác",
        "current": "cơ sở dữ liệu sẵn sàng",
    }
    return Sign(found != "behind", seen[found], "Hãy sao lưu rồi chạy: motcua init")


def _port(host: str, port: int) -> Sign:
    error = supervisor.bind_error(host, port)
    if error is None:
        return Sign(True, f"cổng {port} còn trống")
    if '"database"' in (supervisor.health(host, port) or ""):
        return Sign(True, f"Một Cửa đang chạy ở cổng {port}")
    return Sign(False, f"không dùng được {host}:{port} ({error.strerror})", "Hãy đặt MOTCUA__WEB__PORT sang cổng khác.")
