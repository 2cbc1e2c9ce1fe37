"""A mandate is carried out: its unit acknowledges it and reports, whoever gave it accepts the report or sends it back.

What moves a mandate is what completes its steps, in the same transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bpmn.procedures import MANDATE
from processes import dossiers, mandates
from processes.database import Transaction
from processes.dossiers import Change
from processes.executions import Held
from processes.history import Fact
from processes.mandates import Mandate
from processes.organisation import Officer
from processes.refusals import NotFound, NotLawful

Answer = Mapping[str, object]


def acknowledge(transaction: Transaction, held: Held, answer: Answer, *, officer: Officer, moment: datetime) -> Change:
    """The unit has read what it is to do. Refuses: NotFound."""
    mandate = replace(_of_step(transaction, held), state="acknowledged")
    return _moved(transaction, held, mandate, "acknowledged", officer)


def report(transaction: Transaction, held: Held, answer: Answer, *, officer: Officer, moment: datetime) -> Change:
    """The unit tells what it did. Refuses: NotFound."""
    mandate = replace(_of_step(transaction, held), state="reported")
    return _moved(transaction, held, mandate, "reported", officer)


def assess(transaction: Transaction, held: Held, answer: Answer, *, officer: Officer, moment: datetime) -> Change:
    """Whoever gave it accepts the report and ends the mandate, notes a period's report, or sends the report back.

    Refuses: NotFound, NotLawful (no further report is asked for).
    """
    mandate = _of_step(transaction, held)
    match answer.get("decision"):
        case "accepted":
            return _moved(transaction, held, replace(mandate, state="accepted", ended_at=moment), "accepted", officer)
        case "noted":
            if not mandate.has_more:
                raise NotLawful(why="nhiệm vụ này không còn kỳ báo cáo nào nữa, hãy nghiệm thu hoặc trả lại")
            noted = replace(mandate, state="acknowledged", noted=mandate.noted + 1)
            return _moved(transaction, held, noted, "noted", officer)
        case _:
            return _moved(transaction, held, replace(mandate, state="sent_back"), "sent_back", officer)


def _of_step(transaction: Transaction, held: Held) -> Mandate:
    number = dossiers.facts(transaction, held).get(MANDATE)
    found = next((one for one in mandates.of(transaction, held.dossier_id) if one.number == number), None)
    if found is None:
        raise NotFound(what="nhiệm vụ này")
    return found


def _moved(transaction: Transaction, held: Held, mandate: Mandate, kind: str, officer: Officer) -> Change:
    mandates.put(transaction, held.dossier_id, mandate)
    told = {"number": mandate.number, "unit": mandate.unit_id, "due": mandate.due_at.isoformat()}
    fact = Fact(f"mandate.{kind}", told, officer.id, held.post_id, held.element, held.ref)
    return Change(facts=[fact])
