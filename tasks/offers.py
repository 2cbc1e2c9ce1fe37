"""What the law lets an officer do with a dossier as it stands, and why not otherwise.

The page greys what is not offered and shows the reason; the verbs ask the same question before they act.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from bpmn.releases import Release
from bpmn.terms import Term
from processes import permissions, statuses
from processes.assignments import HELD
from processes.calendars import Calendar
from processes.ledger import Clock
from processes.organisation import Directory, Officer
from processes.particulars import Particulars
from processes.refusals import NotLawful
from processes.worklist import Step

LawfulAct = Literal[
    "ask_supplement",
    "receive_supplement",
    "ask_duty",
    "confirm_duty",
    "exclude",
    "include",
    "extend",
    "withdraw",
    "stop",
]
ACTS: tuple[LawfulAct, ...] = get_args(LawfulAct)


@dataclass(frozen=True, slots=True)
class Case:
    """A dossier before an officer, with all that the law asks about."""

    found: Particulars
    release: Release
    clock: Clock
    steps: list[Step]
    directory: Directory
    calendar: Calendar
    officer: Officer
    moment: datetime

    @property
    def works_on_it(self) -> bool:
        """Whether a task of the dossier is in the officer's hands, or the officer is a head who answers for it."""
        mine = any(step.state in HELD and step.holder_id == self.officer.id for step in self.steps)
        return mine or self.is_head

    @property
    def is_head(self) -> bool:
        """Whether the officer heads a unit of the competent agency."""
        return permissions.may_decide(self.officer, self.found.agency_id)

    @property
    def window(self) -> Term | None:
        """How long after acceptance a supplement may be asked; None where the law sets no limit."""
        return next(one.window for one in self.release.cases if one.code == self.found.case_code)

    @property
    def received_it(self) -> bool:
        """Whether the officer receives at the one-stop that received the dossier."""
        return permissions.may_accept(self.officer, self.found.receiving_unit_id)


@dataclass(frozen=True, slots=True)
class Offer:
    """An act, and why the law does not allow it now; `why` is empty when it does."""

    act: LawfulAct
    why: str = ""

    @property
    def is_lawful(self) -> bool:
        """Whether the act may be done now."""
        return not self.why


def all_for(case: Case) -> list[Offer]:
    """Every act with its reason, in the order that the page shows."""
    return [Offer(act, _why(act, case)) for act in ACTS]


def require(act: LawfulAct, case: Case) -> None:
    """Refuses: NotLawful, with the reason."""
    why = _why(act, case)
    if why:
        raise NotLawful(why=why)


def _why(act: LawfulAct, case: Case) -> str:
    if case.found.business in statuses.ENDED:
        return "hồ sơ đã kết thúc giải quyết"
    return _RULES[act](case)


def _ask_supplement(case: Case) -> str:
    if case.found.paused_at is not None:
        return "hồ sơ đang tạm dừng"
    if not case.works_on_it:
        return "chỉ cán bộ đang thụ lý hoặc lãnh đạo cơ quan giải quyết được yêu cầu bổ sung"
    window = case.window
    if window is not None and case.calendar.add(case.clock.received, window) < case.moment:
        return f"chỉ được yêu cầu bổ sung trong {window} kể từ khi tiếp nhận"
    if case.clock.supplements and not case.is_head:
        return "hồ sơ đã được yêu cầu bổ sung một lần; lần nữa phải do lãnh đạo duyệt và nêu rõ lý do"
    return ""


def _receive_supplement(case: Case) -> str:
    if case.found.business != statuses.AWAITING_SUPPLEMENT:
        return "hồ sơ không chờ bổ sung"
    return "" if case.received_it or case.works_on_it else "chỉ bộ phận một cửa đã nhận hồ sơ được nhận bổ sung"


def _ask_duty(case: Case) -> str:
    if case.found.paused_at is not None:
        return "hồ sơ đang tạm dừng"
    return "" if case.works_on_it else "chỉ cán bộ đang thụ lý được thông báo nghĩa vụ tài chính"


def _confirm_duty(case: Case) -> str:
    if case.found.business != statuses.AWAITING_DUTY:
        return "hồ sơ không chờ thực hiện nghĩa vụ tài chính"
    return "" if case.received_it or case.works_on_it else "chỉ bộ phận một cửa hoặc cán bộ thụ lý xác nhận được"


def _exclude(case: Case) -> str:
    if not case.release.excluded:
        return "thủ tục này không có thời gian pháp luật cho phép không tính"
    if case.found.paused_at is not None:
        return "hồ sơ đang tạm dừng"
    return "" if case.works_on_it else "chỉ cán bộ đang thụ lý ghi được thời gian không tính"


def _include(case: Case) -> str:
    if case.found.business != statuses.AWAITING_OTHER:
        return "hồ sơ không ở trong thời gian không tính"
    return "" if case.works_on_it else "chỉ cán bộ đang thụ lý ghi được việc đã có trả lời"


def _extend(case: Case) -> str:
    if case.found.paused_at is not None:
        return "hồ sơ đang tạm dừng nên chưa phải gia hạn"
    if case.clock.extensions:
        return "hồ sơ đã hẹn lại một lần, không được hẹn lại nữa"
    return "" if case.is_head else "chỉ lãnh đạo cơ quan giải quyết được xin lỗi và hẹn lại"


def _withdraw(case: Case) -> str:
    return "" if case.received_it else "người nộp rút hồ sơ tại bộ phận một cửa đã nhận hồ sơ"


def _stop(case: Case) -> str:
    return "" if case.is_head else "chỉ lãnh đạo cơ quan giải quyết được dừng hồ sơ"


_RULES: Mapping[LawfulAct, Callable[[Case], str]] = {
    "ask_supplement": _ask_supplement,
    "receive_supplement": _receive_supplement,
    "ask_duty": _ask_duty,
    "confirm_duty": _confirm_duty,
    "exclude": _exclude,
    "include": _include,
    "extend": _extend,
    "withdraw": _withdraw,
    "stop": _stop,
}
