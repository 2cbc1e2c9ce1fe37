"""A dossier's history in sentences: who did what, when, in which post."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from html import escape

import streamlit as st

from processes.calendars import local
from processes.history import Recorded
from tasks.viewing import DossierView
from ui.locale import t
from ui.widgets import answers, corrected, dispatches, mandate, overseen, requests, travels
from ui.widgets.text import lines
from ui.widgets.wording import letters

_SAYING = ("question.", "handoff.", "explanation.", "task.urged", "task.escalated")
# an act that says more than "completed": told once, with what was filled in
_TELLING = frozenset({"dossier.transferred", "result.issued", "result.returned", "answer.published"})


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened; `html` is a whole sentence, `post` in which post, `told` what was written down."""

    at: str
    html: str
    post: str
    told: str = ""
    quiet: bool = False


def draw(view: DossierView) -> None:
    """Draws the history, the latest first."""
    items = "".join(_item(line) for line in reversed(list(lines_of(view))))
    st.html(f'<ol class="mc-story" aria-label="{escape(t("Lịch sử hồ sơ"))}">{items}</ol>')


def _item(line: Line) -> str:
    post = f'<div class="post">{escape(line.post)}</div>' if line.post else ""
    told = f"<dl>{line.told}</dl>" if line.told else ""
    quiet = ' class="quiet"' if line.quiet else ""
    return f"<li{quiet}><time>{line.at}</time><div><p>{line.html}</p>{post}{told}</div></li>"


def lines_of(view: DossierView) -> Iterator[Line]:
    """What people did, oldest first, and whom it waits for now; a step and what its act meant are one line."""
    waiting = {step.ref for step in view.current if step.state == "opened"}
    told = (row for row in view.history if row.kind != "task.due")  # the clock's own bookkeeping
    rows = (row for row in told if row.kind != "task.opened" or row.ref in waiting)
    row = next(rows, None)
    while row is not None:
        following = next(rows, None)
        if row.kind == answers.ANSWERED and following is not None and following.kind in _TELLING:
            yield _line(view, following, answers.listed(answers.of(view, row)))
            row = next(rows, None)
        else:
            yield _line(view, row, _told(view, row))
            row = following


def _line(view: DossierView, row: Recorded, told: str) -> Line:
    sentence = _SENTENCES.get(row.kind)
    html = sentence(view, row) if sentence else escape(row.kind)
    if row.kind.startswith("mandate."):
        html = mandate.sentence(view, row, _who(view, row.officer_id))
    at = f"{local(row.at):%H:%M %d/%m/%Y}"
    return Line(at, html, _post(view, row), told, quiet=row.kind in ("task.opened", "timer.fired"))


def _told(view: DossierView, row: Recorded) -> str:
    if row.kind == answers.ANSWERED:
        return answers.listed(answers.of(view, row))
    reason = str(row.data.get("reason") or "")
    told = [(t("Lý do"), lines(reason))] if reason else []
    said = row.data.get("text") if row.kind.startswith(_SAYING) else ""
    missing = str(row.data.get("missing") or row.data.get("note") or said or "")
    told += [(t("Nội dung"), lines(missing))] if missing else []
    if row.kind == "dossier.corrected":
        told += corrected.changes(row)
    if row.kind == "execution.corrected":
        told += overseen.changes(row)
    return "".join(f"<div><dt>{escape(label)}</dt><dd>{html}</dd></div>" for label, html in told)


def _post(view: DossierView, row: Recorded) -> str:
    post = view.directory.post(row.post_id) if row.post_id is not None and row.officer_id is not None else None
    day, called = local(row.at).date(), view.directory.called
    where = f"{called(post, day)}, {called(view.directory.units[post.unit_id], day)}" if post else ""
    return ", ".join(filter(None, [where, _for_whom(view, row), requests.for_whom(view, row)]))


def _for_whom(view: DossierView, row: Recorded) -> str:
    """In whose name, and by which decision, an officer acted for somebody absent."""
    found = view.directory.substitutions.get(row.substitution_id or 0)
    if found is None or row.officer_id is None:
        return ""
    name = view.directory.name(found.absent_id)
    return t("thay {name} theo phân công số {decision}", name=name, decision=found.decision)


def _who(view: DossierView, officer_id: int | None) -> str:
    return f"<b>{escape(view.directory.name(officer_id) or t('Hệ thống'))}</b>"


def _step(view: DossierView, row: Recorded) -> str:
    element = view.published.release.model.elements.get(row.element or "")
    return f"“{escape(element.name)}”" if element else ""


def _accepted(view: DossierView, row: Recorded) -> str:
    return t("{who} tiếp nhận hồ sơ", who=_who(view, row.officer_id))


def _received(view: DossierView, row: Recorded) -> str:
    return t("{who} tiếp nhận", who=_who(view, row.officer_id))


def _published(view: DossierView, row: Recorded) -> str:
    return t("{who} công khai trả lời", who=_who(view, row.officer_id))


def _corrected(view: DossierView, row: Recorded) -> str:
    return t("{who} đính chính thông tin hồ sơ", who=_who(view, row.officer_id))


