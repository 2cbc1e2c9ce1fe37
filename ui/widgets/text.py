"""Words from the record on a page: markdown and HTML take them as they are, whatever a person is called."""

from __future__ import annotations

import re
from html import escape

# only what markdown would take for more than itself: a label's source is also what a screen reader says
_SPECIAL = re.compile(
    r"([\\`*_{}\[\]<>~|$&@])|(:)(?=\S)|(?<=www)(\.)|(-)(?=[-=>])|(?<=[-<=])(-)|^(\s*)([#+=-])|^(\s*\d+)([.)])(?=\s|$)",
    re.MULTILINE,
)


def literal(text: str) -> str:
    """The text for a markdown label, button or message."""
    return _SPECIAL.sub(lambda found: f"{found[6] or found[8] or ''}\\{found[0].strip()[-1]}", text)


def lines(text: str) -> str:
    """The text for HTML, its line breaks kept."""
    return escape(text).replace("\n", "<br>")


def money(amount: int) -> str:
    """An amount in đồng as it is written here: `150.000 đ`."""
    return f"{amount:,} đ".replace(",", ".")


def size(count: int) -> str:
    """The size of a file."""
    return f"{count / 1_048_576:.1f} MB".replace(".", ",") if count >= 1_048_576 else f"{max(count // 1024, 1)} KB"
