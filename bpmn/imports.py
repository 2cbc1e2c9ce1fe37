"""Files of other tools on their way into a design: what is repaired and what is left, and whom the steps wait for.

The analyst says which repairs are not wanted and which role each performer means; the file as it came is kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import PurePath
from typing import Any

import orjson
from lxml import etree  # pyright: ignore[reportAttributeAccessIssue] - it ships no types

from bpmn import checks, clinic, decisions, files, layout, reader, releases
from bpmn.checks import Finding
from bpmn.clinic import REPAIRS, Spot, performers
from bpmn.clinic.performers import Key, Performer
from bpmn.clinic.picture import BPMNDI
from bpmn.files import NotReadable
from bpmn.sentences import Sentence

_ARCHIVES = {".xlsx": "Excel", ".docx": "Word", ".vsdx": "Visio", ".pptx": "PowerPoint"}
_OTHERS = (
    Sentence("bảng quy trình Excel mở ở “Từ bảng quy trình”"),
    Sentence("hãy xuất sơ đồ ra tệp .bpmn từ công cụ vẽ"),
)
_DMN_LATER = {"20211108": "1.4", "20230324": "1.5"}
_ODD = re.compile(r"[^\w.-]+")
_MOST_LETTERS = 60


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the analyst says: where no repair is wanted, and which role each performer means."""

    refused: frozenset[Spot] = frozenset()
    roles: Mapping[Key, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Repair:
    """One repair of one element, in words; where it was refused, `then` is what keeps the diagram from being run."""

    spot: Spot
    line: int
    sentences: tuple[str, ...]
    is_made: bool
    then: tuple[str, ...] = ()

    @property
    def is_needed(self) -> bool:
        """Whether no file can be opened without it."""
        return REPAIRS[self.spot[0]].is_needed


@dataclass(frozen=True, slots=True)
class Imported:
    """A diagram as it came and as it will be opened, with every repair, made or refused, in the order of the file.

    `then` is what follows from the refusals and stands at no repaired element; `marks` are the ids that were touched.
    """

    original: bytes
    xml: bytes
    was_drawn: bool
    repairs: tuple[Repair, ...]
    then: tuple[str, ...]
    performers: tuple[Performer, ...]

    @property
    def marks(self) -> frozenset[str]:
        """The elements that repairs were made at."""
        return frozenset(repair.spot[1] for repair in self.repairs if repair.is_made)


def read(
    xml: bytes, wishes: Wishes = Wishes(), *, roles: Collection[str] = (), tables: Collection[str] = ()
) -> Imported:
    """Reads a diagram of any tool as the analyst wishes it; `roles` are those known, `tables` the decisions beside it.

    Refuses: NotReadable (also when a repair was refused without which nothing can read it).
    """
    offered = clinic.repair(xml, tables)
    kept = clinic.repair(xml, tables, refused=wishes.refused) if wishes.refused else offered
    drawn = kept.xml if layout.is_drawn(kept.xml) else layout.lay_out(kept.xml)
    whole = readable(performers.assign(drawn, wishes.roles))
    repairs, then = _judged(
        _listed(xml, offered.findings, kept.findings, wishes.refused, tables), offered.xml, whole, wishes.refused
    )
    waiting = tuple(performers.unknown(reader.read(drawn), roles))
    return Imported(xml, whole, layout.is_drawn(xml), repairs, then, waiting)


def _listed(
    xml: bytes,
    offered: Iterable[Finding],
    kept: tuple[Finding, ...],
    refused: Collection[Spot],
    tables: Collection[str],
) -> dict[Spot, list[Finding]]:
    """What was repaired and what was refused, by where; what only another refusal made necessary is asked for again."""
    found = _by_spot([*kept, *(one for one in offered if (one.rule, one.element) in refused)])
    if late := [spot for spot in refused if spot not in found]:
        again = clinic.repair(xml, tables, refused=[spot for spot in refused if spot not in late]).findings
        found |= {spot: told for spot, told in _by_spot(again).items() if spot in late}
    return {spot: found[spot] for spot in sorted(found, key=lambda spot: (found[spot][0].line, spot))}


def _by_spot(findings: Iterable[Finding]) -> dict[Spot, list[Finding]]:
    found: dict[Spot, list[Finding]] = {}
    for finding in findings:
        told = found.setdefault((finding.rule, finding.element), [])
        if finding not in told:
            told.append(finding)
    return found


def _judged(
    listed: Mapping[Spot, list[Finding]], best: bytes, now: bytes, refused: Collection[Spot]
) -> tuple[tuple[Repair, ...], tuple[str, ...]]:
    """The repairs, and what is wrong now that would not be with all of them."""
    wrong = _errors(now) - _errors(best) if refused else set[tuple[str, str]]()
    here = {element for _, element in refused}
    repairs = tuple(
        Repair(
            spot,
            told[0].line,
            tuple(one.message for one in told),
            spot not in refused or REPAIRS[spot[0]].is_needed,
            tuple(sorted(sentence for element, sentence in wrong if element == spot[1] and spot in refused)),
        )
        for spot, told in listed.items()
    )
    return repairs, tuple(sorted(sentence for element, sentence in wrong if element not in here))


def _errors(xml: bytes) -> set[tuple[str, str]]:
    found = checks.check(reader.read(xml))
    return {(one.element, one.message) for one in found if one.severity == "error"}


def told(repairs: Iterable[Repair], roles: Mapping[Key, str]) -> dict[str, Any]:
    """What was done with a file, as it is kept beside it."""
    given = [{"named": named, "known": known, "role": role} for (named, known), role in roles.items()]
    return {"repairs": [asdict(one) for one in repairs], "roles": given}


def repairs_in(told: Mapping[str, Any]) -> tuple[Repair, ...]:
    """The repairs of what was kept."""
    return tuple(
        Repair(
            (one["spot"][0], one["spot"][1]), one["line"], tuple(one["sentences"]), one["is_made"], tuple(one["then"])
        )
        for one in told["repairs"]
    )


def readable(xml: bytes) -> bytes:
    """The same file as the studio opens it: in its one encoding, of several drawings the largest first.

    An editor of BPMN opens the first drawing of a file. Refuses: NotReadable.
    """
    root: Any = reader.parse(xml)
    tree, drawings = root.getroottree(), root.findall(f"{{{BPMNDI}}}BPMNDiagram")
    largest = max(drawings, key=lambda one: sum(1 for _ in one.iter()), default=None)
    if largest is not None and largest is not drawings[0]:
        drawings[0].addprevious(largest)
    elif tree.docinfo.encoding in (None, "UTF-8", "ASCII", "US-ASCII") and not xml.startswith(b"\xef\xbb\xbf"):
        return xml
    return etree.tostring(tree, encoding="UTF-8", xml_declaration=True)


def elements(xml: bytes) -> frozenset[str]:
    """The ids of everything that BPMN says in a file. Refuses: NotReadable."""
    root: Any = reader.parse(xml)
    return frozenset(node.get("id") for node in root.iter(f"{{{reader.BPMN}}}*") if node.get("id"))


def named(name: str) -> str:
    """A file's name as a design can have it: `Quy trình (1).xml` is `Quy-trình-1.bpmn`."""
    path = PurePath(name)
    ending = ".bpmn" if path.suffix.lower() == ".xml" else path.suffix.lower()
    if path.name == releases.FACTS:
        return path.name
    return f"{_ODD.sub('-', path.stem).strip('-.')[:_MOST_LETTERS] or 'quy-trinh'}{ending}"


def require(files_by_name: Mapping[str, bytes]) -> None:
    """Refuses: NotReadable, by the file's name, for what no design begins with: another kind, none or two diagrams."""
    for name, content in files_by_name.items():
        _require_kind(name, content)
    drawn = [name for name in files_by_name if name.endswith(".bpmn")]
    if len(drawn) > 1:
        raise NotReadable(Sentence("mỗi bản thảo có đúng một sơ đồ, hãy chọn từng tệp"), file=f"“{drawn[1]}”")
    if not drawn:
        raise NotReadable(
            Sentence("chưa có sơ đồ .bpmn đi cùng"), file=", ".join(f"“{name}”" for name in files_by_name)
        )


def _require_kind(name: str, content: bytes) -> None:
    told = f"“{name}”"
    ending = PurePath(name).suffix.lower()
    if content.startswith(b"PK\x03\x04") or ending in _ARCHIVES:
        kind = Sentence("tệp {kind}", kind=_ARCHIVES[ending]) if ending in _ARCHIVES else Sentence("tệp nén")
        raise NotReadable(
            Sentence("đây là {kind}, không phải sơ đồ BPMN; {others}", kind=kind, others=_OTHERS[ending != ".xlsx"]),
            file=told,
        )
    if len(content) > files.MOST_BYTES:
        raise NotReadable(Sentence("tệp lớn hơn 5 MB"), file=told)
    if name == releases.FACTS:  # what is wrong in it the studio tells, as with a form's fields
        return
    if ending not in _READ_IN:
        raise NotReadable(
            Sentence("đây không phải tệp .bpmn, .form, .dmn hoặc procedure.toml; {others}", others=_OTHERS[1]),
            file=told,
        )
    try:
        _READ_IN[ending](content)
    except NotReadable as refusal:
        raise NotReadable(refusal.reason, file=told) from refusal


def _table(content: bytes) -> None:
    """Refuses: NotReadable, also for the versions of DMN that the studio's editor cannot open."""
    space = etree.QName(files.parse(content)).namespace or ""
    later = next((version for day, version in _DMN_LATER.items() if day in space), None)
    if later:
        raise NotReadable(
            Sentence(
                "tệp quyết định theo DMN {later}, xưởng mở được DMN 1.1 đến 1.3; hãy lưu lại theo DMN 1.3", later=later
            )
        )
    if "/DMN/" not in space:
        decisions.read(content)


def _form(content: bytes) -> None:
    try:
        orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise NotReadable(Sentence("JSON sai cú pháp ở dòng {line}", line=error.lineno)) from error


_READ_IN: Mapping[str, Callable[[bytes], object]] = {".bpmn": reader.parse, ".form": _form, ".dmn": _table}
