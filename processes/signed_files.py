"""Signed files: the signatures that a dossier's file carries, and whether it is still the file that was stored.

A signature is judged by the file's bytes and by the authorities that this installation trusts, and by nothing else:
the same file gives the same answer tomorrow. It is judged at the time it gives itself, which the sealed history
confirms for what was signed here.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from processes.documents import Document
from processes.settings import settings
from processes.signatures import Signature

_MOST_REMEMBERED = 1000
_ENDINGS = (".pem", ".crt", ".cer", ".der")
_known: dict[tuple[bytes, tuple[bytes, ...]], tuple[Signature, ...]] = {}


@dataclass(frozen=True, slots=True)
class Examined:
    """A stored file's signatures; `is_stored` is False when the file is no longer the one that was stored."""

    signatures: tuple[Signature, ...]
    is_stored: bool = True

    @property
    def is_broken(self) -> bool:
        """Whether the file was changed, on the server or after it was signed."""
        return not self.is_stored or any(one.state == "broken" for one in self.signatures)


def examined(document: Document) -> Examined:
    """The signatures of a stored file, looked at anew only when its bytes or the trusted authorities changed."""
    try:
        content = document.path.read_bytes()
    except FileNotFoundError:
        return Examined((), is_stored=False)
    return Examined(signatures(content), is_stored=sha256(content).hexdigest() == document.sha256)


def signatures(content: bytes) -> tuple[Signature, ...]:
    """The signatures in a PDF, oldest first; none in one that was never signed."""
    trusted = _anchors(settings().signing_anchors)
    key = sha256(content).digest(), tuple(sha256(one).digest() for one in trusted)
    found = _known.get(key)
    if found is None:
        from processes import pdf_signatures

        found = pdf_signatures.read(content, trusted)
        if len(_known) >= _MOST_REMEMBERED:
            _known.clear()
        _known[key] = found
    return found


def _anchors(folder: Path) -> tuple[bytes, ...]:
    """The root certificates of the authorities that this installation trusts, as their files are."""
    files = sorted(path for path in folder.glob("*") if path.suffix.lower() in _ENDINGS)
    return tuple(path.read_bytes() for path in files)
