"""A certificate authority to try signing with: its keys are made on this machine and mean nothing in law.

Everything that it issues says so in its own name, and ends soon. Real keys are put in by hand (docs/howto/signing.md).
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

TRIAL = "Chứng thư số thử nghiệm – không có giá trị pháp lý"
LASTS = timedelta(days=90)
_RENEWED = timedelta(days=30)
_ANCHORS = "thu-nghiem-*.pem"


@dataclass(frozen=True, slots=True)
class Authority:
    """The authority's key and its certificate."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @classmethod
    def founded(cls, moment: datetime, *, lasts: timedelta = LASTS) -> Authority:
        """A new authority, in force from the day before the moment."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = _name("Cơ quan chứng thực thử nghiệm Một Cửa")
        draft = _draft(name, name, key.public_key(), moment, lasts)
        draft = draft.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        draft = draft.add_extension(_usage(signs_certificates=True), critical=True)
        return cls(key, draft.sign(key, hashes.SHA256()))

    @property
    def pem(self) -> bytes:
        """The certificate, to be trusted."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def issue(self, name: str, moment: datetime, *, passphrase: str, lasts: timedelta = LASTS) -> bytes:
        """A key with a certificate for somebody of this name, as a PKCS#12 file."""
        key = ec.generate_private_key(ec.SECP256R1())
        draft = _draft(_name(name), self.certificate.subject, key.public_key(), moment, lasts)
        draft = draft.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        draft = draft.add_extension(_usage(signs_certificates=False), critical=True)
        certificate = draft.sign(self.key, hashes.SHA256())
        lock = serialization.BestAvailableEncryption(passphrase.encode())
        return pkcs12.serialize_key_and_certificates(name.encode(), key, certificate, [self.certificate], lock)


def provide(folder: Path, holders: Mapping[str, str], moment: datetime) -> bool:
    """Puts trial keys into the folder of keys, and the authority among the trusted; tells whether it did.

    `holders` are names by place, such as `officers/viet`. Keys that end within thirty days are made anew, and what was
    signed with them stays trusted; a folder or a key that is not of a trial is left alone.
    """
    anchors = folder / "anchors"
    earlier = [x509.load_pem_x509_certificate(anchor.read_bytes()) for anchor in anchors.glob(_ANCHORS)]
    if folder.exists() and not earlier:
        return False
    if any(authority.not_valid_after_utc > moment + _RENEWED for authority in earlier):
        return False
    authority = Authority.founded(moment)
    for place, name in holders.items():
        file, own = folder / f"{place}.p12", folder / f"{place}.pass"
        if not file.exists() or _is_trial(file, own):
            passphrase = secrets.token_urlsafe(18)
            _write(own, passphrase.encode())
            _write(file, authority.issue(name, moment, passphrase=passphrase))
    # the last of all: what was interrupted is done again
    _write(anchors / f"thu-nghiem-{moment:%Y-%m-%d}.pem", authority.pem)
    return True


def _is_trial(file: Path, own: Path) -> bool:
    try:
        _, certificate, _ = pkcs12.load_key_and_certificates(file.read_bytes(), own.read_bytes())
    except (OSError, ValueError):
        return False
    issuer = certificate.issuer.get_attributes_for_oid(NameOID.ORGANIZATION_NAME) if certificate else []
    return [name.value for name in issuer] == [TRIAL]


def _write(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
        opened.write(content)


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, TRIAL),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def _draft(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, moment: datetime, lasts: timedelta
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(moment - timedelta(days=1))
        .not_valid_after(moment + lasts)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=not signs_certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )
