"""Claimers: officers of one post who all claim every task, each in a thread of this process."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from bpmn.refusals import Refusal
from processes import organisation
from processes.calendars import local
from processes.database import Database
from processes.organisation import Officer
from tasks import inbox


def claim_all(database: Database, officer_id: int, tasks: Sequence[int], moment: datetime) -> Counter[str]:
    """Claims each task in turn; how often it won, and what it was refused by."""
    found: Counter[str] = Counter()
    with database.snapshot() as snapshot:
        known = organisation.directory(snapshot, organisation.revision(snapshot), local(moment).date())
    officer = known.officer(officer_id)
    for task_id in tasks:
        while (came := _claim(database, officer, task_id, moment)) == "LostRace":
            found[came] += 1  # another task of the same dossier was claimed at that moment: the officer presses again
        found[came] += 1
    return found


def _claim(database: Database, officer: Officer, task_id: int, moment: datetime) -> str:
    try:
        with database.transaction() as transaction:
            inbox.claim(transaction, task_id, officer=officer, moment=moment, key=f"{officer.id}:{task_id}")
    except Refusal as refusal:
        return type(refusal).__name__
    return "won"


if __name__ == "__main__":
    url, at, officers, wanted = sys.argv[1:]
    opened, moment, tasks = Database(url), datetime.fromisoformat(at), json.loads(wanted)
    with ThreadPoolExecutor(len(json.loads(officers))) as crowd:
        told = crowd.map(lambda one: claim_all(opened, one, tasks, moment), json.loads(officers))
        print(json.dumps(sum(told, Counter())))
