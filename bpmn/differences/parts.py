"""What a release consists of, part by part, and how two lists of parts differ."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

Where = Literal["facts", "diagram", "drawing", "forms", "decisions", "letters"]
Kind = Literal["added", "removed", "changed", "moved"]

_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is not as it was.

    `subject` is the id of what changed: of an element where `where` is `diagram`, else `form/field`,
    `decision/rule`, `case/paper`, `letter/paragraph`; `aspect` what of it (an attribute's name; empty for the whole);
    `old` and `new` what is said before and after, empty where there was or is nothing; `sentence` tells it in
    Vietnamese.
    """

    where: Where
    subject: str
    kind: Kind
    aspect: str
    old: str
    new: str
    sentence: str

    @property
    def element(self) -> str:
        """The id of the diagram's element; empty where the change is not in the diagram."""
        return self.subject if self.where == "diagram" else ""


@dataclass(frozen=True, slots=True)
class Said:
    """One thing a part says: what it is called, what is compared, and how it is told.

    `refers` when it is the id of another part, `places` when another value means that the part was moved, `titled`
    when the part's title tells it. What is said `of` another aspect is told with that one when that one changed.
    """

    label: str
    text: str
    told: str = ""
    refers: bool = False
    places: bool = False
    titled: bool = False
    of: str = ""

    @property
    def shown(self) -> str:
        """How it is told: in quotes unless it was given words of its own."""
        return self.told or f"“{self.text}”"


@dataclass(frozen=True, slots=True)
class Part:
    """Something that has an id of its own and says things.

    `title` is what it is called (`bước “Thẩm định”`), `within` what holds it. Parts of one `series` stand in an order
    that matters. A part whose `parent` was added or removed with it is not told apart. Where `alike` is said, a part
    that disappears and one that says the same under another id are one.
    """

    id: str
    title: str
    says: Mapping[str, Said] = field(default_factory=dict[str, Said])
    within: str = ""
    series: str = ""
    parent: str = ""
    alike: str = ""

    def told(self, what: str) -> str:
        """A sentence about it."""
        return _sentence(f"{self.within}, {self.title}: {what}" if self.within else f"{self.title}: {what}")


def compare(where: Where, old: Sequence[Part], new: Sequence[Part]) -> Iterator[Change]:
    """What is not as it was, in the order of the new parts; what was removed stands where it stood."""
    was, now = {part.id: part for part in old}, {part.id: part for part in new}
    renamed = _renamed(was, now)
    before = {new_id: old_id for old_id, new_id in renamed.items()}
    moved = _moved(old, new, renamed)
    gone = was.keys() - now.keys() - renamed.keys()
    fresh = now.keys() - was.keys() - before.keys()
    for part in _in_order(old, new, gone):
        if part.id in gone and part is was.get(part.id):
            if part.parent not in gone:
                yield _whole(where, "removed", part)
        elif part.id in fresh:
            if part.parent not in fresh:
                yield _whole(where, "added", part)
        else:
            known = was[before.get(part.id, part.id)]
            yield from _compared(where, known, part, renamed)
            if part.id in moved:
                told = f"đổi thứ tự, nay đứng sau {moved[part.id]}" if moved[part.id] else "đổi thứ tự, nay đứng đầu"
                yield Change(where, part.id, "moved", "order", "", "", part.told(told))


def _renamed(was: Mapping[str, Part], now: Mapping[str, Part]) -> dict[str, str]:
    """Old ids and the new ids of what says the very same under them, and is the only one to do so."""
    gone = [part for key, part in was.items() if key not in now and part.alike]
    fresh = [part for key, part in now.items() if key not in was and part.alike]
    count = Counter(part.alike for part in was.values()), Counter(part.alike for part in now.values())
    found: dict[str, str] = {}
    by_alike = {part.alike: part for part in fresh}
    for part in gone:
        other = by_alike.get(part.alike)
        if other and count[0][part.alike] == count[1][part.alike] == 1 and _own(part) == _own(other):
            found[part.id] = other.id
    return found


