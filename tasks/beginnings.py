"""How a design begins: from a published release, from the template, from what the national catalogue lists, from files.

Basis: NĐ 61/2018/NĐ-CP article 8 (an agency sets its own internal steps for every procedure it decides on).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import tomlkit

from bpmn import designs as drawn
from bpmn import releases
from processes import catalogue, designs, organisation, originals, permissions, words
from processes.database import Snapshot, Transaction
from processes.designs import By
from processes.listings import record
from processes.organisation import Officer
from processes.originals import Original
from processes.refusals import Missing, NotFound, TooMany

MOST_FILES = 200
_CHANNELS = ("counter", "online", "post")


def from_release(
    transaction: Transaction, release_id: int, agency_id: int, *, officer: Officer, moment: datetime, key: str
) -> int:
    """Begins with the files of a published release, to change it. Refuses: NotAllowed, NotFound, AlreadyDone."""
    _require(transaction, agency_id, officer)
    published = catalogue.published(transaction, release_id)
    told = {"release": release_id, "number": published.number}
    by = By(officer.id, moment, key)
    files = published.release.files
    return designs.begin(transaction, agency_id, published.release.name, files, told, by=by, from_release_id=release_id)


def from_template(
    transaction: Transaction, agency_id: int, *, name: str, officer: Officer, moment: datetime, key: str
) -> int:
    """Begins a new procedure with one-stop, officer, leader and records clerk. Refuses: NotAllowed, Missing."""
    _require(transaction, agency_id, officer)
    called = _named(name)
    files = _facts_named(_renamed(drawn.template(), called), called)
    return designs.begin(transaction, agency_id, called, files, {}, by=By(officer.id, moment, key))


def from_block_template(
    transaction: Transaction, agency_id: int, *, name: str, officer: Officer, moment: datetime, key: str
) -> int:
    """Begins a new shared block: a start, one step that whoever calls it gives its role, an end.

    Its code is still to be given; without one, approval cannot be asked for. Refuses: NotAllowed, Missing, AlreadyDone.
    """
    _require(transaction, agency_id, officer)
    called = _named(name, what="tên khối dùng chung")
    files = _facts_named(_renamed(drawn.block_template(), called, diagram=drawn.BLOCK_DIAGRAM), called)
    return designs.begin(transaction, agency_id, called, files, {}, by=By(officer.id, moment, key))


def from_listing(
    transaction: Transaction, code: str, agency_id: int, *, officer: Officer, moment: datetime, key: str
) -> int:
    """Begins with the facts that the national catalogue lists, and the template's steps. Refuses: NotAllowed, NotFound.

    What the listing leaves open stays as the template has it; the findings say what is still to be written.
    """
    _require(transaction, agency_id, officer)
    by = By(officer.id, moment, key)
    files, told = files_of(code, _listed(transaction, code)), {"listing": code}
    return designs.begin(transaction, agency_id, drawn.name_in(files), files, told, by=by)


def listed_facts(snapshot: Snapshot, code: str) -> bytes:
    """What the national catalogue lists of a procedure, as its procedure.toml. Refuses: NotFound."""
    return tomlkit.dumps(_facts(code, _listed(snapshot, code))).encode()


def _listed(snapshot: Snapshot, code: str) -> Mapping[str, Any]:
    listed = record.facts(snapshot, code)
    if listed is None:
        raise NotFound(what="thủ tục này trong Cơ sở dữ liệu quốc gia đã nhập")
    return listed


def files_of(code: str, listed: Mapping[str, Any]) -> dict[str, bytes]:
    """The files of a design that begins with what the national catalogue lists."""
    facts = _facts(code, listed)
    files = _renamed(drawn.template(), facts["name"])
    if len(facts["outcome"]) > 1:
        files[drawn.APPRAISAL] = _asking_outcome(files[drawn.APPRAISAL], facts["outcome"])
    return {**files, releases.FACTS: tomlkit.dumps(facts).encode()}


def from_files(
    transaction: Transaction,
    files: Mapping[str, bytes],
    agency_id: int,
    *,
    name: str,
    original: Original | None = None,
    officer: Officer,
    moment: datetime,
    key: str,
) -> int:
    """Begins with files that were uploaded or made; the template's facts are added where there are none.

    `original` is the diagram as another tool drew it, kept beside the design. Refuses: NotAllowed, Missing,
    NotReadable for what no release has, TooMany, AlreadyDone.
    """
    _require(transaction, agency_id, officer)
    if not files:
        raise Missing(what="tệp của quy trình")
    if len(files) > MOST_FILES:
        raise TooMany(most=MOST_FILES, what="tệp trong một quy trình")
    for file, content in files.items():
        drawn.require_name(file, content)
    given = with_facts(files, name)
    called = _named(name or _name_in(given))
    told = {"file": original.name} if original else {}
    design_id = designs.begin(transaction, agency_id, called, given, told, by=By(officer.id, moment, key))
    if original is not None:
        originals.keep(transaction, design_id, original)
    return design_id


def with_facts(files: Mapping[str, bytes], name: str) -> dict[str, bytes]:
    """The files with the template's facts under this name, or the diagram's, where they have none. Refuses: Missing."""
    if releases.FACTS in files:
        return dict(files)
    called = _named(name or _name_in(files))
    return _facts_named({**files, releases.FACTS: drawn.template()[releases.FACTS]}, called)


def _facts_named(files: Mapping[str, bytes], called: str) -> dict[str, bytes]:
    facts = tomlkit.parse(files[releases.FACTS].decode())
    facts["name"], facts["slug"] = called, _slug(called)
    return {**files, releases.FACTS: tomlkit.dumps(facts).encode()}


def _require(transaction: Transaction, agency_id: int, officer: Officer) -> None:
    organisation.of_officer(transaction, officer).require_agency(agency_id)
    permissions.require(permissions.may_design(officer, agency_id))


def _named(name: str, *, what: str = "tên thủ tục") -> str:
    called = " ".join(name.split())
    if not called:
        raise Missing(what=what)
    return called[:300]


def _name_in(files: Mapping[str, bytes]) -> str:
    drawing = next((name.removesuffix(".bpmn") for name in sorted(files) if name.endswith(".bpmn")), "")
    return drawn.name_in(files) or drawing


def _renamed(files: dict[str, bytes], name: str, *, diagram: str = drawn.DIAGRAM) -> dict[str, bytes]:
    """The template's files with the procedure's name, or the block's, on the diagram."""
    quoted = name.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    xml = files[diagram].decode()
    for said in ("Thủ tục mới", "Khối dùng chung mới"):
        xml = xml.replace(f'name="{said}"', f'name="{quoted}"')
    return {**files, diagram: xml.encode()}


