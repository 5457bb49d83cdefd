"""The application: rooms, errors and headers around one desk."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from anyio import to_thread
from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from api import (
    admissible,
    alternatives,
    blankings,
    editions,
    errors,
    features,
    health,
    impact,
    jobs,
    keys,
    layers,
    ledger,
    mappings,
    measure_records,
    metrics,
    packs,
    previews,
    query,
    replays,
    reports,
    rules,
    screenings,
    siting,
    withdrawals,
)
from api import desk as web_desk
from api import measures as measuring_room
from api.access.gate import Gate
from api.access.rates import Rates
from api.address import ForwardedHost
from api.background import Nobody, Workers
from api.examples import resolved
from api.headers import CommonHeaders
from api.maps import raster_statistics, rasters, styles, tile_json, tiles
from api.maps.atlas import Atlas
from api.metrics import registry_of
from api.observation import Observed, RequestCounts
from api.ogc import collections as ogc_collections
from api.ogc import definition as ogc_definition
from api.ogc import items as ogc_items
from api.ogc import landing as ogc_landing
from api.ogc import processes as ogc_processes
from api.ogc import schemas as ogc_schemas
from api.ogc import tilesets as ogc_tilesets
from api.problems import Problem
from api.service import Service
from api.settings import ApiSettings
from api.shelf import FileShelf
from api.transport import Compressed, HeadAsGet
from api.watch import Watch
from api.work import Work
from layers.kept import Kept
from layers.publication.saved_mappings import SavedMappings
from layers.publication.successors import PastFeatures
from layers.query.table import Tables
from layers.rasters.drawings import RasterDrawings
from zoning.admissible.desk import AdmissibleDesk
from zoning.impact.desk import ImpactDesk
from zoning.jobs.office import JobOffice
from zoning.jobs.run import Runs
from zoning.ledger.replay import Replayer
from zoning.measures.desk import MeasureDesk
from zoning.measures.standing import highest_only
from zoning.packs.keys import Signer

DESCRIPTION = """May this project stand here, and why? Every verdict is a preliminary spatial finding; the competent
authority decides. Errors are problem details (RFC 9457) with a `slug`; their language follows `?lang=` or
Accept-Language. Geometry in answers is EPSG:4490 (CGCS2000), longitude first."""

_AREAS_KEPT = 4  # answers in one grid, ready to be drawn

ROOMS = (
    siting.router,
    siting.files,
    admissible.router,
    alternatives.router,
    screenings.router,
    screenings.uploads,
    layers.router,
    features.router,
    query.router,
    styles.layers,
    styles.tiles,
    tile_json.router,
    tiles.router,
    rasters.router,
    raster_statistics.router,
    mappings.router,
    previews.router,
    impact.router,
    editions.router,
    editions.uploads,
    withdrawals.router,
    measuring_room.router,
    measure_records.router,
    packs.router,
    reports.router,
    replays.router,
    blankings.router,
    ledger.router,
    jobs.router,
    rules.router,
    keys.router,
    ogc_landing.router,
    ogc_definition.router,
    ogc_collections.router,
    ogc_schemas.router,
    ogc_items.items,
    ogc_items.item,
    ogc_tilesets.router,
    ogc_processes.router,
    web_desk.router,
    health.router,
    metrics.router,
)


# callers say who they are in a header of each request, never by what a browser sends along of itself
CORS: dict[str, Any] = {
    "allow_methods": ["GET", "POST", "PUT", "DELETE"],
    "allow_headers": ["Authorization", "Content-Type", "If-None-Match", "X-Request-Id"],
    "expose_headers": ["Content-Crs", "Content-Disposition", "ETag", "Location", "Retry-After", "X-Request-Id"],
    "allow_credentials": False,
}


class Application(FastAPI):
    """FastAPI with our problem details in its contract, and our headers on whatever it answers."""

    def build_middleware_stack(self) -> ASGIApp:
        """The layers of the framework inside our headers, since its own answer to a fault passes by every other."""
        settings: ApiSettings = self.state.service.settings
        return CommonHeaders(super().build_middleware_stack(), settings.root_path, tls=settings.tls)

    def openapi(self) -> dict[str, Any]:
        """The contract; every error in it is a Problem."""
        if self.openapi_schema is None:
            contract = resolved(super().openapi())
            found = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
            parts = found.pop("$defs", {})
            contract["components"]["schemas"] |= {**parts, "Problem": found}
            self.openapi_schema = contract
        return self.openapi_schema


def utc_now() -> datetime:
    """The time, aware."""
    return datetime.now(UTC)


def create_app(
    measures: MeasureDesk,
    settings: ApiSettings,
    *,
    clock: Callable[[], datetime] = utc_now,
    versions: Mapping[str, str] | None = None,
    signer: Signer | None = None,
    impacts: ImpactDesk | None = None,
    office: JobOffice | None = None,
    workers: Workers | None = None,
    drawings: Path | None = None,
) -> FastAPI:
    """The HTTP service over a desk that measures, and the siting desk below it; it opens nothing.

    `versions` of the libraries go into ledger entries; `signer` signs sealed packs. Of jobs `office` keeps the record
    and `workers` do them; without these they are only asked for. `drawings` is a folder for what maps are drawn from,
    which may be lost.
    """
    app = Application(
        title="sanxian",
        summary="GIS spatial control for environmental siting",
        description=DESCRIPTION,
        version=settings.version,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=running,
    )
    desk = measures.desk
    impacts = impacts or ImpactDesk(desk.store, desk.definitions)
    kinds = (impacts.job(), AdmissibleDesk(desk).job())
    registry = registry_of(desk.store, clock)
    app.state.service = Service(
        desk=desk,
        measures=measures,
        settings=settings,
        clock=clock,
        shelf=FileShelf(
            desk.store,
            replace(settings.reading, vertices=min(settings.reading.vertices, desk.limits.vertices)),
            keep=settings.kept_readings,
            readers=settings.readers,
            kept_bytes=settings.kept_bytes,
        ),
        versions=dict(versions or {}),
        registry=registry,
        gate=Gate(settings, desk.store, desk.definitions.kinds),
        signer=signer,
        replayer=Replayer(desk.store),
        impacts=impacts,
        office=office or JobOffice(desk.store, {kind.name: kind for kind in kinds}, Runs(None)),
        workers=workers or Nobody(),
        past=PastFeatures(desk.store),
        mappings=SavedMappings(desk.store),
        tables=Tables(),
        atlas=Atlas(desk.store, drawings, settings.tile_bytes),
        pictures=RasterDrawings(
            desk.store,
            desk.definitions.class_tables,
            drawings and drawings / "rasters",
            heard=partial(highest_only, regions=desk.definitions.regions),
        ),
        areas=Kept(_AREAS_KEPT),
        rates=Rates(settings),
        work=Work(
            threads=settings.threads,
            computing=settings.computing,
            waiting=settings.waiting,
            seconds=settings.seconds,
        ),
    )
    if settings.cors_origins:
        app.add_middleware(CORSMiddleware, allow_origins=settings.cors_origins, **CORS)
    if settings.trusted_hosts:
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=settings.trusted_hosts, www_redirect=False)
    app.add_middleware(Compressed)
    app.add_middleware(Observed, counts=RequestCounts(registry))  # sees what the others refuse
    app.add_middleware(HeadAsGet)
    if settings.trusted_proxies:
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=list(settings.trusted_proxies))
        app.add_middleware(ForwardedHost, trusted=settings.trusted_proxies)
    errors.install(app)
    for room in ROOMS:
        app.include_router(room)
    files = web_desk.assets(settings)
    if files is not None:
        app.mount("/assets", files)
    return app


@asynccontextmanager
async def running(app: FastAPI) -> AsyncIterator[None]:
    """Beside the work, large bodies are parsed and callers looked up in threads, so many at once; watch, and jobs."""
    here: Service = app.state.service
    current_default_thread_limiter().total_tokens = here.settings.threads
    watch = Watch(here.desk, here.clock, here.drawn) if here.settings.watch else None
    if watch is not None:
        watch.start()
    here.workers.start()
    try:
        yield
    finally:
        await to_thread.run_sync(here.workers.stop)
        if watch is not None:
            await to_thread.run_sync(watch.stop)
