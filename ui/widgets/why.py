"""Why a dossier stands as it does, in a sentence: which step used the most of its time, and whose hands it was in."""

from __future__ import annotations

from bpmn.terms import WorkingTime
from processes import step_times
from processes.organisation import Directory
from processes.step_times import StepTime
from ui.locale import t
from ui.widgets import standing


def sentence(steps: list[StepTime], known: Directory, day: WorkingTime) -> str:
    """`Lâu nhất ở “Thẩm định”: 3 ngày trong 4 ngày đã dùng, Nguyễn Văn Bình đang giữ.`; empty before any was used."""
    worst = step_times.longest(steps)
    if worst is None:
        return ""
    used, total = worst.used.minutes, sum(one.used.minutes for one in steps)
    told = {"step": worst.name, "used": standing.length(used, day), "who": who(worst, known)}
    if used == total:
        return t("Cả {used} đều dùng ở bước “{step}”, {who}.", **told)
    return t("Lâu nhất ở “{step}”: {used} trong {all} đã dùng, {who}.", all=standing.length(total, day), **told)


def short(steps: list[StepTime], known: Directory, day: WorkingTime) -> str:
    """The same beside where it lies: of the step that is open only how long, and how far beyond its own time."""
    worst = step_times.longest(steps)
    if worst is None or not worst.is_open:
        return sentence(steps, known, day)
    used, over = (standing.length(one.minutes, day) for one in (worst.used, worst.over))
    if not worst.over.minutes:
        return t("Ở bước này đã {used}.", used=used)
    return t("Ở bước này đã {used}, quá hạn bước {over}.", used=used, over=over)


def who(step: StepTime, known: Directory) -> str:
    """In whose hands a step is, or was."""
    name = known.name(step.holder_id)
    if not name:
        return _nobody(step, known)
    return t("{name} đang giữ", name=name) if step.is_open else t("{name} đã xử lý", name=name)


def _nobody(step: StepTime, known: Directory) -> str:
    post = known.post(step.post_id)
    unit = known.units[post.unit_id].name if post else ""
    return t("chưa ai nhận ở {unit}", unit=unit) if step.is_open else unit


def place(step: StepTime, known: Directory) -> str:
    """The unit in which a step lies."""
    post = known.post(step.post_id)
    return known.units[post.unit_id].name if post else ""
