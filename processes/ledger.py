"""A dossier's clock ledger: received, paused, resumed, extended, recalculated; from it alone come due time and reason.

The facts are rows of the history (docs/decisions/0003); this reads them in their order. Pure: a calendar comes in,
nothing is looked up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Literal, cast

from bpmn.refusals import Refusal
from bpmn.terms import Kind, Term, WorkingTime
from processes import deadlines
from processes.calendars import Calendar, ends_at_close
from processes.deadlines import Due, Pause, Reason, amount, when

Policy = Literal["resume", "restart"]
ClockFact = Mapping[str, object]


class WrongLedger(Refusal):
    """A clock fact does not fit those before it: a pause in a pause, a resumption of what runs, a time gone back."""

    code = "ledger.wrong"
    sentence = "Không ghi được mốc thời gian: {why}."


@dataclass(frozen=True, slots=True)
class Paused:
    """A clock that stands: since when, why, by which document, until when the applicant has time, what is left."""

    since: datetime
    reason: Reason
    document: str
    limit: datetime | None
    left: WorkingTime
    lawful_left: WorkingTime


@dataclass(frozen=True, slots=True)
class Clock:
    """Where a dossier's clock stands.

    `due` is the time promised now, `lawful_due` the one without extensions, by which reports judge; while it is
    `paused` both are what they were when it stopped. `told` are the sentences that say how they came about;
    `supplied` is when the last supplement came.
    """

    received: datetime
    term: Term
    due: datetime
    lawful_due: datetime
    paused: Paused | None
    supplements: int
    extensions: int
    latest: datetime
    told: tuple[str, ...]
    supplied: datetime | None = None

    @property
    def explanation(self) -> str:
        """How it came about, in Vietnamese."""
        head = f"Hạn trả {when(self.due)}" if self.paused is None else "Đang tạm dừng"
        return f"{head}: {'. '.join(self.told)}."


def received(due: Due, *, cutoff: time | None = None) -> dict[str, object]:
    """The first fact of every ledger: the receipt with its term, and what is due by them."""
    return {
        "fact": "received",
        "received": due.received.isoformat(),
        "deemed": due.deemed.isoformat(),
        "due": due.due.isoformat(),
        "term": str(due.term),
        "iso": due.term.iso,
        "kind": due.term.kind,
        "cutoff": None if cutoff is None else f"{cutoff:%H:%M}",
        "explanation": due.explanation,
        **({"confirmation": due.confirmation} if due.confirmation else {}),
    }


def paused(at: datetime, reason: Reason, *, document: str, limit: datetime | None) -> dict[str, object]:
    """The clock stops; `document` is the letter that says so."""
    told = {"fact": "paused", "at": at.isoformat(), "reason": reason, "document": document}
    return {**told, "limit": None if limit is None else limit.isoformat()}


def resumed(at: datetime, *, policy: Policy = "resume") -> dict[str, object]:
    """The clock goes on with what was left, or anew where the procedure's law says so."""
    return {"fact": "resumed", "at": at.isoformat(), "policy": policy}


def settled(fact: ClockFact, after: Clock) -> dict[str, object]:
    """A fact with what came of it: a calendar that changes later does not move it silently."""
    if after.paused is not None and fact.get("fact") == "paused":
        stands = after.paused
        return {**fact, "left": stands.left.minutes, "lawful_left": stands.lawful_left.minutes}
    return {**fact, "due": after.due.isoformat(), "lawful_due": after.lawful_due.isoformat()}


def extended(at: datetime, until: datetime, *, letter: str, approver: str) -> dict[str, object]:
    """A new time is promised, with an apology; reports still judge by the lawful one."""
    return {"fact": "extended", "at": at.isoformat(), "until": until.isoformat(), "letter": letter, "by": approver}


def recalculated(at: datetime, after: Clock, *, basis: str, by: str, change: int) -> dict[str, object]:
    """The calendar changed, and what it makes of the clock was approved; `change` is the last change it knew."""
    told = {"fact": "recalculated", "at": at.isoformat(), "basis": basis, "by": by, "change": change}
    return settled(told, after)


