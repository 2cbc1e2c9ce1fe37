"""How often one address may ask something in a minute; kept in memory, for a bounded number of addresses."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from ipaddress import IPv6Address, ip_address, ip_network
from threading import Lock

from bpmn.refusals import Refusal

MOST_ADDRESSES = 20_000
_HOME_NETWORK = 64  # a household has a whole IPv6 network of this prefix, and may ask from any address in it


class Limit:
    """Counts the questions of each address in the running minute."""

    def __init__(self, most: Callable[[], int], refusal: type[Refusal]) -> None:
        self._most, self._refusal = most, refusal
        self._asked: OrderedDict[tuple[str, int], int] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        """How many addresses it remembers."""
        return len(self._asked)

    def count(self, address: str, moment: datetime) -> None:
        """Counts one question. Refuses: what it was made with."""
        minute = int(moment.timestamp() // 60)
        asking = _household(address), minute
        with self._lock:
            asked = self._asked.get(asking, 0) + 1
            self._asked[asking] = asked
            self._forget(minute)
        if asked > self._most():
            raise self._refusal

    def _forget(self, minute: int) -> None:
        # the oldest come first: those of earlier minutes, then whoever asked first when too many ask
        while self._asked:
            oldest = next(iter(self._asked))
            if oldest[1] >= minute and len(self._asked) <= MOST_ADDRESSES:
                return
            del self._asked[oldest]


def _household(address: str) -> str:
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if isinstance(known, IPv6Address) and known.ipv4_mapped is None:
        return str(ip_network((known, _HOME_NETWORK), strict=False))
    return str(known)