def _transferred(view: DossierView, row: Recorded) -> str:
    return t("{who} chuyển hồ sơ đi xử lý", who=_who(view, row.officer_id))


def _issued(view: DossierView, row: Recorded) -> str:
    return t("{who} phát hành kết quả", who=_who(view, row.officer_id))


def _signed(view: DossierView, row: Recorded) -> str:
    who, file = _who(view, row.officer_id), _said(row, "name")
    return t("{who} ký số tệp “{file}”, chứng thư số {serial}", who=who, file=file, serial=_said(row, "serial"))


def _sealed(view: DossierView, row: Recorded) -> str:
    who, file, seal = _who(view, row.officer_id), _said(row, "name"), _said(row, "signer")
    return t(
        "{who} ký số của {seal} lên tệp “{file}”, chứng thư số {serial}",
        who=who,
        seal=seal,
        file=file,
        serial=_said(row, "serial"),
    )


def _returned(view: DossierView, row: Recorded) -> str:
    to = f"<b>{escape(str(row.data.get('receiver_name', '')))}</b>"
    return t("{who} trả kết quả cho {to}", who=_who(view, row.officer_id), to=to)


def _opened(view: DossierView, row: Recorded) -> str:
    post_id = row.data.get("post")
    title = _titled(view, row, post_id if isinstance(post_id, int) else None)
    return t("Bước {step} chờ {post} thực hiện", step=_step(view, row), post=title)


def _titled(view: DossierView, row: Recorded, post_id: int | None) -> str:
    post = view.directory.post(post_id) if post_id is not None else None
    return escape(view.directory.called(post, local(row.at).date())) if post else ""


def _inherited(view: DossierView, row: Recorded) -> str:
    told = {name: _said(row, name) for name in ("to", "from", "decision")}
    return t("{to} kế thừa hồ sơ của {before} theo văn bản số {decision}", before=told.pop("from"), **told)


def _migrated(view: DossierView, row: Recorded) -> str:
    who, number = _who(view, row.officer_id), _said(row, "number")
    if row.data.get("undone"):
        return t("{who} hoàn tác, hồ sơ trở lại phiên bản {number} của quy trình", who=who, number=number)
    return t("{who} chuyển hồ sơ sang phiên bản {number} của quy trình", who=who, number=number)


def _inherited_task(view: DossierView, row: Recorded) -> str:
    holder, title, step = row.data.get("holder"), _titled(view, row, row.post_id), _step(view, row)
    if isinstance(holder, int):
        return t("{step} chuyển sang {post}, {name} tiếp tục giữ", step=step, post=title, name=_who(view, holder))
    return t("{step} chuyển sang {post}, chờ nhận việc", step=step, post=title)


def _claimed(view: DossierView, row: Recorded) -> str:
    return t("{who} nhận việc {step}", who=_who(view, row.officer_id), step=_step(view, row))


def _put_back(view: DossierView, row: Recorded) -> str:
    return t("{who} trả lại việc {step}", who=_who(view, row.officer_id), step=_step(view, row))


def _given_back(view: DossierView, row: Recorded) -> str:
    to, step = row.data.get("to"), _step(view, row)
    if row.substitution_id is None:
        return t("Người nhận không còn giữ vị trí, {step} trở lại danh sách chưa nhận", step=step)
    if not isinstance(to, int):
        return t("Hết phân công thay, {step} trở lại danh sách chưa nhận", step=step)
    return t("Hết phân công thay, {step} trở lại {name}", step=step, name=_who(view, to))


def _assigned(view: DossierView, row: Recorded) -> str:
    if row.data.get("reason"):
        return overseen.reassigned(view, row)
    to = row.data.get("to")
    name = _who(view, to if isinstance(to, int) else None)
    told = {"who": _who(view, row.officer_id), "step": _step(view, row), "to": name}
    co = row.data.get("co")
    if not isinstance(co, list):
        return t("{who} phân công {step} cho {to}", **told)
    beside = ", ".join(_who(view, one) for one in co if isinstance(one, int))
    return t("{who} phân công {step} cho {to}, phối hợp: {beside}", beside=beside, **told)


def _unassigned(view: DossierView, row: Recorded) -> str:
    return t("{who} thu hồi phân công {step}", who=_who(view, row.officer_id), step=_step(view, row))


def _sent_back(view: DossierView, row: Recorded) -> str:
    return t(
        "{who} trả lại {step} về bước {to}: {reason}",
        who=_who(view, row.officer_id),
        step=_step(view, row),
        to=f"<b>{_said(row, 'name')}</b>",
        reason=_said(row, "reason"),
    )


def _pulled_back(view: DossierView, row: Recorded) -> str:
    return t("{who} rút lại bước {step}", who=_who(view, row.officer_id), step=f"<b>{_said(row, 'name')}</b>")


def _completed(view: DossierView, row: Recorded) -> str:
    return t("{who} hoàn thành {step}", who=_who(view, row.officer_id), step=_step(view, row))


