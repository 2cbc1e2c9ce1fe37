"""An agency's staff changes: a unit, a post and an officer begin, a hold on a post ends, accounts are kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from processes import accounts, changes, identities, tables
from processes.accounts import Browser
from processes.identities import Identity
from processes.refusals import (
    AccountClosed,
    AlreadyDone,
    LinkRefused,
    Missing,
    NameTaken,
    NotAllowed,
    NotFound,
    NotLawful,
    SignInFailed,
    SignInLocked,
)
from tasks import agent, staffing
from tasks.staffing import Newcomer
from tests.conftest import PASSWORD
from tests.town import Town

MONDAY = date(2026, 3, 2)
BASIS = "16/QĐ-UBND"
FIRST_PASSWORD = "bong-mai-xuan"


def agency(town: Town, code: str = "H99.30") -> int:
    return next(one.id for one in town.directory.agencies.values() if one.code == code)


def post(town: Town, unit: str, role: str, code: str = "H99.30") -> int:
    home = town.unit(code, unit).id
    return next(one.id for one in town.directory.posts.values() if (one.unit_id, one.role) == (home, role))


def holding(town: Town, username: str) -> int:
    with town.database.snapshot() as snapshot:
        query = select(tables.Holding.id).where(tables.Holding.officer_id == town.officer(username).id)
        return snapshot.execute(query).scalars().one()


def act(town: Town, verb, *told: object, by: str = "khoa", key: str = "", **more: object):
    with town.database.transaction() as transaction:
        return verb(transaction, *told, officer=town.officer(by), moment=town.moment, key=key or town.key(), **more)


def hire(town: Town, username: str = "thao", *, by: str = "khoa", begins: date = MONDAY, key: str = "") -> int:
    newcomer = Newcomer("Nguyễn Thị Phương Thảo", username, post(town, "office", "case_officer"), begins)
    stored = accounts.hashed(FIRST_PASSWORD)
    return act(town, staffing.add_officer, newcomer, password=stored, basis=BASIS, by=by, key=key)


def sign_in(town: Town, username: str, password: str) -> str:
    return accounts.sign_in(town.database, username, password, Browser("Firefox", "127.0.0.1"), moment=town.moment)


def is_signed_in(town: Town, token: str) -> bool:
    return accounts.visitor(town.database, token, moment=town.moment) is not None


def test_a_newcomer_works_from_the_first_day_to_the_last(town: Town) -> None:
    hire(town, begins=MONDAY + timedelta(days=1))
    row = town.receive()
    town.complete("mai", town.dossier("mai", row.dossier_id).current[0].task_id)
    (step,) = town.dossier("mai", row.dossier_id).current
    with pytest.raises(NotAllowed):
        town.claim("thao", step.task_id)
    town.pass_time(days=1)
    town.claim("thao", step.task_id)
    act(town, staffing.end_holding, holding(town, "thao"), last=town.moment.date(), basis=BASIS)
    town.pass_time(days=1)
    with pytest.raises(NotAllowed):
        town.complete("thao", step.task_id)
    agent.sweep(town.database, moment=town.moment)
    (step,) = town.dossier("mai", row.dossier_id).current
    assert (step.state, step.holder_id) == ("opened", None)
    assert town.dossier("mai", row.dossier_id).history[-1].kind == "task.given-back"
    with pytest.raises(NotAllowed):
        town.claim("thao", step.task_id)
    town.claim("binh", step.task_id)


def test_a_unit_and_a_post_begin(town: Town) -> None:
    unit_id = act(
        town, staffing.add_unit, agency(town), code="land_division", name="Phòng Địa chính", begins=MONDAY, basis=BASIS
    )
    told = {"role": "case_officer", "title": "Chuyên viên", "basis": BASIS}
    with pytest.raises(NotLawful, match="trước đơn vị"):
        act(town, staffing.add_post, unit_id, begins=MONDAY - timedelta(days=1), **told)
    later = MONDAY + timedelta(days=7)
    post_id = act(town, staffing.add_post, unit_id, begins=later, **told)
    assert post_id not in town.directory.posts
    town.pass_time(days=7)
    assert town.directory.posts[post_id].path == "land_division/case_officer"
    with pytest.raises(NameTaken, match="vị trí"):
        act(town, staffing.add_post, unit_id, begins=later, **told)
    with pytest.raises(NameTaken, match="mã “land_division”"):
        act(town, staffing.add_unit, agency(town), code="land_division", name="P", begins=MONDAY, basis=BASIS)
    with pytest.raises(NotLawful, match="mã đơn vị"):
        act(town, staffing.add_unit, agency(town), code="Địa chính", name="P", begins=MONDAY, basis=BASIS)


def test_a_post_is_no_longer_than_its_unit(town: Town) -> None:
    from sqlalchemy import update

    from processes import organisation

    with town.database.transaction() as transaction:
        unit = town.unit("H99.30", "office").id
        transaction.execute(update(tables.Unit).where(tables.Unit.id == unit).values(valid_to=MONDAY))
        organisation.changed(transaction)
    assert town.officer("binh").posts
    town.pass_time(days=1)
    assert town.officer("binh").posts == ()


def test_the_first_password_is_changed_and_an_account_closed(town: Town) -> None:
    officer_id = hire(town)
    token = sign_in(town, "thao", FIRST_PASSWORD)
    visitor = accounts.visitor(town.database, token, moment=town.moment)
    assert visitor is not None
    assert visitor.must_change
    act(town, staffing.change_account, officer_id, "close")
    assert not is_signed_in(town, token)
    with pytest.raises(AccountClosed):
        sign_in(town, "thao", FIRST_PASSWORD)
    with pytest.raises(SignInFailed):
        sign_in(town, "thao", "sai mật khẩu")
    act(town, staffing.change_account, officer_id, "open")
    token = sign_in(town, "thao", FIRST_PASSWORD)
    act(town, staffing.change_account, officer_id, "sign_out")
    assert not is_signed_in(town, token)
    act(town, staffing.change_account, officer_id, "renew", password=accounts.hashed("mat-khau-moi-2"))
    with pytest.raises(SignInFailed):
        sign_in(town, "thao", FIRST_PASSWORD)
    assert is_signed_in(town, sign_in(town, "thao", "mat-khau-moi-2"))


def test_an_account_is_parted_from_the_providers_and_linked_again(town: Town) -> None:
    provided = Identity("https://dang-nhap.lamgiang.example", "s-1", "Binh")
    token = identities.sign_in(town.database, provided, Browser(), moment=town.moment)
    assert is_signed_in(town, token)
    officer_id = town.officer("binh").id
    act(town, staffing.change_account, officer_id, "unlink")
    assert not is_signed_in(town, token)
    with pytest.raises(LinkRefused):
        identities.sign_in(town.database, provided, Browser(), moment=town.moment)
    act(town, staffing.change_account, officer_id, "let_link")
    other = replace(provided, subject="s-2")
    assert is_signed_in(town, identities.sign_in(town.database, other, Browser(), moment=town.moment))
    with pytest.raises(LinkRefused):
        identities.sign_in(town.database, provided, Browser(), moment=town.moment)
    with town.database.snapshot() as snapshot:
        assert [one.kind for one in changes.of(snapshot, agency(town))] == ["account.let_link", "account.unlink"]


def test_who_administers_lets_strangers_try_again(town: Town) -> None:
    for _ in range(5):
        with pytest.raises(SignInFailed):
            sign_in(town, "binh", "sai")
    with pytest.raises(SignInLocked):
        sign_in(town, "binh", PASSWORD)
    with town.database.snapshot() as snapshot:
        roll = staffing.roll(snapshot, agency(town), officer=town.officer("khoa"), moment=town.moment)
    assert [one.username for one in roll.holds if one.locked_until] == ["binh"]
    act(town, staffing.change_account, town.officer("binh").id, "open")
    assert is_signed_in(town, sign_in(town, "binh", PASSWORD))


def test_the_head_of_an_office_administers_the_own_agency_alone(town: Town) -> None:
    given = post(town, "office", "office_head")
    act(town, staffing.give_post, town.officer("thu").id, given, begins=MONDAY, ends=None, basis=BASIS)
    hire(town, by="thu")
    for verb, *told in (
        (staffing.change_account, town.officer("son").id, "close"),
        (staffing.change_account, town.officer("khoa").id, "close"),
        (staffing.change_account, town.officer("thu").id, "renew"),
    ):
        with pytest.raises(NotAllowed):
            act(town, verb, *told, by="thu")
    for other in ("viet", "mai", "ha"):
        with pytest.raises(NotAllowed):
            hire(town, "khac", by=other)
    with town.database.snapshot() as snapshot:
        assert [one.code for one in staffing.agencies(snapshot, officer=town.officer("thu"))] == ["H99.30"]
        with pytest.raises(NotAllowed):
            staffing.roll(snapshot, agency(town, "H99.31"), officer=town.officer("thu"), moment=town.moment)
        kinds = [one.kind for one in changes.of(snapshot, agency(town))]
    assert kinds == ["officer.added", "post.given"]


def test_an_act_needs_its_document_and_is_done_once(town: Town) -> None:
    newcomer = Newcomer("Nguyễn Thị Phương Thảo", "thao", post(town, "office", "case_officer"), MONDAY)
    with pytest.raises(Missing):
        act(town, staffing.add_officer, newcomer, password="x", basis=" ")
    hire(town, key="một lần")
    with pytest.raises(AlreadyDone):
        hire(town, key="một lần")
    with pytest.raises(NameTaken, match="thao"):
        hire(town)
    with pytest.raises(NotLawful, match="tên đăng nhập"):
        hire(town, "Thảo N")
    with pytest.raises(NameTaken):
        act(
            town,
            staffing.give_post,
            town.officer("binh").id,
            post(town, "office", "case_officer"),
            begins=MONDAY,
            ends=None,
            basis=BASIS,
        )
    with pytest.raises(NotFound):
        act(town, staffing.end_holding, 9999, last=MONDAY, basis=BASIS)
    assert is_signed_in(town, sign_in(town, "binh", PASSWORD))
