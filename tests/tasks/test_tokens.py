"""Who administers an agency lets another system in, by a document and until a day, and shows it out again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from processes import api_tokens, changes
from processes.api_tokens import Token, TokenRefused
from processes.refusals import AlreadyDone, Missing, NotAllowed, NotFound, NotLawful
from tasks import tokens
from tasks.tokens import Grant
from tests.town import Town

GRANT = Grant("Cổng Dịch vụ công quốc gia", ["intake"], date(2026, 12, 31), "21/QĐ-UBND")


def agency(town: Town, code: str = "H99.30") -> int:
    return next(one.id for one in town.directory.agencies.values() if one.code == code)


def create(town: Town, given: Grant = GRANT, *, by: str = "khoa", key: str = "") -> str:
    told = {"officer": town.officer(by), "moment": town.moment, "key": key or town.key()}
    with town.database.transaction() as transaction:
        return tokens.create(transaction, agency(town), given, **told)  # pyright: ignore


def revoke(town: Town, token_id: int, *, code: str = "H99.30", by: str = "khoa", basis: str = "22/QĐ-UBND") -> None:
    told = {"basis": basis, "officer": town.officer(by), "moment": town.moment, "key": town.key()}
    with town.database.transaction() as transaction:
        tokens.revoke(transaction, agency(town, code), token_id, **told)  # pyright: ignore


def listed(town: Town, *, by: str = "khoa") -> list[Token]:
    with town.database.snapshot() as snapshot:
        return tokens.listed(snapshot, agency(town), officer=town.officer(by))


def test_a_token_opens_one_agency_until_the_end_of_its_last_day(town: Town) -> None:
    token = create(town)
    (one,) = listed(town)
    assert (one.name, one.scopes, one.agency, one.last_used_at) == (GRANT.name, ["intake"], "H99.30", None)
    town.pass_time(days=300)
    assert api_tokens.holder(town.database, token, moment=town.moment).id == one.id
    assert listed(town)[0].last_used_at == town.moment
    last = town.moment.replace(month=12, day=31, hour=23, minute=59)
    assert api_tokens.holder(town.database, token, moment=last)
    with pytest.raises(TokenRefused):
        api_tokens.holder(town.database, token, moment=last + timedelta(minutes=1))


def test_a_revoked_token_opens_nothing_and_is_listed_no_more(town: Town) -> None:
    token = create(town)
    (one,) = listed(town)
    revoke(town, one.id)
    assert listed(town) == []
    with pytest.raises(TokenRefused):
        api_tokens.holder(town.database, token, moment=town.moment)
    with pytest.raises(NotFound):
        revoke(town, one.id)
    with town.database.snapshot() as snapshot:
        recorded = changes.of(snapshot, agency(town))
    assert [(act.kind, act.basis, act.told["token"]) for act in recorded] == [
        ("token.revoked", "22/QĐ-UBND", GRANT.name),
        ("token.created", "21/QĐ-UBND", GRANT.name),
    ]
    assert token not in str(recorded)


@pytest.mark.parametrize("by", ["mai", "viet", "son", "chau", "hanh"])
def test_only_who_administers_lets_anybody_in(town: Town, by: str) -> None:
    with pytest.raises(NotAllowed):
        create(town, by=by)
    create(town)
    (one,) = listed(town)
    with pytest.raises(NotAllowed):
        revoke(town, one.id, by=by)
    with pytest.raises(NotAllowed):
        listed(town, by=by)
    assert listed(town) == [one]


def test_a_token_of_another_agency_is_not_there(town: Town) -> None:
    create(town)
    (one,) = listed(town)
    with pytest.raises(NotFound):
        revoke(town, one.id, code="H99.31")


@pytest.mark.parametrize(
    ("given", "refusal", "why"),
    [
        (replace(GRANT, name=" "), Missing, "tên hệ thống"),
        (replace(GRANT, basis=" "), Missing, "số văn bản"),
        (replace(GRANT, scopes=[]), Missing, "quyền"),
        (replace(GRANT, scopes=["intake", "admin"]), NotLawful, "không có quyền này"),
        (replace(GRANT, last=date(2026, 3, 1)), NotLawful, "ngày cuối"),
        (replace(GRANT, last=date(2037, 3, 2)), NotLawful, "ngày cuối"),
    ],
)
def test_a_token_is_not_made_for_a_named_reason(town: Town, given: Grant, refusal: type[Exception], why: str) -> None:
    with pytest.raises(refusal, match=why):
        create(town, given)
    assert listed(town) == []


def test_a_token_is_made_once(town: Town) -> None:
    create(town, key="một lần")
    with pytest.raises(AlreadyDone):
        create(town, key="một lần")
    assert len(listed(town)) == 1
