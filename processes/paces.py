"""Pace: how much longer work takes from year to year, measured on dossiers of which some are not done yet.

The logarithm of the time taken is a straight line over the time of receipt, with an error of the normal kind, fitted by
the EM algorithm for censored observations (Tobin 1958; Dempster, Laird, Rubin 1977): what is still open counts with the
time that it will likely take. Where the past is short or thin the slope is drawn towards none. Pure.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]

_USUAL = 0.5  # a slope of that many e-folds a year is as likely as one dossier's deviation tells
_ROUNDS = 25
_LEAST = 1e-3
_FARTHEST = 6.0
# Abramowitz and Stegun 1964, 7.1.26: five-figure accuracy is more than the data has
_P, _TAIL = 0.3275911, (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592)


def slope(taken: Numbers, is_done: Flags, years: Numbers, weight: Numbers) -> float:
    """By how many e-folds a year the time taken grows: log(2) where it doubles; `years` is when each was received."""
    told = np.log(np.maximum(taken, _LEAST))
    total = weight.sum()
    middle, start = (weight * years).sum() / total, (weight * told).sum() / total
    level, found = start, 0.0
    spread = _spread(weight, told - start)
    along = years - middle
    for _ in range(_ROUNDS):
        line = level + found * along
        mean, variance = _beyond(told, line, spread)
        expected = np.where(is_done, told, mean)
        level = (weight * expected).sum() / total
        pull = spread**2 / _USUAL**2
        found = float((weight * along * (expected - level)).sum() / ((weight * along**2).sum() + pull))
        rest = np.sqrt((expected - level - found * along) ** 2 + np.where(is_done, 0.0, variance))
        spread = _spread(weight, rest)
    return found


def _spread(weight: Numbers, deviation: Numbers) -> float:
    return max(float(np.sqrt((weight * deviation**2).sum() / weight.sum())), 0.05)


def _beyond(told: Numbers, line: Numbers, spread: float) -> tuple[Numbers, Numbers]:
    """Mean and variance of what is known to be greater than was told so far."""
    at = np.clip((told - line) / spread, -_FARTHEST, _FARTHEST)
    hazard = np.exp(-(at**2) / 2) / np.sqrt(2 * np.pi) / np.maximum(_tail(at), 1e-12)
    return line + spread * hazard, spread**2 * np.clip(1 + at * hazard - hazard**2, 0.0, 1.0)


def _tail(at: Numbers) -> Numbers:
    """How likely a normal deviate is greater."""
    size = np.abs(at) / np.sqrt(2)
    half = np.polyval((*_TAIL, 0.0), 1 / (1 + _P * size)) * np.exp(-(size**2)) / 2
    return np.where(at > 0, half, 1 - half)
