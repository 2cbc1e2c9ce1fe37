"""PDF signatures as bytes: a file is signed by appending to it, and its signatures are read back.

The only place that speaks pyHanko; its import costs half a second, so that `processes.signed_files` and
`processes.signing_keys` load this module at the first signature. What is written is PAdES B-B (ETSI EN 319 142-1)
without a mark on the page. Nothing is fetched from anywhere.
"""

from __future__ import annotations

import logging
import struct
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any

import pkcs11
from asn1crypto import pem, x509
from pkcs11.exceptions import PinIncorrect, PinLenRange, PinLocked
from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.signers.pdf_cms import Signer
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleTrustManager

from processes.signatures import Certificate, Signature, State

# what a file that anybody may have changed makes the readers stumble over
_UNREADABLE = (
    *(PdfError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError),
    *(struct.error, NotImplementedError, AssertionError),
)
# a certificate for signing says so as a signature or as non-repudiation; the authorities of Vietnam write both
_USAGE = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False)
_MARKS = (b"/ByteRange", b"/ETSI.CAdES", b"/adbe.pkcs7")
_RIGHTS = b"/UR3"  # what lets an old reader fill in a form is written like a signature and is none
_one_at_a_time = Lock()  # a token knows one sign-in for the whole process, and leaving one session ends it

for _name in ("pyhanko", "pyhanko_certvalidator"):  # they tell a traceback for each certificate not trusted
    logging.getLogger(_name).setLevel(logging.CRITICAL)


class Unopened(Exception):
    """A key file or a token that does not open; its text says why."""


class Unsignable(Exception):
    """A file that cannot be signed: locked, broken, or certified against changes."""


@dataclass(frozen=True, slots=True)
class Key:
    """An opened signature key with its certificate."""

    signer: Signer
    certificate: Certificate

    def sign(self, content: bytes, *, moment: datetime) -> bytes:
        """The file with one more signature; what was signed before stays as it is. Raises: Unsignable."""
        signed = BytesIO()
        try:
            writer = IncrementalPdfFileWriter(BytesIO(content), strict=False)
            taken = {name for name, _, _ in enumerate_sig_fields(writer)}
            name = next(name for number in range(1, len(taken) + 2) if (name := f"ChuKySo{number}") not in taken)
            metadata = PdfSignatureMetadata(
                field_name=name, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, name=self.certificate.signer
            )
            _AtMoment(metadata, self.signer, moment).sign_pdf(writer, output=signed)
        except pkcs11.PKCS11Error as broken:
            raise Unopened(type(broken).__name__) from broken
        except _UNREADABLE as broken:
            if isinstance(broken.__cause__, pkcs11.PKCS11Error):
                raise Unopened(type(broken.__cause__).__name__) from broken
            raise Unsignable from broken
        return signed.getvalue()


class _AtMoment(PdfSigner):
    """Signs at the act's moment: only `database.now()` looks at a clock."""

    def __init__(self, metadata: PdfSignatureMetadata, signer: Signer, moment: datetime) -> None:
        super().__init__(metadata, signer=signer)
        self.moment = moment

    def init_signing_session(self, *args: Any, **more: Any) -> PdfSigningSession:
        """The session, which would else have asked this machine for the time."""
        session = super().init_signing_session(*args, **more)
        session.system_time = self.moment
        return session


def open_file(path: Path, passphrase: str) -> Key:
    """The key in a PKCS#12 file. Raises: Unopened."""
    try:
        signer = SimpleSigner.load_pkcs12_data(path.read_bytes(), (), passphrase.encode() or None)
    except OSError as broken:
        raise Unopened(broken.strerror or "không đọc được tệp") from broken
    except _UNREADABLE as broken:
        raise Unopened("sai mật khẩu hoặc tệp không phải PKCS#12") from broken
    return _key(signer)


@contextmanager
def open_token(module: str, token: str, pin: str, label: str) -> Generator[Key | None]:
    """The key with this label on a PKCS#11 token, None when the token has none. Raises: Unopened."""
    with _one_at_a_time, _session(module, token, pin) as session:
        wanted = {pkcs11.Attribute.CLASS: pkcs11.ObjectClass.PRIVATE_KEY, pkcs11.Attribute.LABEL: label}
        if not list(session.get_objects(wanted)):
            yield None
            return
        try:
            # digests are made here: few tokens make them and sign an elliptic curve in one go
            signer = PKCS11Signer(session, cert_label=label, key_label=label, use_raw_mechanism=True)
            key = _key(signer)
        except (pkcs11.PKCS11Error, *_UNREADABLE) as broken:
            raise Unopened(f"thiếu chứng thư số mang nhãn “{label}”") from broken
        yield key


