"""A dossier that the applicant takes back, or a head stops, ends at once and for good."""

from __future__ import annotations

import pytest

from processes.refusals import Missing, NotLawful, NotOpen
from tasks import agent, dealings


def test_it_is_withdrawn_at_the_counter(work):
    task = work.task("appraise")
    work.town.deal(dealings.withdraw, "mai", work.id, reason="Không còn nhu cầu")
    assert (work.found.national_status, work.town.dossier("mai", work.id).current) == (7, [])
    with pytest.raises(NotOpen):
        work.town.complete("binh", task, {})
    assert agent.fire(work.town.database, moment=work.town.moment) == 0
    assert set(work.why("viet").values()) == {"hồ sơ đã kết thúc giải quyết"}
    assert work.is_whole()


def test_only_the_one_stop_takes_it_back(work):
    with pytest.raises(NotLawful, match="một cửa"):
        work.town.deal(dealings.withdraw, "binh", work.id, reason="x")


def test_a_head_stops_it_with_a_notice(work):
    with pytest.raises(Missing):
        work.town.write("stop_notice", work.id, reason=" ")
    work.town.write("stop_notice", work.id, reason="Trùng hồ sơ")
    assert work.found.national_status == 8


def test_what_has_ended_cannot_end_again(work):
    work.town.deal(dealings.withdraw, "mai", work.id, reason="Không còn nhu cầu")
    with pytest.raises(NotLawful, match="đã kết thúc"):
        work.town.write("stop_notice", work.id, reason="x")
