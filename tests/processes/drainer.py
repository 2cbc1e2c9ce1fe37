"""Drains the outbox until nothing is due: what the agent does, as a process that writes down what it sends.

Where the file beside is named, it stops dead in the middle of that message until it is killed.
"""

from __future__ import annotations

import sys
import time
from datetime import datetime
from pathlib import Path

from processes.database import Database
from processes.outbox import Message
from tasks import agent
from tasks.channels import channel

_, URL, LEASE, AT, SENT, STOPS_AT = sys.argv


@channel("thử")
def deliver(message: Message) -> None:
    with Path(SENT).open("a", encoding="utf-8") as sent:
        sent.write(f"{message.key}\n")
    while message.key == STOPS_AT:
        time.sleep(1)


if __name__ == "__main__":
    database = Database(URL)
    while agent.drain(database, lease=LEASE, moment=datetime.fromisoformat(AT)):
        pass
