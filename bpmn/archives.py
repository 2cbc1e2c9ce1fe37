"""Everything of a procedure in one archive, to be taken elsewhere: its folder as `motcua check` reads it.

procedure.toml, *.bpmn, *.form, *.dmn, *.example     the files as they stand; diagrams open in Camunda Modeler
ban-goc/NAME                                         the diagram as another tool drew it
ban-goc/sua-chua.txt                                 what was repaired in it and what was left, a line each
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from bpmn.imports import Repair

_FOLDER = "ban-goc"


def pack(
    files: Mapping[str, bytes], original: tuple[str, bytes] | None = None, repairs: Sequence[Repair] = ()
) -> bytes:
    """The archive; the same files make the same bytes. `original` is the name and content of the file as it came."""
    held = io.BytesIO()
    with ZipFile(held, "w", ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            archive.writestr(_entry(name), content)
        if original is not None:
            name, content = original
            archive.writestr(_entry(f"{_FOLDER}/{name}"), content)
            archive.writestr(_entry(f"{_FOLDER}/sua-chua.txt"), "\n".join(_lines(name, repairs)).encode())
    return held.getvalue()


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name)
    entry.compress_type = ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


def _lines(name: str, repairs: Sequence[Repair]) -> Iterator[str]:
    made = [one for one in repairs if one.is_made]
    refused = [one for one in repairs if not one.is_made]
    yield f"{name}: đã sửa {len(made)} chỗ, để nguyên {len(refused)} chỗ theo yêu cầu."
    for heading, listed in (("Đã sửa", made), ("Để nguyên", refused)):
        if listed:
            yield f"\n{heading}:"
        for one in listed:
            told = " ".join((*one.sentences, *(f"→ {then}" for then in one.then)))
            yield f"dòng {one.line}, {one.spot[1] or '–'}: {' '.join(told.split())}"
    yield ""
