"""A FastAPI service over PostGIS for the question of a siting check: `python -m bench.peers.service URL PORT`.

Written as one would who knows both: a pool of connections, one prepared statement for all layers over pieces made by
ST_Subdivide, pydantic at the door, answers as bytes by orjson, each kept in a table. It knows a table of four rules; of
accuracy, coverage, questions, sources and replay it knows nothing.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Literal

import orjson
import uvicorn
from fastapi import FastAPI, Request, Response
from psycopg_pool import AsyncConnectionPool
from pydantic import BaseModel

from bench.province import LAYERS, POLYGONS

Word = Literal["prohibited", "conditional", "admissible"]
RULES: dict[str, Word] = {"ecological_red_line": "prohibited", "water_source_zone": "prohibited"}
CONDITIONAL = {"buffer_strip": 0.0, "coastline": 500.0}  # layer → metres within which conditions hold
KEEP = "INSERT INTO checks (id, body) VALUES (%s, %s) ON CONFLICT DO NOTHING"


class Site(BaseModel):
    """A GeoJSON geometry."""

    type: Literal["Point", "Polygon", "MultiPolygon", "LineString"]
    coordinates: list[Any]


class Question(BaseModel):
    """What is asked."""

    site: Site
    industry: str | None = None


def statement() -> str:
    """One row for each feature met or nearest: layer, feature, m², metres along, metres away."""
    parts = []
    for layer in LAYERS:
        pieces = f"{layer}_pieces"
        if layer in POLYGONS:
            parts.append(
                f"SELECT '{layer}' AS layer, id, sum(ST_Area(g::geography)) AS m2, 0::float8 AS away FROM (SELECT t.id,"
                f" ST_CollectionExtract(ST_Intersection(t.geom, p.geom), 3) AS g FROM {pieces} t, p"
                " WHERE ST_Intersects(t.geom, p.geom)) met GROUP BY id"
            )
        parts.append(
            f"SELECT '{layer}', near.id, NULL::float8, near.away FROM p, LATERAL (SELECT id,"
            f" ST_Distance(geom, p.metric) AS away FROM {layer}_metric_pieces"
            " WHERE ST_DWithin(geom, p.metric, 5000) ORDER BY geom <-> p.metric LIMIT 1) near"
        )
    return (
        "WITH g AS MATERIALIZED (SELECT ST_SetSRID(ST_GeomFromGeoJSON(%(site)s), 4490) AS geom), p AS MATERIALIZED"
        " (SELECT geom, ST_Transform(geom, 4549) AS metric, ST_Area(geom::geography) AS m2 FROM g)"
        " SELECT layer, id, m2, away, (SELECT m2 FROM p) FROM (" + " UNION ALL ".join(parts) + ") AS found"
    )


SQL = statement()


def judged(rows: list[tuple[str, int, float | None, float, float]]) -> dict[str, object]:
    """What was met and by how much, the nearest of what was not, and the strictest word of the rules."""
    whole = rows[0][4] if rows else 0.0
    findings = [
        {"layer": layer, "feature": f"{id:06d}", "overlap_area_m2": m2, "share": m2 / whole if whole else None}
        for layer, id, m2, _, _ in rows
        if m2 is not None
    ]
    met = {str(finding["layer"]) for finding in findings}
    nearest = [
        {"layer": layer, "feature": f"{id:06d}", "distance_m": away}
        for layer, id, m2, away, _ in rows
        if m2 is None and layer not in met
    ]
    words: set[Word] = {RULES[layer] for layer in met if layer in RULES}
    words |= {"conditional" for near in nearest if float(str(near["distance_m"])) <= CONDITIONAL.get(near["layer"], -1)}
    words |= {"conditional" for layer in met if layer in CONDITIONAL}
    verdict = "prohibited" if "prohibited" in words else "conditional" if words else "admissible"
    return {"verdict": verdict, "area_m2": whole, "findings": findings, "nearest": nearest}


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """The pool, as long as the service runs."""
    options = {"autocommit": True, "prepare_threshold": 0}
    async with AsyncConnectionPool(sys.argv[1], min_size=2, max_size=4, kwargs=options) as pool:
        app.state.pool = pool
        async with pool.connection() as connection:
            await connection.execute("CREATE TABLE IF NOT EXISTS checks (id text PRIMARY KEY, body bytea)")
        yield


app = FastAPI(lifespan=lifespan)


@app.get("/health/ready")
async def ready() -> dict[str, str]:
    """Whether it answers."""
    return {"status": "ready"}


@app.post("/checks", status_code=201)
async def check(question: Question, request: Request) -> Response:
    """Judge a site and keep the answer."""
    async with request.app.state.pool.connection() as connection:
        asked = {"site": orjson.dumps(question.site.model_dump()).decode()}
        rows = await (await connection.execute(SQL, asked, binary=True)).fetchall()
        body = judged(rows)
        name = hashlib.sha256(orjson.dumps(body, option=orjson.OPT_SORT_KEYS)).hexdigest()
        content = orjson.dumps({"id": name, **body, "industry": question.industry})
        await connection.execute(KEEP, (name, content))
    return Response(content, status_code=201, media_type="application/json")


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[2]), log_level="critical")
