"""What changed between two releases, told as an analyst would."""

from __future__ import annotations

from bpmn.differences import decisions, diagram, drawing, facts, forms, letters, parts
from bpmn.differences.parts import Change, Kind, Where
from bpmn.releases import Release

__all__ = ["Change", "Kind", "Where", "compare"]


def compare(old: Release, new: Release) -> tuple[Change, ...]:
    """Every change from one release to another: facts, diagram, forms, decisions, letters, then the
    drawing.

    Things are the same when they bear the same id; what only bears another id and is otherwise the very same is told
    as that. How a file is written (blanks, the order of attributes, defaults written out) is no change; what is drawn
    otherwise without meaning anything else is one.
    """
    was, now = diagram.parts(old.model.xml), diagram.parts(new.model.xml)
    drawn = list(parts.compare("diagram", was, now))
    rules_was, rules_now = decisions.parts(old.files), decisions.parts(new.files)
    decided = list(parts.compare("decisions", rules_was, rules_now))
    kept = {part.id for part in (*was, *rules_was)}
    titles = {part.id: part.title for part in (*now, *rules_now) if part.id in kept}
    told = {change.subject for change in (*drawn, *decided)}
    return (
        *parts.compare("facts", facts.parts(old), facts.parts(new)),
        *drawn,
        *parts.compare("forms", forms.parts(old.files), forms.parts(new.files)),
        *decided,
        *parts.compare("letters", *letters.parts(old, new)),
        *drawing.compare(old.files, new.files, titles, told),
    )
