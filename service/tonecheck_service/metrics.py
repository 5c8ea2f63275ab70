"""Figures for Prometheus. Labels are route templates, never paths as they were sent."""

from __future__ import annotations

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from tonecheck.types import ModelInfo, Result

METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
_SECONDS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30)
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """The figures of one application; several workers have their own each."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "tonecheck_requests", "Requests answered.", ("route", "method", "status"), registry=self.registry
        )
        self._seconds = Histogram(
            "tonecheck_request_seconds", "Time to answer.", ("route",), buckets=_SECONDS, registry=self.registry
        )
        self._active = Gauge("tonecheck_requests_active", "Requests being worked on.", registry=self.registry)
        self._texts = Counter(
            "tonecheck_texts",
            "Texts answered, by verdict ('none' where there is a note).",
            ("verdict",),
            registry=self.registry,
        )
        self._incomplete = Counter(
            "tonecheck_incomplete",
            "Results that a deadline cut short, by what is missing.",
            ("what",),
            registry=self.registry,
        )
        self._refused = Counter(
            "tonecheck_refused", "Requests answered with a problem, by its kind.", ("kind",), registry=self.registry
        )
        self._failures = Counter(
            "tonecheck_failures", "Errors inside the service, by stage.", ("stage",), registry=self.registry
        )
        self._batch = Histogram(
            "tonecheck_batch_texts",
            "Texts the model was given at once.",
            ("stage",),
            buckets=(1, 2, 4, 8, 16, 32, 64),
            registry=self.registry,
        )
        self._work = Histogram(
            "tonecheck_batch_seconds", "Time of one batch.", ("stage",), buckets=_SECONDS, registry=self.registry
        )
        self._depth = Gauge("tonecheck_queue_texts", "Texts that wait.", ("stage",), registry=self.registry)
        self._ready = Gauge("tonecheck_ready", "1 once warm.", registry=self.registry)
        self._model = Gauge(
            "tonecheck_model_info", "The model that judges.", ("name", "version", "sha256"), registry=self.registry
        )

    def model(self, info: ModelInfo) -> None:
        self._model.labels(info.name, info.version, info.sha256[:16]).set(1)

    def ready(self, yes: bool) -> None:
        self._ready.set(yes)

    def begun(self) -> None:
        self._active.inc()

    def answered(self, route: str, method: str, status: int, seconds: float) -> None:
        self._active.dec()
        self._requests.labels(route, method, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def results(self, results: Iterable[Result]) -> None:
        for result in results:
            self._texts.labels(result.verdict or "none").inc()
            for what in result.incomplete:
                self._incomplete.labels(what).inc()

    def refused(self, kind: str) -> None:
        self._refused.labels(kind).inc()

    def failed(self, stage: str) -> None:
        self._failures.labels(stage).inc()

    def batch(self, stage: str, texts: int, seconds: float) -> None:
        self._batch.labels(stage).observe(texts)
        self._work.labels(stage).observe(seconds)

    def depth(self, stage: str, texts: int) -> None:
        self._depth.labels(stage).set(texts)

    def exposition(self) -> bytes:
        return generate_latest(self.registry)
