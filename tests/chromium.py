"""Debian's Chromium for the screens: installed when this runs as root, else one line says what to type."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

PATH = "/usr/bin/chromium"
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_PACKAGES = ("chromium",)


def install() -> int:
    """0 when Chromium is there at the end."""
    if shutil.which(PATH):
        return 0
    if os.geteuid() != 0:
        print("Thiếu Chromium. Hãy chạy: sudo apt-get install -y " + " ".join(_PACKAGES), file=sys.stderr)
        return 1
    print("cài Chromium cho kiểm thử giao diện")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *_PACKAGES]):
        done = subprocess.run(["apt-get", *command], env=quiet, stdout=subprocess.DEVNULL, check=False)
        if done.returncode != 0:
            print("apt-get không cài được Chromium.", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(install())
