"""Going through a release by hand: each post in turn, the clock moved on, kept as an example and gone through again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from bpmn import engine, examples, releases, samples, trials
from bpmn.engine import Functions
from bpmn.exchange import NeverSilent
from bpmn.files import NotReadable
from bpmn.forms import WrongValues
from bpmn.releases import Release
from bpmn.trials import NotEarlier, Trial
from processes import calendars, workdays
from tests.bpmn.drawing import DEFINITIONS
from tests.conftest import DIAGRAMS

BEGINS = datetime(2026, 3, 2, 1, tzinfo=UTC)
COPY = DIAGRAMS / "cap-ban-sao-tu-so-goc"
FOLDERS = sorted(DIAGRAMS.iterdir())


def lends(moment: datetime) -> Functions:
    """What the standard calendar lends."""
    return workdays.functions(calendars.vietnam(), moment)


def begun(release: Release) -> Trial:
    """The release's first case, at its first channel."""
    return trials.begin(release, release.cases[0].code, release.channels[0], moment=BEGINS, lends=lends)


def answer(trial: Trial, ref: str, chance: Random) -> dict[str, object]:
    """Something that the step's form accepts."""
    form = trial.form(ref)
    return {} if form is None else samples.answer(form, {}, chance)


def walked(release: Release, seed: int) -> Trial:
    """A whole trial: any step that waits, else the next timer."""
    trial, chance = begun(release), Random(seed)
    for _ in range(300):
        if trial.ended:
            return trial
        if trial.waiting:
            ref = chance.choice(trial.waiting).ref
            trial = trials.complete(trial, ref, answer(trial, ref, chance), lends=lends)
        else:
            assert trial.next_timer is not None
            trial = trials.wait(trial, trial.next_timer.due, lends=lends)
    raise AssertionError(trial.path[-20:])


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_procedure_is_gone_through_kept_and_gone_through_again(folder: Path) -> None:
    release = releases.read_folder(folder)
    for seed in range(3):
        trial = walked(release, seed)
        example = examples.read(trials.kept(trial, "Một lượt").written())
        assert example.path == list(trial.path)
        assert trials.gone_through(release, example, lends=lends) == ""


def test_it_goes_as_the_real_engine_goes() -> None:
    release = releases.read_folder(COPY)
    trial = begun(release)
    facts = {**release.cases[0].values, "case": release.cases[0].code, "channel": release.channels[0]}
    real = engine.start(release.model, facts, moment=BEGINS)
    assert [one.element for one in trial.waiting] == [one.element for one in real.opened]
    assert trial.path == real.passed
    values = answer(trial, trial.waiting[0].ref, Random(1))
    after = trials.complete(trial, trial.waiting[0].ref, values, lends=lends)
    there = engine.complete(release.model, real.state, real.opened[0].ref, values, moment=BEGINS)
    assert after.path == real.passed + there.passed
    assert after.facts(after.waiting[0].ref) == engine.data(release.model, there.state, there.opened[0].ref)


def test_an_act_can_be_taken_back() -> None:
    trial = begun(releases.read_folder(COPY))
    ref = trial.waiting[0].ref
    after = trials.complete(trial, ref, answer(trial, ref, Random(1)), lends=lends)
    assert after.waiting != trial.waiting
    again = trials.complete(trial, ref, answer(trial, ref, Random(1)), lends=lends)
    assert again.path == after.path


def test_other_agencies_pools_are_played_along() -> None:
    release = releases.read_folder(DIAGRAMS / "lien-thong-khai-sinh")
    whole = max((walked(release, seed) for seed in range(8)), key=lambda trial: len(trial.parts))
    assert [part.process for part in whole.parts] == [process.id for process in release.model.processes]
    assert all(part.ended for part in whole.parts)


def test_what_a_form_refuses_is_told_and_nothing_happens() -> None:
    trial = begun(releases.read_folder(COPY))
    with pytest.raises(WrongValues):
        trials.complete(trial, trial.waiting[0].ref, {"nobody": "asked"}, lends=lends)
    with pytest.raises(engine.NotWaiting):
        trials.complete(trial, "0" * 32, {}, lends=lends)
    with pytest.raises(engine.NotAwaited):
        trials.hear(trial, "nothing", {}, lends=lends)
    assert len(trial.steps) == 1


