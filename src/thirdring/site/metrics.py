"""``/metrics``: the figures of all processes of an installation, for Prometheus.

What the engine counts comes with its heartbeats, what the worker does stands in its tables, and what this
web process serves is counted here; so one address is scraped, wherever the parts run. For this
machine it is open, for others there is a token (the secret ``metrics``). No label names a person.
"""

from __future__ import annotations

import hmac
import shutil
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterator
from contextlib import aclosing
from http.client import INTERNAL_SERVER_ERROR
from importlib.metadata import version
from typing import Any

from asgiref.sync import iscoroutinefunction
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.decorators import sync_and_async_middleware
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import Collector

from thirdring.journal.reader import EngineHealth, engine_metrics, engines
from thirdring.site import turns
from thirdring.site.health import ENGINE_SILENT_S, worker_age_s

REQUEST_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
LOOPBACK = {"127.0.0.1", "::1"}
HERE = {"127.0.0.1", "[::1]", "localhost"}
STREAM = "text/event-stream"
JOBS = """
SELECT task_name, status::text, count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing', 'failed')
GROUP BY task_name, status ORDER BY task_name, status
"""
OLDEST_JOB_S = """
SELECT coalesce(extract(epoch FROM now() - min(coalesce(job.scheduled_at, event.at))), 0)::float8
FROM procrastinate_jobs job
JOIN procrastinate_events event ON event.job_id = job.id AND event.type = 'deferred'
WHERE job.status = 'todo' AND coalesce(job.scheduled_at, event.at) <= now()
"""

disable_created_metrics()

REGISTRY = CollectorRegistry()
ProcessCollector(namespace="thirdring_web", registry=REGISTRY)
REQUESTS = Histogram(
    "thirdring_request_seconds",
    "From a request to the beginning of its answer, by address pattern.",
    ["method", "route", "status"],
    buckets=REQUEST_S,
    registry=REGISTRY,
)
STREAMS = Gauge("thirdring_streams", "Browsers that listen now.", ["route"], registry=REGISTRY)
FAILED = Counter("thirdring_requests_failed", "Requests that we failed on.", ["route"], registry=REGISTRY)
for figure in turns.FIGURES:
    REGISTRY.register(figure)

Answering = Callable[[HttpRequest], Any]


