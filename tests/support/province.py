"""The invented prefecture of the benchmarks, published into a store; and sites to ask about, by a seed."""

from __future__ import annotations

import importlib.util
import random
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import shapely

from layers.editions import EditionHead, Features
from layers.stores.base import Store
from zoning.definitions import Definitions

COUNTY = Path(__file__).resolve().parents[2] / "bench" / "county.py"
PUBLISHED = datetime(2026, 1, 1, tzinfo=UTC)
SEED = 20261122


def county(seed: int = SEED):
    """The generator that `make bench` measures with."""
    if "county" not in sys.modules:
        spec = importlib.util.spec_from_file_location("county", COUNTY)
        sys.modules["county"] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules["county"])
    return sys.modules["county"].County(seed)


def publish(store: Store, definitions: Definitions, drawn) -> None:
    """Its layers as editions; every other layer answers that there is nothing."""
    for layer in definitions.kinds.of_features:
        shapes = drawn.geometries.get(layer, [])
        geometries = np.empty(len(shapes), dtype=object)
        geometries[:] = shapes
        rows = drawn.attributes.get(layer, [{} for _ in shapes])
        kinds = definitions.kinds[layer].attributes
        defaults = {name: None if a.default is None else a.typed(a.default) for name, a in kinds.items()}
        columns = {name: tuple(row.get(name, default) for row in rows) for name, default in defaults.items()}
        ids = tuple(f"{number:05d}" for number in range(len(shapes)))
        head = EditionHead(layer, "330300", "illustrative", 5.0, date(2020, 1, 1), "test", drawn.outline)
        store.publish(store.propose(head, Features(ids, geometries, columns, {}), PUBLISHED), PUBLISHED)


def sites(count: int, window: tuple[float, float, float, float], seed: int = SEED) -> list[shapely.Geometry]:
    """Places in a window (EPSG:4490): mostly outlines of 0.1 to 20 ha, some lines and points."""
    rng = random.Random(seed)
    return [_site(rng, window) for _ in range(count)]


def _site(rng: random.Random, window: tuple[float, float, float, float]) -> shapely.Geometry:
    x, y = rng.uniform(window[0], window[2]), rng.uniform(window[1], window[3])
    chosen = rng.random()
    if chosen < 0.1:
        return shapely.Point(x, y)
    size = rng.uniform(0.0003, 0.004)
    if chosen < 0.2:
        return shapely.LineString([(x, y), (x + size, y + rng.uniform(-1, 1) * size), (x + 2 * size, y)])
    turn = sorted(rng.uniform(0, 6.283) for _ in range(rng.randint(4, 12)))
    radii = [rng.uniform(0.5, 1.0) * size / 2 for _ in turn]
    ring = [(x + r * np.cos(t), y + r * np.sin(t)) for t, r in zip(turn, radii, strict=True)]
    return shapely.convex_hull(shapely.MultiPoint(ring))
