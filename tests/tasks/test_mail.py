"""Officers' mail against a real SMTP server: a letter a notice, nothing of the applicant, again when it failed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from processes import notices, organisation, outbox, tables
from processes.notices import Choice
from processes.settings import settings
from tasks import agent, channels
from tasks.channels import mail
from tests.mailbox import Mailbox, Server
from tests.town import Town

MINUTE = timedelta(minutes=1)


@pytest.fixture
def mailbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    with Server() as server:
        configure(monkeypatch, server.box.port)
        monkeypatch.setattr(mail, "_line", mail._Line())  # pyright: ignore
        yield server.box
    settings.cache_clear()


def configure(monkeypatch: pytest.MonkeyPatch, port: int) -> None:
    told = {"HOST": "127.0.0.1", "PORT": str(port), "SECURITY": "none", "USER": "mot-cua", "PASSWORD": "mat-khau"}
    for name, value in {**told, "SENDER": "motcua@lamgiang.test"}.items():
        monkeypatch.setenv(f"MOTCUA__MAIL__{name}", value)
    settings.cache_clear()


@pytest.fixture
def dossier(town: Town) -> int:
    """`binh`, whose address is known, is mentioned in a dossier by `mai`."""
    binh = town.officer("binh").id
    dossier_id = town.receive().dossier_id
    with town.database.transaction() as transaction:
        own = update(tables.Officer).where(tables.Officer.id == binh)
        transaction.execute(own.values(email="binh@lamgiang.test"))
        organisation.changed(transaction)
    mention(town, "một", dossier_id)
    return dossier_id


def mention(town: Town, key: str, dossier_id: int | None = None) -> None:
    with town.database.transaction() as transaction:
        notices.tell(
            transaction,
            officer_id=town.officer("binh").id,
            kind="mention",
            key=key,
            dossier_id=dossier_id,
            by=town.officer("mai").id,
            text="Ông Nguyễn Văn An đã bổ sung",
            moment=town.moment,
        )


def work(town: Town, lease: str = "một") -> None:
    """One round of the agent."""
    agent.look(town.database, moment=town.moment)
    agent.drain(town.database, lease=lease, moment=town.moment)


def troubles(town: Town) -> list[str | None]:
    row = tables.Message
    with town.database.snapshot() as snapshot:
        return list(snapshot.execute(select(row.trouble).where(row.topic == mail.TOPIC)).scalars())


def test_a_notice_is_mailed_once_without_the_applicant(town: Town, dossier: int, mailbox: Mailbox) -> None:
    work(town)
    town.pass_time(minutes=5)
    work(town)
    (letter,) = mailbox.letters
    assert str(letter["To"]) == "Nguyễn Văn Bình <binh@lamgiang.test>"
    assert str(letter["From"]) == "Một Cửa <motcua@lamgiang.test>"
    code = town.dossier("mai", dossier).particulars.code
    assert str(letter["Subject"]) == f"Trần Thị Mai nhắc đến bạn trong hồ sơ {code}"
    text = letter.get_content()
    assert f"Hồ sơ: {code}" in text
    assert f"http://127.0.0.1:8501/ho-so?id={dossier}" in text
    assert "Nguyễn Văn An" not in letter.as_string() + text
    assert mailbox.signed_in == ["mot-cua mat-khau"]
    assert troubles(town) == [None]


def test_a_letter_sent_twice_by_a_death_is_known_for_the_same(town: Town, dossier: int, mailbox: Mailbox) -> None:
    assert dossier
    agent.look(town.database, moment=town.moment)
    with town.database.transaction() as transaction:
        taken = outbox.take(transaction, lease="chết", moment=town.moment, until=town.moment + MINUTE)
    for message in taken:  # handed over, and killed before the record could say so
        with town.database.snapshot() as snapshot:
            channels.outgoing(snapshot, message, town.moment)()
    agent.drain(town.database, lease="hai", moment=town.moment)
    assert len(mailbox.letters) == 1
    town.pass_time(minutes=2)
    agent.drain(town.database, lease="hai", moment=town.moment)
    first, again = mailbox.letters
    assert first["Message-ID"] == again["Message-ID"]
    assert first.as_bytes() == again.as_bytes()
    town.pass_time(minutes=2)
    agent.drain(town.database, lease="hai", moment=town.moment)
    assert len(mailbox.letters) == 2


def test_what_the_server_refuses_is_on_record_and_tried_again(town: Town, dossier: int, mailbox: Mailbox) -> None:
    assert dossier
    mailbox.refuses = "451 hộp thư đầy"
    work(town)
    assert mailbox.letters == []
    assert "451" in str(troubles(town)[0])
    mailbox.refuses = ""
    work(town)
    assert mailbox.letters == []
    town.pass_time(minutes=1)
    work(town)
    assert len(mailbox.letters) == 1
    assert troubles(town) == [None]


def test_a_server_that_is_down_is_asked_once_for_all_that_wait(
    town: Town, dossier: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Server() as server:
        port = server.box.port
    configure(monkeypatch, port)
    monkeypatch.setattr(mail, "_line", mail._Line())  # pyright: ignore
    asked: list[object] = []
    real = mail._connected  # pyright: ignore
    monkeypatch.setattr(mail, "_connected", lambda told: asked.append(told) or real(told))
    mention(town, "hai", dossier)
    work(town)
    assert ["ConnectionRefused" in str(trouble) for trouble in troubles(town)] == [True, True]
    assert len(asked) == 1


def test_mail_is_sent_to_nobody_who_has_read_has_no_address_or_wants_none(
    town: Town, dossier: int, mailbox: Mailbox
) -> None:
    binh, mai = town.officer("binh").id, town.officer("mai").id
    with town.database.transaction() as transaction:
        notices.read(transaction, binh, moment=town.moment, only=None, until=None)
        notices.choose(transaction, binh, Choice("mention", on_screen=True, by_mail=False))
        notices.tell(transaction, officer_id=mai, kind="mention", key="một", dossier_id=dossier, moment=town.moment)
    mention(town, "hai", dossier)
    work(town)
    assert mailbox.letters == []
    assert troubles(town) == []


def test_without_a_server_nothing_is_kept_for_later(town: Town, dossier: int, monkeypatch: pytest.MonkeyPatch) -> None:
    assert dossier
    work(town)
    with Server() as server:
        configure(monkeypatch, server.box.port)
        town.pass_time(minutes=2)
        work(town)
        assert server.box.letters == []
    assert troubles(town) == []
