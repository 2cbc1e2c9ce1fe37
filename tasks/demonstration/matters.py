"""The demonstration's three matters, fictitious: one just taken in, one dealt with, one answered in public.

They are told through the real verbs, at Lộc An, by whoever holds the posts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from processes import calendars, catalogue, history, organisation, permissions, worklist
from processes.assignments import HELD
from processes.catalogue import Offer
from processes.database import Transaction
from processes.matters import OTHER_DOORS, Told
from processes.organisation import Directory, Post
from processes.people import Person
from tasks import inbox, matters
from tasks.matters import Incoming

_AGENCY = "H99.31"
_QUESTION = "Con tôi sinh ở nước ngoài, nay về xã ở với ông bà. Khai sinh cho cháu ở đâu, cần giấy tờ gì?"
_ANSWER = (
    "Nộp hồ sơ tại Trung tâm Phục vụ hành chính công của xã nơi cư trú. Giấy tờ gồm tờ khai, giấy tờ chứng minh việc "
    "sinh do nước ngoài cấp và giấy tờ chứng minh quan hệ cha, mẹ, con."
)


@dataclass(frozen=True, slots=True)
class _Story:
    """A matter, how long ago it came in, and what was answered at its steps so far, by element."""

    case: str
    sender: Person
    told: Told
    days: int
    answers: Mapping[str, Mapping[str, object]] = field(default_factory=dict[str, Mapping[str, object]])


_STORIES = (
    _Story(
        "question",
        Person("Lò Văn Inh", phone="0987111222"),
        Told("Khai sinh cho trẻ sinh ở nước ngoài", _QUESTION),
        9,
        {
            "triage": {"triage": "take"},
            "draft": {"answer": _ANSWER},
            "approve": {"decision": "approved"},
            "publish": {"publish": "public", "public_question": _QUESTION, "public_answer": _ANSWER},
        },
    ),
    _Story(
        "petition",
        Person("Giàng Thị Dua", phone="0987333444", address="Thôn Nà Khoang, xã Lộc An"),
        Told("Cầu tạm thôn Nà Khoang hỏng mặt ván", "Mặt ván cầu tạm qua suối bị mục, học sinh đi lại nguy hiểm."),
        4,
        {"triage": {"triage": "take"}},
    ),
    _Story(
        "petition",
        Person("Vàng A Tủa", email="vang.a.tua@example.com"),
        Told("Niêm yết thủ tục bằng chữ nhỏ, khó đọc", "Bảng niêm yết ở trung tâm in chữ nhỏ, người già khó đọc."),
        1,
    ),
)


def tell(transaction: Transaction, *, moment: datetime) -> None:
    """Tells the three matters, once; where nothing takes matters in, or nobody is there, none."""
    today = calendars.local(moment).date()
    known = organisation.directory(transaction, organisation.revision(transaction), today)
    desk = next((post for post in known.posts.values() if _is_desk(known, post)), None)
    if desk is None or not known.holders(desk.id):
        return
    offers = [
        offer
        for offer in catalogue.offered(transaction, desk.agency_id, today, kinds=("matter",))
        if offer.code not in OTHER_DOORS
    ]
    for number, story in enumerate(_STORIES if offers else ()):
        key = f"demonstration-matter-{number}"
        if history.done(transaction, key) is None:
            _tell_one(transaction, story, offers[0], desk, known, moment, key)


def _is_desk(known: Directory, post: Post) -> bool:
    return post.role == permissions.RECEPTION and known.agencies[post.agency_id].code == _AGENCY


def _tell_one(
    transaction: Transaction, story: _Story, offer: Offer, desk: Post, known: Directory, moment: datetime, key: str
) -> None:
    at = moment - timedelta(days=story.days)
    incoming = Incoming(offer.release_id, story.case, "phone", desk.unit_id, story.sender, story.told)
    officer = known.officer(known.holders(desk.id)[0])
    taken = matters.receive(transaction, incoming, officer=officer, moment=at, key=key)
    for element, values in story.answers.items():
        at += timedelta(hours=3)
        step = worklist.steps(transaction, taken.dossier_id)[-1]
        officer = known.officer(known.holders(step.post_id)[0])
        if step.state not in HELD:
            inbox.claim(transaction, step.task_id, officer=officer, moment=at, key=f"{key}-{element}-claim")
        inbox.complete(transaction, step.task_id, values=values, officer=officer, moment=at, key=f"{key}-{element}")
