"""The keyboard of a page: Ctrl+Enter presses its primary button, and the cursor goes where work begins."""

from __future__ import annotations

from ui.widgets.assets import component


def keys(*, focus: str = "", turn: str = "") -> None:
    """Listens to the keyboard; each new `turn` puts the cursor into the first field inside the key `focus`."""
    component("keys")(key="keys", data={"focus": focus, "turn": turn})
