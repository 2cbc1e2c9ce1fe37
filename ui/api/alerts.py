"""Alerts: what I want to be told of as soon as it holds, on the board that I oversee."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from processes import database
from processes.alerts import Rest
from processes.board import Axis
from processes.database import Transaction
from tasks import alerts
from tasks.alerts import Rule
from ui.api import acts
from ui.api.acts import Created
from ui.api.entry import WRITTEN, ActKey, Id, Number, Signed, signed_in

router = APIRouter(prefix="/alerts", tags=["alerts"], dependencies=[Depends(signed_in)])

AlertMeasure = Literal["overdue", "unapologised", "stuck", "unclaimed", "today", "soon", "paused"]


class AlertRule(BaseModel):
    """More dossiers than `above` stand so, in a part of what I oversee.

    `waits` are working hours unclaimed, or days paused. With `is_daily` I am told again each working day.
    """

    measure: AlertMeasure
    above: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    waits: Annotated[int, Field(ge=0, le=alerts.MOST_WAITS)] = 0
    axis: Axis = "work"
    agency_id: Id | None = None
    unit_id: Id | None = None
    procedure_id: Id | None = None
    is_daily: bool = False


class NamedRule(AlertRule):
    """A rule under the name by which I am told."""

    name: Annotated[str, Field(min_length=1, max_length=alerts.LONGEST, pattern=WRITTEN)]


class AlertTrial(BaseModel):
    """How many dossiers a rule counts now, and whether I would be told."""

    number: int
    holds: bool


class AlertLine(NamedRule):
    """An alert of mine: what it counts now, since when it holds, what was told last, why it rests."""

    id: int
    is_on: bool
    number: int | None
    holds: bool
    since: datetime | None
    told_at: datetime | None
    told: int
    rests: Rest


class AlertSwitch(BaseModel):
    """Whether an alert is on."""

    is_on: bool


@router.get("")
def listed(known: Signed) -> list[AlertLine]:
    """My alerts, each with what it counts now."""
    with database.snapshot() as snapshot:
        found = alerts.of(snapshot, officer=known.officer, moment=database.now())
    return [_line(one) for one in found]


def _line(one: alerts.Shown) -> AlertLine:
    alert = one.alert
    number = one.number if isinstance(one.number, int) else None
    rests: Rest = one.number if not isinstance(one.number, int) else ""
    rule = NamedRule.model_validate(alert.rule, from_attributes=True).model_dump()
    return AlertLine(
        **rule,
        id=alert.id,
        is_on=alert.is_on,
        number=number,
        holds=one.holds,
        since=alert.since,
        told_at=alert.told_at,
        told=alert.told,
        rests=rests,
    )


@router.post("/trials")
def try_out(asked: AlertRule, known: Signed) -> AlertTrial:
    """Counts by a rule; nothing is kept."""
    rule = Rule("", **asked.model_dump())
    with database.snapshot() as snapshot:
        number = alerts.try_out(snapshot, rule, officer=known.officer, moment=database.now())
    return AlertTrial(number=number, holds=number > asked.above)


@router.post("", status_code=201)
def save(asked: NamedRule, known: Signed, key: ActKey) -> Created:
    """Keeps a rule, over my own of that name."""
    told = {"rule": Rule(**asked.model_dump())}
    return acts.do(known, key, _save, keep=acts.number, told=told).tell(Created)


def _save(transaction: Transaction, *, rule: Rule, key: str, moment: datetime, **told: object) -> int:
    return alerts.save(transaction, rule, **told)  # pyright: ignore[reportArgumentType]


@router.put("/{alert_id}", status_code=204)
def change(alert_id: Number, asked: NamedRule, known: Signed) -> None:
    """Sets an alert of mine otherwise."""
    with database.transaction() as transaction:
        alerts.save(transaction, Rule(**asked.model_dump()), officer=known.officer, alert_id=alert_id)


@router.put("/{alert_id}/switch", status_code=204)
def switch(alert_id: Number, asked: AlertSwitch, known: Signed) -> None:
    """Switches an alert of mine on or off."""
    with database.transaction() as transaction:
        alerts.switch(transaction, alert_id, is_on=asked.is_on, officer=known.officer)


@router.delete("/{alert_id}", status_code=204)
def remove(alert_id: Number, known: Signed) -> None:
    """Forgets an alert of mine."""
    with database.transaction() as transaction:
        alerts.remove(transaction, alert_id, officer=known.officer)
