"""Another installation, as processes that can be killed: its web, its agent at a record of its own, or its Prefect.

python -m tests.installation web URL PORT [SHARE]     SHARE of what is posted fails, half of it after its effect
python -m tests.installation agent URL [PREFECT]      Prefect's address, when it looks on
python -m tests.installation prefect PORT
"""

from __future__ import annotations

import os
import random
import secrets
import sys
import threading
import time
from datetime import timedelta

import uvicorn
from sqlalchemy import update
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from processes import database, outbox, tables
from processes.database import Database
from tasks import agent
from tasks.runs import Run
from tasks.watch import Watch
from tests.conftest import ROOT
from tests.ui import site


class Failing:
    """Fails a share of what is posted: before anything is done, or after it was done and before it is answered."""

    def __init__(self, app: ASGIApp, share: float) -> None:
        self.app, self.share = app, share

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers 503 without asking the site, or 500 in place of its answer."""
        chance = random.random()
        if scope["type"] != "http" or scope["method"] != "POST" or chance >= self.share:
            await self.app(scope, receive, send)
        elif chance < self.share / 2:
            await JSONResponse({}, 503)(scope, receive, send)
        else:

            async def lose(_message: object) -> None:
                return None

            await self.app(scope, receive, lose)
            await JSONResponse({}, 500)(scope, receive, send)


def web(url: str, port: int, share: float) -> None:
    """The site without Streamlit."""
    database.use(url)
    uvicorn.run(Failing(site.application(), share), host="127.0.0.1", port=port, log_level="critical")


def work(url: str, prefect: str) -> None:
    """The agent, impatient: what could not be sent is tried again at once, and a dead agent's lease is short.

    It works whether Prefect looks on or has just been killed.
    """
    agent._LEASE = timedelta(seconds=16)  # pyright: ignore[reportPrivateUsage]
    agent._SENDING = 5.0  # pyright: ignore[reportPrivateUsage]
    here, lease = Database(url), secrets.token_hex(8)
    row = tables.Message
    again = update(row).where(row.done_at.is_(None), row.lease.is_(None))
    with Watch(prefect) as watch:
        while True:
            moment = database.now()
            with here.transaction() as transaction:
                transaction.execute(again.values(next_at=moment - timedelta(seconds=1), attempts=1))
            run = Run("dispatch-handoffs", lambda: agent.drain(here, lease=lease, moment=database.now()))
            if _is_due(here):
                watch.over(run)
            else:
                time.sleep(0.05)


def _is_due(here: Database) -> bool:
    """Whether anything waits to leave: Prefect is shown no empty run."""
    with here.snapshot() as snapshot:
        return outbox.is_due(snapshot, moment=database.now())


def orchestrate(port: int) -> None:
    """Prefect's server, as `motcua orchestrator` runs it."""
    told = {**os.environ, "PYTHONPATH": str(ROOT), "MOTCUA__PREFECT__PORT": str(port)}
    os.execve(sys.executable, [sys.executable, "-P", "-m", "ui.command", "orchestrator"], told)


if __name__ == "__main__":
    threading.excepthook = threading.__excepthook__
    if sys.argv[1] == "web":
        web(sys.argv[2], int(sys.argv[3]), float(sys.argv[4]) if len(sys.argv) > 4 else 0.0)
    elif sys.argv[1] == "agent":
        work(sys.argv[2], sys.argv[3] if len(sys.argv) > 3 else "")
    else:
        orchestrate(int(sys.argv[2]))
