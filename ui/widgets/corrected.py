"""What a correction of recorded data changed: as it was, and as it is."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from processes.history import Recorded
from ui.locale import t
from ui.widgets.wording import people_fields, roles


def changes(row: Recorded) -> Iterator[tuple[str, str]]:
    """What was corrected: as it was, and as it is."""
    before, after = _flat(row.data.get("before")), _flat(row.data.get("after"))
    told: set[tuple[str, str]] = set()
    for label in dict.fromkeys([*before, *after]):
        was, now = before.get(label, ""), after.get(label, "")
        # whoever hands in for themselves is corrected twice by one act
        if was != now and (was, now) not in told:
            told.add((was, now))
            yield label, f"<s>{escape(was) or '–'}</s> → {escape(now) or '–'}"


def _flat(facts: object) -> dict[str, str]:
    """Recorded people and fee, under the labels of their fields."""
    found: dict[str, str] = {}
    if not isinstance(facts, dict):
        return found
    fields = people_fields()
    for role, name in roles().items():
        person = (facts.get("people") or {}).get(role) or {}
        found |= {f"{name}: {fields[key].lower()}": str(value) for key, value in person.items() if key in fields}
    found[t("Số biên lai")] = str((facts.get("fee") or {}).get("receipt") or "")
    return found