_TIMED = """
<process id='p' isExecutable='true'>
  <startEvent id='s'/><sequenceFlow id='f1' sourceRef='s' targetRef='wait'/>
  <intermediateCatchEvent id='wait'><timerEventDefinition><timeDuration>PT2H</timeDuration></timerEventDefinition>
  </intermediateCatchEvent><sequenceFlow id='f2' sourceRef='wait' targetRef='again'/>
  <intermediateCatchEvent id='again'><timerEventDefinition><timeDuration>PT3H</timeDuration></timerEventDefinition>
  </intermediateCatchEvent><sequenceFlow id='f3' sourceRef='again' targetRef='e'/><endEvent id='e'/>
</process>
"""
_FACTS = (COPY / "procedure.toml").read_bytes()


def drawn(body: str) -> Release:
    """A release of this drawing alone."""
    return releases.read({"procedure.toml": _FACTS, "quy-trinh.bpmn": f"{DEFINITIONS}{body}</definitions>".encode()})


def test_what_is_due_on_the_way_goes_off_at_its_own_moment() -> None:
    trial = begun(drawn(_TIMED))
    early = trials.wait(trial, BEGINS + timedelta(hours=1), lends=lends)
    assert early.path == trial.path
    assert early.next_timer is not None
    assert early.next_timer.due == BEGINS + timedelta(hours=2)
    half = trials.wait(early, BEGINS + timedelta(hours=4, minutes=59), lends=lends)
    assert half.path[-1] == "wait"
    whole = trials.wait(half, BEGINS + timedelta(hours=5), lends=lends)
    assert whole.ended
    assert len(whole.steps) == 4
    with pytest.raises(NotEarlier):
        trials.wait(whole, BEGINS, lends=lends)


_ECHO = """
<message id='ping' name='ping'/><message id='pong' name='pong'/>
<process id='p' isExecutable='true'>
  <startEvent id='s'/><sequenceFlow id='f1' sourceRef='s' targetRef='call'/>
  <sendTask id='call' messageRef='ping'/><sequenceFlow id='f2' sourceRef='call' targetRef='hear'/>
  <receiveTask id='hear' messageRef='pong'/><sequenceFlow id='f3' sourceRef='hear' targetRef='call'/>
</process>
<process id='q' isExecutable='true'>
  <startEvent id='t'><messageEventDefinition messageRef='ping'/></startEvent>
  <sequenceFlow id='g1' sourceRef='t' targetRef='answer'/>
  <sendTask id='answer' messageRef='pong'/><sequenceFlow id='g2' sourceRef='answer' targetRef='again'/>
  <receiveTask id='again' messageRef='ping'/><sequenceFlow id='g3' sourceRef='again' targetRef='answer'/>
</process>
"""


def test_pools_that_never_fall_silent_are_refused() -> None:
    with pytest.raises(NeverSilent):
        begun(drawn(_ECHO))


def test_an_example_tells_where_it_goes_another_way() -> None:
    release = releases.read_folder(COPY)
    example = trials.kept(walked(release, 1), "Một lượt")
    name = next(one for one in release.files if one.endswith(".bpmn"))
    xml = release.files[name]
    other = example.model_copy(update={"case": "khong_co"})
    assert trials.gone_through(release, other, lends=lends) == "thủ tục không còn trường hợp “khong_co”"
    first = example.acts[0].element
    renamed = releases.read({**release.files, name: xml.replace(f'"{first}"'.encode(), b'"renamed"')})
    assert first in trials.gone_through(renamed, example, lends=lends)
    short = example.model_copy(update={"path": example.path[:-1]})
    assert trials.gone_through(release, short, lends=lends).startswith("đi tiếp đến")
    longer = example.model_copy(update={"path": [*example.path, "gone"]})
    assert trials.gone_through(release, longer, lends=lends) == "không còn đi đến “gone”"
    still = example.model_copy(update={"ended": False})
    assert trials.gone_through(release, still, lends=lends) == "không kết thúc như trước"


def test_examples_are_files_of_the_release() -> None:
    release = releases.read_folder(COPY)
    kept = trials.kept(walked(release, 2), "Một lượt")
    with_it = releases.read({**release.files, "mot-luot.example": kept.written()})
    assert with_it.examples == {"mot-luot.example": kept}
    assert with_it.hash != release.hash
    for broken, said in ((b"{}", "name"), (b"[", "không phải"), (b"{" + b" " * 6_000_000 + b"}", "5 MB")):
        with pytest.raises(NotReadable, match=said):
            releases.read({**release.files, "hong.example": broken})
