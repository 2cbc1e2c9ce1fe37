"""Designs: the files of a procedure while it is drawn. They need not be a release yet, and are judged all the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from bpmn import checks, decisions, examples, forms, letters, procedures, reader, releases
from bpmn.checks import Finding
from bpmn.files import MOST_BYTES, NotReadable
from bpmn.sentences import Sentence

TEMPLATE = Path(__file__).with_name("template")
"""The files that a design begins with: one-stop, officer, leader, records clerk, one-stop."""
OF_A_BLOCK = Path(__file__).with_name("template_of_a_block")
"""The files that a new shared block begins with: a start, one step whose role the caller says, an end."""
NEW, NEW_BLOCK = "0.000000", "KHOI-000"
"""The codes of a procedure and of a block that have none yet."""
BLOCK_DIAGRAM = "khoi.bpmn"
DIAGRAM, APPRAISAL = "quy-trinh.bpmn", "tham-dinh.form"
_READABLE = "readable"
_NAME = re.compile(r"[\w][\w .-]{0,99}\.(bpmn|form|dmn|letter|example)")
_READERS = {
    ".bpmn": reader.read,
    ".form": forms.read,
    ".dmn": decisions.read,
    ".toml": procedures.read,
    ".example": examples.read,
}


@dataclass(frozen=True, slots=True)
class Placed:
    """A finding and the file it is in; empty where it is about all of them."""

    file: str
    finding: Finding


def template() -> dict[str, bytes]:
    """The files of a procedure that has everything but facts of its own."""
    return _folder(TEMPLATE)


def block_template() -> dict[str, bytes]:
    """The files of a block that has everything but a code and steps of its own."""
    return _folder(OF_A_BLOCK)


def _folder(of: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(of.iterdir())}


def require_name(name: str, content: bytes) -> None:
    """Refuses: NotReadable for a file that no release has, or one over 5 MB."""
    if name != releases.FACTS and not _NAME.fullmatch(name):
        raise NotReadable(Sentence("tên tệp phải có đuôi .bpmn, .form, .dmn, .letter hoặc .example"), file=f"“{name}”")
    if len(content) > MOST_BYTES:
        raise NotReadable(Sentence("tệp lớn hơn 5 MB"), file=f"“{name}”")


def name_in(files: Mapping[str, bytes]) -> str:
    """What the facts call the procedure; empty where they cannot be read."""
    try:
        return procedures.read(files[releases.FACTS]).name
    except (KeyError, NotReadable):
        return ""


def check(files: Mapping[str, bytes]) -> tuple[Placed, ...]:
    """Everything that keeps these files from being published, or is worth a look; never refused.

    What cannot be read is a finding like any other (rule `readable`); what can be is judged as far as that goes.
    """
    try:
        release = releases.read(files)
    except NotReadable as refusal:
        unreadable = tuple(_unreadable(files)) or (Placed(_named(refusal, files), _told(refusal)),)
        return (*unreadable, *_as_far_as(files, {one.file for one in unreadable}))
    return tuple(Placed(_diagram(files), found) for found in checks.check_release(release))


def _unreadable(files: Mapping[str, bytes]) -> Iterator[Placed]:
    for name, content in sorted(files.items()):
        try:
            require_name(name, content)
            _read(name, content)
        except NotReadable as refusal:
            yield Placed(name, _told(refusal))


def _read(name: str, content: bytes) -> object:
    if name.endswith(".letter"):
        return letters.read(name, content)
    return _READERS[Path(name).suffix](content)


def _told(refusal: NotReadable) -> Finding:
    line = re.search(r"ở dòng (\d+)", refusal.reason)
    said = Sentence("Không đọc được: {reason}.", reason=refusal.reason)
    return Finding(int(line[1]) if line else 0, "", _READABLE, "error", said)


def _named(refusal: NotReadable, files: Mapping[str, bytes]) -> str:
    name = str(refusal.params["file"]).strip("“”")
    return name if name in files else ""


def _diagram(files: Mapping[str, bytes]) -> str:
    return next(name for name in sorted(files) if name.endswith(".bpmn"))


def _as_far_as(files: Mapping[str, bytes], unreadable: set[str]) -> Iterator[Placed]:
    """The diagram judged alone, or with the forms where all of them can be read."""
    drawn = [name for name in files if name.endswith(".bpmn")]
    if len(drawn) != 1 or drawn[0] in unreadable:
        return
    model = reader.read(files[drawn[0]])
    try:
        model = replace(model, decisions=releases.decision_tables(files))
        known = releases.forms_of(files)
    except NotReadable:  # told already
        known = None
    for found in checks.check(model, known):
        yield Placed(drawn[0], found)
