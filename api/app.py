"""The application: rooms, errors and headers around one desk."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI

from api import editions, errors, health, layers, measure_records, rules, siting
from api import measures as measuring_room
from api.examples import resolved
from api.headers import CommonHeaders
from api.problems import Problem
from api.service import Service
from api.settings import ApiSettings
from api.shelf import FileShelf
from zoning.measures.desk import MeasureDesk

DESCRIPTION = """May this project stand here, and why? Every verdict is a preliminary spatial finding; the competent
authority decides. Errors are problem details (RFC 9457) with a `slug`; their language follows `?lang=` or
Accept-Language. Geometry in answers is EPSG:4490 (CGCS2000), longitude first."""


ROOMS = (
    siting.router,
    siting.files,
    layers.router,
    editions.router,
    editions.uploads,
    measuring_room.router,
    measure_records.router,
    rules.router,
    health.router,
)


class Application(FastAPI):
    """FastAPI with our problem details in its contract."""

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
) -> FastAPI:
    """The HTTP service over a desk that measures, and the siting desk below it; it opens nothing.

    `versions` of the libraries go into ledger entries.
    """
    app = Application(
        title="sanxian",
        summary="GIS spatial control for environmental siting",
        description=DESCRIPTION,
        version=settings.version,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=bounded_threads,
    )
    desk = measures.desk
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
        ),
        versions=dict(versions or {}),
    )
    app.add_middleware(CommonHeaders, root_path=settings.root_path)
    errors.install(app)
    for room in ROOMS:
        app.include_router(room)
    return app


@asynccontextmanager
async def bounded_threads(app: FastAPI) -> AsyncIterator[None]:
    """Handlers run in threads; so many at once."""
    current_default_thread_limiter().total_tokens = app.state.service.settings.threads
    yield
