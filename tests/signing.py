"""Signature keys of a test: a trial authority, and the folder that the installation takes its keys from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import typst

from processes import signing_keys, trial_authority
from processes.calendars import ZONE
from processes.trial_authority import Authority

MARCH = datetime(2026, 3, 2, 8, 0, tzinfo=ZONE)


def page(text: str = "Giấy chứng nhận đăng ký hộ kinh doanh") -> bytes:
    """A PDF as an officer drafts it."""
    return typst.compile(f"= {text}".encode())


@dataclass(frozen=True)
class Keys:
    """The folder of keys under the data folder of a test."""

    folder: Path
    authority: Authority

    @classmethod
    def founded(cls, data: Path) -> Keys:
        """An empty folder of keys whose authority is trusted."""
        keys = cls(data / "signing", Authority.founded(MARCH - timedelta(days=1), lasts=timedelta(days=365)))
        keys.trust(keys.authority)
        return keys

    def trust(self, authority: Authority) -> None:
        """Puts an authority among the trusted."""
        anchors = self.folder / "anchors"
        anchors.mkdir(parents=True, exist_ok=True)
        (anchors / f"{authority.certificate.serial_number}.pem").write_bytes(authority.pem)

    def give(self, place: str, name: str, *, by: Authority | None = None, lasts: timedelta = trial_authority.LASTS):
        """Gives a key to an officer (`officers/viet`) or an agency (`agencies/H99.30`)."""
        file = self.folder / f"{place}.p12"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes((by or self.authority).issue(name, MARCH, passphrase="bi-mat", lasts=lasts))
        file.with_suffix(".pass").write_text("bi-mat\n", encoding="utf-8")

    def sign(self, content: bytes, place: str, moment: datetime = MARCH) -> bytes:
        """A file signed with one of the keys."""
        holder, name = place.split("/")
        assert holder in ("officers", "agencies")
        with signing_keys.opened(holder, name, who=name, moment=moment) as key:
            assert key is not None
            return key.sign(content, name="du-thao.pdf")
