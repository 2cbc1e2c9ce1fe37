"""One broken file by its number: the same number and the same sound files make the same one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from zlib import crc32

from tests.fuzz import bytewise, jsonwise, treewise
from tests.fuzz.seeds import Seed


@dataclass(frozen=True, slots=True)
class Case:
    """A broken file; `way` says in what it is broken: its bytes or its meaning."""

    number: int
    name: str
    kind: str
    way: str
    content: bytes


_LIKELY = {".bpmn": 8, ".dmn": 3, ".form": 3}


def _drawn(lot: str, seeds: Sequence[Seed]) -> Seed:
    """One of them by lot; a sound file more or less changes few of the others' lots."""
    return min(seeds, key=lambda seed: crc32(f"{lot}/{seed.name}".encode()))


def made(number: int, seeds: Sequence[Seed]) -> Case:
    """The file of this number; 0 to 9,999 are the whole proof."""
    chance = Random(f"motcua/{number}")
    kinds = sorted({seed.kind for seed in seeds})
    kind = chance.choices(kinds, [_LIKELY[each] for each in kinds])[0]
    seed = _drawn(f"{number}", [each for each in seeds if each.kind == kind])
    if chance.random() < 0.3:
        other = _drawn(f"{number}/other", seeds)
        return Case(number, seed.name, kind, "bytes", bytewise.broken(seed.content, other.content, chance))
    tree = (jsonwise if kind == ".form" else treewise).broken(seed.content, chance)
    if chance.random() < 0.1:
        return Case(number, seed.name, kind, "both", bytewise.broken(tree, seed.content, chance))
    return Case(number, seed.name, kind, "meaning", tree)
