"""Follow-ups: the dossiers that I keep an eye on."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from processes import database
from tasks import following
from ui.api.entry import Number, Signed, signed_in

router = APIRouter(prefix="/dossiers", tags=["dossiers"], dependencies=[Depends(signed_in)])


@router.put("/{dossier_id}/follow", status_code=204)
def follow(dossier_id: Number, known: Signed) -> None:
    """Flags a dossier that I may see; a second time changes nothing."""
    _follow(dossier_id, known, is_followed=True)


@router.delete("/{dossier_id}/follow", status_code=204)
def unfollow(dossier_id: Number, known: Signed) -> None:
    """Takes my flag away."""
    _follow(dossier_id, known, is_followed=False)


def _follow(dossier_id: int, known: Signed, *, is_followed: bool) -> None:
    moment = database.now()
    with database.transaction() as transaction:
        following.follow(transaction, dossier_id, is_followed=is_followed, officer=known.officer, moment=moment)