def _fired(view: DossierView, row: Recorded) -> str:
    return t("Đến giờ hẹn, hệ thống chuyển bước")


def _asked(view: DossierView, row: Recorded) -> str:
    return t("{who} yêu cầu bổ sung, phiếu số {letter}", who=_who(view, row.officer_id), letter=_said(row, "letter"))


def _letter(view: DossierView, row: Recorded, sentence: str) -> str:
    return f"{_who(view, row.officer_id)} {sentence} “{escape(letters()[str(row.data['kind'])].lower())}”"


def _drafted(view: DossierView, row: Recorded) -> str:
    return _letter(view, row, t("soạn dự thảo"))


def _approved(view: DossierView, row: Recorded) -> str:
    return _letter(view, row, t("duyệt"))


def _discarded(view: DossierView, row: Recorded) -> str:
    return _letter(view, row, t("bỏ dự thảo"))


def _supplemented(view: DossierView, row: Recorded) -> str:
    return t("{who} nhận bổ sung", who=_who(view, row.officer_id))


def _duty(view: DossierView, row: Recorded) -> str:
    return t(
        "{who} thông báo nghĩa vụ tài chính số {notice}", who=_who(view, row.officer_id), notice=_said(row, "notice")
    )


def _paid(view: DossierView, row: Recorded) -> str:
    return t("{who} xác nhận đã nộp, chứng từ {receipt}", who=_who(view, row.officer_id), receipt=_said(row, "receipt"))


def _extended(view: DossierView, row: Recorded) -> str:
    until = f"{local(datetime.fromisoformat(str(row.data['until']))):%H:%M %d/%m/%Y}"
    return t("{who} xin lỗi và hẹn lại đến {until}", who=_who(view, row.officer_id), until=until)


def _recalculated(view: DossierView, row: Recorded) -> str:
    return t("{who} duyệt tính lại hạn theo {basis}", who=_who(view, row.officer_id), basis=_said(row, "basis"))


def _kept(view: DossierView, row: Recorded) -> str:
    return t("{who} giữ nguyên hạn đã hẹn dù lịch làm việc thay đổi", who=_who(view, row.officer_id))


def _withdrawn(view: DossierView, row: Recorded) -> str:
    return t("{who} ghi người nộp rút hồ sơ", who=_who(view, row.officer_id))


def _taken_back(view: DossierView, row: Recorded) -> str:
    return t("{who} rút lại đề nghị phê duyệt", who=_who(view, row.officer_id))


def _stopped(view: DossierView, row: Recorded) -> str:
    who, letter = _who(view, row.officer_id), _said(row, "letter")
    return t("{who} dừng giải quyết hồ sơ, văn bản số {letter}", who=who, letter=letter)


def _excluded(view: DossierView, row: Recorded) -> str:
    name, letter = _said(row, "name"), _said(row, "letter")
    return t(
        "{who} ghi thời gian không tính: {name}, văn bản số {letter}",
        who=_who(view, row.officer_id),
        name=name,
        letter=letter,
    )


def _included(view: DossierView, row: Recorded) -> str:
    return t(
        "{who} ghi đã có trả lời, văn bản số {letter}", who=_who(view, row.officer_id), letter=_said(row, "letter")
    )


def _heard(view: DossierView, row: Recorded) -> str:
    return t("Thông điệp giữa các cơ quan đã đến")


def _said(row: Recorded, key: str) -> str:
    return escape(str(row.data.get(key) or ""))


_SENTENCES: dict[str, Callable[[DossierView, Recorded], str]] = {
    "dossier.accepted": _accepted,
    "document.signed": _signed,
    "document.sealed": _sealed,
    "matter.received": _received,
    "answer.published": _published,
    "dossier.corrected": _corrected,
    "dossier.inherited": _inherited,
    "dossier.migrated": _migrated,
    "dossier.transferred": _transferred,
    "result.issued": _issued,
    "result.returned": _returned,
    "task.opened": _opened,
    "task.claimed": _claimed,
    "task.put-back": _put_back,
    "task.given-back": _given_back,
    "task.inherited": _inherited_task,
    "task.assigned": _assigned,
    "task.unassigned": _unassigned,
    "task.sent-back": _sent_back,
    "task.pulled-back": _pulled_back,
    answers.ANSWERED: _completed,
    "timer.fired": _fired,
    "letter.drafted": _drafted,
    "letter.approved": _approved,
    "letter.discarded": _discarded,
    "supplement.asked": _asked,
    "supplement.received": _supplemented,
    "duty.asked": _duty,
    "duty.paid": _paid,
    "dossier.extended": _extended,
    "dossier.recalculated": _recalculated,
    "dossier.kept": _kept,
    "dossier.withdrawn": _withdrawn,
    "dossier.stopped": _stopped,
    "approval.withdrawn": _taken_back,
    "time.excluded": _excluded,
    "time.included": _included,
    "message.heard": _heard,
    **dispatches.SENTENCES,
    **travels.SENTENCES,
    **requests.SENTENCES,
    **overseen.SENTENCES,
}
