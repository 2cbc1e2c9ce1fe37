"""A process in which the whole site is loaded once: each story's site is forked from it, and begins at once.

`motcua up` itself, with its supervisor, is proved in tests/ui/test_supervisor.py and in the first run.
Reads a line of JSON for each site: its environment, port, moment and log; answers with the number of its process.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from datetime import datetime
from threading import Event, Thread
from typing import Any

from processes import database, installation, settings
from tasks import demonstration, worker
from ui import server


def main() -> None:
    """Forks a site for every line that comes in; ends when none can come any more."""
    server.warm_up()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them here
    for line in sys.stdin:
        number = os.fork()
        if number == 0:
            _live(json.loads(line))
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


def _live(asked: dict[str, Any]) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    log = os.open(asked["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(log, stream)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.environ.update(asked["environment"])
    settings.settings.cache_clear()
    if asked["moment"]:
        _move_clock(datetime.fromisoformat(asked["moment"]))
    code = 1
    try:
        if asked["port"]:
            _serve(asked["port"])
        else:
            _prepare()
        code = 0
    finally:
        os._exit(code)


def _prepare() -> None:
    record = installation.opened(settings.settings().database_url)
    installation.prepare(record, tell=print)
    installation.prepare_demonstration(record, moment=database.now(), tell=print)
    with record.transaction() as transaction:
        demonstration.tell(transaction, moment=database.now())
    record.close()


def _serve(port: int) -> None:
    Thread(target=_leave_with, args=(os.getppid(),), daemon=True).start()
    record = installation.opened(settings.settings().database_url)
    stop = Event()
    working = Thread(target=worker.run, args=(record, stop), daemon=True)
    working.start()
    server.serve("127.0.0.1", port)
    stop.set()
    working.join(10)


def _leave_with(nursery: int) -> None:
    """A site does not outlive the run that it was forked for, however that ended."""
    while os.getppid() == nursery:
        time.sleep(1)
    os._exit(1)


def _move_clock(moment: datetime) -> None:
    """The site lives at another moment, and its time goes on from there."""
    real = database.now
    ahead = moment - real()

    def now() -> datetime:
        return real() + ahead

    for module in list(sys.modules.values()):
        if getattr(module, "now", None) is real:
            module.now = now  # pyright: ignore[reportAttributeAccessIssue]


if __name__ == "__main__":
    main()
