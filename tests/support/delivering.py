"""Deliveries made by hand, proposed and published in a store."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import shapely

from layers.editions import Edition
from layers.intake.types import RawFeature, Reading
from layers.kinds import load_kinds
from layers.mapping import DeliveryMapping
from layers.publication.preparation import Submission
from layers.publication.publishing import propose, publish
from layers.regions import load_regions
from layers.stores.base import Store

DATA = Path(__file__).parents[2] / "data"
KINDS = load_kinds(DATA / "layers")
REGIONS = load_regions(DATA / "codes" / "regions.yaml")
NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
WENZHOU, TAIZHOU = shapely.box(120.5, 27.5, 121.0, 28.0), shapely.box(121.0, 27.5, 121.5, 28.0)


def square(lon: float = 120.6, lat: float = 27.6, size: float = 0.01) -> shapely.Polygon:
    """A square by its south-west corner, degrees."""
    return shapely.box(lon, lat, lon + size, lat + size)


def proposed(
    store: Store,
    *features: tuple[shapely.Geometry, dict[str, str]],
    layer: str = "ecological_red_line",
    region: str = "330300",
    at: datetime = NOW,
    actor: str = "",
    **said: object,
) -> Edition:
    """A delivery of (geometry, attributes) as a proposed edition."""
    given = {"standing": "draft", "accuracy_m": 1.0, "effective_from": date(2026, 1, 1), "source": "示例文件"}
    rows = tuple(RawFeature(geometry, row, f"row {number}") for number, (geometry, row) in enumerate(features, start=1))
    return propose(
        store,
        KINDS[layer],
        Reading(rows, "geojson", "EPSG:4490"),
        Submission(region, **{**given, **said}),
        mapping=DeliveryMapping(),
        regions=REGIONS,
        at=at,
        actor=actor,
    ).edition


def published(store: Store, *features: tuple[shapely.Geometry, dict[str, str]], at: datetime = NOW, **said) -> Edition:
    """The same, published at once."""
    return publish(store, proposed(store, *features, at=at, **said), at=at)


def red(code: str, geometry: shapely.Geometry, **more: str) -> tuple[shapely.Geometry, dict[str, str]]:
    """A feature of the red line with its key."""
    return geometry, {"code": code, "part": "land", **more}
