"""`GET /metrics`: what Prometheus reads of the requests, the catalogue, the ledger and the jobs."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Callable, Iterator
from datetime import datetime

from fastapi import APIRouter
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    GCCollector,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from starlette.responses import Response

from api.problems import problems
from api.route import StrictRoute
from api.security import READING
from api.service import Here
from layers.catalogue import civil_date, edition_state
from layers.stores.base import Store
from zoning.jobs.book import JobBook

router = APIRouter(tags=["health"], route_class=StrictRoute, dependencies=[READING])


class CatalogueCounts(Collector):
    """Editions, the catalogue's age, the ledger's length and jobs, asked of the store whenever Prometheus asks."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock
        self._jobs = JobBook(store)

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """Nothing is asked of the store while the registry is being filled."""
        return iter(())

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The present values. Raises StoreError."""
        editions, now = self._store.editions(), self._clock()
        day = civil_date(now)
        states: Tally[tuple[str, ...]] = Tally(
            (e.head.standing, edition_state(e, editions, day, now)) for e in editions
        )
        yield _family("sanxian_editions", "Editions by standing and state.", ("standing", "state"), states)
        changes = [at for e in editions for at in (e.proposed_at, e.published_at, e.withdrawn_at) if at is not None]
        yield GaugeMetricFamily(
            "sanxian_snapshot_age_seconds",
            "Seconds since the catalogue that answers rest on last changed.",
            value=(now - max(changes)).total_seconds() if changes else float("nan"),
        )
        yield GaugeMetricFamily(
            "sanxian_catalogue_generation", "Number of the catalogue's last change.", value=self._store.generation()
        )
        head = self._store.head()
        yield GaugeMetricFamily("sanxian_ledger_entries", "Entries of the ledger.", value=head.sequence if head else 0)
        jobs: Tally[tuple[str, ...]] = Tally((job.kind, job.state) for job in self._jobs.all().values())
        yield _family("sanxian_jobs", "Jobs by kind and state.", ("kind", "state"), jobs)


def registry_of(store: Store, clock: Callable[[], datetime]) -> CollectorRegistry:
    """A registry of one service, with the process and the catalogue in it."""
    registry = CollectorRegistry()
    for own in (ProcessCollector, PlatformCollector, GCCollector):
        own(registry=registry)
    registry.register(CatalogueCounts(store, clock))
    return registry


def _family(name: str, told: str, labels: tuple[str, ...], tally: Tally[tuple[str, ...]]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, told, labels=labels)
    for values, count in sorted(tally.items()):
        family.add_metric(values, count)
    return family


@router.get(
    "/metrics",
    summary="Counts for Prometheus",
    description="Requests by route, editions by state, the catalogue's age, the ledger's length, in the text format.",
    response_class=Response,
    responses={
        200: {"description": "Metrics", "content": {"text/plain": {"example": "sanxian_ledger_entries 12.0"}}},
        **problems("store-error", "store-unavailable"),
    },
)
def metrics(here: Here) -> Response:
    """The counts of this process."""
    return Response(
        generate_latest(here.registry), media_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"}
    )
