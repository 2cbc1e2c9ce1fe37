"""The catalogue for officers: procedures, their releases, who changed what and why, and what holds on a day.

What was published is public: every officer reads it. Basis: NĐ 61/2018/NĐ-CP (internal steps are made known).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from bpmn import releases
from bpmn.checks.subject import Subject
from bpmn.model import Element, Lane, Process, UserTask
from bpmn.releases import Release
from processes import catalogue, organisation, publications
from processes.catalogue import Published
from processes.database import Snapshot
from processes.organisation import Directory, Officer
from processes.publications import Procedure, Publication, Standing
from processes.refusals import NotFound
from tasks import design
from tasks.letters import annex
from tasks.letters.annex import Annex, Part, Row
from tasks.letters.typesetting import Press

_ENDS: dict[str, str] = {
    "transfer": "Hồ sơ được chuyển đến nơi giải quyết",
    "issue": "Kết quả có số, ngày, người ký và được phát hành",
    "return": "Kết quả được trả cho người nộp",
    "publish": "Trả lời được gửi và công khai",
    "appraise": "Ý kiến thẩm định",
    "approve": "Quy trình được phê duyệt",
    "promulgate": "Quy trình được ban hành",
    "acknowledge": "Đơn vị nhận nhiệm vụ",
    "report": "Báo cáo kết quả thực hiện",
    "assess": "Ý kiến đối với báo cáo",
}


@dataclass(frozen=True, slots=True)
class History:
    """A procedure's releases, the newest first, with the decisions on them."""

    code: str
    releases: list[Standing]


def listed(
    snapshot: Snapshot, *, officer: Officer, text: str = "", after: str = "", limit: int = 50
) -> list[Procedure]:
    """One page of the catalogue, by code."""
    return publications.procedures(snapshot, text=text, after=after, limit=limit)


def history(snapshot: Snapshot, code: str, *, officer: Officer) -> History:
    """The releases of a procedure: since when and where they hold, by which decision. Refuses: NotFound."""
    if not catalogue.is_known(snapshot, code):
        raise NotFound(what="thủ tục này")
    return History(code, publications.releases_of(snapshot, code))


def release(snapshot: Snapshot, release_id: int, *, officer: Officer) -> Published:
    """A release with its files. Refuses: NotFound."""
    return catalogue.published(snapshot, release_id)


def in_force(snapshot: Snapshot, agency_id: int, on: date, *, officer: Officer) -> dict[str, int]:
    """What holds at an agency on a day: the release of each procedure, by its code. Refuses: NotFound."""
    organisation.of_officer(snapshot, officer).require_agency(agency_id)
    return publications.in_force(snapshot, agency_id, on)


def pdf(snapshot: Snapshot, release_id: int, *, officer: Officer, moment: datetime, fonts: Path) -> bytes:
    """Prints the annex of the decision that published a release, or of the release as it is. Refuses: NotFound."""
    published = catalogue.published(snapshot, release_id)
    decided = [one for one in publications.of_release(snapshot, release_id) if one.kind == "published"]
    standing = next(one for one in publications.releases_of(snapshot, published.release.code) if one.id == release_id)
    scope = list(dict.fromkeys(one.agency_id for one in standing.scopes))
    known = organisation.of_officer(snapshot, officer)
    return annex.render(
        _annex(published.release, known, scope, decided[-1] if decided else None, moment), press=Press(fonts)
    )


def drawn_pdf(snapshot: Snapshot, design_id: int, *, officer: Officer, moment: datetime, fonts: Path) -> bytes:
    """Prints the annex as it would be for a design. Refuses: NotAllowed, NotFound, NotReadable."""
    found = design.require_sight(snapshot, design_id, officer)
    read = releases.read(design.contents(snapshot, design_id))
    known = organisation.of_officer(snapshot, officer)
    scope = list((found.asked or {}).get("agencies", []))
    return annex.render(_annex(read, known, scope, None, moment), press=Press(fonts))


def _annex(
    release: Release, known: Directory, scope: list[int], publication: Publication | None, moment: datetime
) -> Annex:
    top = next(one for one in known.agencies.values() if one.parent_id is None)
    decision = publication.decision if publication else None
    return Annex(
        superior="",
        agency=top.name,
        place=top.place,
        day=moment,
        document=decision.document if decision else "",
        decided=f"ngày {decision.decided_on:%d/%m/%Y} của {top.name}" if decision else "",
        effective=f"{decision.effective_on:%d/%m/%Y}" if decision else "",
        code=release.code,
        procedure=release.name,
        field=release.field,
        scope=", ".join(known.agencies[one].name for one in scope if one in known.agencies),
        terms=tuple((case.name, str(case.term)) for case in release.cases),
        legal_basis=release.legal_basis,
        parts=tuple(_parts(release, _titles(known, scope))),
        hash=release.hash,
    )


def _titles(known: Directory, scope: list[int]) -> dict[str, str]:
    """What the posts of the scope are called, by the role that means them; of a called step nothing else says it."""
    posts = [post for post in known.posts.values() if post.agency_id in scope or not scope]
    found = {post.path: post.title for post in posts}
    return found | {f"@receiving/{post.role}": post.title for post in known.posts.values()}


def _parts(release: Release, titles: Mapping[str, str]) -> Iterator[Part]:
    subject = Subject(release.model, release.forms)
    called = {call.called for call in subject.calls}
    for process in subject.processes:
        rows = (
            tuple(_row(task, release, titles) for task in _steps(subject, process)) if process.id not in called else ()
        )
        if rows:
            yield Part(process.pool, rows)


def _steps(subject: Subject, process: Process) -> Iterator[UserTask]:
    """The steps of a process in the order they are come to, those of what it calls where it calls them."""
    order = [node.id for node in reversed(subject.inside_out(subject.starts(process)))]
    own = [node for node in subject.nodes if node.process == process.id]
    for node in sorted(own, key=lambda node: order.index(node.id) if node.id in order else len(order)):
        if isinstance(node, UserTask):
            yield node
        elif isinstance(inside := subject.inside(node), Process):
            yield from _steps(subject, inside)


def _row(task: UserTask, release: Release, titles: Mapping[str, str]) -> Row:
    lane: Element | None = release.model.elements.get(task.lane or "")
    doer = lane.name if isinstance(lane, Lane) and lane.name else titles.get(task.role, task.role)
    allotted = str(task.allotment) if task.allotment is not None else ""
    return Row(task.name, doer, allotted, _end(task, release), task.legal_basis)


def _end(task: UserTask, release: Release) -> str:
    """What a step comes to: what its act does, else what its form chooses among, else its record."""
    if task.act in _ENDS:
        return _ENDS[task.act]
    form = release.forms.get(task.form or "")
    for field in form.fields if form else ():
        if field.key in ("outcome", "decision") and field.options:
            return " / ".join(option.label for option in field.options)
    return "Ý kiến xử lý được ghi nhận"
