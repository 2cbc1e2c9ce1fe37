"""Broken and hostile files do no harm: no traceback, no more than 2 s of CPU, no more than 200 MB."""

from __future__ import annotations

from tests.fuzz.run import run, summary

COUNT = 500  # `make fuzz` runs ten thousand


def test_broken_files_do_no_harm() -> None:
    met = list(run(0, COUNT))
    assert len(met) == COUNT
    assert [one.harm for one in met if one.harm] == [], summary(met)
