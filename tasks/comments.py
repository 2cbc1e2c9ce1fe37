"""Comments: an officer says something about a dossier to colleagues, and calls those who should read it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from processes import comments, notices
from processes.database import Transaction
from processes.notices import News
from processes.organisation import Officer
from processes.refusals import Missing, NotAllowed, TextTooLong
from tasks import viewing
from tasks.viewing import DossierView

LONGEST = 2_000


def colleagues(view: DossierView, officer: Officer) -> list[int]:
    """Whom the officer may call: the others who hold a post and may see this dossier, by name."""
    known = view.directory
    others = (known.officer(one) for one in known.names if one != officer.id)
    found = [one for one in others if one.all_posts and viewing.may_see(view, one)]
    return [one.id for one in sorted(found, key=lambda one: one.name)]


def write(
    transaction: Transaction,
    dossier_id: int,
    *,
    text: str,
    mentioned: Collection[int] = (),
    officer: Officer,
    moment: datetime,
    key: str,
) -> int:
    """Writes a comment on a dossier the officer may see; who is mentioned is told.

    Refuses: NotFound, Missing, TextTooLong, NotAllowed when one who is mentioned may not see the dossier, AlreadyDone.
    """
    view = viewing.look(transaction, dossier_id, officer=officer, moment=moment)
    said = text.strip()
    if not said:
        raise Missing(what="nội dung trao đổi")
    if len(said) > LONGEST:
        raise TextTooLong(what="nội dung trao đổi", most=LONGEST)
    called = tuple(dict.fromkeys(mentioned))
    if not set(called) <= set(colleagues(view, officer)):
        raise NotAllowed
    comment_id = comments.write(
        transaction, dossier_id, said, called, officer_id=officer.id, moment=moment, key=f"comment:{key}"
    )
    news = [News(one, "mention", f"comment:{comment_id}", dossier_id, by=officer.id, text=said[:200]) for one in called]
    if news:
        notices.tell_all(transaction, news, moment=moment)
    return comment_id
