"""One procedure of the catalogue: its releases, by which decision each holds and where, and what is done about them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

import streamlit as st

from processes import database, permissions
from processes.accounts import Visitor
from processes.calendars import local
from processes.database import Transaction
from processes.organisation import Directory
from processes.publications import Decision, Publication, Scope, Standing
from tasks import approvals, beginnings, procedures
from tasks.procedures import History
from ui.locale import t
from ui.widgets import acts, block_users, cohorts, differences, places
from ui.widgets.diagram import diagram
from ui.widgets.facts import Fact, facts


def draw(history: History, known: Visitor, directory: Directory) -> None:
    """Draws the newest release first; older ones are compared with the one before them."""
    name, kind = "", ""
    if history.releases:
        with database.snapshot() as snapshot:
            newest = procedures.release(snapshot, history.releases[0].id, officer=known.officer).release
        name, kind = newest.name, newest.kind
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="head"):
        st.html(
            f'<div class="mc-title mc-first" role="heading" aria-level="1">{escape(name or history.code)}'
            f"<small>{escape(history.code)}</small></div>",
            width="content",
        )
        st.page_link(places.procedures(), label=t("Danh mục"), icon=":material/arrow_back:", width="content")
    if not history.releases:
        st.info(t("Thủ tục này chưa có quy trình điện tử nào."), icon=":material/schema:")
        return
    _on_a_day(history, directory)
    if kind == "block":
        block_users.draw(history, known, directory)
    before: Sequence[Standing | None] = (*history.releases[1:], None)
    for release, earlier in zip(history.releases, before, strict=True):
        _release(release, earlier, known, directory)
    if kind != "block":
        cohorts.draw(history, known, directory)


def _on_a_day(history: History, directory: Directory) -> None:
    """Which release holds where, on a day that may lie behind or ahead."""
    with st.container(key="card_in_force"):
        today = local(database.now()).date()
        day = st.date_input(t("Đang áp dụng vào ngày"), today, format="DD/MM/YYYY", key="in_force_day", width=220)
        assert isinstance(day, date)
        told: list[Fact] = []
        for release in history.releases:
            held = [scope for scope in release.scopes if _holds(scope, day)]
            names = ", ".join(
                directory.agencies[one.agency_id].name for one in held if one.agency_id in directory.agencies
            )
            told.append(Fact(t("Phiên bản {number}", number=release.number), names, wide=True))
        if any(fact.value for fact in told):
            facts(told)
        else:
            st.html(f'<p class="mc-quiet">{escape(t("Ngày này không có phiên bản nào áp dụng."))}</p>')


def _holds(scope: Scope, day: date) -> bool:
    return scope.valid_from <= day and (scope.valid_to is None or day <= scope.valid_to)


def _release(release: Standing, earlier: Standing | None, known: Visitor, directory: Directory) -> None:
    number = t("Phiên bản {number}", number=release.number)
    with st.container(key=f"card_release_{release.id}"):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            since = t("áp dụng từ {day}", day=f"{release.in_force_on:%d/%m/%Y}")
            st.html(
                f'<div class="mc-title" role="heading" aria-level="2">{escape(number)}<small>{escape(since)} · '
                f"{escape(release.hash[:12])}</small></div>",
                width="content",
            )
            with st.container(horizontal=True, width="content", gap="small"):
                annex = f"/api/releases/{release.id}/annex.pdf"
                st.link_button(t("Phụ lục"), annex, icon=":material/print:", type="tertiary")
                _begin(release, known, directory)
                _retire(release, known, directory)
        for told in release.publications:
            _publication(told, directory)
        with st.expander(t("Sơ đồ"), on_change="rerun", key=f"drawn_{release.id}") as drawn:
            if drawn.open:
                with database.snapshot() as snapshot:
                    found = procedures.release(snapshot, release.id, officer=known.officer)
                diagram(found.release.model.xml.decode(), key=f"diagram_{release.id}", height=360)
        if earlier is not None:
            label = t("Khác phiên bản {number}", number=earlier.number)
            with st.expander(label, on_change="rerun", key=f"compared_{release.id}") as compared:
                if compared.open:
                    _compare(earlier, release, known)


def _publication(told: Publication, directory: Directory) -> None:
    paper = told.decision
    kind = t("Ban hành") if told.kind == "published" else t("Bãi bỏ")
    facts(
        [
            Fact(kind, paper.document, f"{paper.decided_on:%d/%m/%Y}"),
            Fact(t("Người ký"), paper.signer),
            Fact(t("Hiệu lực từ"), f"{paper.effective_on:%d/%m/%Y}"),
            Fact(t("Lý do"), str(told.told.get("reason", "")), directory.name(told.officer_id), wide=True),
        ]
    )


def _compare(earlier: Standing, later: Standing, known: Visitor) -> None:
    with database.snapshot() as snapshot:
        old, new = (procedures.release(snapshot, one.id, officer=known.officer) for one in (earlier, later))
    told = (t("Phiên bản {number}", number=one.number) for one in (earlier, later))
    was, now = told
    differences.draw(old.release, new.release, was=was, now=now, key=f"diff_{later.id}")


def _begin(release: Standing, known: Visitor, directory: Directory) -> None:
    mine = [one for one in directory.agencies if permissions.may_design(known.officer, one)]
    intent = f"redesign_{release.id}"
    if mine and st.button(t("Sửa"), icon=":material/edit:", type="tertiary", key=intent):

        def act(transaction: Transaction, key: str) -> int:
            return beginnings.from_release(transaction, release.id, mine[0], **acts.by(known, key))

        begun = acts.attempt(intent, act)
        if isinstance(begun, int):
            st.switch_page(places.studio(), query_params={"id": str(begun)})
    acts.show_refusal(intent)


def _retire(release: Standing, known: Visitor, directory: Directory) -> None:
    today = local(database.now()).date()
    is_over = all(scope.valid_to is not None and scope.valid_to < today for scope in release.scopes)
    if is_over or not any(permissions.may_retire(known.officer, scope.agency_id) for scope in release.scopes):
        return
    intent = f"retire_{release.id}"
    with st.popover(t("Bãi bỏ"), icon=":material/block:", key=f"retiring_{release.id}", type="tertiary"):
        told = t("Hồ sơ đang chạy vẫn theo phiên bản này đến khi xong; hồ sơ mới không nhận nữa.")
        st.html(f'<p class="mc-quiet">{escape(told)}</p>')
        document = st.text_input(t("Số quyết định"), max_chars=100, key=f"{intent}_document")
        decided = st.date_input(t("Ngày quyết định"), today, format="DD/MM/YYYY", key=f"{intent}_decided")
        signer = st.text_input(t("Người ký"), max_chars=200, key=f"{intent}_signer")
        since = st.date_input(t("Hiệu lực từ"), today, format="DD/MM/YYYY", key=f"{intent}_since")
        reason = st.text_area(t("Lý do bãi bỏ"), max_chars=2_000, key=f"{intent}_reason")
        acts.show_refusal(intent)
        if st.button(t("Bãi bỏ phiên bản này"), type="primary", key=f"{intent}_do"):
            assert isinstance(decided, date)
            assert isinstance(since, date)
            decision = Decision(document or "", decided, signer or "", since)

            def act(transaction: Transaction, key: str) -> None:
                approvals.retire(transaction, release.id, decision, reason=reason or "", **acts.by(known, key))

            if acts.attempt(intent, act) is not None:
                acts.tell(t("Đã bãi bỏ phiên bản {number}.", number=release.number))
            st.rerun()
