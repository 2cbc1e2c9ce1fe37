"""The mail channel: a notice leaves as one short letter to the officer, through the agency's own SMTP server.

Nothing of an applicant is in it but the dossier's code and its procedure. A letter that is sent again because the
agent died after handing it over has the same Message-ID, so that mailboxes know it for the same.
"""

from __future__ import annotations

import smtplib
import ssl
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address
from email.mime.text import MIMEText
from email.utils import formataddr
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from processes.outbox import Message
from processes.settings import MailSettings, settings
from tasks.channels import Undelivered, channel

TOPIC = "officer.mail"
_TIMEOUT = 10.0
_REST = 15.0
# smtplib writes names and passwords as ASCII, and an address beyond it only where the server takes such
_TROUBLE = (OSError, smtplib.SMTPException, UnicodeError)


@dataclass(slots=True)
class _Line:
    """A server that cannot be reached is not asked again for every letter that waits."""

    rests_until: float = 0.0
    trouble: str = ""


_line = _Line()


@channel(TOPIC)
def deliver(message: Message) -> None:
    """Hands one letter to the server."""
    server = settings().mail
    if not server.host:
        raise Undelivered("chưa cài đặt máy chủ thư")
    letter = written(message, server)
    if time.monotonic() < _line.rests_until:
        raise Undelivered(_line.trouble)
    try:
        connection = _connected(server)
    except _TROUBLE as trouble:
        _line.rests_until, _line.trouble = time.monotonic() + _REST, _told(trouble)
        raise Undelivered(_told(trouble)) from trouble
    try:
        connection.send_message(letter)
    except _TROUBLE as trouble:
        raise Undelivered(_told(trouble)) from trouble
    finally:
        with suppress(*_TROUBLE):  # the letter is handed over, or not, by now
            connection.quit()


def _connected(server: MailSettings) -> smtplib.SMTP:
    if server.security == "tls":
        context = ssl.create_default_context()
        connection: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=_TIMEOUT, context=context)
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=_TIMEOUT)
    try:
        if server.security == "starttls":
            connection.starttls(context=ssl.create_default_context())
        if server.user:
            connection.login(server.user, server.password)
    except BaseException:
        connection.close()
        raise
    return connection


def _told(trouble: Exception) -> str:
    return f"{type(trouble).__name__}: {trouble}"


def written(message: Message, server: MailSettings) -> MIMEText:
    """The letter of a message, the same each time it is written. Raises Undelivered for an address that is none."""
    facts: Mapping[str, object] = message.body
    sender = server.sender or f"motcua@{server.host}"
    site = settings().web.address
    address, choice = f"{site}{facts['path']}", f"{site}/thong-bao"
    # not EmailMessage: where it folds a subject between two words with diacritics, it loses the space
    letter = MIMEText(_template().render(facts, address=address, choice=choice), "plain", "utf-8")
    try:
        letter["From"] = _person("Một Cửa", sender)
        letter["To"] = _person(_line_of(facts["name"]), str(facts["to"]))
    except (ValueError, IndexError, MessageError) as trouble:
        raise Undelivered(f"địa chỉ thư không hợp lệ: {facts['to']}") from trouble
    said, code = str(facts["said"]), str(facts["code"])
    subject = Header(_line_of(said if code in said else f"{said} – {code}"), "utf-8", header_name="Subject")
    letter["Subject"] = subject  # pyright: ignore[reportArgumentType]
    letter["Message-ID"] = f"<{facts['id']}@{sender.rpartition('@')[2]}>"
    letter["Auto-Submitted"] = "auto-generated"
    return letter


def _person(name: str, address: str) -> str:
    return formataddr((name, Address(addr_spec=address).addr_spec))


def _line_of(text: object) -> str:
    return " ".join(str(text).split())


@cache
def _template() -> Template:
    environment = Environment(  # noqa: S701 - the letter is plain text
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("notice.txt.j2")
