"""The copies of shared blocks in a design: of which version each is, still unaltered or not, the newest or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bpmn import blocks as shared
from bpmn import reader
from bpmn.checks import Finding
from bpmn.designs import Placed
from bpmn.files import NotReadable
from bpmn.model import CallActivity, Mark, Model
from bpmn.sentences import Sentence
from processes import blocks
from processes.catalogue import Published
from processes.database import Snapshot

Standing = Literal["newest", "older", "altered", "unknown"]

ALTERED, OLDER, UNKNOWN = "block-altered", "block-older", "block-unknown"
_TOLD: Mapping[Standing, tuple[str, Literal["error", "warning"], Sentence]] = {
    "altered": (
        ALTERED,
        "error",
        Sentence("khác với khối “{block}” mà nó là bản sao: hãy lấy lại khối, hoặc sửa khối"),
    ),
    "older": (OLDER, "warning", Sentence("theo phiên bản cũ của khối “{block}”; đã có phiên bản {number}")),
    "unknown": (UNKNOWN, "warning", Sentence("là bản sao của khối “{block}” ở phiên bản chưa ban hành tại đây")),
}


@dataclass(frozen=True, slots=True)
class Copy:
    """A call of a block: the version it holds where that is known, the newest one, and how the two stand."""

    call: CallActivity
    mark: Mark
    held: Published | None
    newest: Published | None
    standing: Standing

    @property
    def name(self) -> str:
        """What the block is called."""
        known = self.newest or self.held
        return known.release.name if known else self.mark.code


def of(snapshot: Snapshot, files: Mapping[str, bytes]) -> list[Copy]:
    """The copies in a design's files, in the order of the diagram; nothing of files that cannot be read."""
    try:
        model = _model(files)
        newest = {one.release.code: one for one in blocks.offered(snapshot)}
        return [_copy(snapshot, files, use, newest.get(use.mark.code)) for use in shared.uses(model)]
    except NotReadable:
        return []


def _model(files: Mapping[str, bytes]) -> Model:
    return reader.read(next((content for name, content in files.items() if name.endswith(".bpmn")), b""))


def _copy(snapshot: Snapshot, files: Mapping[str, bytes], use: shared.Use, newest: Published | None) -> Copy:
    held = blocks.version(snapshot, use.mark)
    standing: Standing = "newest"
    if held is None:
        standing = "unknown"
    elif shared.is_altered(files, use.call.id, held.release):
        standing = "altered"
    elif newest is not None and newest.release.hash != use.mark.hash:
        standing = "older"
    return Copy(use.call, use.mark, held, newest, standing)


def findings(snapshot: Snapshot, files: Mapping[str, bytes]) -> tuple[Placed, ...]:
    """What is to be said of copies: altered ones keep a design from being published."""
    diagram = next((name for name in sorted(files) if name.endswith(".bpmn")), "")
    found: list[Placed] = []
    for copy in of(snapshot, files):
        if copy.standing == "newest":
            continue
        rule, severity, told = _TOLD[copy.standing]
        said = told.filled(block=copy.name, number=copy.newest.number if copy.newest else "")
        sentence = Sentence("Bước “{step}” {said}.", step=copy.call.name or copy.call.id, said=said)
        found.append(Placed(diagram, Finding(copy.call.line, copy.call.id, rule, severity, sentence)))
    return tuple(found)