def _session(module: str, token: str, pin: str) -> Any:
    criteria = TokenCriteria(label=token) if token else None
    try:
        return open_pkcs11_session(module, token_criteria=criteria, user_pin=pin or None)
    except (PinIncorrect, PinLenRange) as broken:
        raise Unopened("sai mã PIN của thiết bị ký") from broken
    except PinLocked as broken:
        raise Unopened("mã PIN của thiết bị ký đã bị khóa") from broken
    except (pkcs11.PKCS11Error, RuntimeError, OSError) as broken:
        raise Unopened(f"không dùng được thiết bị ký ({str(broken) or type(broken).__name__})") from broken


def _key(signer: Signer) -> Key:
    certificate = signer.signing_cert
    if certificate is None:
        raise Unopened("không có chứng thư số đi kèm khóa")
    return Key(signer, _certificate(certificate))


def _certificate(found: x509.Certificate) -> Certificate:
    subject, issuer = found.subject.native, found.issuer.native
    return Certificate(
        signer=_named(subject, "common_name"),
        organisation=_named(subject, "organization_name"),
        issuer=_named(issuer, "common_name") or _named(issuer, "organization_name"),
        serial=f"{found.serial_number:X}",
        since=found.not_valid_before,
        until=found.not_valid_after,
    )


def _named(name: dict[str, object], part: str) -> str:
    value = name.get(part, "")
    return str(value[0] if isinstance(value, list) and value else value)


def certificates(content: bytes) -> list[x509.Certificate]:
    """The certificates of a PEM or DER file. Raises: ValueError."""
    if not pem.detect(content):
        return [x509.Certificate.load(content)]
    armored: Any = pem.unarmor(content, multiple=True)
    return [x509.Certificate.load(der) for _, _, der in armored]


def read(content: bytes, anchors: Sequence[bytes]) -> tuple[Signature, ...]:
    """The signatures of a file, oldest first; none for a file that was never signed.

    Each is judged at the time that it gives itself, with `anchors` (PEM or DER) as all that is trusted. A file that
    speaks of signatures and cannot be read has one that is broken.
    """
    roots = [root for anchor in anchors for root in certificates(anchor)]
    try:
        reader = PdfFileReader(BytesIO(content), strict=False)
        judged = tuple(_judged(one, roots) for one in reader.embedded_regular_signatures)
        told = len(reader.embedded_signatures)
    except _UNREADABLE:
        judged, told = (), 0
    return (*judged, Signature(None, None, "broken")) if _says_more(content, told) else judged


def _says_more(content: bytes, told: int) -> bool:
    """Whether the bytes speak of a signature that the reader did not find."""
    if _RIGHTS in content:
        return False
    return content.count(_MARKS[0]) > told or (told == 0 and any(mark in content for mark in _MARKS))


def _judged(embedded: EmbeddedPdfSignature, roots: Sequence[x509.Certificate]) -> Signature:
    certificate, at = _certificate(embedded.signer_cert), embedded.self_reported_timestamp
    moment = (at or certificate.since).astimezone(UTC)
    trusted = SimpleTrustManager.build(trust_roots=roots)
    context = ValidationContext(trust_manager=trusted, moment=moment, allow_fetching=False)
    try:
        status = validate_pdf_signature(embedded, context, key_usage_settings=_USAGE)
        state = _state(status, certificate, moment)
    except _UNREADABLE:
        state = "broken"
    return Signature(certificate, at, state)


def _state(status: PdfSignatureStatus, certificate: Certificate, moment: datetime) -> State:
    covers = status.coverage in (SignatureCoverageLevel.ENTIRE_FILE, SignatureCoverageLevel.ENTIRE_REVISION)
    if not (status.intact and status.valid and status.docmdp_ok and covers):
        return "broken"
    if status.trusted:
        return "valid"
    return "untrusted" if certificate.allows(moment) else "expired"
