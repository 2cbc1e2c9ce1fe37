"""A directive written in Word: its paragraphs are read; what is no Word file is refused by name."""

from __future__ import annotations

import io
import zipfile

import pytest

from tasks.directives import reading, word_files
from tasks.directives.word_files import NotWord

SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
BODY = (
    f"<w:document {SPACE}><w:body><w:p><w:r><w:t>1. Giao Sở </w:t></w:r><w:r><w:t>Tư pháp:</w:t></w:r></w:p>"
    "<w:p><w:r><w:t>a) Rà soát thủ tục.</w:t></w:r></w:p></w:body></w:document>"
)


def word(body: str, name: str = "word/document.xml") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, body)
    return packed.getvalue()


def test_paragraphs_are_read_and_mandates_found_in_them() -> None:
    text = word_files.text(word(BODY))
    assert text == "1. Giao Sở Tư pháp:\na) Rà soát thủ tục."
    (one,) = reading.read(text).suggestions
    assert [unit.words for unit in one.units] == ["Sở Tư pháp"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7",
        word(BODY, "other.xml"),
        word(BODY)[:120],
        word("<w:document"),
        word(f'<!DOCTYPE a [<!ENTITY b "c">]><w:document {SPACE}/>'),
        word(f"<w:document {SPACE}>{' ' * 6_000_000}</w:document>"),
    ],
    ids=["empty", "pdf", "no-body", "cut", "broken", "entities", "bomb"],
)
def test_what_is_no_word_file_is_refused_by_name(content: bytes) -> None:
    with pytest.raises(NotWord):
        word_files.text(content)
