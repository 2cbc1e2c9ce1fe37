"""Coverage: whether every role of a procedure is somebody's at each agency it is to be in force for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bpmn import releases
from bpmn.checks import Finding
from bpmn.designs import Placed
from bpmn.files import NotReadable
from bpmn.model import Model, UserTask
from bpmn.sentences import Sentence
from processes.organisation import MANDATED, RECEIVING, Directory
from processes.permissions import ONE_STOP
from processes.refusals import RoleAmbiguous, RoleUnresolved

UNRESOLVED, VACANT = "role-unresolved", "role-vacant"


def gaps(files: Mapping[str, bytes], agencies: Sequence[int], known: Directory) -> tuple[Placed, ...]:
    """The steps that would open to nobody, by agency: no post answers (an error), or nobody holds it (a warning).

    Nothing of files that cannot be read; that is told elsewhere.
    """
    try:
        release = releases.read(files)
    except NotReadable:
        return ()
    if release.kind == "block":  # told at each procedure that calls it
        return ()
    model = release.model
    diagram = next(name for name in sorted(files) if name.endswith(".bpmn"))
    found = {Placed(diagram, one) for agency_id in agencies for one in _at(model, agency_id, known)}
    return tuple(sorted(found, key=lambda one: one.finding))


def _at(model: Model, agency_id: int, known: Directory) -> Iterator[Finding]:
    one_stop = next(
        (one.id for one in known.units.values() if (one.agency_id, one.code) == (agency_id, ONE_STOP)), None
    )
    for task in model.user_tasks():
        if not task.role or model.agency(task.process) or task.role.startswith(MANDATED):
            continue  # told elsewhere; another agency's; named by who gives
        if task.role.startswith(RECEIVING) and one_stop is None:
            continue  # received by the one-stop above
        yield from _gap(task, agency_id, one_stop or 0, known)


def _gap(task: UserTask, agency_id: int, unit_id: int, known: Directory) -> Iterator[Finding]:
    name = known.agencies[agency_id].name
    try:
        post = known.resolve(task.role, agency_id=agency_id, receiving_unit_id=unit_id)
    except (RoleUnresolved, RoleAmbiguous) as refusal:
        yield Finding(
            task.line,
            task.id,
            UNRESOLVED,
            "error",
            Sentence("Bước “{step}”: {refusal}.", step=task.name or task.id, refusal=refusal),
        )
        return
    if not known.holders(post.id):
        said = Sentence(
            "Bước “{step}”: tại {agency} chưa ai giữ vị trí {post} ({role}).",
            step=task.name or task.id,
            agency=name,
            post=post.title,
            role=task.role,
        )
        yield Finding(task.line, task.id, VACANT, "warning", said)
