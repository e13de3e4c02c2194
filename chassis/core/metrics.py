"""What can be measured, under the names that dashboards and alerts use.

Made once in the wiring with the process's registry; every series carries the service's name.
Labels are bounded: wire types, outcomes, route templates and error codes, never ids.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
AGES = (0.05, 0.1, 0.5, 1.0, 5.0, 15.0, 60.0, 300.0, 900.0, 3600.0, 14400.0, 86400.0)


@dataclass(frozen=True)
class CivicGauge:
    """A figure about the assembly's own work, per street, as a service's manifest declares it.

    ``name`` as Prometheus shows it (``yishi_…``, base units).
    """

    name: str
    help: str


class Metrics:
    """All series of one process. A registry takes them once; a second time is a ``ValueError``."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.registry = registry
        self._events(registry)
        self._handling(registry)
        self._dead_letters(registry)
        self._store(registry)
        self._http(registry)
        self._trail(registry)
        self._due(registry)
        self._gauges: dict[str, Gauge] = {}

    def _events(self, registry: CollectorRegistry) -> None:
        self.published = Counter(
            "yishi_events_published_total",
            "Events the bus has confirmed.",
            ("service", "event"),
            registry=registry,
        )

    def _handling(self, registry: CollectorRegistry) -> None:
        self.handled = Counter(
            "yishi_events_handled_total",
            "Deliveries by outcome: done, later (climbs the ladder), dead.",
            ("service", "event", "outcome"),
            registry=registry,
        )
        self.handling = Histogram(
            "yishi_event_handling_seconds",
            "From delivery to outcome, quick tries included.",
            ("service", "event"),
            buckets=SECONDS,
            registry=registry,
        )
        self.age = Histogram(
            "yishi_event_age_seconds",
            "From the moment an event happened until it was handled.",
            ("service", "event"),
            buckets=AGES,
            registry=registry,
        )

    def _dead_letters(self, registry: CollectorRegistry) -> None:
        self.buried = Counter(
            "yishi_dead_letters_total",
            "Messages put into the dead letters.",
            ("service", "queue"),
            registry=registry,
        )
        self.waiting = Gauge(
            "yishi_dead_letters_waiting",
            "Dead letters a person has to look at.",
            ("service",),
            registry=registry,
        )

    def _store(self, registry: CollectorRegistry) -> None:
        self.outbox_pending = Gauge(
            "yishi_outbox_pending",
            "Documents with events or audit rows not yet sent.",
            ("service",),
            registry=registry,
        )
        self.outbox_oldest = Gauge(
            "yishi_outbox_oldest_seconds",
            "Since the oldest unsent document was written or last claimed; grows in an outage.",
            ("service",),
            registry=registry,
        )
        self.clashes = Counter(
            "yishi_store_clashes_total",
            "Writes that met another one and were tried again.",
            ("service", "kind"),
            registry=registry,
        )

    def _trail(self, registry: CollectorRegistry) -> None:
        self.audit_problems = Gauge(
            "yishi_audit_problems",
            "What does not hold in the audit trail, over the last look at each street.",
            ("service",),
            registry=registry,
        )
        self.audit_verified = Gauge(
            "yishi_audit_verified_timestamp_seconds",
            "When a look at every street's audit trail was last completed (Unix time).",
            ("service",),
            registry=registry,
        )
        self.every_failed = Counter(
            "yishi_every_failed_total",
            "Periodic work of a worker that raised, or took too long.",
            ("service", "name"),
            registry=registry,
        )

    def _due(self, registry: CollectorRegistry) -> None:
        self.given_up = Counter(
            "yishi_due_given_up_total",
            "Processes, timers or destinations that failed too often and are left to a person.",
            ("service", "kind"),
            registry=registry,
        )
        self.outbound = Counter(
            "yishi_outbound_total",
            "Messages to other systems by outcome: sent, failed, disabled (their receiver was).",
            ("service", "outcome"),
            registry=registry,
        )
        self.processes_refused = Counter(
            "yishi_processes_refused_total",
            "Processes of several steps that were refused half-way and undone.",
            ("service", "process"),
            registry=registry,
        )

    def declare(self, gauges: Iterable[CivicGauge]) -> None:
        """Make the civic figures of a service's manifest; each name once a process."""
        for one in gauges:
            self._gauges[one.name] = Gauge(
                one.name, one.help, ("service", "street"), registry=self.registry
            )

    def gauge(self, name: str) -> Gauge:
        """A declared civic figure; ``.labels(service, street).set(…)``. ``KeyError`` else."""
        return self._gauges[name]

    def series(self) -> list[Any]:
        """Every series there is, those of the manifests included."""
        return [*vars(self).values(), *self._gauges.values()]

    def _http(self, registry: CollectorRegistry) -> None:
        self.http = Histogram(
            "yishi_http_request_seconds",
            "Requests by route template.",
            ("service", "method", "route"),
            buckets=SECONDS,
            registry=registry,
        )
        self.http_errors = Counter(
            "yishi_http_errors_total",
            "Requests answered with a status of 500 or more.",
            ("service", "method", "route"),
            registry=registry,
        )
        self.refusals = Counter(
            "yishi_http_refused_total",
            "Requests refused, by the code of the problem.",
            ("service", "code"),
            registry=registry,
        )

    def observe_http(
        self, service: str, method: str, route: str, status: int, seconds: float
    ) -> None:
        """A request was answered; ``route`` is the template, never the path itself."""
        self.http.labels(service, method, route).observe(seconds)
        if status >= 500:
            self.http_errors.labels(service, method, route).inc()

    def refused(self, service: str, code: str) -> None:
        """A request was answered with a problem of this code."""
        self.refusals.labels(service, code).inc()

    def forget(self, service: str, names: Sequence[str]) -> None:
        """Show these gauges of a service no more: civic ones, or fields of this class."""
        for name in names:
            gauge: Gauge = self._gauges[name] if name in self._gauges else getattr(self, name)
            gauge.remove_by_labels({"service": service})

    def exposition(self) -> bytes:
        """All figures of the process as Prometheus text."""
        return generate_latest(self.registry)
