"""Meters: what a running key server counts and times for whoever watches it; totals only, of nobody and about nothing sent.

A label is a word from a table of this program (an endpoint, a status, a kind of work), never something that came in.
Each server has a registry of its own, so that two in one process do not add up.
"""

from dataclasses import dataclass, field
from typing import Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)

disable_created_metrics()  # type: ignore[no-untyped-call]  # the library has no types here; when something was first counted is nobody's business

FEWEST_TOLD: Final = 10
"""Keys of a smaller batch are not counted: whoever watches is told no more than the authority's totals tell."""
SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""Upper edges of the buckets of every time that is measured."""


def _counter(name: str, says: str, *labels: str) -> Counter:
    return Counter(name, says, labels, namespace="bluezone_keyserver", registry=None)


def _gauge(name: str, says: str) -> Gauge:
    return Gauge(name, says, namespace="bluezone_keyserver", registry=None)


def _times(name: str, says: str, *labels: str) -> Histogram:
    return Histogram(name, says, labels, namespace="bluezone_keyserver", registry=None, buckets=SECONDS)


@dataclass(frozen=True, slots=True)
class Meters:
    """The meters of one key server.

    Args:
        answers: Answers by endpoint and status; real and dummy requests count alike.
        work_seconds: How long the work on a request took, before it was held to the time that all answers take.
        over_budget: Answers that took longer than the time that all answers take, by endpoint: an alarm.
        waiting: Changes that wait for the records.
        batches: Hourly batches by outcome: `published`, `empty`, `held`, `failed`.
        published_keys: Keys published, filler and batches of fewer than ten not counted.
        last_batch: When a batch last succeeded, in seconds since 1970.
        index_expires: When the index that is served stops being believed, in seconds since 1970.
        keys_expire: When `keys.json` stops being believed, in seconds since 1970.
        log_leaves: Leaves in the log of everything published.
        mirrored: Looks at the bucket of exports by outcome: `mirrored`, `failed`.
    """

    answers: Counter = field(default_factory=lambda: _counter("answers", "Answers.", "endpoint", "status"))
    work_seconds: Histogram = field(default_factory=lambda: _times("work_seconds", "Work on a request.", "endpoint"))
    over_budget: Counter = field(
        default_factory=lambda: _counter("over_budget", "Answers later than all answers are meant to be.", "endpoint")
    )
    waiting: Gauge = field(default_factory=lambda: _gauge("waiting_changes", "Changes that wait for the records."))
    batches: Counter = field(default_factory=lambda: _counter("batches", "Hourly batches.", "outcome"))
    published_keys: Counter = field(default_factory=lambda: _counter("published_keys", "Keys published."))
    last_batch: Gauge = field(default_factory=lambda: _gauge("last_batch_timestamp_seconds", "Last good batch."))
    index_expires: Gauge = field(default_factory=lambda: _gauge("index_expires_timestamp_seconds", "End of the index."))
    keys_expire: Gauge = field(default_factory=lambda: _gauge("keys_expire_timestamp_seconds", "End of keys.json."))
    log_leaves: Gauge = field(default_factory=lambda: _gauge("log_leaves", "Leaves in the log of what was published."))
    mirrored: Counter = field(
        default_factory=lambda: _counter("mirrored", "Looks at the bucket of exports.", "outcome")
    )

    def endpoint(self, path: str) -> "EndpointMeter":
        """Return the meter of one endpoint, whose labels were looked up once; `path` is a word of this program."""
        return EndpointMeter(self, path)

    def published(self, outcome: str, keys: int = 0, at: float | None = None) -> None:
        """Count a batch.

        Args:
            outcome: `published`, `empty`, `held` or `failed`.
            keys: How many real keys it published.
            at: When it succeeded, in seconds since 1970; None when it failed.
        """
        self.batches.labels(outcome).inc()
        if keys >= FEWEST_TOLD:
            self.published_keys.inc(keys)
        if at is not None:
            self.last_batch.set(at)

    def registry(self) -> CollectorRegistry:
        """Return a registry of these meters and nothing else: no process, no platform."""
        registry = CollectorRegistry(auto_describe=False)
        for name in self.__dataclass_fields__:
            registry.register(getattr(self, name))
        return registry

    def text(self) -> bytes:
        """Return what the meters show now, as Prometheus reads it (text format 0.0.4)."""
        return generate_latest(self.registry())


class EndpointMeter:
    """Counts the answers of one endpoint; no table of labels is searched while a request waits.

    Args:
        meters: Whose.
        path: The endpoint.
    """

    def __init__(self, meters: Meters, path: str) -> None:
        """Start with no status seen."""
        self._meters = meters
        self._path = path
        self._by_status: dict[int, Counter] = {}
        self._work = meters.work_seconds.labels(path)
        self._late = meters.over_budget.labels(path)

    def answered(self, status: int, seconds: float) -> None:
        """Count an answer and the time that the work on it took, real and dummy alike."""
        counter = self._by_status.get(status)
        if counter is None:
            counter = self._by_status[status] = self._meters.answers.labels(self._path, f"{int(status)}")
        counter.inc()
        self._work.observe(seconds)

    def late(self) -> None:
        """Count an answer that took longer than all answers are meant to."""
        self._late.inc()
