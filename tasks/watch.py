"""The watch: whether Prefect looks on while the agent works.

Prefect is loaded beside the work, once it answers, because that takes seconds; it is shown each run from then on. When
it fails, the same work goes on unobserved, and Prefect is asked again after a rest that grows.
"""

from __future__ import annotations

from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import Thread
from time import monotonic
from types import ModuleType
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from tasks.runs import Run

if TYPE_CHECKING:
    from tasks.flows import Watcher

_ANSWERS_WITHIN = 1.0
_FIRST_REST, _LONGEST_REST = 2.0, 60.0


class Watch:
    """A Prefect server at an address, open as long as it answers; without an address there is none."""

    def __init__(self, api: str, auth: str = "") -> None:
        self._api, self._auth = api, auth
        self._rest, self._asks_at = _FIRST_REST, 0.0
        self._loading: Thread | None = None
        self._flows: ModuleType | None = None
        self._watcher: Watcher | None = None
        self.is_open = False

    def __enter__(self) -> Self:
        """Begins the watch; nothing is asked yet."""
        return self

    def __exit__(self, *_: object) -> None:
        """Ends it."""
        if self._watcher is not None:
            self._watcher.close()

    def over(self, run: Run) -> None:
        """Has a run happen, observed when that is possible."""
        if self._opens():
            assert self._watcher is not None
            self._watcher.show(run)
            if not run.is_observed:
                self._closes()
        run.happen()

    def _opens(self) -> bool:
        if self.is_open:
            return True
        if not self._api or monotonic() < self._asks_at:
            return False
        if not _answers(self._api):
            self._closes()
            return False
        if self._loading is None:
            self._loading = Thread(target=self._load, name="prefect", daemon=True)
            self._loading.start()
        if self._loading.is_alive() or self._flows is None:  # what cannot be loaded has said so, and is not needed
            return False
        if self._watcher is None:
            self._watcher = self._flows.Watcher(self._api, self._auth)
        self._rest, self.is_open = _FIRST_REST, True
        return True

    def _load(self) -> None:
        from tasks import flows

        self._flows = flows

    def _closes(self) -> None:
        self.is_open = False
        self._asks_at = monotonic() + self._rest
        self._rest = min(self._rest * 2, _LONGEST_REST)


def _answers(api: str) -> bool:
    """Whether a server says at this address that it is well, without Prefect's own client."""
    at = urlsplit(api)
    kind = HTTPSConnection if at.scheme == "https" else HTTPConnection
    connection = kind(at.hostname or "", at.port, timeout=_ANSWERS_WITHIN)
    try:
        connection.request("GET", f"{at.path}/health")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
