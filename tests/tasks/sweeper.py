"""Sweeps once, a few tasks a transaction: what the agent does, as a process that can be killed."""

from __future__ import annotations

import sys
from datetime import datetime

from processes.database import Database
from tasks import reminders

if __name__ == "__main__":
    reminders.AT_ONCE = int(sys.argv[3])
    print(reminders.sweep(Database(sys.argv[1]), moment=datetime.fromisoformat(sys.argv[2])))
