"""The flows: Prefect around the agent's rounds, one run a batch. The only module that knows Prefect.

Prefect sees names, counts and kinds of trouble, never a dossier: what went wrong in words stays in the record. What it
answers changes nothing: work that it could not watch to the end is done all the same, and never done twice for it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable
from contextlib import AsyncExitStack, ExitStack
from contextvars import ContextVar, copy_context
from typing import TYPE_CHECKING, cast

from prefect import flow, settings
from prefect.client.schemas.objects import State
from prefect.context import AsyncClientContext
from prefect.settings import temporary_settings
from prefect.states import Completed, Failed

from tasks.runs import Run

if TYPE_CHECKING:
    from prefect.settings.context import SettingKey

log = logging.getLogger("motcua.flows")

# a server that hangs may hold the work up this long, once, before the agent goes on without it
_PATIENCE = 5.0
_GRACE = 2


@flow(name="round", flow_run_name="{name}", validate_parameters=False, persist_result=False)
async def watched(name: str) -> State[None]:
    """One round as a flow: how much it did is the state's message; of what went wrong, the kind alone."""
    run = _shown.get()
    assert run.name == name
    run.happen()
    if run.error is not None:
        return Failed(message=type(run.error).__name__)
    return Completed(message=str(run.worked))


class Watcher:
    """A Prefect server that runs are shown to."""

    def __init__(self, api: str, auth: str = "") -> None:
        self._context = copy_context()
        self._entered = ExitStack()
        self._context.run(self._entered.enter_context, temporary_settings(_settings(api, auth)))
        self._loop = asyncio.Runner()
        self._client = AsyncExitStack()
        self._is_connected = False
        logging.getLogger("prefect").setLevel(logging.CRITICAL)  # what goes wrong with it is said here, once

    def show(self, run: Run) -> None:
        """Lets a run happen under Prefect's eyes, and notes in it whether they were open to the end."""
        try:
            if not self._is_connected:  # one client for all runs: a new one each time costs half as much again
                self._loop.run(_enter(self._client), context=self._context)
                self._is_connected = True
            self._loop.run(_show(run), context=self._context)
            run.is_observed = run.is_over
        except Exception as error:  # noqa: BLE001 - whatever Prefect raises, the work goes on
            log.warning("prefect.unreachable %s: %s", type(error).__name__, error)

    def close(self) -> None:
        """Lets the connection go."""
        self._loop.run(self._client.aclose(), context=self._context)
        self._loop.close()
        self._context.run(self._entered.close)


_shown: ContextVar[Run] = ContextVar("shown")


async def _enter(stack: AsyncExitStack) -> None:
    await stack.enter_async_context(AsyncClientContext.get_or_create())


async def _show(run: Run) -> None:
    _shown.set(run)
    # Prefect's types know no async flow that gives its state
    await cast(Awaitable[object], watched.with_options(name=run.name)(run.name, return_state=True))


def _settings(api: str, auth: str) -> dict[SettingKey, object]:
    wanted: dict[SettingKey, object] = {
        settings.PREFECT_API_URL: api,
        settings.PREFECT_API_REQUEST_TIMEOUT: _PATIENCE,
        settings.PREFECT_CLIENT_MAX_RETRIES: 0,
        settings.PREFECT_CLIENT_CSRF_SUPPORT_ENABLED: False,
        settings.PREFECT_CLIENT_SERVER_VERSION_CHECK_ENABLED: False,
        settings.PREFECT_SERVER_ALLOW_EPHEMERAL_MODE: False,
        settings.PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None,
        settings.PREFECT_LOGGING_TO_API_ENABLED: False,
    }
    return {**wanted, **({settings.PREFECT_API_AUTH_STRING: auth} if auth else {})}


def serve(host: str, port: int) -> None:
    """Runs a Prefect server until it is told to stop; the environment says all else."""
    import uvicorn
    from prefect.server.api.server import create_app

    uvicorn.run(
        create_app(final=True),
        host=host,
        port=port,
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=_GRACE,
    )