def kept(at: datetime, after: Clock) -> dict[str, object]:
    """The calendar changed, and the clock stays as it was: what it would have become is on record."""
    return settled({"fact": "kept", "at": at.isoformat()}, replace(after, paused=None))


def is_kept(facts: Iterable[ClockFact], after: Clock) -> bool:
    """Whether somebody has decided already that the clock does not become this."""
    told = [fact for fact in facts if fact.get("fact") == "kept"]
    return bool(told) and (_at(told[-1], "due"), _at(told[-1], "lawful_due")) == (after.due, after.lawful_due)


def last_change(facts: Iterable[ClockFact]) -> int | None:
    """The last calendar change that a recalculation knew; None when there was none."""
    known = [fact["change"] for fact in facts if fact.get("fact") == "recalculated"]
    return known[-1] if known and isinstance(known[-1], int) else None


def anew(facts: Iterable[ClockFact], calendar: Calendar) -> Clock:
    """What the facts would say if each had happened under this calendar. Refuses: as `clock`."""
    told = (fact for fact in facts if fact.get("fact") != "recalculated")
    bare = ({name: fact[name] for name in fact if name not in _OUTCOMES} for fact in told)
    return clock(({**fact, "anew": True} for fact in bare), calendar)


_OUTCOMES = frozenset({"due", "lawful_due", "explanation", "left", "lawful_left"})


def clock(facts: Iterable[ClockFact], calendar: Calendar) -> Clock:
    """What the facts say together, in their order; facts of other kinds are passed over.

    What came of a fact stands in it; the calendar works out what does not. Refuses: WrongLedger, and as
    `deadlines.due`.
    """
    found: Clock | None = None
    for fact in facts:
        match fact.get("fact"):
            case "received":
                found = _received(fact, calendar)
            case "paused" | "resumed" | "extended" | "recalculated" as kind:
                if found is None:
                    raise WrongLedger(why="hồ sơ chưa được tiếp nhận")
                at = _at(fact, "at")
                if at < found.latest:
                    raise WrongLedger(why=f"mốc {when(at)} sớm hơn mốc trước đó ({when(found.latest)})")
                found = replace(_NEXT[str(kind)](found, fact, at, calendar), latest=at)
            case _:
                pass
    if found is None:
        raise WrongLedger(why="hồ sơ chưa được tiếp nhận")
    return found


def _received(fact: ClockFact, calendar: Calendar) -> Clock:
    iso = fact.get("iso")
    # the first receipts were recorded in words alone
    term = Term.told(str(fact["term"])) if iso is None else Term.read(str(iso), kind=cast("Kind", fact["kind"]))
    cutoff, confirmation = fact.get("cutoff"), fact.get("confirmation")
    at = _at(fact, "received")
    if "due" in fact:
        promised, explanation = _at(fact, "due"), str(fact["explanation"])
    else:
        due = deadlines.due(
            at,
            term,
            calendar,
            cutoff=time.fromisoformat(cutoff) if isinstance(cutoff, str) else None,
            confirmation=confirmation if isinstance(confirmation, int) else 0,
        )
        promised, explanation = due.due, due.explanation
    origin = explanation.partition(": ")[2].rstrip(".")
    return Clock(at, term, promised, promised, None, 0, 0, at, (origin,))


def _pause(clock: Clock, fact: ClockFact, at: datetime, calendar: Calendar) -> Clock:
    if clock.paused is not None:
        raise WrongLedger(why=f"hồ sơ đang tạm dừng từ {when(clock.paused.since)}")
    reason = cast("Reason", fact["reason"])
    limit = None if fact.get("limit") is None else _at(fact, "limit")
    left = _left(fact, "left", at, clock.due, calendar)
    lawful_left = _left(fact, "lawful_left", at, clock.lawful_due, calendar)
    stands = Paused(at, reason, str(fact["document"]), limit, left, lawful_left)
    length = amount(abs(left.minutes), calendar.day_at(at), units=3)
    told = (
        f"Tạm dừng từ {when(at)} ({deadlines.REASONS[reason]}, {stands.document}), "
        f"khi đó {'đã quá hạn' if left.minutes < 0 else 'còn'} {length} làm việc"
    )
    supplements = clock.supplements + (reason == "supplement")
    return replace(clock, paused=stands, supplements=supplements, told=(*clock.told, told))


