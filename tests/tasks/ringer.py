"""Rings alerts once, a few a transaction: what the agent does, as a process that can be killed.

It rests after each transaction: else it has told all before anybody looks.
"""

from __future__ import annotations

import sys
import time
from datetime import datetime

from sqlalchemy import event

from processes.database import Database
from tasks import alerting

REST = 0.02

if __name__ == "__main__":
    alerting.AT_ONCE = int(sys.argv[3])
    database = Database(sys.argv[1])
    event.listen(database.engine, "commit", lambda _connection: time.sleep(REST))
    print(alerting.ring(database, moment=datetime.fromisoformat(sys.argv[2])))
