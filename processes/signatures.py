"""Electronic signatures: who signed, when, and whether it still holds; and the certificate it was done with.

Basis: Luật Giao dịch điện tử số 20/2023/QH15; Nghị định 30/2020/NĐ-CP Điều 12, 13.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

State = Literal["valid", "untrusted", "expired", "broken"]


@dataclass(frozen=True, slots=True)
class Certificate:
    """Whose key it is, who says so, and from when to when it may sign."""

    signer: str
    organisation: str
    issuer: str
    serial: str
    since: datetime
    until: datetime

    def allows(self, moment: datetime) -> bool:
        """Whether the certificate is in force at the moment."""
        return self.since <= moment <= self.until


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature of a file.

    `valid`: the file is as it was signed, by a certificate of a trusted authority; `untrusted`: as it was signed,
    but the authority is not known here; `expired`: signed when the certificate was not in force; `broken`: the file
    was changed afterwards. A file too broken to tell who signed it has a signature without a certificate.
    """

    certificate: Certificate | None
    at: datetime | None
    state: State
