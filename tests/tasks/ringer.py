"""Rings alerts once, a few a transaction: what the agent does, as a process that can be killed."""

from __future__ import annotations

import sys
from datetime import datetime

from processes.database import Database
from tasks import alerting

if __name__ == "__main__":
    alerting.AT_ONCE = int(sys.argv[3])
    print(alerting.ring(Database(sys.argv[1]), moment=datetime.fromisoformat(sys.argv[2])))
