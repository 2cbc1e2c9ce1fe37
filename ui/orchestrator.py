"""The orchestrator: the Prefect server that watches the agent's rounds, with as few of its services as that needs.

It is told everything through its own environment, which must be there before Prefect is loaded.
"""

from __future__ import annotations

from processes.settings import Settings
from ui import supervisor

PORT = 4200
# what Prefect would do for deployments, automations and events: there are none under `motcua up`
_IDLE_SERVICES = (
    *("SCHEDULER", "LATE_RUNS", "PAUSE_EXPIRATIONS", "CANCELLATION_CLEANUP", "FOREMAN", "REPOSSESSOR"),
    *("CLEANUP_RECONCILER", "TASK_RUN_RECORDER", "TRIGGERS", "EVENT_PERSISTER"),
)
QUIET = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false",
}
"""No request leaves the site, and no server is started that nobody asked for."""


def environment(settings: Settings) -> dict[str, str]:
    """All that the server is told."""
    own = settings.prefect
    stored = own.database_url or f"sqlite+aiosqlite:///{settings.prefect_home / 'prefect.db'}"
    return {
        **QUIET,
        "PREFECT_HOME": str(settings.prefect_home),
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": stored,
        "PREFECT_SERVER_API_HOST": own.host,
        "PREFECT_SERVER_API_PORT": str(own.port or PORT),
        **({"PREFECT_SERVER_API_AUTH_STRING": own.auth} if own.auth else {}),
        "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
        "PREFECT_SERVER_REGISTER_BLOCKS_ON_START": "false",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": "P14D",
        "PREFECT_SERVER_EVENTS_RETENTION_PERIOD": "P2D",
        **{f"PREFECT_SERVER_SERVICES_{name}_ENABLED": "false" for name in _IDLE_SERVICES},
    }


def serve(settings: Settings) -> None:
    """Runs the server until it is told to stop."""
    settings.prefect_home.mkdir(parents=True, exist_ok=True, mode=0o700)
    supervisor.inherit(environment(settings))
    from tasks import flows

    flows.serve(settings.prefect.host, settings.prefect.port or PORT)
