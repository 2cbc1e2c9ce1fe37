"""What the roles of a diagram are called where an analyst chooses one: the titles of the posts that they may mean."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import islice

from processes.organisation import Directory
from processes.permissions import ONE_STOP
from ui.locale import t

_MOST = 3


def names(directory: Directory) -> dict[str, str]:
    """The name of each role that some post has; the commonest titles first, with the unit where few differ."""
    titles: dict[str, Counter[str]] = defaultdict(Counter)
    units: dict[str, Counter[str]] = defaultdict(Counter)
    for post in directory.posts.values():
        titles[post.path][post.title] += 1
        units[post.path][directory.units[post.unit_id].name] += 1
        if post.unit_code == ONE_STOP:
            titles[f"@receiving/{post.role}"][post.title] += 1
    return {role: _called(role, found, units[role]) for role, found in titles.items()}


def _called(role: str, titles: Counter[str], units: Counter[str]) -> str:
    if role.startswith("@"):
        return t("{post} nơi tiếp nhận", post=_commonest(titles))
    return f"{_commonest(titles)}, {_commonest(units) if len(units) <= _MOST else f'{next(iter(units))} …'}"


def _commonest(found: Counter[str]) -> str:
    shown = " / ".join(name for name, _ in islice(found.most_common(), _MOST))
    return f"{shown} …" if len(found) > _MOST else shown
