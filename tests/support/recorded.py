"""Recorded verdicts for tests: judged ones in a small territory, and invented bodies where only their place matters."""

from __future__ import annotations

import hashlib
import random
from datetime import UTC, date, datetime, timedelta

import numpy as np
import orjson
import shapely
from world import harmless

from layers.editions import EditionHead, Features
from layers.intake.types import RawFeature, Reading
from zoning.desk import ProjectInput, SitingQuestion
from zoning.ledger import Context

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
EVERYWHERE = shapely.box(120.5, 27.8, 121.3, 28.2)
METRE = 1e-5  # degrees; about a metre here


def judged(desk, *geometries, at=NOW, as_of=date(2026, 11, 22), include=(), width_m=None, accuracy_m=1.0):
    """The id of a verdict on parts, recorded at a time."""
    reading = Reading(tuple(RawFeature(geometry, {}, "test") for geometry in geometries), "geojson", "EPSG:4490")
    project = ProjectInput(name="试验", industry="C3392", accuracy_m=accuracy_m, facts=harmless(), width_m=width_m)
    verdict = desk.check(SitingQuestion(reading, project, as_of, include=include), at)
    desk.record(verdict, Context(at, "local:tests", "test", "zh", {}))
    return verdict.id


def proposed(store, definitions, *zones, layer="ecological_red_line", region="330300", **head):
    """A proposed edition of a polygon layer over the whole territory; zones are (id, geometry)."""
    zones = sorted(zones)
    geometries = np.empty(len(zones), dtype=object)
    geometries[:] = [geometry for _, geometry in zones]
    names = [name for name, _ in zones]
    columns = {name: tuple(None for _ in zones) for name in definitions.kinds[layer].attributes}
    columns["name"] = tuple(names)
    given = {
        "standing": "illustrative",
        "accuracy_m": 5.0,
        "effective_from": date(2026, 11, 1),
        "source": "test",
        "coverage": EVERYWHERE,
        **head,
    }
    return store.propose(EditionHead(layer, region, **given), Features(tuple(names), geometries, columns, {}), NOW)


def invented(store, count, seed=0, since=datetime(2026, 1, 1, tzinfo=UTC)):
    """Record so many bodies that stand for verdicts: a place and a question; returns (id, geometry) of each."""
    rng = random.Random(seed)
    found = []
    for number in range(count):
        geometry = _site(rng)
        width_m = rng.choice((None, 20.0)) if geometry.geom_type == "LineString" else None
        body = {
            "as_of": "2026-11-22",
            "include": [],
            "notes": [{"code": "x", "values": {"text": '"project":{"accuracy_m":'}}],
            "project": {
                "accuracy_m": rng.choice((1, 5, 0.5)),
                "name": f"{number}",
                "parts": [{"geometry": shapely.geometry.mapping(geometry), "role": "occupied", "width_m": width_m}],
            },
            "verdict": "admissible",
        }
        verdict_id = f"sha256:{hashlib.sha256(orjson.dumps([seed, number])).hexdigest()}"
        content = store.put_blob(orjson.dumps({**body, "id": verdict_id}, option=orjson.OPT_SORT_KEYS))
        store.append("verdict", verdict_id, orjson.dumps({"body": content}), since + timedelta(seconds=number))
        found.append((verdict_id, geometry))
    return found


def _site(rng):
    x, y = rng.uniform(119.0, 122.0), rng.uniform(27.0, 29.0)
    size = rng.uniform(10, 800) * METRE
    if rng.random() < 0.1:
        return shapely.Point(x, y)
    if rng.random() < 0.2:
        return shapely.LineString([(x, y), (x + size, y + rng.uniform(0, 2) * size)])
    return shapely.box(x, y, x + size, y + size)
