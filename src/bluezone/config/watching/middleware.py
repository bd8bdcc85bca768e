"""The first thing that a request passes: what machines ask is answered here, everything else is counted on its way out.

`/health` says that the process answers. `/ready` says whether people may be sent here, and what is wrong. `/metrics`
wants the watch credential of the data folder as a bearer token, which opens nothing else. They come before everything:
before hosts are checked, for a load balancer knows only an address; before sessions and purposes, for no person asks.
"""

import hmac
from collections.abc import Callable
from functools import lru_cache
from http import HTTPStatus
from time import perf_counter
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)

from bluezone.authority.clock import present_moment
from bluezone.config.secrets_folder import kept_secret
from bluezone.config.watching import rules
from bluezone.config.watching.facts import facts, totals
from bluezone.config.watching.rules import Total

disable_created_metrics()  # type: ignore[no-untyped-call]  # the library has no types here; when something was first counted is nobody's business

HEALTH: Final = "/health"
READY: Final = "/ready"
METRICS: Final = "/metrics"
WATCH_CREDENTIAL: Final = "watch-credential"
"""The file in the data folder, the same as the keyserver's where both live in one."""
TEXT: Final = "text/plain; version=0.0.4; charset=utf-8"
SECONDS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
UNKNOWN: Final = "unknown"
"""What is counted for an address that leads nowhere."""
NAMESPACE: Final = "bluezone_people"

Answering = Callable[[HttpRequest], HttpResponse]


class WatchMiddleware:
    """Answers machines, and counts everything else by the name of the page and the status; never by an address."""

    def __init__(self, get_response: Answering) -> None:
        """Make the meters of this process."""
        self._get_response = get_response
        self._registry = CollectorRegistry(auto_describe=False)
        named = {"namespace": NAMESPACE, "registry": self._registry}
        self._answers = Counter("answers", "Answers.", ("door", "page", "status"), **named)  # type: ignore[arg-type]  # a mapping of both kinds
        self._seconds = Histogram("answer_seconds", "Time of an answer.", ("door",), buckets=SECONDS, **named)  # type: ignore[arg-type]  # the same
        self._counter = lru_cache(maxsize=None)(self._answers.labels)
        self._time = self._seconds.labels(settings.DOOR)
        self._own = {HEALTH: _health, READY: _ready, METRICS: self._metrics}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a machine, or pass the request on and count the answer."""
        own = self._own.get(request.path_info)
        if own is not None:
            return own(request)
        start = perf_counter()
        answer = self._get_response(request)
        match = request.resolver_match
        self._counter(settings.DOOR, match.view_name if match else UNKNOWN, f"{answer.status_code}").inc()
        self._time.observe(perf_counter() - start)
        return answer

    def _metrics(self, request: HttpRequest) -> HttpResponse:
        said = request.headers.get("authorization", "").encode()
        if not hmac.compare_digest(said, f"Bearer {kept_secret(settings.DATA / WATCH_CREDENTIAL)}".encode()):
            return HttpResponse(status=HTTPStatus.UNAUTHORIZED, headers={"WWW-Authenticate": "Bearer"})
        body = generate_latest(self._registry)
        if settings.DOOR == "console":
            body += generate_latest(_authority())
        return HttpResponse(body, content_type=TEXT, headers={"Cache-Control": "no-store"})


def _health(_: HttpRequest) -> HttpResponse:
    return JsonResponse({"status": "ok", "time": int(present_moment().timestamp())})


def _ready(_: HttpRequest) -> HttpResponse:
    found = rules.troubles(facts(settings.KEYSERVER_ADDRESS), present_moment())
    is_ready = rules.is_ready(found)
    status = HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE
    return JsonResponse({"status": "ready" if is_ready else "not ready", "codes": list(found)}, status=status)


def _authority() -> CollectorRegistry:
    """Return the totals of the authority, as they are now."""
    at, seen = present_moment(), facts(settings.KEYSERVER_ADDRESS)
    registry = CollectorRegistry(auto_describe=False)
    _tell(registry, Total.DATABASE_ANSWERS, float(seen.database))
    if seen.database and seen.migrated:
        for name, value in totals(seen, at):
            _tell(registry, name, value)
    return registry


def _tell(registry: CollectorRegistry, name: Total, value: float) -> None:
    says = f"{name.replace('_', ' ').capitalize()}."
    Gauge(name, says, namespace="bluezone_authority", registry=registry).set(value)
