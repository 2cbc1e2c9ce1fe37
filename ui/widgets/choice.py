"""What is asked for at the counter: which agency decides, which procedure, which case, and how the request came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import streamlit as st

from bpmn.procedures import Case, Channel
from processes import catalogue, database
from processes.catalogue import Offer, Published
from processes.organisation import Agency, Directory, Post
from ui.locale import t
from ui.widgets.facts import Fact, facts
from ui.widgets.text import literal
from ui.widgets.wording import channels

_LAST = "reception_last"


@dataclass(frozen=True, slots=True)
class Choice:
    """A procedure with its case, as one agency decides on it."""

    agency_id: int
    published: Published
    case: Case
    channel: Channel


def draw(key: str, directory: Directory, post: Post, on: date) -> Choice | None:
    """Draws the choice and returns it; None while there is no procedure yet."""
    last: dict[str, object] = st.session_state.setdefault(_LAST, {})
    agency, procedure = st.columns([2, 3])
    with agency:
        agency_id = _agency(key, directory, post, last)
    with procedure:
        offer = _procedure(key, agency_id, is_own=agency_id == post.agency_id, on=on, last=last)
    if offer is None:
        return None
    with database.snapshot() as snapshot:
        published = catalogue.published(snapshot, offer.release_id)
    cases, how = st.columns([7, 5])
    with cases:
        case = _case(key, published)
    with how:
        channel = _channel(key, published)
    return Choice(agency_id, published, case, channel)


def _agency(key: str, directory: Directory, post: Post, last: dict[str, object]) -> int:
    """The own agency, those below it, and the communes: a request is received wherever the applicant lives."""
    agencies = directory.agencies
    rest = [one.id for one in agencies.values() if directory.stands(one) and _is_near(one, post)]
    choices = list(dict.fromkeys([post.agency_id, *rest]))
    before = last.get("agency")
    chosen = st.selectbox(
        t("Cơ quan giải quyết"),
        choices,
        index=choices.index(before) if isinstance(before, int) and before in choices else 0,
        format_func=lambda one: agencies[one].name,
        key=f"{key}_agency",
        persist_state="session",
    )
    last["agency"] = chosen
    return chosen


def _is_near(agency: Agency, post: Post) -> bool:
    return agency.parent_id == post.agency_id or agency.level == "commune"


def _procedure(key: str, agency_id: int, *, is_own: bool, on: date, last: dict[str, object]) -> Offer | None:
    with database.snapshot() as snapshot:
        offers = catalogue.offered(snapshot, agency_id, on)
        if not is_own:
            offers = [one for one in offers if catalogue.published(snapshot, one.release_id).release.level == "commune"]
    named = {offer.code: offer for offer in offers}
    before = last.get("procedure")
    code = st.selectbox(
        t("Thủ tục"),
        list(named),
        index=list(named).index(before) if isinstance(before, str) and before in named else None,
        format_func=lambda one: f"{named[one].name} ({one})",
        placeholder=t("Gõ tên hoặc mã thủ tục") if named else t("Cơ quan này chưa có thủ tục nào"),
        disabled=not named,
        key=f"{key}_procedure_{agency_id}",
        persist_state="session",
    )
    if code is None:
        return None
    last["procedure"] = code
    return named[code]


def _case(key: str, published: Published) -> Case:
    cases = {case.code: case for case in published.release.cases}
    if len(cases) == 1:
        (only,) = cases.values()
        facts([Fact(t("Trường hợp"), only.name)], columns=1)
        return only
    code = st.radio(
        t("Trường hợp"),
        list(cases),
        format_func=lambda one: literal(cases[one].name),
        key=f"{key}_case_{published.id}",
        persist_state="session",
    )
    return cases[code or next(iter(cases))]


def _channel(key: str, published: Published) -> Channel:
    names = channels()
    offered = published.release.channels
    return st.segmented_control(
        t("Hình thức nộp"),
        offered,
        default=offered[0],
        required=True,
        format_func=names.__getitem__,
        key=f"{key}_channel_{published.id}",
        persist_state="session",
    )
