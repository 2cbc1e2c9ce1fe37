"""The design studio: saved as versions, nobody overwritten, and everything wrong with a design told at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from random import Random

import pytest

from bpmn import designs as drawn
from bpmn import releases, samples, trials
from bpmn.designs import Placed
from bpmn.files import NotReadable
from processes import calendars, workdays
from processes.designs import DesignResting, DesignStale
from processes.listings import read as read_listing
from processes.listings import record
from processes.refusals import AlreadyDone, Missing, NameTaken, NotAllowed, NotFound, NotPublishable
from tasks import beginnings, blocks, design, examples
from tests.conftest import MONDAY_8AM, ROOT
from tests.processes.listings.pages import page
from tests.tasks import studio
from tests.tasks.scene import employ
from tests.town import Town

DIAGRAM, FORM = "quy-trinh.bpmn", "ky.form"


@pytest.fixture
def pair(town: Town) -> Town:
    """The studio with a second analyst in the same post."""
    employ(town, "minh", "Cao Văn Minh", town.officer("phan").posts[0].id)
    return town


def test_a_design_begins_as_its_release_is(town: Town) -> None:
    design_id = studio.begin(town)
    view = studio.look(town, design_id)
    assert (view.design.name, view.design.state, view.design.number) == ("Đăng ký thành lập hộ kinh doanh", "open", 1)
    assert view.may_change
    with town.database.snapshot() as snapshot:
        assert design.check(snapshot, design_id, officer=town.officer("phan")) == ()
        assert [one.id for one in design.listed(snapshot, officer=town.officer("phan"))] == [design_id]
        assert design.listed(snapshot, officer=town.officer("viet")) == []
        (begun,) = design.versions(snapshot, design_id, officer=town.officer("ha"))
    assert (begun.kind, begun.told["number"]) == ("begun", 1)


def test_every_save_is_a_version_and_the_same_again_is_none(town: Town) -> None:
    design_id = studio.begin(town)
    before = studio.look(town, design_id).files[FORM].content
    assert studio.save(town, design_id, FORM, before, seen=1).is_new is False
    assert studio.save(town, design_id, FORM, before + b"\n", seen=1).number == 2
    assert studio.save(town, design_id, FORM, before + b"\n\n", seen=2).number == 3
    assert studio.look(town, design_id, at=2).files[FORM].content == before + b"\n"
    assert studio.look(town, design_id, at=3).files[FORM].content == before + b"\n\n"
    studio.save(town, design_id, FORM, b"{}", seen=3, key="twice")
    with pytest.raises(AlreadyDone):
        studio.save(town, design_id, FORM, b"[]", seen=4, key="twice")
    with pytest.raises(NotFound):
        studio.look(town, design_id, at=9)


def test_nobody_overwrites_what_another_has_saved(pair: Town) -> None:
    design_id = studio.begin(pair)
    before = studio.look(pair, design_id).files
    studio.save(pair, design_id, FORM, before[FORM].content + b"\n", seen=1, by="minh")
    with pytest.raises(DesignStale) as refused:
        studio.save(pair, design_id, FORM, b"{}", seen=1)
    told = str(refused.value)
    assert told.startswith("“ky.form” đã được Cao Văn Minh lưu lúc 08:00 02/03/2026 (bản 2).")
    # another file of the same design, read at the same moment, is nobody's loss
    assert studio.save(pair, design_id, DIAGRAM, before[DIAGRAM].content + b"\n", seen=1).number == 3
    for verb, more in ((design.remove, {}), (design.rename, {"to": "khac.form"})):
        with pytest.raises(DesignStale):
            studio.act(pair, verb, design_id, file=FORM, seen=1, **more)
    with pytest.raises(DesignStale):
        studio.act(pair, design.go_back, design_id, to=1, seen=2)


def test_of_two_who_save_at_once_one_is_told(pair: Town) -> None:
    design_id = studio.begin(pair)

    def save(by: str) -> str:
        try:
            studio.save(pair, design_id, FORM, f'{{"by": "{by}"}}'.encode(), seen=1, by=by)
        except DesignStale:
            return "stale"
        return by

    with ThreadPoolExecutor(2) as pool:
        came = sorted(pool.map(save, ("phan", "minh")))
    (winner,) = [one for one in came if one != "stale"]
    assert came.count("stale") == 1
    view = studio.look(pair, design_id)
    assert view.design.number == 2
    assert winner.encode() in view.files[FORM].content


def test_files_are_added_renamed_removed_and_brought_back(town: Town) -> None:
    design_id = studio.begin(town)
    first = studio.look(town, design_id).files
    studio.act(town, design.add, design_id, file="y-kien.form", content=first[FORM].content)
    with pytest.raises(NameTaken):
        studio.act(town, design.add, design_id, file=FORM, content=b"{}")
    studio.act(town, design.rename, design_id, file="y-kien.form", to="hoi-y-kien.form", seen=2)
    studio.act(town, design.remove, design_id, file=FORM, seen=3)
    assert set(studio.look(town, design_id).files) == {*first, "hoi-y-kien.form"} - {FORM}
    with pytest.raises(NotFound):
        studio.save(town, design_id, FORM, b"{}", seen=4)
    assert studio.act(town, design.go_back, design_id, to=1, seen=4).number == 5
    back = studio.look(town, design_id).files
    assert {name: file.content for name, file in back.items()} == {name: f.content for name, f in first.items()}
    assert studio.act(town, design.go_back, design_id, to=1, seen=5).is_new is False
    with town.database.snapshot() as snapshot:
        kinds = [one.kind for one in design.versions(snapshot, design_id, officer=town.officer("phan"))]
    assert kinds == ["begun", "added", "renamed", "removed", "went_back"]


@pytest.mark.parametrize(
    ("name", "content"), [("run.exe", b""), ("../a.form", b""), (".form", b""), ("a.form", b" " * 5_242_881)]
)
def test_what_no_release_has_is_not_taken_in(town: Town, name: str, content: bytes) -> None:
    design_id = studio.begin(town)
    with pytest.raises(NotReadable):
        studio.act(town, design.add, design_id, file=name, content=content)
    with pytest.raises(NotReadable):
        studio.act(town, beginnings.from_files, {name: content}, studio.province(town), name="Thử")


def test_who_else_has_it_open_is_told(pair: Town) -> None:
    design_id = studio.begin(pair)

    def attend(by: str, file: str) -> design.Attended:
        with pair.database.transaction() as transaction:
            return design.attend(transaction, design_id, file=file, officer=pair.officer(by), moment=pair.moment)

    assert attend("phan", DIAGRAM).others == []
    assert [(one.officer_id, one.file) for one in attend("minh", FORM).others] == [(pair.officer("phan").id, DIAGRAM)]
    studio.save(pair, design_id, FORM, b"{}", seen=1, by="minh")
    heard = attend("phan", FORM)
    assert (heard.number, [one.officer_id for one in heard.others]) == (2, [pair.officer("minh").id])
    pair.pass_time(seconds=46)
    assert attend("minh", FORM).others == []
    with pair.database.transaction() as transaction:
        design.leave(transaction, design_id, officer=pair.officer("minh"))
    assert attend("phan", FORM).others == []


def test_a_kept_example_is_gone_through_again_whenever_the_design_is_checked(town: Town) -> None:
    design_id = studio.begin(town)
    files = studio.look(town, design_id).files
    release = releases.read({name: file.content for name, file in files.items()})
    lends = partial(workdays.functions, calendars.vietnam())
    trial = trials.begin(release, release.cases[0].code, "counter", moment=town.moment, lends=lends)
    first, ref = trial.waiting[0].element, trial.waiting[0].ref
    form = trial.form(ref)
    values = samples.answer(form, {}, Random(1)) if form is not None else {}
    kept = trials.kept(trials.complete(trial, ref, values, lends=lends), "Mới tiếp nhận").written()
    studio.act(town, design.add, design_id, file="moi.example", content=kept)
    assert _strayed(town, design_id) == []
    studio.replace(town, design_id, DIAGRAM, f'"{first}"', '"khac"')
    (told,) = _strayed(town, design_id)
    assert (told.file, told.finding.severity) == ("moi.example", "warning")
    assert "Mới tiếp nhận" in told.finding.message


def _strayed(town: Town, design_id: int) -> list[Placed]:
    with town.database.snapshot() as snapshot:
        found = design.check(snapshot, design_id, officer=town.officer(studio.ASKER))
    return [one for one in found if one.finding.rule == examples.STRAYED]


def test_what_cannot_be_read_is_a_finding_with_its_file_and_line(town: Town) -> None:
    design_id = studio.begin(town)
    studio.save(town, design_id, FORM, b'{\n"type": ]', seen=1)
    studio.replace(town, design_id, DIAGRAM, 'camunda:candidateGroups="office/records_clerk" ', "")
    with town.database.snapshot() as snapshot:
        found = design.check(snapshot, design_id, officer=town.officer("ha"))
    told = {(one.file, one.finding.rule, one.finding.line > 0) for one in found}
    assert (FORM, "readable", True) in told
    assert (DIAGRAM, "task-role", True) in told  # as far as the diagram goes, it is judged all the same
    studio.act(town, design.remove, design_id, file="procedure.toml", seen=3)
    studio.save(town, design_id, DIAGRAM, b"<a", seen=4)
    with town.database.snapshot() as snapshot:
        found = design.check(snapshot, design_id, officer=town.officer("ha"))
    assert {one.finding.rule for one in found} == {"readable"}
    assert {one.file for one in found} == {FORM, DIAGRAM}


def test_a_release_whose_parts_read_but_do_not_fit_is_one_finding() -> None:
    files = drawn.template()
    assert drawn.check(files) == ()
    twice = {**files, "ky-2.form": files[FORM]}
    assert [(one.file, one.finding.rule) for one in drawn.check(twice)] == [("ky.form", "readable")]
    assert [one.file for one in drawn.check({})] == [""]
    assert [one.file for one in drawn.check({**files, "khac.bpmn": files[DIAGRAM]})] == [""]


def test_a_new_procedure_begins_with_the_template(town: Town) -> None:
    design_id = studio.act(town, beginnings.from_template, studio.province(town), name=" Cấp thẻ <thử> ")
    view = studio.look(town, design_id)
    assert view.design.name == "Cấp thẻ <thử>"
    assert b'name="C\xe1\xba\xa5p th\xe1\xba\xbb &lt;th\xe1\xbb\xad>"' in view.files[DIAGRAM].content
    with town.database.snapshot() as snapshot:
        assert design.check(snapshot, design_id, officer=town.officer("phan")) == ()
    studio.replace(town, design_id, "procedure.toml", "Cấp thẻ <thử>", "Cấp thẻ")
    assert studio.look(town, design_id).design.name == "Cấp thẻ"  # as its facts say
    with pytest.raises(Missing):  # it has no code yet
        studio.ask(town, design_id)
    with pytest.raises(Missing):
        studio.act(town, beginnings.from_template, studio.province(town), name=" ")


def test_a_new_block_begins_with_its_template_and_is_called_once_it_has_a_code(town: Town) -> None:
    block_id = studio.act(town, beginnings.from_block_template, studio.province(town), name=" Lấy ý kiến <thử> ")
    view = studio.look(town, block_id)
    assert view.design.name == "Lấy ý kiến <thử>"
    assert 'process id="shared_block" name="Lấy ý kiến &lt;thử>"' in view.files["khoi.bpmn"].content.decode()
    with town.database.snapshot() as snapshot:
        assert design.check(snapshot, block_id, officer=town.officer("phan")) == ()
    with pytest.raises(Missing, match="mã khối dùng chung"):
        studio.ask(town, block_id, agencies=("H99",))
    studio.replace(town, block_id, "procedure.toml", "KHOI-000", "KHOI-YKIEN")
    release_id = studio.publish(town, block_id, agencies=("H99",))
    design_id = studio.begin(town)
    studio.act(town, blocks.call, design_id, release_id=release_id, element="sign", seen=1)
    with town.database.snapshot() as snapshot:
        found = design.check(snapshot, design_id, officer=town.officer("phan"))
    assert [one for one in found if one.finding.severity == "error" and "block" in one.finding.rule] == []
    with pytest.raises(Missing, match="tên khối dùng chung"):
        studio.act(town, beginnings.from_block_template, studio.province(town), name=" ")


def test_a_design_begins_with_what_the_national_catalogue_lists(town: Town) -> None:
    source = page("Trực tiếp3 Ngày làm việcPhí : 50000 ĐồngTrực tiếp3 Ngày làm việcMiễn phí")
    listing = read_listing(source)
    with town.database.transaction() as transaction:
        record.keep(transaction, [(listing, source)], moment=MONDAY_8AM)
    design_id = studio.act(town, beginnings.from_listing, listing.code, studio.province(town))
    view = studio.look(town, design_id)
    assert view.design.name == listing.name
    assert listing.code.encode() in view.files["procedure.toml"].content
    with town.database.snapshot() as snapshot:
        found = design.check(snapshot, design_id, officer=town.officer("phan"))
    assert {one.finding.rule for one in found} <= {"term-sum", "term-fit", "task-allotment"}
    with pytest.raises(NotFound):
        studio.act(town, beginnings.from_listing, "9.999999", studio.province(town))


def test_files_alone_are_a_design(town: Town) -> None:
    files = {DIAGRAM: drawn.template()[DIAGRAM]}
    design_id = studio.act(town, beginnings.from_files, files, studio.province(town), name="Từ tệp")
    assert set(studio.look(town, design_id).files) == {DIAGRAM, "procedure.toml"}
    for folder in sorted((ROOT / "bpmn" / "diagrams").iterdir()):
        whole = {path.name: path.read_bytes() for path in Path(folder).iterdir()}
        design_id = studio.act(town, beginnings.from_files, whole, studio.province(town), name="")
        assert {name: file.content for name, file in studio.look(town, design_id).files.items()} == whole


def test_only_the_agencys_analyst_draws_and_a_supervisor_looks(town: Town) -> None:
    design_id = studio.begin(town)
    for by in ("ha", "hung"):
        assert not studio.look(town, design_id, by=by).may_change
        with pytest.raises(NotAllowed):
            studio.save(town, design_id, FORM, b"{}", seen=1, by=by)
    for by in ("viet", "mai", "khoa"):
        with pytest.raises(NotAllowed):
            studio.look(town, design_id, by=by)
    with pytest.raises(NotAllowed):
        studio.begin(town, by="ha")
    with pytest.raises(NotAllowed):
        studio.act(town, beginnings.from_release, town.release_id(studio.CODE), studio.agency(town))


def test_what_was_put_aside_rests(town: Town) -> None:
    design_id = studio.begin(town)
    with pytest.raises(Missing):
        studio.act(town, design.discard, design_id, reason=" ")
    studio.act(town, design.discard, design_id, reason="Trùng với bản khác")
    with pytest.raises(DesignResting, match="đã bỏ"):
        studio.save(town, design_id, FORM, b"{}", seen=1)
    assert studio.look(town, design_id).files[FORM].number == 1


def test_roles_that_are_nobodys_are_told_by_agency(town: Town) -> None:
    design_id = studio.begin(town)

    def gaps(*codes: str) -> set[tuple[str, str, str]]:
        scope = [studio.agency(town, code) for code in codes]
        with town.database.snapshot() as snapshot:
            found = design.check(snapshot, design_id, officer=town.officer("phan"), agencies=scope)
        return {(one.finding.rule, one.finding.element, one.finding.severity) for one in found}

    assert gaps("H99.30", "H99.31") == set()
    studio.replace(town, design_id, DIAGRAM, "economic_division/case_officer", "culture_division/case_officer")
    studio.replace(town, design_id, DIAGRAM, "economic_division/division_head", "land_division/division_head")
    vacant, unresolved = ("role-vacant", "appraise", "warning"), ("role-unresolved", "sign", "error")
    assert gaps("H99.30") == {vacant, unresolved}
    with town.database.snapshot() as snapshot:
        told = design.check(snapshot, design_id, officer=town.officer("phan"))  # where its release is in force
    messages = [one.finding.message for one in told]
    assert sum("UBND phường Bến Xuân" in one for one in messages) == 2
    assert sum("UBND xã Lộc An" in one for one in messages) == 2
    with pytest.raises(NotPublishable, match="land_division/division_head"):
        studio.ask(town, design_id)
