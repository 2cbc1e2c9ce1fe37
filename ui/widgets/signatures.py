"""The signatures of a file: who signed it, when, and whether it still holds, a line each."""

from __future__ import annotations

from html import escape

from processes import signed_files
from processes.calendars import local
from processes.documents import Document
from processes.signatures import Signature, State
from tasks import signing
from ui.locale import t

_KINDS = frozenset({signing.SIGNED, "result"})
_LOOKS: dict[State, str] = {"valid": "ok", "untrusted": "warn", "expired": "warn", "broken": "bad"}


def lines(file: Document) -> str:
    """The signatures of a signed or issued PDF as HTML; nothing for other files, and where nobody has signed."""
    if file.kind not in _KINDS or file.media_type != "application/pdf":
        return ""
    found = signed_files.examined(file)
    told = [] if found.is_stored else [_line("bad", t("Tệp trên máy chủ không còn đúng như khi được lưu"), "", "")]
    told += [_told(one) for one in found.signatures]
    return f'<ul class="mc-signatures">{"".join(told)}</ul>' if told else ""


def _told(one: Signature) -> str:
    says = _says(one.state)
    if one.certificate is None:
        return _line(_LOOKS[one.state], says, "", "")
    certificate = one.certificate
    at = f", {local(one.at):%H:%M %d/%m/%Y}" if one.at else ""
    who = f"<b>{escape(certificate.signer)}</b>{at}"
    serial = t("Chứng thư số {serial}, nơi cấp: {issuer}", serial=certificate.serial, issuer=certificate.issuer)
    return _line(_LOOKS[one.state], says, who, certificate.organisation, serial)


def _line(look: str, says: str, who: str, organisation: str, serial: str = "") -> str:
    owner = f"<small>{escape(organisation)}</small>" if organisation else ""
    whose = f"<span>{who}</span>" if who else ""
    return f'<li class="{look}" title="{escape(serial)}">{whose}<em>{escape(says)}</em>{owner}</li>'


def _says(state: State) -> str:
    return {
        "valid": t("Chữ ký hợp lệ"),
        "untrusted": t("Chưa xác định được nơi cấp chứng thư số"),
        "expired": t("Chứng thư số không còn hiệu lực lúc ký"),
        "broken": t("Tệp đã bị thay đổi sau khi ký"),
    }[state]
