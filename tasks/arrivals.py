"""Arrivals: handoffs of other installations come in over HTTP, once each, and what their side says afterwards.

The receiving agency is the one whose address book names the caller; it works on a dossier of its own, by the pool of
its own release that bears the agency's code. Basis: NĐ 61/2018/NĐ-CP, article 18 (transfer between agencies).
"""

from __future__ import annotations

import secrets
from datetime import datetime

from bpmn.model import Process
from processes import calendars, catalogue, deadlines, handoffs, parts, permissions
from processes.catalogue import Published
from processes.database import Snapshot, Transaction
from processes.handoffs import Event, Handoff
from processes.history import Fact
from processes.openings import Opening, code_for
from processes.organisation import Directory
from processes.partners import Partner
from processes.people import People
from processes.refusals import NotFound
from tasks import hearing
from tasks.wire import Delivery, News, Standing, standing


def take_in(transaction: Transaction, partner: Partner, sent: Delivery, *, moment: datetime) -> Standing:
    """Takes a handoff in: its own dossier and execution begin at the receiving agency. The same again is once.

    Refuses: NotFound (no agency, no procedure), NotInForce, RoleUnresolved, RoleAmbiguous and what the engine refuses.
    """
    known = handoffs.by_key(transaction, sent.key, "receiving")
    if known is None:
        handoff_id = _begin(transaction, partner, sent, moment)
        if more := _said(sent)[1:]:  # it may be wanted back already
            hearing.take_over(transaction, handoffs.one(transaction, handoff_id), more, moment=moment)
    elif known.partner_id == partner.id:
        handoff_id = known.id
    else:
        raise NotFound(what="hồ sơ liên thông này")
    return standing(transaction, handoff_id)


def _begin(transaction: Transaction, partner: Partner, sent: Delivery, moment: datetime) -> int:
    if partner.agency_id is None:
        raise NotFound(what="cơ quan nhận")
    known, today = parts.directory(transaction, moment), parts.today(moment)
    agency_id = known.lineage.now("agency", partner.agency_id)
    published = _published(transaction, agency_id, sent.procedure, moment)
    opening = _opening(transaction, published, known, agency_id, partner, sent, moment)
    assert opening.accepted_on == today
    process = _process(published, sent.to)
    key = f"handoff:{sent.key}:arrived"
    fact = Fact("handoff.delivered", {"from": sent.sender, "to": known.agencies[agency_id].name})
    told = {"message": sent.message, "data": sent.facts, "fact": fact, "moment": moment, "key": key}
    dossier_id, execution_id = parts.open_dossier(transaction, opening, process.id, **told)  # pyright: ignore
    delivered = Event("receiver", 1, moment, "delivered", known.agencies[agency_id].name)
    row: dict[str, object] = {
        "key": sent.key,
        "side": "receiving",
        "channel": "http",
        "dossier_id": dossier_id,
        "receiving_agency_id": agency_id,
        "receiving_execution_id": execution_id,
        "partner_id": partner.id,
        "partner": sent.sender,
        "code": sent.to,
        "element": "",
        "process": process.id,
        "message": sent.message,
        "facts": sent.facts,
        "manifest": sent.manifest,
        "reference": opening.code,
        "sent_at": sent.events[0].at,
        "receive_by": sent.receive_by,
        "look_at": sent.receive_by,
        "heard": 0,
    }
    return handoffs.add(transaction, row, [*_said(sent)[:1], delivered])


def _said(sent: Delivery) -> list[Event]:
    events = (entry.event() for entry in sent.events if entry.side == "sender")
    return sorted(events, key=lambda one: one.number)


def _published(transaction: Transaction, agency_id: int, procedure: str, moment: datetime) -> Published:
    offers = catalogue.offered(transaction, agency_id, calendars.local(moment).date())
    found = next((offer for offer in offers if offer.code == procedure), None)
    if found is None:
        raise NotFound(what="thủ tục này ở cơ quan nhận")
    return catalogue.published(transaction, found.release_id)


def _process(published: Published, code: str) -> Process:
    """The pool that is worked here: the one that bears the agency's code, else the first."""
    model = published.release.model
    mine = (one for one in model.processes if one.executable and code and one.agency == code)
    return next(mine, model.main)


def _opening(
    transaction: Transaction,
    published: Published,
    known: Directory,
    agency_id: int,
    partner: Partner,
    sent: Delivery,
    moment: datetime,
) -> Opening:
    cases = published.release.cases
    case = next((one for one in cases if one.code == sent.case), cases[0])
    unit_id, on = _unit(known, agency_id), calendars.local(moment).date()
    number, code = code_for(transaction, known, unit_id, on)
    return Opening(
        published=published,
        case_code=case.code,
        channel="online",
        code=code,
        number=number,
        public_key=secrets.token_urlsafe(18),
        receiving_unit_id=unit_id,
        agency_id=agency_id,
        accepted_on=on,
        due=deadlines.due(moment, partner.to_answer, known.calendar(agency_id)),
        people=People.read(sent.people),
        papers=[],
        fee={},
        delivery={},
        references={"handoff": sent.key, "code": sent.code, "sender": sent.sender},
    )


def _unit(known: Directory, agency_id: int) -> int:
    """Where a handoff is received: the agency's one-stop, where it has one."""
    units = [unit for unit in known.units.values() if unit.agency_id == agency_id and known.stands(unit)]
    one_stops = [unit.id for unit in units if unit.code == permissions.ONE_STOP]
    if not units:
        raise NotFound(what="đơn vị nhận của cơ quan")
    return one_stops[0] if one_stops else units[0].id


def hear(transaction: Transaction, partner: Partner, key: str, news: News, *, moment: datetime) -> Standing:
    """Takes in what the other side has said since; what is known already changes nothing. Refuses: NotFound."""
    mine = "receiving" if news.side == "sender" else "sending"
    found = _own(transaction, partner, key, mine)
    entries = [entry.event() for entry in news.events if entry.side == news.side]
    hearing.take_over(transaction, found, entries, moment=moment)
    return standing(transaction, found.id)


def status(snapshot: Snapshot, partner: Partner, key: str) -> Standing:
    """How a handoff stands here that the caller has sent us, or we the caller. Refuses: NotFound."""
    for side in ("receiving", "sending"):
        found = handoffs.find(snapshot, key, side)
        if found is not None and found.partner_id == partner.id:
            return standing(snapshot, found.id)
    raise NotFound(what="hồ sơ liên thông này")


def _own(transaction: Transaction, partner: Partner, key: str, side: str) -> Handoff:
    found = handoffs.find(transaction, key, side)
    if found is None or found.partner_id != partner.id:
        raise NotFound(what="hồ sơ liên thông này")
    return found
