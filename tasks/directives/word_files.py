"""The text of a directive that was written in Word (`.docx`), paragraph by paragraph; its pictures are not read."""

from __future__ import annotations

import io
import zipfile
import zlib

from bpmn import files
from bpmn.files import MOST_BYTES, NotReadable
from bpmn.refusals import Refusal

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BODY = "word/document.xml"
# what an archive that is none, is cut off, encrypted or packed otherwise ends in
_BROKEN = (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, EOFError, OSError, zlib.error)


class NotWord(Refusal):
    """The file is no Word document that can be read."""

    code, status = "directive.not-word", 422
    sentence = "Không đọc được tệp này. Hãy chọn tệp .docx, hoặc dán nội dung văn bản."


def text(content: bytes) -> str:
    """The paragraphs of a `.docx`, a line each. Refuses: NotWord (no archive, no body, a body over 5 MB)."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(_BODY) as body:
            root = files.parse(body.read(MOST_BYTES + 1))
    except (NotReadable, *_BROKEN) as error:
        raise NotWord from error
    paragraphs = root.iterdescendants(f"{_WORD}p")
    return "\n".join("".join(_said(node) for node in one.iterdescendants("{*}*")) for one in paragraphs)


def _said(node: object) -> str:
    tag = getattr(node, "tag", "")
    if tag == f"{_WORD}t":
        return str(getattr(node, "text", "") or "")
    return "\t" if tag == f"{_WORD}tab" else "\n" if tag == f"{_WORD}br" else ""
