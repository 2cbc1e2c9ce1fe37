"""What is due when, and why: the due time of a receipt with its explanation, and where a dossier stands.

Pure functions of the clock ledger (receipt, term, cutoff, pauses) and a calendar. Early, on time and overdue are
decided on the working clock: a result signed at 18:20 on the due day, due at 17:00, is on time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Literal

from bpmn.refusals import Refusal
from bpmn.terms import Term, WorkingTime
from processes.calendars import Calendar, ends_at_close, last_day, local, read_moment
from processes.hours import spoken

Reason = Literal["supplement", "financial_duty", "excluded_time"]
StandingKind = Literal["within", "soon", "overdue", "early", "on_time", "paused"]

REASONS: dict[Reason, str] = {
    "supplement": "chờ bổ sung hồ sơ",
    "financial_duty": "chờ thực hiện nghĩa vụ tài chính",
    "excluded_time": "thời gian pháp luật không tính",
}
_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


class CutoffNotApplicable(Refusal):
    """A time of day after which the next day counts is only known to procedures due on the day of receipt."""

    code = "deadline.cutoff-not-applicable"
    sentence = "Mốc nhận trước {cutoff} chỉ áp dụng cho thủ tục giải quyết trong ngày, không cho thời hạn {term}."
    status = 422


class WrongPause(Refusal):
    """A pause ends before it begins, begins before the receipt, or overlaps another."""

    code = "deadline.wrong-pause"
    sentence = "Khoảng tạm dừng từ {start} đến {end} không hợp lệ: {why}."
    status = 422


@dataclass(frozen=True, slots=True)
class Pause:
    """A time that does not count, from `start` until the officer goes on at `end`; the law knows three reasons.

    While a dossier is still paused it has no due time: what remains is `standing(…, moment=start)`.
    """

    start: datetime
    end: datetime
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """When a result is due, in UTC, and the Vietnamese sentences that say why.

    `confirmation` are the working days that were added for the applicant's confirmation.
    """

    received: datetime
    deemed: datetime
    due: datetime
    term: Term
    explanation: str
    confirmation: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a dossier or a task stands, in the officers' words; `remaining` is negative when late.

    Open: `within`, `soon` (less than a working day is left), `overdue`, `paused`. Finished: `early` (on an earlier
    day), `on_time`, `overdue`.
    """

    kind: StandingKind
    remaining: WorkingTime
    text: str


def due(
    received: datetime,
    term: Term,
    calendar: Calendar,
    *,
    cutoff: time | None = None,
    confirmation: int = 0,
    pauses: Sequence[Pause] = (),
) -> Due:
    """Says when a receipt is due and why; each pause keeps the working minutes that were left.

    `cutoff` is for same-day procedures: received after that minute, the result is due at the close of the next
    working day; `confirmation` are the working days after which it is due where the applicant first confirms what was
    drafted. A pause that begins after the due time keeps the lateness. Refuses: CutoffNotApplicable,
    WrongPause, calendars.OutsideCalendar. Basis: NĐ 118/2025/NĐ-CP; Bộ luật Dân sự 2015 art. 147, 148.
    """
    deemed = calendar.deemed(received)
    if cutoff is not None and not term.is_same_day:
        raise CutoffNotApplicable(cutoff=f"{cutoff:%H:%M}", term=term)
    is_late = cutoff is not None and local(deemed).time() > cutoff
    later = confirmation + is_late
    end = calendar.close_of_day(received, days_later=later) if later else calendar.add(received, term)
    told = [_origin(received, deemed, term, calendar, cutoff if is_late else None)]
    if confirmation:
        told[0] += f"; thêm {confirmation} ngày làm việc để người nộp xác nhận"
    ordered = _in_order(pauses, received)
    for pause in ordered:
        told.append(_paused(pause, calendar.between(pause.start, end), calendar))
        lost = calendar.between(pause.start, pause.end)
        end = calendar.shift(end, lost, at_close=ends_at_close(term))
    # a receipt on a holiday has named it; after the close before one, the holiday is still to be told
    since = deemed if local(received).date() in calendar.closed else received
    told[1:1] = _days_off(since, deemed, end, term, ordered, calendar)
    return Due(received, deemed, end, term, f"Hạn trả {when(end)}: {'. '.join(told)}.", confirmation)


def latest_instant(due: datetime, calendar: Calendar) -> datetime:
    """The last instant at which a result is on time, for systems that compare instants.

    Due at Thursday's close it lies in the first minute of Friday morning.
    """
    return calendar.latest(due)


def standing(due: datetime, calendar: Calendar, moment: datetime, finished: datetime | None = None) -> Standing:
    """Says how much working time is left, or how late it is; what is finished stands as it was finished.

    One day is the agency's usual working day then; parts of the largest unit are dropped.
    """
    until = moment if finished is None else finished
    remaining = calendar.between(until, due)
    usual = calendar.day_at(until)
    length = amount(abs(remaining.minutes), usual, units=1)
    if remaining.minutes < 0:
        return Standing("overdue", remaining, f"Quá hạn {length}")
    if finished is None:
        is_soon = remaining.minutes < usual.minutes
        text = f"Còn {length}" if remaining.minutes else "Đến hạn"
        return Standing("soon" if is_soon else "within", remaining, text)
    if _day(finished, calendar) < _day(due, calendar):
        return Standing("early", remaining, f"Trước hạn {length}")
    return Standing("on_time", remaining, "Đúng hạn")


def paused(due: datetime, calendar: Calendar, since: datetime) -> Standing:
    """Says how much working time was left when the clock was stopped."""
    left = calendar.between(since, due)
    length = amount(abs(left.minutes), calendar.day_at(since), units=1)
    return Standing("paused", left, f"Tạm dừng, {'quá hạn' if left.minutes < 0 else 'còn'} {length}")


