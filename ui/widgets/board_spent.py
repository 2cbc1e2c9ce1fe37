"""Where a dossier's time went, in one line of the board's list: the step that used the most, and whose hands."""

from __future__ import annotations

from html import escape

from processes.organisation import Directory
from tasks.board import Spent
from ui.locale import t
from ui.widgets import standing


def told(spent: Spent, known: Directory) -> str:
    """The line, empty where no working time has gone by yet."""
    post = known.post(spent.post_id)
    if not spent.time.minutes or post is None:
        return ""
    day = known.calendar(post.agency_id).day_at(spent.opened_at)
    who = known.name(spent.officer_id) or known.units[post.unit_id].name
    time = standing.length(spent.time.minutes, day)
    said = t("Lâu nhất: {step}, {who}, {time} làm việc", step=spent.step, who=who, time=time)
    return f'<small class="mc-spent">{escape(said)}</small>'
