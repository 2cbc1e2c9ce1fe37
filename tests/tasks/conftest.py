"""What the tests of the work share: the stage on which everybody tries everything."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tasks.scene import Stage


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Stage:
    return Stage(tmp_path_factory.mktemp("stage"), sqlite_template)
