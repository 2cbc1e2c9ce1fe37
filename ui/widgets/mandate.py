"""A directive's mandates as pages show them: what my unit is to do at its step, and what the history tells."""

from __future__ import annotations

from html import escape

from bpmn.model import UserTask
from bpmn.procedures import MANDATE
from processes import mandates
from processes.history import Recorded
from processes.mandates import Mandate
from processes.organisation import Post
from tasks.viewing import DossierView, TaskView
from ui.locale import t, when
from ui.widgets import places
from ui.widgets.facts import Fact, facts
from ui.widgets.wording import periods


def draw(view: TaskView) -> None:
    """Draws the mandate that a step of a directive is about; nothing for any other step."""
    found = _of_step(view)
    if found is None:
        return
    facts(
        [
            Fact(t("Nhiệm vụ được giao"), found.task, wide=True),
            Fact(t("Đơn vị thực hiện"), _unit(view.dossier, found.unit_id)),
            Fact(t("Hạn báo cáo"), when(found.due_at)),
            Fact(t("Kỳ báo cáo"), _period(found)),
        ]
    )
    places.directive_link(view.dossier.particulars.id, t("Tiến độ các đơn vị"))


def _of_step(view: TaskView) -> Mandate | None:
    return next((one for one in view.dossier.mandates if one.number == view.values.get(MANDATE)), None)


def of_others(view: TaskView) -> set[str]:
    """The refs of the tasks that were about other mandates of the same directive."""
    number = view.values.get(MANDATE)
    rows = (row for row in view.dossier.history if row.kind.startswith("mandate."))
    return {row.ref for row in rows if row.ref and row.data["number"] != number}


def post_of(view: TaskView, task: UserTask) -> Post | None:
    """Whose a further step of the same mandate is; None where its role does not speak of the mandate."""
    found = _of_step(view)
    return None if found is None else view.dossier.directory.post(mandates.post_of(task, found) or 0)


def _period(found: Mandate) -> str:
    every = periods()[found.period]
    if len(found.dues) == 1:
        return every
    return t("{period}, đã ghi nhận {noted} trong {total} kỳ", period=every, noted=found.noted, total=len(found.dues))


def sentence(view: DossierView, row: Recorded, who: str) -> str:
    """What became of a mandate, as the history reads; `who` is HTML."""
    told = {
        "mandate.acknowledged": t("{who} tiếp nhận nhiệm vụ {number}", who=who, number=row.data["number"]),
        "mandate.reported": t("{who} báo cáo nhiệm vụ {number}", who=who, number=row.data["number"]),
        "mandate.noted": t("{who} ghi nhận báo cáo kỳ của nhiệm vụ {number}", who=who, number=row.data["number"]),
        "mandate.sent_back": t("{who} trả lại báo cáo nhiệm vụ {number}", who=who, number=row.data["number"]),
        "mandate.accepted": t("{who} nghiệm thu nhiệm vụ {number}", who=who, number=row.data["number"]),
    }[row.kind]
    return f"{told} · {escape(_unit(view, row.data['unit']))}"


def _unit(view: DossierView, unit_id: object) -> str:
    known = view.directory
    unit = known.units[unit_id]  # pyright: ignore[reportArgumentType]
    return f"{unit.name}, {known.agencies[unit.agency_id].name}"