def read_pause(text: str) -> Pause:
    """Reads `2026-03-05T16:00/2026-03-10T08:00`, times in Vietnam unless they name their zone.

    Refuses: calendars.WrongMoment; whether it fits the receipt is seen when the due time is computed.
    """
    start, _, end = text.partition("/")
    return Pause(read_moment(start), read_moment(end))


def _in_order(pauses: Sequence[Pause], received: datetime) -> list[Pause]:
    ordered = sorted(pauses, key=lambda pause: pause.start)
    for pause in ordered:
        if pause.end < pause.start:
            raise _wrong(pause, "kết thúc trước khi bắt đầu")
        if pause.start < received:
            raise _wrong(pause, "bắt đầu trước khi nhận hồ sơ")
    for earlier, later in pairwise(ordered):
        if later.start < earlier.end:
            raise _wrong(later, "trùng với khoảng tạm dừng khác")
    return ordered


def _wrong(pause: Pause, why: str) -> WrongPause:
    return WrongPause(start=when(pause.start), end=when(pause.end), why=why)


def _day(moment: datetime, calendar: Calendar) -> date:
    """The day whose working minute it is: 07:00 on Monday is Friday's last."""
    return local(calendar.earliest(moment)).date()


def _origin(received: datetime, deemed: datetime, term: Term, calendar: Calendar, cutoff: time | None) -> str:
    """`5 ngày làm việc kể từ 09:32 thứ Sáu 27/10/2023`, and why it is not the time of receipt if it is not."""
    start, was = when(deemed), when(received)
    told = f"{'giải quyết trong ngày' if term.is_same_day else term} kể từ {start}"
    if was != start:
        told += f" (nhận lúc {was}, {_why_closed(received, calendar)})"
    if cutoff is not None:
        told += f"; nhận sau {cutoff:%H:%M} nên trả trong ngày làm việc tiếp theo"
    return told


def _why_closed(moment: datetime, calendar: Calendar) -> str:
    day = local(moment).date()
    if calendar.is_open(moment):
        return "buổi mở cửa không tính vào thời hạn"
    if calendar.is_working_day(day):
        return "ngoài giờ làm việc"
    return f"ngày nghỉ {calendar.closed[day]}" if day in calendar.closed else "ngày nghỉ hằng tuần"


def _days_off(
    since: datetime, deemed: datetime, end: datetime, term: Term, pauses: Sequence[Pause], calendar: Calendar
) -> list[str]:
    """What an officer counting on a wall calendar would stumble over."""
    first, last = local(since).date(), local(end).date()
    if term.kind == "calendar":
        planned = last_day(local(deemed).date(), term)
        if calendar.is_working_day(planned):
            return []
        return [f"Ngày cuối {_named(planned, calendar)} nên chuyển sang ngày làm việc tiếp theo"]

    def counts(day: date) -> bool:
        return not any(local(p.start).date() <= day <= local(p.end).date() for p in pauses)

    off = [(day, name) for day, name in calendar.holidays(first, last) if counts(day)]
    worked = [day for day in sorted(calendar.made_up) if first < day <= last and counts(day)]
    told = [f"Không tính ngày nghỉ: {_ranges(off)}"] if off else []
    if worked:
        told.append(f"Có tính ngày làm bù: {', '.join(_weekday(day) for day in worked)}")
    begins = [(f"từ {_weekday(day)}", week.hours) for day, week in calendar.weeks if first < day <= last]
    own = [(_weekday(day), hours) for day, hours in calendar.own.items() if first <= day <= last and counts(day)]
    return [*told, *(f"Giờ làm việc {day}: {spoken(hours)}" for day, hours in begins + own)]


def _named(day: date, calendar: Calendar) -> str:
    name = calendar.closed.get(day)
    return f"{_weekday(day)} là ngày nghỉ" + (f" ({name})" if name else "")


def _ranges(days: Sequence[tuple[date, str]]) -> str:
    """`Tết Nguyên Đán 16/02–20/02/2026, Quốc khánh 01/09–02/09/2026`: neighbours of one name stand together."""
    spans: list[tuple[str, date, date]] = []
    for day, name in days:
        if spans and spans[-1][0] == name and spans[-1][2] == day - timedelta(days=1):
            spans[-1] = (name, spans[-1][1], day)
        else:
            spans.append((name, day, day))
    return ", ".join(
        f"{last:%d/%m/%Y} ({name})" if first == last else f"{first:%d/%m}–{last:%d/%m/%Y} ({name})"
        for name, first, last in spans
    )


def _paused(pause: Pause, left: WorkingTime, calendar: Calendar) -> str:
    why = f" ({REASONS[pause.reason]})" if pause.reason else ""
    length = amount(abs(left.minutes), calendar.day_at(pause.start), units=3)
    then = "đã quá hạn" if left.minutes < 0 else "còn"
    return f"Tạm dừng từ {when(pause.start)} đến {when(pause.end)}{why}, khi đó {then} {length} làm việc"


def amount(minutes: int, day: WorkingTime, *, units: int) -> str:
    """`2 ngày 4 giờ`: the largest units that are not zero, at most so many of them, in days of that length."""
    days, rest = divmod(minutes, day.minutes)
    parts = [(days, "ngày"), (rest // 60, "giờ"), (rest % 60, "phút")]
    return " ".join([f"{number} {unit}" for number, unit in parts if number][:units]) or "0 phút"


def _weekday(day: date) -> str:
    return f"{_WEEKDAYS[day.weekday()]} {day:%d/%m/%Y}"


def when(moment: datetime) -> str:
    """`09:32 thứ Sáu 27/10/2023`, in Vietnam."""
    here = local(moment)
    return f"{here:%H:%M} {_weekday(here)}"
