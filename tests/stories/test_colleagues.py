"""A busy officer asks a colleague to do a file, who asks another agency: both are named, the file is still theirs."""

from __future__ import annotations

from datetime import timedelta

from processes import letters
from tasks import agent, writing
from tests.answers import answer
from tests.stories.test_staff_changes import MONDAY, hire
from tests.tasks.test_delegation import claimed, delegate, dossier_of, recorded, sound, stands, told
from tests.tasks.test_questions import answer as reply
from tests.tasks.test_questions import ask
from tests.town import Town

CODE = "2.000908"


def test_a_week_in_which_binh_is_at_the_land_inspection(town: Town) -> None:
    hire(town)
    first, second = claimed(town), claimed(town)

    # Monday: two files go to the colleague in the same post, until Tuesday evening
    for task_id in (first, second):
        delegate(town, task_id, "thao", until=MONDAY + timedelta(days=1))
    town.pass_time(hours=1)

    # who does it asks the planning division of the department, which answers with a map
    question_id = ask(town, first, "tuan", by="thao", answer_by=town.moment + timedelta(hours=3))
    town.pass_time(hours=2)
    reply(town, question_id, files=[town.upload("tuan", "trich-luc.pdf").id])
    assert told(town, "thao")[0] == "answer"

    # with that the first is completed, in both names
    town.complete("thao", first, answer(town, CODE, "appraise"))
    done = [row for row in recorded(town, first) if row.kind == "task.completed"][-1]
    binh, thao = town.officer("binh"), town.officer("thao")
    view = town.dossier("mai", dossier_of(town, first))
    assert done.officer_id == thao.id
    assert view.delegations[done.delegation_id or 0].asker_id == binh.id

    # the second asks the applicant for more: the letter names whom to ask, and that is still who answers for it
    with town.database.transaction() as transaction:
        letter_id = writing.draft(
            transaction,
            dossier_of(town, second),
            kind="supplement_request",
            officer=binh,
            moment=town.moment,
            key=town.key(),
            missing="Bản chính giấy khai sinh",
            reason="Mờ",
            limit=town.moment + timedelta(days=20),
        )
    for verb in (writing.approve, writing.issue):
        town.letter(verb, "viet", letter_id)
    with town.database.snapshot() as snapshot:
        printed = letters.one(snapshot, letter_id).printed
    assert printed is not None
    assert printed["contact"] == "Nguyễn Văn Bình"

    # Wednesday: what was not done is back by itself
    town.pass_time(days=2)
    agent.sweep(town.database, moment=town.moment)
    assert stands(town, second) == ("claimed", "Nguyễn Văn Bình", False)
    assert told(town, "binh")[0] == "delegation_over"
    assert sound(town)
