"""Tells the story of dossier after dossier until it is killed: `python storyteller.py URL DOSSIERS`.

Every act has a key made of the dossier's number, so that a storyteller started anew repeats what it cannot know was
done. It is run by `test_kill.py`, together with an agent in a thread.
"""

from __future__ import annotations

import faulthandler
import sys
from contextlib import suppress
from datetime import timedelta
from threading import Event, Thread

from processes import history
from processes.database import use
from processes.people import People, Person
from processes.refusals import AlreadyDone, LostRace, NotOpen
from tasks import worker
from tests.answers import ANSWERS, answer
from tests.conftest import MONDAY_8AM
from tests.town import Town

_PATIENCE = 300


def tell(town: Town, number: int) -> None:
    """One dossier from reception to returned result; what was done before is left as it is."""
    key = f"story-{number}"
    owner = Person(f"Chủ hồ sơ {number}", f"{number:012}", "0912345678")
    request = town.request(people=People(owner, owner))
    with suppress(AlreadyDone):
        town.receive(request, key=key)
    with town.database.snapshot() as snapshot:
        dossier_id = history.done(snapshot, key)
    assert dossier_id is not None
    while True:
        step = next(iter(town.dossier("mai", dossier_id).current), None)
        if step is None:
            return
        _work(town, number, step.element, step.task_id)


def _work(town: Town, number: int, element: str, task_id: int) -> None:
    username = ANSWERS["2.000908"][element].by
    act = f"story-{number}-{element}"
    with suppress(AlreadyDone, NotOpen, LostRace):
        if town.look(username, task_id).may_claim:
            town.claim(username, task_id, key=f"{act}-claim")
        town.complete(username, task_id, answer(town, "2.000908", element), key=act)


def main(url: str, dossiers: int) -> None:
    """Tells every dossier's story once; prints a line when it begins and one when all is told."""
    database = use(url)
    town = Town(database, MONDAY_8AM + timedelta(minutes=1))
    stop = Event()
    # whatever goes wrong ends the process, so that its parent never waits for a line that cannot come
    faulthandler.dump_traceback_later(_PATIENCE, exit=True)
    at_work = Thread(target=worker.run, args=(database, stop), daemon=True)
    at_work.start()
    print("bắt đầu", flush=True)
    for number in range(1, dossiers + 1):
        tell(town, number)
    print("xong", flush=True)
    sys.stdin.readline()
    stop.set()
    at_work.join()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