@sync_and_async_middleware
def measured(answer: Answering) -> Answering:
    """Middleware that counts each request and each open stream."""
    if iscoroutinefunction(answer):
        awaited: Callable[[HttpRequest], Awaitable[HttpResponseBase]] = answer

        async def measure(request: HttpRequest) -> HttpResponseBase:
            began = time.perf_counter()
            return _count(request, await awaited(request), began)

        return measure

    def measure_at_once(request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        return _count(request, answer(request), began)

    return measure_at_once


def _count(request: HttpRequest, response: HttpResponseBase, began: float) -> HttpResponseBase:
    route = request.resolver_match.route if request.resolver_match else "unknown"
    status = f"{response.status_code // 100}xx"
    REQUESTS.labels(request.method or "", route, status).observe(time.perf_counter() - began)
    if response.status_code == INTERNAL_SERVER_ERROR:  # /healthz tells of others by 503, and has not failed
        FAILED.labels(route).inc()
    kind = response.headers.get("Content-Type", "")  # that a file has not changed is said without one
    if isinstance(response, StreamingHttpResponse) and kind.startswith(STREAM):
        stream = response.streaming_content
        if isinstance(stream, AsyncGenerator):
            response.streaming_content = _followed(stream, route)
    return response


def _followed(stream: AsyncGenerator[bytes, None], route: str) -> AsyncIterator[bytes]:
    async def followed() -> AsyncIterator[bytes]:
        listeners = STREAMS.labels(route)
        listeners.inc()
        try:
            async with aclosing(stream) as parts:
                async for part in parts:
                    yield part
        finally:
            listeners.dec()

    return followed()


class Parts(Collector):
    """Database, engines, worker and disk, asked when somebody scrapes."""

    def describe(self) -> Iterator[Metric]:
        """Nothing: what there is, only the database tells."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        yield _gauge("thirdring_build", "1, with our version.", ["version"], [([version("thirdring")], 1)])
        free = shutil.disk_usage(settings.INSTALLATION.home).free
        yield _gauge("thirdring_disk_free_bytes", "Room on the disk of THIRDRING_HOME.", [], [([], free)])
        try:
            found = [*_engines(), *_jobs(), *_counted_by_the_leader()]
        except DatabaseError:
            found = []
        yield _gauge("thirdring_database_up", "1: PostgreSQL answers.", [], [([], bool(found))])
        yield from found


def _engines() -> Iterator[Metric]:
    known = engines()
    for name, purpose, figure in ENGINE_FIGURES:
        yield _gauge(name, purpose, ["engine"], [([engine.node], figure(engine)) for engine in known])
    refused = CounterMetricFamily(
        "thirdring_refused_sip", "SIP requests of strangers, refused.", labels=["engine"]
    )
    for engine in known:
        refused.add_metric([engine.node], engine.refused_sip)
    yield refused


ENGINE_FIGURES: tuple[tuple[str, str, Callable[[EngineHealth], float]], ...] = (
    ("thirdring_engine_age_seconds", "Since the engine was last heard of.", lambda engine: engine.age_s),
    (
        "thirdring_engine_leads",
        "1: it lives and decides about calls.",
        lambda engine: engine.leader and engine.age_s < ENGINE_SILENT_S,
    ),
    (
        "thirdring_asterisk_connected",
        "1: it lives and has its connection to Asterisk.",
        lambda engine: engine.asterisk_connected and engine.age_s < ENGINE_SILENT_S,
    ),
    ("thirdring_spool_rows", "Rows that PostgreSQL has not confirmed.", lambda engine: engine.spooled),
    (
        "thirdring_engine_memory_bytes",
        "Its resident memory.",
        lambda engine: engine.detail.get("memory_mb", 0) * 1e6,
    ),
    ("thirdring_engine_cpu_seconds", "Processor time used.", lambda engine: engine.detail.get("cpu_s", 0)),
    (
        "thirdring_engine_troubles",
        "What it says that should be mended.",
        lambda engine: len(engine.detail.get("troubles", ())),
    ),
)


def _jobs() -> Iterator[Metric]:
    age_s = worker_age_s()
    yield _gauge(
        "thirdring_worker_age_seconds",
        "Since the liveliest worker was last heard of.",
        [],
        [] if age_s is None else [([], age_s)],
    )
    with connection.cursor() as cursor:
        cursor.execute(JOBS)
        jobs = [([task, state], count) for task, state, count in cursor.fetchall()]
        cursor.execute(OLDEST_JOB_S)
        (oldest_s,) = cursor.fetchone()
    yield _gauge("thirdring_jobs", "Jobs that wait, are being done, have failed.", ["task", "state"], jobs)
    yield _gauge("thirdring_oldest_job_seconds", "How long a due job has waited.", [], [([], oldest_s)])


def _counted_by_the_leader() -> Iterator[Metric]:
    return iter(text_string_to_metric_families(engine_metrics()))


def _gauge(name: str, purpose: str, labels: list[str], samples: list[tuple[list[str], float]]) -> Metric:
    family = GaugeMetricFamily(name, purpose, labels=labels)
    for values, figure in samples:
        family.add_metric(values, float(figure))
    return family


REGISTRY.register(Parts())


def may_read(request: HttpRequest) -> bool:
    """This machine itself (and not what a proxy on it passes on), or whoever has the token."""
    here = request.META.get("REMOTE_ADDR") in LOOPBACK
    direct = request.get_host().rsplit(":", 1)[0] in HERE and "HTTP_X_FORWARDED_FOR" not in request.META
    if here and direct:
        return True
    token = f"Bearer {settings.INSTALLATION.secrets.get('metrics')}"
    return hmac.compare_digest(request.headers.get("Authorization", "").encode(), token.encode())


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Everything in the text format of Prometheus; 403 for whoever may not read it."""
    if not may_read(request):
        return HttpResponse("a token is needed: THIRDRING_HOME/secrets/metrics", status=403)
    return HttpResponse(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)
