"""Another installation, as processes that can be killed: its web, or its agent, at a record of its own.

python -m tests.installation web URL PORT [SHARE]     SHARE of what is posted fails, half of it after its effect
python -m tests.installation agent URL
"""

from __future__ import annotations

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

from processes import database, tables
from processes.database import Database
from tasks import agent
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


def work(url: str) -> None:
    """The agent, impatient: what could not be sent is tried again at once, and a dead agent's lease is short."""
    agent._LEASE = timedelta(seconds=16)  # pyright: ignore[reportPrivateUsage]
    agent._SENDING = 5.0  # pyright: ignore[reportPrivateUsage]
    here, lease = Database(url), secrets.token_hex(8)
    row = tables.Message
    again = update(row).where(row.done_at.is_(None), row.lease.is_(None))
    while True:
        moment = database.now()
        with here.transaction() as transaction:
            transaction.execute(again.values(next_at=moment - timedelta(seconds=1), attempts=1))
        if not agent.drain(here, lease=lease, moment=database.now()):
            time.sleep(0.05)


if __name__ == "__main__":
    threading.excepthook = threading.__excepthook__
    if sys.argv[1] == "web":
        web(sys.argv[2], int(sys.argv[3]), float(sys.argv[4]) if len(sys.argv) > 4 else 0.0)
    else:
        work(sys.argv[2])
