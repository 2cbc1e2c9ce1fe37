"""Work that grows slower is seen to, though the latest is not done yet; what is thin is not believed."""

from __future__ import annotations

import numpy as np
import pytest

from processes import paces

YEARS = np.linspace(-1.0, 0.0, 2_000)
EVEN = np.ones(len(YEARS))


def taken(slope: float, seed: int = 3) -> np.ndarray:
    return np.exp(slope * YEARS + np.random.default_rng(seed).normal(0, 0.5, len(YEARS)))


@pytest.mark.parametrize("slope", [-0.4, 0.0, 0.3])
def test_the_slope_is_found_though_the_latest_are_open(slope: float) -> None:
    whole = taken(slope)
    so_far = -YEARS * 12  # received a twelfth of a year ago: for one unit so far
    is_done = whole <= so_far
    assert 0.03 < np.mean(~is_done) < 0.3
    found = paces.slope(np.minimum(whole, so_far), is_done, YEARS, EVEN)
    assert found == pytest.approx(slope, abs=0.08)
    blind = np.polyfit(YEARS[is_done], np.log(whole[is_done]), 1)[0]
    assert blind < found - 0.05  # who looks at what is done alone sees the quick ones of late


def test_few_dossiers_of_a_short_time_tell_no_slope() -> None:
    years = np.linspace(-0.05, 0.0, 25)
    steep = np.exp(8 * years + np.random.default_rng(1).normal(0, 0.5, 25))
    assert abs(paces.slope(steep, np.full(25, True), years, np.ones(25))) < 0.3


def test_all_open_and_all_alike_end_in_a_number() -> None:
    ones = np.ones(30)
    for is_done in (np.full(30, True), np.full(30, False)):
        assert np.isfinite(paces.slope(ones, is_done, np.linspace(-1, 0, 30), ones))
    assert np.isfinite(paces.slope(np.zeros(30), np.full(30, True), np.zeros(30), ones))
