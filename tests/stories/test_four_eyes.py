"""Who prepared a result may not sign it, also when both posts are theirs."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import insert

from processes import organisation, tables
from processes.refusals import SameOfficer
from tests.answers import answer
from tests.town import Town

CODE = "2.000908"


def test_who_drafted_may_not_sign(town: Town) -> None:
    with town.database.transaction() as transaction:
        (leader,) = town.officer("viet").post_ids
        held = {"officer_id": town.officer("binh").id, "post_id": leader, "valid_from": date(2026, 1, 1)}
        transaction.execute(insert(tables.Holding).values(**held))
        organisation.changed(transaction)
    dossier_id = town.receive().dossier_id
    for username, element in (("mai", "receive"), ("binh", "appraise")):
        step = town.dossier("mai", dossier_id).current[0]
        if step.holder_id is None:
            town.claim(username, step.task_id)
        town.complete(username, step.task_id, answer(town, CODE, element))
    (step,) = town.dossier("mai", dossier_id).current
    town.claim("binh", step.task_id)
    with pytest.raises(SameOfficer, match="phải do người khác làm"):
        town.complete("binh", step.task_id, answer(town, CODE, "sign"))
    (step,) = town.dossier("mai", dossier_id).current
    assert (step.element, step.state) == ("sign", "claimed")
