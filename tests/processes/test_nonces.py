"""Nonces: a partner's mark is good for one request, of every partner's own, and forgotten when it can do no harm."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from processes import nonces, tables
from tests import liaison
from tests.town import Town


def test_a_mark_is_good_for_one_request_of_each_partner(town: Town) -> None:
    first, second = (liaison.add_partner(town, "http", code=code) for code in ("one", "two"))
    with town.database.transaction() as transaction:
        nonces.use(transaction, first, "a" * 16, moment=town.moment)
        nonces.use(transaction, second, "a" * 16, moment=town.moment)
        nonces.use(transaction, first, "b" * 16, moment=town.moment)
    with pytest.raises(nonces.Repeated), town.database.transaction() as transaction:
        nonces.use(transaction, first, "a" * 16, moment=town.moment)


def test_what_failed_has_not_come_yet(town: Town) -> None:
    partner_id = liaison.add_partner(town, "http")

    def fail() -> None:
        with town.database.transaction() as transaction:
            nonces.use(transaction, partner_id, "a" * 16, moment=town.moment)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with town.database.transaction() as transaction:
        nonces.use(transaction, partner_id, "a" * 16, moment=town.moment)


def test_marks_are_forgotten_when_their_signatures_are_too_old(town: Town) -> None:
    partner_id = liaison.add_partner(town, "http")
    with town.database.transaction() as transaction:
        nonces.use(transaction, partner_id, "a" * 16, moment=town.moment)
        nonces.use(transaction, partner_id, "b" * 16, moment=town.moment + timedelta(minutes=10))
        assert nonces.sweep(transaction, moment=town.moment + timedelta(minutes=16)) == 1
        assert transaction.execute(select(func.count()).select_from(tables.Nonce)).scalar_one() == 1
