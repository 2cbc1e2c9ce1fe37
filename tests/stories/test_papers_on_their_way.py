"""Papers travel with their signatures: the giver answers for each until the receiver has counted it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from processes import bundles, history
from processes.consignments import Consignment
from processes.refusals import ConsignmentClosed
from tasks import consignments
from tasks.reception import PaperGiven
from tests.answers import ANSWERS, answer
from tests.town import Town

CODE = "2.000908"


@dataclass
class Desk:
    """An officer with the papers of a unit."""

    town: Town
    name: str

    def receives_on_paper(self) -> int:
        """A citizen hands in two papers at the counter, and the dossier goes on to who works on it."""
        accepted = self.town.receive(self.town.request(papers=(PaperGiven("to-khai", "Tờ khai", 1, 1),)), by=self.name)
        self.town.complete(self.name, self.town.dossier(self.name, accepted.dossier_id).current[0].task_id)
        return accepted.dossier_id

    def hands_over_all_that_waits(self) -> Consignment:
        """Makes the list of what the page offers."""
        with self.town.database.transaction() as transaction:
            officer = self.town.officer(self.name)
            (group,) = consignments.waiting(transaction, officer=officer)
            return consignments.make(
                transaction,
                [one.dossier_id for one in group.bundles],
                from_unit_id=group.from_unit_id,
                to_unit_id=group.to_unit_id,
                officer=officer,
                moment=self.town.moment,
                key=self.town.key(),
            )

    def counts(self, made: Consignment, there: Mapping[int, str], missing: Mapping[int, str] | None = None) -> None:
        """Takes a list in, line by line."""
        with self.town.database.transaction() as transaction:
            told = {"officer": self.town.officer(self.name), "moment": self.town.moment, "key": self.town.key()}
            consignments.receive(transaction, made.id, shelves=there, refused=missing or {}, **told)  # pyright: ignore

    def does(self, dossier_id: int, *elements: str) -> None:
        """Does steps of the dossier."""
        for element in elements:
            step = self.town.dossier(self.name, dossier_id).current[0]
            if step.state == "opened":
                self.town.claim(ANSWERS[CODE][element].by, step.task_id)
            self.town.complete(ANSWERS[CODE][element].by, step.task_id, answer(self.town, CODE, element))


def answers_for(town: Town, dossier_id: int) -> str:
    """The unit that answers for the papers now, and where they lie."""
    with town.database.snapshot() as snapshot:
        found = bundles.of(snapshot, dossier_id)
    assert found is not None
    return f"{town.directory.units[found.unit_id].code} {found.shelf}".strip()


def test_two_go_out_one_is_lost_and_found_and_the_result_comes_back(town: Town) -> None:
    mai, binh, thu = (Desk(town, name) for name in ("mai", "binh", "thu"))
    found, lost = mai.receives_on_paper(), mai.receives_on_paper()
    morning = mai.hands_over_all_that_waits()
    town.pass_time(minutes=20)
    assert answers_for(town, found) == "one_stop"

    binh.counts(morning, {found: "Kệ 3, ngăn B"}, {lost: "Không có trong tập"})
    assert answers_for(town, found) == "office Kệ 3, ngăn B"
    assert answers_for(town, lost) == "one_stop"
    with pytest.raises(ConsignmentClosed):
        thu.counts(morning, {found: "", lost: ""})

    town.pass_time(hours=1)
    afternoon = mai.hands_over_all_that_waits()
    binh.counts(afternoon, {lost: "Kệ 3, ngăn C"})
    assert answers_for(town, lost) == "office Kệ 3, ngăn C"

    binh.does(found, "appraise", "sign", "issue")
    back = thu.hands_over_all_that_waits()
    mai.counts(back, {found: "Ngăn trả kết quả"})
    mai.does(found, "return_result")
    assert [morning.symbol, afternoon.symbol, back.symbol] == ["01/GBG", "02/GBG", "03/GBG"]
    with town.database.snapshot() as snapshot:
        travels = [row.kind for row in history.of(snapshot, lost) if row.kind.startswith("consignment")]
        assert list(history.verify(snapshot)) == []
    assert travels == [
        "consignment.made",
        "consignment.refused",
        "consignment.made",
        "consignment.received",
    ]