def _own(part: Part) -> dict[str, str]:
    return {key: said.text for key, said in part.says.items() if not said.refers}


def _moved(old: Sequence[Part], new: Sequence[Part], renamed: Mapping[str, str]) -> dict[str, str]:
    """The parts that changed their place in their series, each with the title of the one it now follows."""
    place = {renamed.get(part.id, part.id): (number, part.series) for number, part in enumerate(old)}
    found: dict[str, str] = {}
    series: dict[str, list[Part]] = {}
    for part in new:
        if part.series:
            series.setdefault(part.series, []).append(part)
    for parts in series.values():
        kept = [part for part in parts if place.get(part.id, (0, ""))[1] == part.series]
        stay = _longest_rising([place[part.id][0] for part in kept])
        follows = {part.id: before.title for before, part in pairwise(parts)}
        found |= {part.id: follows.get(part.id, "") for number, part in enumerate(kept) if number not in stay}
    return found


def _longest_rising(numbers: Sequence[int]) -> set[int]:
    """The places of the longest rising sequence: what need not be said to have moved (patience sorting)."""
    ends: list[int] = []
    places: list[int] = []
    before: list[int] = []
    for place, number in enumerate(numbers):
        pile = bisect_left(ends, number)
        before.append(places[pile - 1] if pile else -1)
        ends[pile : pile + 1] = [number]
        places[pile : pile + 1] = [place]
    found: set[int] = set()
    place = places[-1] if places else -1
    while place >= 0:
        found.add(place)
        place = before[place]
    return found


def _in_order(old: Sequence[Part], new: Sequence[Part], gone: set[str]) -> Iterator[Part]:
    behind: dict[str, list[Part]] = {}
    last = ""
    for part in old:
        if part.id in gone:
            behind.setdefault(last, []).append(part)
        else:
            last = part.id
    yield from behind.pop("", ())
    for part in new:
        yield part
        yield from behind.pop(part.id, ())
    for parts in behind.values():  # behind what bears another id now
        yield from parts


def _whole(where: Where, kind: Literal["added", "removed"], part: Part) -> Change:
    said = "; ".join(f"{one.label} {one.shown}" for one in part.says.values() if not one.titled)
    verb = "thêm" if kind == "added" else "bỏ"
    title = f"{part.within}: {verb} {part.title}" if part.within else f"{verb} {part.title}"
    whole = f"{part.title}: {said}" if said else part.title
    old, new = ("", whole) if kind == "added" else (whole, "")
    return Change(where, part.id, kind, "", old, new, _sentence(f"{title} ({_cut(said)})" if said else title))


def _compared(where: Where, was: Part, now: Part, renamed: Mapping[str, str]) -> Iterator[Change]:
    if was.id != now.id:
        yield Change(where, now.id, "changed", "id", was.id, now.id, was.told(f"mã từ “{was.id}” thành “{now.id}”"))
    different = {key for key in {**was.says, **now.says} if _text(was, key, renamed) != _text(now, key, {})}
    for key in {**now.says, **was.says}:
        first, then = was.says.get(key), now.says.get(key)
        said = then or first
        if key in different and said is not None and said.of not in different:
            old, new = (one.shown if one else "" for one in (first, then))
            kind: Kind = "moved" if said.places else "changed"
            yield Change(where, now.id, kind, key, old, new, was.told(_step(said, old, new)))


def _text(part: Part, key: str, renamed: Mapping[str, str]) -> str | None:
    said = part.says.get(key)
    if said is None:
        return None
    return renamed.get(said.text, said.text) if said.refers else said.text


def _step(said: Said, old: str, new: str) -> str:
    if said.places:
        before, after = (f"{said.label} {text}".strip() if text else "chỗ chưa định" for text in (old, new))
        return f"chuyển từ {before} sang {after}"
    if old and new:
        return f"{said.label} từ {_cut(old)} thành {_cut(new)}"
    return f"thêm {said.label} {_cut(new)}" if new else f"bỏ {said.label} {_cut(old)}"


def _cut(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST else f"{flat[: _LONGEST - 1]}…"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
