"""Executions in error for other programs: which there are, why, and what is done about them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field, JsonValue

from processes import database
from processes.faults import Fault, Kind
from tasks import oversight, repairs
from ui.api import acts
from ui.api.acts import Recorded
from ui.api.entry import WRITTEN, ActKey, Code, Number, Signed, signed_in

router = APIRouter(prefix="/repairs", tags=["repairs"], dependencies=[Depends(signed_in)])

Words = Annotated[str, Field(min_length=1, max_length=oversight.LONGEST, pattern=WRITTEN)]


class InError(BaseModel):
    """An execution in error: what was refused since when, and how often it was tried."""

    execution_id: int
    dossier_id: int
    code: str
    procedure: str
    agency_id: int
    since: datetime
    kind: Kind
    told: str
    tried: int
    task_id: int | None
    message_id: int | None

    @classmethod
    def of(cls, fault: Fault) -> InError:
        """The fault as it is listed."""
        return cls.model_validate(fault, from_attributes=True)


class Datum(BaseModel):
    """What an execution knows under a field of its forms."""

    label: str
    kind: str
    value: Any


class Repairable(BaseModel):
    """What may be done: the step that waits, the steps it may jump to by their elements, the data by their keys."""

    execution_id: int
    dossier_id: int
    faults: list[InError]
    task: str | None
    steps: dict[str, str]
    data: dict[str, Datum]


class Jump(BaseModel):
    """The element of the step to go on at, and why."""

    element: Code
    reason: Words


class DataCorrection(BaseModel):
    """The right values by the keys of the forms' fields, and why."""

    values: Annotated[dict[Code, JsonValue], Field(min_length=1, max_length=50)]
    reason: Words


@router.get("")
def listed(known: Signed) -> list[InError]:
    """The executions in error that I may repair, the longest first."""
    with database.snapshot() as snapshot:
        return [InError.of(one) for one in repairs.listed(snapshot, officer=known.officer)]


@router.get("/{execution_id}")
def offered(execution_id: Number, known: Signed) -> Repairable:
    """What may be done about an execution, with its data; the look is on the dossier's record."""
    with database.transaction() as transaction:
        found = repairs.offered(transaction, execution_id, officer=known.officer, moment=database.now())
    data = {one.key: Datum(label=one.label, kind=one.kind, value=found.values[one.key]) for one in found.fields}
    return Repairable(
        execution_id=found.execution_id,
        dossier_id=found.dossier_id,
        faults=[InError.of(one) for one in found.faults],
        task=found.task,
        steps=found.steps,
        data=data,
    )


@router.post("/{execution_id}/retry")
def retry(execution_id: Number, known: Signed, key: ActKey) -> Recorded:
    """Lets an execution go on again, now that what was in its way is gone."""
    return acts.do(known, key, repairs.retry, execution_id).tell(Recorded)


@router.post("/{execution_id}/jump")
def jump(execution_id: Number, asked: Jump, known: Signed, key: ActKey) -> Recorded:
    """Takes an execution from the step that waits to another."""
    return acts.do(known, key, repairs.jump, execution_id, told=dict(asked)).tell(Recorded)


@router.post("/{execution_id}/correct")
def correct(execution_id: Number, asked: DataCorrection, known: Signed, key: ActKey) -> Recorded:
    """Corrects what an execution knows; what it was stays on record."""
    return acts.do(known, key, repairs.correct, execution_id, told=dict(asked)).tell(Recorded)
