"""Acts of the design studio, for the question who may do what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from bpmn import blocks as shared
from bpmn import releases as releases_of_files
from processes import catalogue, publications
from processes.listings import read, record
from processes.publications import Decision
from tasks import approvals, beginnings, blocks, cohorts, design, procedures, proposals
from tests.processes.listings.pages import page
from tests.tasks import studio
from tests.tasks.scene import Scene
from tests.town import Town
from ui.api.printing import FONTS

DRAWN, MOVED, ASKED = "with a design", "with a cohort", "with approval asked for"
FILE, ADDED = "ky.form", "y-kien.form"
RETIRING = Decision("50/QĐ-UBND", date(2026, 3, 2), "Lê Quang Hưng", date(2026, 3, 5))


def scene_of(town: Town) -> Scene:
    """A design in its second version, and a procedure of the national catalogue."""
    source = page()
    with town.database.transaction() as transaction:
        record.keep(transaction, [(read(source), source)], moment=town.moment)
    _publish_block(town)
    return Scene(town, 0, 0, studio.changed(town))


def asked_scene_of(town: Town) -> Scene:
    """A design that rests until it is approved."""
    design_id = studio.changed(town)
    return Scene(town, studio.ask(town, design_id), 0, design_id)


def _publish_block(town: Town) -> None:
    """A version of a block that is newer than those the procedures hold."""
    shipped = releases_of_files.read_folder(shared.SHIPPED / "tra-ket-qua").files
    newer = releases_of_files.read({**shipped, "khoi.bpmn": shipped["khoi.bpmn"] + b"\n"})
    with town.database.transaction() as transaction:
        told = {"agencies": [studio.province(town)], "in_force_on": town.moment.date(), "by": "tests"}
        catalogue.publish(transaction, newer, moment=town.moment, **told)


def moved_scene_of(town: Town) -> Scene:
    """Two dossiers that ran on the old release, one of which was moved to a newer one by the first cohort."""
    first, _second = (town.receive(town.request(studio.CODE)).dossier_id for _ in range(2))
    scene = Scene(town, first, 0, 1)
    studio.publish(town, studio.changed(town))
    studio.act(town, cohorts.order, *releases(town), studio.province(town), reason="Mới", dossiers=[first])
    cohorts.work(town.database, moment=town.moment)
    return scene


def releases(town: Town) -> tuple[int, int]:
    """The old release and the newer one."""
    with town.database.snapshot() as snapshot:
        newer, older = publications.releases_of(snapshot, studio.CODE)
    return older.id, newer.id


def foresee_a_cohort(scene: Scene, by: str) -> None:
    with scene.town.database.snapshot() as snapshot:
        where = *releases(scene.town), studio.province(scene.town)
        cohorts.foresee(snapshot, *where, officer=scene.town.officer(by))


def order_a_cohort(scene: Scene, by: str) -> None:
    _act(scene, by, cohorts.order, *releases(scene.town), studio.province(scene.town), reason="Mới")


def see_how_far_a_cohort_is(scene: Scene, by: str) -> None:
    _look(scene, by, cohorts.progress)


def undo_a_cohort(scene: Scene, by: str) -> None:
    _act(scene, by, cohorts.undo, scene.it)


def _act(scene: Scene, by: str, verb: Callable[..., object], *subject: object, **told: object) -> None:
    studio.act(scene.town, verb, *subject, by=by, **told)


def _look(scene: Scene, by: str, verb: Callable[..., object], **told: object) -> None:
    with scene.town.database.snapshot() as snapshot:
        verb(snapshot, scene.it, officer=scene.town.officer(by), **told)


def begin_from_a_release(scene: Scene, by: str) -> None:
    _act(scene, by, beginnings.from_release, scene.town.release_id(studio.CODE), studio.province(scene.town))


def begin_from_the_template(scene: Scene, by: str) -> None:
    _act(scene, by, beginnings.from_template, studio.province(scene.town), name="Cấp giấy")


def begin_a_block(scene: Scene, by: str) -> None:
    _act(scene, by, beginnings.from_block_template, studio.province(scene.town), name="Lấy ý kiến")


def begin_from_a_listing(scene: Scene, by: str) -> None:
    _act(scene, by, beginnings.from_listing, "1.234567", studio.province(scene.town))


def begin_from_files(scene: Scene, by: str) -> None:
    _act(scene, by, beginnings.from_files, {FILE: b"{}"}, studio.province(scene.town), name="Cấp giấy")


def see_a_design(scene: Scene, by: str) -> None:
    _look(scene, by, design.look, moment=scene.town.moment)


def see_what_was_done_to_a_design(scene: Scene, by: str) -> None:
    _look(scene, by, design.versions)


def check_a_design(scene: Scene, by: str) -> None:
    _look(scene, by, design.check)


def print_a_designs_annex(scene: Scene, by: str) -> None:
    _look(scene, by, procedures.drawn_pdf, moment=scene.town.moment, fonts=FONTS)


def save_a_file(scene: Scene, by: str) -> None:
    _act(scene, by, design.save, scene.it, file=FILE, content=b"{}", seen=2)


def add_a_file(scene: Scene, by: str) -> None:
    _act(scene, by, design.add, scene.it, file=ADDED, content=b"{}")


def rename_a_file(scene: Scene, by: str) -> None:
    _act(scene, by, design.rename, scene.it, file=FILE, to=ADDED, seen=2)


def remove_a_file(scene: Scene, by: str) -> None:
    _act(scene, by, design.remove, scene.it, file=FILE, seen=2)


def go_back_to_a_version(scene: Scene, by: str) -> None:
    _act(scene, by, design.go_back, scene.it, to=1, seen=2)


def discard_a_design(scene: Scene, by: str) -> None:
    _act(scene, by, design.discard, scene.it, reason="Trùng")


def attend_a_design(scene: Scene, by: str) -> None:
    with scene.town.database.transaction() as transaction:
        design.attend(transaction, scene.it, officer=scene.town.officer(by), moment=scene.town.moment)


def leave_a_design(scene: Scene, by: str) -> None:
    with scene.town.database.transaction() as transaction:
        design.leave(transaction, scene.it, officer=scene.town.officer(by))


def see_the_blocks_of_a_design(scene: Scene, by: str) -> None:
    _look(scene, by, blocks.look)


def foresee_what_a_block_changes(scene: Scene, by: str) -> None:
    _look(scene, by, proposals.of_design)


def call_a_block(scene: Scene, by: str) -> None:
    _act(scene, by, blocks.call, scene.it, release_id=block(scene.town), element="sign", seen=2)


def renew_a_block(scene: Scene, by: str) -> None:
    _act(scene, by, blocks.renew, scene.it, release_id=block(scene.town), seen=2)


def sweep_blocks(scene: Scene, by: str) -> None:
    _act(scene, by, blocks.sweep, scene.it, seen=2)


def propose_a_block(scene: Scene, by: str) -> None:
    where = block(scene.town), studio.province(scene.town)
    _act(scene, by, approvals.propose, *where, studio.WHY)


def block(town: Town) -> int:
    """The newest version of the block of the return, which the shipped procedures hold in an older one."""
    return town.release_id("KHOI-TRAKQ")


def ask_for_approval(scene: Scene, by: str) -> None:
    _act(scene, by, approvals.ask, scene.it, studio.WHY, agencies=[studio.agency(scene.town)])


def withdraw_what_was_asked(scene: Scene, by: str) -> None:
    _act(scene, by, approvals.withdraw, scene.it, reason="Còn thiếu một bước")


def retire_a_release(scene: Scene, by: str) -> None:
    _act(scene, by, approvals.retire, scene.town.release_id(studio.CODE), RETIRING, reason="Bãi bỏ")


_DRAWS = {"who analyses procedures"}
ACTS: list[tuple[Callable[[Scene, str], None], str, set[str]]] = [
    *((act, DRAWN, _DRAWS) for act in (begin_from_a_release, begin_from_the_template, begin_from_a_listing)),
    *((act, DRAWN, _DRAWS) for act in (begin_from_files, begin_a_block, see_a_design, see_what_was_done_to_a_design)),
    *((act, DRAWN, _DRAWS) for act in (check_a_design, print_a_designs_annex, save_a_file, add_a_file)),
    *((act, DRAWN, _DRAWS) for act in (rename_a_file, remove_a_file, go_back_to_a_version, discard_a_design)),
    *((act, DRAWN, _DRAWS) for act in (attend_a_design, leave_a_design, ask_for_approval)),
    *((act, DRAWN, _DRAWS) for act in (see_the_blocks_of_a_design, foresee_what_a_block_changes)),
    *((act, DRAWN, _DRAWS) for act in (call_a_block, renew_a_block, sweep_blocks, propose_a_block)),
    (retire_a_release, DRAWN, set()),
    (withdraw_what_was_asked, ASKED, _DRAWS),
    *((act, MOVED, _DRAWS) for act in (foresee_a_cohort, order_a_cohort, see_how_far_a_cohort_is, undo_a_cohort)),
]