def _slug(name: str) -> str:
    return "-".join(words.asked(name)) or "thu-tuc"


def _facts(code: str, listed: Mapping[str, Any]) -> dict[str, Any]:
    """What a listing says, as a release says it; an empty code of a result is one that the catalogue does not give."""
    ways: Sequence[Mapping[str, Any]] = listed["ways"]
    channels = [channel for channel in _CHANNELS if any(way["channel"] == channel for way in ways)] or list(_CHANNELS)
    level = next((level for level in listed["levels"] if level != "other"), "commune")
    outcomes = [{"key": f"result_{n}", **one} for n, one in enumerate(_outcomes(listed), 1)]
    return {
        "code": code,
        "slug": _slug(listed["name"]),
        "name": listed["name"],
        "field": listed["field"] or "Chưa ghi lĩnh vực",
        "level": level,
        "channels": channels,
        "legal_basis": list(listed["provisions"]) or ["Chưa ghi căn cứ pháp lý"],
        "outcome": outcomes,
        "case": list(_cases(listed, ways, channels)),
    }


def _outcomes(listed: Mapping[str, Any]) -> list[dict[str, str]]:
    found = [{"code": one["code"] or "", "name": one["name"]} for one in listed["outcomes"] if one["name"]]
    return found or [{"code": "", "name": "Kết quả giải quyết"}]


def _cases(
    listed: Mapping[str, Any], ways: Sequence[Mapping[str, Any]], channels: Sequence[str]
) -> Iterator[dict[str, Any]]:
    """A case for each that the ways of handing in tell apart; its term is the counter's, else the first that is set."""
    for number in sorted({way["case"] for way in ways}) or [1]:
        mine = [way for way in ways if way["case"] == number]
        term = next((way["limit"]["term"] for way in mine if way["limit"]["term"]), None) or {}
        yield {
            "code": f"case_{number}",
            "name": next((way["name"] for way in mine if way["name"]), "") or "Trường hợp thông thường",
            "term": term.get("term", "P3D"),
            "kind": term.get("kind", "working"),
            "fees": {channel: _fee(mine, channel) for channel in channels},
            "paper": _papers(listed),
        }


def _papers(listed: Mapping[str, Any]) -> list[dict[str, Any]]:
    named = [paper for paper in listed["papers"] if paper["name"]]
    kept = ("name", "originals", "copies")
    return [{"code": f"paper_{n}", **{key: paper[key] for key in kept}} for n, paper in enumerate(named, 1)]


def _fee(ways: Sequence[Mapping[str, Any]], channel: str) -> int:
    """What a channel costs in đồng, where the listing gives one amount that holds on every day."""
    rates = [rate for way in ways if way["channel"] == channel for rate in way["fee"]["rates"]]
    plain = [rate for rate in rates if rate["currency"] == "VND" and not rate["since"] and not rate["until"]]
    return int(float(plain[0]["amount"])) if len(plain) == 1 else 0


def _asking_outcome(form: bytes, outcomes: Sequence[Mapping[str, str]]) -> bytes:
    """The form of the appraisal, asking first which result is drafted."""
    told = json.loads(form)
    asked = {
        "type": "radio",
        "id": "field_outcome",
        "key": "outcome",
        "label": "Kết quả thẩm định",
        "values": [{"label": one["name"], "value": one["key"]} for one in outcomes],
        "validate": {"required": True},
    }
    told["components"] = [asked, *told["components"]]
    return json.dumps(told, ensure_ascii=False, indent=2).encode()
