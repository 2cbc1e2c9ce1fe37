"""/metrics: what monitoring watches, in Prometheus' form; for who shows the token, or asks on this very machine.

The numbers of the record are read at most once in some seconds, whoever asks; times of requests are this process's own.
"""

from __future__ import annotations

import hmac
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from threading import Lock

from prometheus_client import CollectorRegistry, Histogram
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from processes import database, gauges, outbox, rounds
from processes.gauges import Gauges
from processes.outbox import Waiting
from processes.rounds import Round
from processes.settings import settings
from ui.gate import METRICS

_KEPT = timedelta(seconds=10)
_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
_PARTS = {"api": "api", "assets": "assets", "static": "assets", "_stcore": "streamlit", "media": "streamlit"}


@dataclass(frozen=True, slots=True)
class Reading:
    """What the record tells, and when it was read."""

    at: datetime
    waiting: list[Waiting]
    gauges: Gauges
    rounds: list[Round]


class Record(Collector):
    """The numbers of the record; many who ask at once cost one reading."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.reading: Reading | None = None

    def collect(self) -> Iterator[Metric]:
        """Gives the numbers."""
        with self.lock:
            moment = database.now()
            if self.reading is None or not timedelta() <= moment - self.reading.at < _KEPT:
                self.reading = _read(moment)
            found = self.reading
        yield from _messages(found)
        yield from _rounds(found)
        yield GaugeMetricFamily("motcua_tasks_open", "Tasks that are not done.", found.gauges.open_tasks)
        yield GaugeMetricFamily("motcua_tasks_overdue", "Those past their due time.", found.gauges.overdue_tasks)
        yield GaugeMetricFamily("motcua_sessions", "Sessions of signed-in officers.", found.gauges.sessions)


def _read(moment: datetime) -> Reading:
    with database.snapshot() as snapshot:
        read = gauges.read(snapshot, moment=moment)
        return Reading(moment, outbox.waiting(snapshot), read, rounds.all(snapshot))


def _messages(found: Reading) -> Iterator[Metric]:
    """By topic and partner: how many wait, were tried in vain, are dead; and how old the oldest is."""
    labels = ("topic", "partner")
    count = GaugeMetricFamily("motcua_outbox_messages", "Messages that have not left.", labels=(*labels, "state"))
    age = GaugeMetricFamily("motcua_outbox_oldest_seconds", "Age of the oldest that has not left.", labels=labels)
    for one in found.waiting:
        states = {"waiting": one.count - one.dead - one.failing, "failing": one.failing, "dead": one.dead}
        for state, number in states.items():
            count.add_metric([one.topic, one.partner, state], number)
        age.add_metric([one.topic, one.partner], max((found.at - one.since).total_seconds(), 0))
    yield count
    yield age


def _rounds(found: Reading) -> Iterator[Metric]:
    """By round: how long ago it was last gone to its end, whether it failed then, and whether Prefect looked on."""
    age = GaugeMetricFamily("motcua_round_age_seconds", "Since a round of the agent last ended.", labels=("round",))
    every = GaugeMetricFamily("motcua_round_every_seconds", "How often it is to be gone.", labels=("round",))
    failing = GaugeMetricFamily("motcua_round_failing", "1 where it ended in trouble.", labels=("round",))
    observed = GaugeMetricFamily("motcua_round_observed", "1 where Prefect looked on.", labels=("round",))
    for one in found.rounds:
        age.add_metric([one.name], max((found.at - (one.ended_at or one.known_at)).total_seconds(), 0))
        every.add_metric([one.name], one.every.total_seconds())
        failing.add_metric([one.name], bool(one.trouble))
        observed.add_metric([one.name], one.is_observed)
    yield from (age, every, failing, observed)


_REGISTRY = CollectorRegistry()
_REGISTRY.register(Record())
_REQUESTS = Histogram(
    "motcua_request_seconds",
    "How long requests took until their answer began.",
    ("part", "status"),
    buckets=_BUCKETS,
    registry=_REGISTRY,
)


class Stopwatch:
    """Takes the time of every request; websockets and what lasts as long as a page is open are left out."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on and notes when its answer begins."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()

        async def note(message: Message) -> None:
            if message["type"] == "http.response.start":
                status = f"{message['status'] // 100}xx"
                _REQUESTS.labels(part(scope["path"]), status).observe(time.perf_counter() - began)
            await send(message)

        await self.app(scope, receive, note)


def part(path: str) -> str:
    """The part of the site that a path belongs to; few, whatever is asked for."""
    return _PARTS.get(path.split("/", 2)[1] if path.startswith("/") else "", "pages")


def may_read(request: Request) -> bool:
    """With a token set, who shows it; without one, who asks on this machine and for nobody else."""
    token = settings().metrics.token
    if token:
        shown = request.headers.get("authorization", "").encode("latin-1")  # as it came
        return hmac.compare_digest(shown, f"Bearer {token}".encode())
    if any(name in request.headers for name in _FORWARDED):  # a proxy on this machine asks for somebody elsewhere
        return False
    try:
        return request.client is not None and ip_address(request.client.host).is_loopback
    except ValueError:
        return False


async def show(request: Request) -> Response:
    """All numbers, or 403 to a stranger."""
    if not may_read(request):
        return PlainTextResponse("403", 403, {"cache-control": "no-store"})
    told = await run_in_threadpool(generate_latest, _REGISTRY)
    return Response(told, media_type=CONTENT_TYPE_LATEST, headers={"cache-control": "no-store"})


routes = [Route(METRICS, show, methods=["GET"])]
