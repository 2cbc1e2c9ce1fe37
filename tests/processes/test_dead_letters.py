"""Dead letters: seen, sent again, corrected or given up, each on record; what follows waits until then."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from processes import dead_letters, outbox
from processes.database import Database
from processes.outbox import Message
from processes.refusals import AlreadyDone, MessageNotStuck, Missing, NotFound
from tests.town import Town

NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def _take(database: Database, moment: datetime) -> list[Message]:
    with database.transaction() as transaction:
        return outbox.take(transaction, lease="tôi", moment=moment, until=moment + HOUR)


def _fail(database: Database, *, is_final: bool = True) -> int:
    """One dossier's two messages to a partner, the first of which failed."""
    with database.transaction() as transaction:
        body: dict[str, object] = {"to": "0900", "count": 2, "text": "Mời ông"}
        two = [Message("thử", key, body, 7, partner="bhxh") for key in ("một", "hai")]
        outbox.put(transaction, two, moment=NOON)
    (message,) = _take(database, NOON)
    with database.transaction() as transaction:
        told = {"lease": "tôi", "moment": NOON, "trouble": "số không có thật"}
        outbox.failed(transaction, message, **told, is_final=is_final)
    return message.id


def test_a_dead_letter_says_why_and_how_many_wait_behind_it(database: Database) -> None:
    _fail(database)
    with database.snapshot() as snapshot:
        (letter,) = dead_letters.page(snapshot)
        assert dead_letters.page(snapshot, after=letter.id) == []
    assert (letter.topic, letter.partner, letter.trouble, letter.behind) == ("thử", "bhxh", "số không có thật", 1)
    assert (letter.put_at, letter.dead_at, letter.attempts) == (NOON, NOON, 1)


@pytest.mark.parametrize("is_final", [True, False])
def test_sent_again_it_counts_anew(town: Town, is_final: bool) -> None:
    message_id = _fail(town.database, is_final=is_final)
    told = {"officer": town.officer("khoa"), "moment": NOON}
    with town.database.transaction() as transaction:
        dead_letters.resend(transaction, message_id, **told, key="k1")
    with pytest.raises(MessageNotStuck), town.database.transaction() as transaction:
        dead_letters.resend(transaction, message_id, **told, key="k2")
    (again,) = _take(town.database, NOON)
    assert (again.id, again.attempts) == (message_id, 1)
    with town.database.snapshot() as snapshot:
        assert [(act.kind, act.officer) for act in dead_letters.acts(snapshot)] == [
            ("resent", town.officer("khoa").name)
        ]


def test_all_of_a_partner_are_sent_again(town: Town) -> None:
    message_id = _fail(town.database)
    told = {"officer": town.officer("khoa"), "moment": NOON}
    with town.database.transaction() as transaction:
        assert dead_letters.resend_all(transaction, "thử", "", **told, key="k0") == 0
        assert dead_letters.resend_all(transaction, "thử", "bhxh", **told, key="k1") == 1
    assert [message.id for message in _take(town.database, NOON)] == [message_id]


def test_corrected_it_says_the_new_and_the_record_keeps_the_old(town: Town) -> None:
    message_id = _fail(town.database)
    told = {"officer": town.officer("khoa"), "moment": NOON}
    with pytest.raises(Missing), town.database.transaction() as transaction:
        dead_letters.correct(transaction, message_id, {"count": "3"}, reason="Thử", **told, key="k0")
    with town.database.transaction() as transaction:
        fields = {"to": "0911", "text": "Mời ông"}
        dead_letters.correct(transaction, message_id, fields, reason="Ghi nhầm số", **told, key="k1")
    (again,) = _take(town.database, NOON)
    assert again.body == {"to": "0911", "count": 2, "text": "Mời ông"}
    with town.database.snapshot() as snapshot:
        (act,) = dead_letters.acts(snapshot)
    assert act.told == {"reason": "Ghi nhầm số", "before": {"to": "0900"}, "after": {"to": "0911"}}


def test_given_up_it_lets_the_next_go(town: Town) -> None:
    message_id = _fail(town.database)
    assert _take(town.database, NOON + HOUR) == []
    told = {"officer": town.officer("khoa"), "moment": NOON}
    with town.database.transaction() as transaction:
        dead_letters.give_up(transaction, message_id, reason="Đã gọi điện", **told, key="k1")
    (following,) = _take(town.database, NOON + HOUR)
    assert following.key == "hai"
    with town.database.snapshot() as snapshot:
        assert dead_letters.page(snapshot) == []
        with pytest.raises(MessageNotStuck):
            dead_letters.one(snapshot, message_id)
        with pytest.raises(MessageNotStuck):
            dead_letters.one(snapshot, following.id)  # it is being sent
        with pytest.raises(NotFound):
            dead_letters.one(snapshot, 0)


def test_an_act_is_done_once(town: Town) -> None:
    message_id = _fail(town.database)
    told = {"officer": town.officer("khoa"), "moment": NOON, "key": "một lần"}
    with town.database.transaction() as transaction:
        dead_letters.resend_all(transaction, "thử", "bhxh", **told)
    with pytest.raises(AlreadyDone), town.database.transaction() as transaction:
        dead_letters.resend_all(transaction, "thử", "bhxh", **told)
    assert [message.id for message in _take(town.database, NOON)] == [message_id]
