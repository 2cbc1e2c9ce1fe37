"""Who is signed in."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from ui.api.entry import Signed, signed_in

router = APIRouter(tags=["me"], dependencies=[Depends(signed_in)])


class HeldPost(BaseModel):
    """A post that the officer holds today."""

    id: int
    title: str
    role: str
    unit_id: int
    agency_id: int


class Me(BaseModel):
    """The officer, and the posts held today."""

    officer_id: int
    name: str
    username: str
    language: str
    posts: list[HeldPost]


@router.get("/me")
def me(known: Signed) -> Me:
    """Tells who is signed in with this session."""
    posts = [
        HeldPost(id=post.id, title=post.title, role=post.role, unit_id=post.unit_id, agency_id=post.agency_id)
        for post in known.officer.posts
    ]
    return Me(
        officer_id=known.officer.id,
        name=known.officer.name,
        username=known.username,
        language=known.language,
        posts=posts,
    )
