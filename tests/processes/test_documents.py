"""Files: what is too large, empty or not what it says is refused by name; a row never lacks its bytes."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from processes import documents
from processes.refusals import DocumentMissing, EmptyFile, ForbiddenType, TooLarge
from tests.town import PDF, Town


def test_a_file_lies_under_its_hash(town: Town) -> None:
    stored = town.upload("mai")
    assert stored.path.read_bytes() == PDF
    assert stored.sha256 == sha256(PDF).hexdigest()


def test_too_large_is_refused_by_name_and_leaves_nothing(data: Path) -> None:
    chunk = b"%PDF-" + b"x" * (1024 * 1024)
    with pytest.raises(TooLarge, match=r"ban-do\.pdf"):
        documents.write((chunk for _ in range(21)), name="ban-do.pdf")
    assert [path for path in (data / "files").rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("virus.exe", b"MZ..."),
        ("gia-mao.pdf", b"<script>alert(1)</script>"),
        ("anh.png", b"%PDF-1.4"),
        ("khong-duoi", PDF),
    ],
)
def test_a_forbidden_type_is_refused_by_name(name: str, content: bytes) -> None:
    with pytest.raises(ForbiddenType, match=name):
        documents.write([content], name=name)


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(EmptyFile):
        documents.write([], name="trong.pdf")


def test_a_path_in_a_name_leads_nowhere(data: Path) -> None:
    written = documents.write([PDF], name="../../etc/passwd.pdf")
    assert written.name == "passwd.pdf"
    assert all(path.is_relative_to(data) for path in (data / "files").rglob("*"))


def test_a_file_belongs_to_one_dossier(town: Town) -> None:
    stored, accepted = town.upload("mai"), town.receive()
    officer = town.officer("mai")

    def take(by=officer) -> None:
        with town.database.transaction() as transaction:
            documents.take(
                transaction, [stored.id], dossier_id=accepted.dossier_id, kind="paper", paper="x", officer=by
            )

    with pytest.raises(DocumentMissing):
        take(town.officer("binh"))
    take()
    with pytest.raises(DocumentMissing):
        take()


def test_what_nobody_used_is_swept_after_a_day(town: Town) -> None:
    import os

    stored = town.upload("mai")
    old = (town.moment - timedelta(days=2)).timestamp()
    os.utime(stored.path, (old, old))
    with town.database.transaction() as transaction:
        assert documents.sweep(transaction, moment=town.moment) == 0
        assert documents.sweep(transaction, moment=town.moment + timedelta(days=2)) == 1
    assert not stored.path.exists()
