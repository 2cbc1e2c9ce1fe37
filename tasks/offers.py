"""What the law lets an officer do with a dossier as it stands, and why not otherwise.

The page greys what is not offered and shows the reason; the verbs ask the same question before they act.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, get_args

from bpmn.procedures import Case as Variant
from bpmn.releases import Release
from bpmn.terms import Term
from processes import permissions, rules, statuses
from processes.assignments import HELD
from processes.calendars import Calendar, local
from processes.history import Fact
from processes.ledger import Clock
from processes.letters import Kind, Letter
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
    letters: list[Letter]
    directory: Directory
    calendar: Calendar
    officer: Officer
    moment: datetime
    under: int | None = None  # the substitution in which the officer acts for somebody absent

    def told(self, kind: str, data: Mapping[str, object]) -> Fact:
        """What the officer did, as the history tells it."""
        return Fact(kind, data, self.officer.id, substitution_id=self.under)

    @property
    def works_on_it(self) -> bool:
        """Whether a task of the dossier is in the officer's hands, or out for them, or a head answers for it."""
        me = self.officer.id
        held = (step for step in self.steps if step.state in HELD and me in (step.holder_id, step.asker_id))
        mine = any(permissions.may_work(self.officer, step.post_id, self.found.procedure_code) for step in held)
        return mine or self.is_head

    @property
    def is_head(self) -> bool:
        """Whether the officer heads a unit of the competent agency."""
        return permissions.may_decide(self.officer, self.found.agency_id, self.found.procedure_code)

    @property
    def window(self) -> Term | None:
        """How long after acceptance a supplement may be asked; None where the law sets no limit."""
        return self._case.window

    @property
    def guidance(self) -> Term | None:
        """How long after a supplement that does not meet the request guidance may be given; None where unknown."""
        return self._case.guidance

    @property
    def _case(self) -> Variant:
        return next(one for one in self.release.cases if one.code == self.found.case_code)

    @property
    def received_it(self) -> bool:
        """Whether the officer receives at the one-stop that received the dossier."""
        return permissions.may_accept(self.officer, self.found.receiving_unit_id, self.found.procedure_code)


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


def under(act: LawfulAct, case: Case) -> int | None:
    """The substitution without which this officer might not do the act; None when the own posts are enough."""
    return permissions.under(case.officer, lambda one: not _why(act, replace(case, officer=one)))


def require(act: LawfulAct, case: Case) -> None:
    """Refuses: NotLawful, with the reason."""
    why = _why(act, case)
    if why:
        raise NotLawful(why=why)


def require_still(act: LawfulAct, case: Case) -> None:
    """What a letter does must be lawful when it is issued too, whoever issues it. Refuses: NotLawful."""
    why = _standing(act, case)
    if why:
        raise NotLawful(why=why)


def _why(act: LawfulAct, case: Case) -> str:
    return _standing(act, case) or _drafted(act, case) or _WHO[act](case)


def _standing(act: LawfulAct, case: Case) -> str:
    if case.found.kind != "dossier":
        return "việc này chỉ dành cho hồ sơ thủ tục hành chính"
    if case.found.business in statuses.ENDED:
        return "hồ sơ đã kết thúc giải quyết"
    return _STANDING[act](case)


def _drafted(act: LawfulAct, case: Case) -> str:
    waiting = any(letter.is_open and letter.kind == _WRITTEN.get(act) for letter in case.letters)
    return "đã có dự thảo văn bản này: hãy duyệt, ban hành hoặc bỏ dự thảo" if waiting else ""


def _nothing(case: Case) -> str:
    return ""


def _running(case: Case) -> str:
    return "hồ sơ đang tạm dừng" if case.found.paused_at is not None else ""


def _ask_supplement(case: Case) -> str:
    if case.guidance is not None and case.clock.supplied is not None:
        return _guide(case, case.guidance, case.clock.supplied)
    window = case.window
    if window is not None and case.calendar.add(case.clock.received, window) < case.moment:
        return f"chỉ được yêu cầu bổ sung trong {window} kể từ khi tiếp nhận"
    return _running(case)


def _guide(case: Case, term: Term, supplied: datetime) -> str:
    """After a supplement that did not meet the request, guidance is given once, by the same letter."""
    if case.clock.supplements > 1:
        return "đã hướng dẫn hoàn thiện hồ sơ một lần, vẫn không đáp ứng thì thông báo lý do không giải quyết"
    if case.calendar.add(supplied, term) < case.moment:
        return f"chỉ được hướng dẫn hoàn thiện hồ sơ trong {term} kể từ khi nhận bổ sung"
    return _running(case)


def _receive_supplement(case: Case) -> str:
    return "" if case.found.business == statuses.AWAITING_SUPPLEMENT else "hồ sơ không chờ bổ sung"


def _confirm_duty(case: Case) -> str:
    return "" if case.found.business == statuses.AWAITING_DUTY else "hồ sơ không chờ thực hiện nghĩa vụ tài chính"


def _exclude(case: Case) -> str:
    if not case.release.excluded:
        return "thủ tục này không có thời gian pháp luật cho phép không tính"
    return _running(case)


def _include(case: Case) -> str:
    return "" if case.found.business == statuses.AWAITING_OTHER else "hồ sơ không ở trong thời gian không tính"


def _extend(case: Case) -> str:
    if case.found.paused_at is not None:
        return "hồ sơ đang tạm dừng nên chưa phải gia hạn"
    lawful = rules.on(local(case.found.received_at).date()).times("extension.times")
    return "hồ sơ đã hẹn lại một lần, không được hẹn lại nữa" if case.clock.extensions >= lawful else ""


def _by_its_officers(case: Case) -> str:
    return "" if case.works_on_it else "chỉ cán bộ đang thụ lý hoặc lãnh đạo cơ quan giải quyết được làm việc này"


def _by_the_one_stop_too(case: Case) -> str:
    allowed = case.received_it or case.works_on_it
    return "" if allowed else "chỉ bộ phận một cửa đã nhận hồ sơ hoặc cán bộ thụ lý được làm việc này"


def _by_the_one_stop(case: Case) -> str:
    return "" if case.received_it else "người nộp rút hồ sơ tại bộ phận một cửa đã nhận hồ sơ"


_Why = Callable[[Case], str]
_STANDING: Mapping[LawfulAct, _Why] = {
    "ask_supplement": _ask_supplement,
    "receive_supplement": _receive_supplement,
    "ask_duty": _running,
    "confirm_duty": _confirm_duty,
    "exclude": _exclude,
    "include": _include,
    "extend": _extend,
    "withdraw": _nothing,
    "stop": _nothing,
}
_WHO: Mapping[LawfulAct, _Why] = {
    "ask_supplement": _by_its_officers,
    "receive_supplement": _by_the_one_stop_too,
    "ask_duty": _by_its_officers,
    "confirm_duty": _by_the_one_stop_too,
    "exclude": _by_its_officers,
    "include": _by_its_officers,
    "extend": _by_its_officers,
    "withdraw": _by_the_one_stop,
    "stop": _by_its_officers,
}
_WRITTEN: Mapping[LawfulAct, Kind] = {
    "ask_supplement": "supplement_request",
    "extend": "apology",
    "stop": "stop_notice",
}
