"""Meters: what a running key server counts and times for whoever watches it; totals only, of nobody and about nothing sent.

A label is a word from a table of this program (an endpoint, a status, a kind of work), never something that came in.
Each server has a registry of its own, so that two in one process do not add up.
"""

from dataclasses import dataclass, field
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

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
        published_keys: Keys published, filler not counted.
        last_batch: When a batch last succeeded, in seconds since 1970.
        index_expires: When the index that is served stops being believed, in seconds since 1970.
        keys_expire: When `keys.json` stops being believed, in seconds since 1970.
        log_leaves: Leaves in the log of everything published.
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

    def registry(self) -> CollectorRegistry:
        """Return a registry of these meters and nothing else: no process, no platform."""
        registry = CollectorRegistry(auto_describe=False)
        for name in self.__dataclass_fields__:
            registry.register(getattr(self, name))
        return registry
