"""What the Prefect server is told, and where agents look for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from processes.settings import PrefectSettings, Settings
from ui import orchestrator

WHERE = [
    ({}, ""),
    ({"port": 4300}, "http://127.0.0.1:4300/api"),
    ({"url": "http://dieu-phoi:4200/api/", "port": 4300}, "http://dieu-phoi:4200/api"),
    ({"enabled": False, "url": "http://dieu-phoi:4200/api"}, ""),
]


@pytest.mark.parametrize(("told", "api"), WHERE)
def test_agents_report_where_they_are_told_to(told: dict[str, object], api: str) -> None:
    assert PrefectSettings.model_validate(told).api == api


@pytest.mark.parametrize(("told", "ours"), [({}, True), ({"url": "http://x/api"}, False), ({"enabled": False}, False)])
def test_up_runs_its_own_unless_there_is_another_or_none(told: dict[str, object], ours: bool) -> None:
    assert PrefectSettings.model_validate(told).is_ours is ours


def test_the_embedded_server_keeps_to_its_own_file_and_tells_nobody(data: Path) -> None:
    told = orchestrator.environment(Settings())
    assert told["PREFECT_SERVER_DATABASE_CONNECTION_URL"] == f"sqlite+aiosqlite:///{data / 'prefect' / 'prefect.db'}"
    assert told["PREFECT_HOME"] == str(data / "prefect")
    assert (told["PREFECT_SERVER_API_HOST"], told["PREFECT_SERVER_API_PORT"]) == ("127.0.0.1", "4200")
    assert told["DO_NOT_TRACK"] == "1"
    assert told["PREFECT_SERVER_ANALYTICS_ENABLED"] == told["PREFECT_SERVER_ALLOW_EPHEMERAL_MODE"] == "false"
    assert "PREFECT_SERVER_API_AUTH_STRING" not in told


def test_on_several_machines_it_has_its_own_postgresql_and_a_password() -> None:
    own = PrefectSettings(database_url="postgresql+asyncpg://motcua@db/prefect", auth="motcua:bí-mật", host="10.0.0.5")
    told = orchestrator.environment(Settings(prefect=own))
    assert told["PREFECT_SERVER_DATABASE_CONNECTION_URL"] == "postgresql+asyncpg://motcua@db/prefect"
    assert told["PREFECT_SERVER_API_AUTH_STRING"] == "motcua:bí-mật"
    assert told["PREFECT_SERVER_API_HOST"] == "10.0.0.5"
