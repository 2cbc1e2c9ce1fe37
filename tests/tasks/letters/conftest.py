from __future__ import annotations

from pathlib import Path

import pytest

from tasks.letters.typesetting import Press

FONTS = Path(__file__).parents[3] / "ui" / "assets" / "letter-fonts"


@pytest.fixture(scope="session")
def fonts() -> Path:
    """The folder the front-end build fills; Press says so itself when it has not run."""
    return FONTS


@pytest.fixture(scope="session")
def press(fonts: Path) -> Press:
    return Press(fonts)
