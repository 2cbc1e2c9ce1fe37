"""Signature keys: an officer's own, and an agency's seal; from PKCS#12 files or from a PKCS#11 token.

A file is `officers/<username>.p12` or `agencies/<code>.p12` in the folder of keys; on a token the key and its
certificate carry the username or the agency's code as their label. An agency that has a seal signs electronically:
its officers then need keys of their own. Basis: Nghị định 30/2020/NĐ-CP Điều 12, 13 and Phụ lục I.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from bpmn.refusals import Refusal
from processes.calendars import local
from processes.settings import settings

if TYPE_CHECKING:
    from processes.pdf_signatures import Key

Holder = Literal["officers", "agencies"]
_ENDINGS = (".p12", ".pfx")


class KeyMissing(Refusal):
    """The agency signs electronically, and the officer has no key."""

    code = "signature.key-missing"
    sentence = "Chưa có chứng thư số của {who} nên chưa ký số được. Hãy báo bộ phận công nghệ thông tin cài khóa ký."


class KeyExpired(Refusal):
    """The certificate is not in force at the moment of signing."""

    code = "signature.key-expired"
    sentence = (
        "Chứng thư số của {who} có hiệu lực từ {since} đến {until}, lúc này không ký được. Hãy gia hạn rồi ký lại."
    )


class KeyUnopened(Refusal):
    """The key is there and does not open: a wrong passphrase, a broken file, a token that does not answer."""

    code = "signature.key-unopened"
    sentence = "Không mở được khóa ký số của {who}: {reason}. Hồ sơ chưa thay đổi; hãy báo bộ phận công nghệ thông tin."
    status = 503


class Unsignable(Refusal):
    """The PDF is locked, broken, or its author allowed no further signature."""

    code = "signature.unsignable"
    sentence = "Không ký số được tệp “{name}”: tệp bị khóa, hỏng hoặc không cho ký thêm. Hãy xuất lại PDF rồi tải lên."
    status = 422


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key that may sign now, and whose it is."""

    who: str
    key: Key
    moment: datetime

    @property
    def facts(self) -> dict[str, object]:
        """What the history says of the certificate."""
        certificate = self.key.certificate
        return {"signer": certificate.signer, "issuer": certificate.issuer, "serial": certificate.serial}

    def sign(self, content: bytes, *, name: str) -> bytes:
        """The PDF with one more signature. Refuses: Unsignable, KeyUnopened."""
        from processes import pdf_signatures

        try:
            return self.key.sign(content, moment=self.moment)
        except pdf_signatures.Unsignable as broken:
            raise Unsignable(name=name) from broken
        except pdf_signatures.Unopened as broken:
            raise KeyUnopened(who=self.who, reason=str(broken)) from broken


def configured() -> bool:
    """Whether this installation signs at all; without keys everything is signed on paper."""
    return settings().signing_keys.is_dir() or bool(settings().signing.pkcs11_module)


@contextmanager
def opened(holder: Holder, name: str, *, who: str, moment: datetime) -> Generator[SigningKey | None]:
    """The key of an officer (by username) or of an agency (by code), None when there is none.

    `who` is how a refusal calls its holder. Refuses: KeyExpired, KeyUnopened.
    """
    with _found(holder, name, who) as key:
        if key is None:
            yield None
            return
        certificate = key.certificate
        if not certificate.allows(moment):
            since, until = (f"{local(day):%d/%m/%Y}" for day in (certificate.since, certificate.until))
            raise KeyExpired(who=who, since=since, until=until)
        yield SigningKey(who, key, moment)


@contextmanager
def _found(holder: Holder, name: str, who: str) -> Generator[Key | None]:
    from processes import pdf_signatures

    told = settings().signing
    try:
        if file := _file(holder, name):
            yield pdf_signatures.open_file(file, _passphrase(file))
        elif told.pkcs11_module:
            with pdf_signatures.open_token(told.pkcs11_module, told.pkcs11_token, told.pkcs11_pin, name) as key:
                yield key
        else:
            yield None
    except pdf_signatures.Unopened as broken:
        raise KeyUnopened(who=who, reason=str(broken)) from broken


def _file(holder: Holder, name: str) -> Path | None:
    folder = settings().signing_keys / holder
    places = [folder / f"{name}{ending}" for ending in _ENDINGS] if Path(name).name == name else []
    return next((place for place in places if place.is_file()), None)


def _passphrase(file: Path) -> str:
    own = file.with_suffix(".pass")
    return own.read_text(encoding="utf-8").strip() if own.is_file() else settings().signing.passphrase


def has_seal(code: str, *, who: str) -> bool:
    """Whether the agency with this code signs electronically. Refuses: KeyUnopened when the token does not answer."""
    if _file("agencies", code) is not None:
        return True
    with _found("agencies", code, who) as key:
        return key is not None