def _left(fact: ClockFact, name: str, at: datetime, due: datetime, calendar: Calendar) -> WorkingTime:
    """What was left when the clock stopped: as it was recorded, whatever the calendar became since."""
    recorded = fact.get(name)
    return WorkingTime(recorded) if isinstance(recorded, int) else calendar.between(at, due)


def _resume(clock: Clock, fact: ClockFact, at: datetime, calendar: Calendar) -> Clock:
    if clock.paused is None:
        raise WrongLedger(why="hồ sơ không ở trạng thái tạm dừng")
    is_anew = fact.get("policy") == "restart"
    if "due" in fact:
        due, lawful = _at(fact, "due"), _at(fact, "lawful_due")
    elif is_anew:
        due = lawful = calendar.add(at, clock.term)
    else:
        due = _resumed(clock.due, at, clock.paused.left, clock.term, calendar)
        lawful = _resumed(clock.lawful_due, at, clock.paused.lawful_left, clock.term, calendar)
    told = f"{'Tính lại từ đầu' if is_anew else 'Tiếp tục'} từ {when(at)}, hạn trả {when(due)}"
    supplied = at if clock.paused.reason == "supplement" else clock.supplied
    return replace(clock, paused=None, due=due, lawful_due=lawful, told=(*clock.told, told), supplied=supplied)


def _resumed(due: datetime, at: datetime, left: WorkingTime, term: Term, calendar: Calendar) -> datetime:
    """So much after the clock goes on; what was promised for a close stays at a close, for an opening at an opening."""
    is_opening = calendar.earliest(due) != due
    close = not is_opening and (calendar.deemed(due) != due or ends_at_close(term))
    return calendar.shift(at, left, at_close=close)


def _extend(clock: Clock, fact: ClockFact, at: datetime, calendar: Calendar) -> Clock:
    until = _at(fact, "until")
    if clock.paused is not None:
        raise WrongLedger(why="hồ sơ đang tạm dừng nên không gia hạn được")
    if until <= clock.due and "anew" not in fact:
        raise WrongLedger(why=f"ngày hẹn lại phải sau hạn đang có ({when(clock.due)})")
    told = f"Gia hạn đến {when(until)} theo {fact['letter']}, người duyệt {fact['by']}"
    return replace(clock, due=max(until, clock.due), extensions=clock.extensions + 1, told=(*clock.told, told))


def _recalculate(clock: Clock, fact: ClockFact, at: datetime, calendar: Calendar) -> Clock:
    due, lawful = _at(fact, "due"), _at(fact, "lawful_due")
    told = f"Tính lại theo {fact['basis']}, người duyệt {fact['by']}: hạn trả {when(due)}"
    stands = clock.paused
    if stands is not None:
        left, lawful_left = (calendar.between(stands.since, one) for one in (due, lawful))
        stands = replace(stands, left=left, lawful_left=lawful_left)
    return replace(clock, paused=stands, due=due, lawful_due=lawful, told=(*clock.told, told))


_NEXT = {"paused": _pause, "resumed": _resume, "extended": _extend, "recalculated": _recalculate}


def _at(fact: ClockFact, key: str) -> datetime:
    return datetime.fromisoformat(str(fact[key]))


def pauses(facts: Iterable[ClockFact]) -> list[Pause]:
    """The pauses that are over, as `deadlines.due` takes them."""
    found: list[Pause] = []
    began: ClockFact | None = None
    for fact in facts:
        if fact.get("fact") == "paused":
            began = fact
        elif fact.get("fact") == "resumed" and began is not None:
            found.append(Pause(_at(began, "at"), _at(fact, "at"), cast("Reason", began["reason"])))
            began = None
    return found
