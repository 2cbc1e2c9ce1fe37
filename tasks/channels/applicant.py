"""The applicant channel: a notice leaves through the gateway that is set up for its way, by mail, SMS or Zalo.

Gateways are Apprise addresses with `{to}` for the address and `{id}` for what we call the notice: a gateway that keeps
the id sends twice what came twice only once, and reports by it what arrived.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from functools import cache
from io import StringIO
from pathlib import Path
from urllib.parse import quote

import apprise
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from processes.applicant_notices import TOPIC
from processes.outbox import Message
from processes.settings import settings
from tasks.channels import Undelivered, Unfit, channel

_log = logging.getLogger("apprise")
_PHONE = re.compile(r"0\d{9}")
_MAIL = re.compile(r"[^@\s,;<>\"']+@[^@\s,;<>\"']+\.[^@\s,;<>\"']+")
_LONG_NUMBER = re.compile(r"\d{9,}|[^@\s'\"]+@[^@\s'\"]+")
# the other side has understood, and will not take it however often it is asked
_FINAL = re.compile(r"error=(400|404|410|413|422)\b")


@channel(TOPIC)
def deliver(message: Message) -> None:
    """Hands one notice to its gateway. Raises Undelivered; Unfit where it will never be taken."""
    facts: Mapping[str, object] = message.body
    way = str(facts["way"])
    gateway = settings().applicants.ways.get(way)
    if gateway is None:
        raise Undelivered(f"chưa cài đặt cổng gửi {way}")
    to = address(way, str(facts["to"]))
    sender = apprise.Apprise()
    if not sender.add(gateway.replace("{to}", quote(to, safe="")).replace("{id}", quote(str(facts["id"]), safe=""))):
        raise Undelivered(f"địa chỉ cổng gửi {way} không đúng")
    said = StringIO()
    handler = logging.StreamHandler(said)
    handler.setLevel(logging.WARNING)
    _log.addHandler(handler)  # Apprise tells why something was not taken nowhere else
    try:
        taken = sender.notify(body=written(facts), title=title(facts), body_format=apprise.NotifyFormat.TEXT)
    finally:
        _log.removeHandler(handler)
    if not taken:
        told = " ".join(said.getvalue().split())
        trouble = _LONG_NUMBER.sub("…", told) or "cổng gửi không nhận"
        raise (Unfit if _FINAL.search(told) else Undelivered)(trouble)


def address(way: str, to: str) -> str:
    """An address as gateways take it. Raises Unfit for one that is none."""
    if way == "mail":
        if not _MAIL.fullmatch(to.strip()):
            raise Unfit("địa chỉ thư điện tử không hợp lệ")
        return to.strip()
    number = re.sub(r"^(\+|00)84", "0", re.sub(r"[\s.\-()]", "", to))
    if not _PHONE.fullmatch(number):
        raise Unfit("số điện thoại không hợp lệ")
    return number


def title(facts: Mapping[str, object]) -> str:
    """The subject of a mail; a short message has none."""
    if facts["way"] != "mail":
        return ""
    subjects = {
        "accepted": "Hồ sơ {code} đã được tiếp nhận",
        "supplement": "Hồ sơ {code} cần bổ sung giấy tờ",
        "duty": "Hồ sơ {code} cần thực hiện nghĩa vụ tài chính",
        "extended": "Xin lỗi và hẹn lại ngày trả kết quả hồ sơ {code}",
        "ready": "Hồ sơ {code} đã có kết quả",
    }
    return subjects[str(facts["kind"])].format(code=facts["code"])


def written(facts: Mapping[str, object]) -> str:
    """What the applicant reads."""
    name = "applicant_mail.txt.j2" if facts["way"] == "mail" else "applicant_short.txt.j2"
    return _template(name).render(facts, address=f"{settings().web.address}{facts['path']}").strip()


@cache
def _template(name: str) -> Template:
    environment = Environment(  # noqa: S701 - the text is plain
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)
