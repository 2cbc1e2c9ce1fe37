"""Works on batches until nothing waits: what the agent does, as a process that can be killed."""

from __future__ import annotations

import sys
from datetime import datetime

from processes.database import Database
from tasks import batches

if __name__ == "__main__":
    database = Database(sys.argv[1])
    while batches.work(database, moment=datetime.fromisoformat(sys.argv[2])):
        pass
