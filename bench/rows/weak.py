"""Where engines are known to be weak: one outline of half a million vertices, and spikes across a footprint's edge."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
import shapely

from bench.fractals import blob
from bench.province import SEED, Shapes, degrees
from bench.ratios import Ratio, figure
from bench.rows.siting import Different
from bench.stage import PUBLISHED, Stage
from bench.turns import Engine, in_turn
from layers import engine
from layers.catalogue import InForce
from layers.editions import Edition, EditionHead, Features
from layers.geodesy import area
from layers.kinds import LayerKind
from layers.snapshot import LayerView, table_of

CLOSE_M2 = 1e-3  # of overlaps, which are the same areas in both


def weak(stage: Stage) -> Iterator[Ratio]:
    """Overlap areas of footprints with one feature, beside a prepared shapely polygon and the same formula of areas."""
    kind = stage.definitions.kinds["ecological_red_line"]
    rng = np.random.default_rng(SEED + 2)
    huge = shapely.Polygon(degrees(blob(500_000, 25.0, 0.3, 1.25, rng) + 60.0))
    corners = shapely.get_coordinates(huge)[rng.integers(0, 500_000, 60)]
    beside = [_outline(corner, 0.9, 24, rng) for corner in corners]
    yield from _beside("ring-of-500000-vertices/prepared-shapely", kind, huge, beside)
    turn = np.arange(20_000) * (2 * np.pi / 20_000)
    reach = np.where(np.arange(20_000) % 2 == 0, 0.9, 1.1)
    spiky = shapely.Polygon(degrees(np.column_stack([reach * np.cos(turn), reach * np.sin(turn)]) + 60.0))
    middle = degrees(np.full((1, 2), 60.0))[0]
    across = [_outline(middle, 1.0, int(rng.integers(30, 61)), rng) for _ in range(24)]
    yield from _beside("ring-of-10000-spikes/prepared-shapely", kind, spiky, across)


def _outline(middle: Shapes, radius_km: float, count: int, rng: np.random.Generator) -> shapely.Polygon:
    ring = blob(count, radius_km, 0.02, 1.7, rng)
    return shapely.Polygon(middle + degrees(ring) - degrees(np.zeros((1, 2))))


def _beside(name: str, kind: LayerKind, zone: shapely.Polygon, places: list[shapely.Polygon]) -> Iterator[Ratio]:
    head = EditionHead(kind.layer, "330000", "illustrative", 5.0, date(2020, 1, 1), "benchmark", zone.envelope)
    entry = InForce(Edition(head, 1, "0" * 64, 1, "published", PUBLISHED, PUBLISHED), None)
    alone = np.array([zone], dtype=object)
    features = Features(("000000",), alone, dict.fromkeys(kind.attributes, (None,)), {})
    view = LayerView(kind, [table_of(kind.layer, entry, features)], [entry])
    prepared = shapely.transform(zone, lambda lonlat: lonlat)
    shapely.prepare(prepared)

    def peer(place: shapely.Polygon) -> float:
        if not shapely.intersects(prepared, place):
            return 0.0
        common = place if shapely.contains(prepared, place) else shapely.intersection(prepared, place)
        return float(area(np.array([common], dtype=object))[0])

    def ours(place: shapely.Polygon) -> float:
        return sum(entry.measure.area_m2 for entry in engine.overlaps(view, place))

    def same(_: object, expected: float, got: float) -> str | None:
        return None if abs(expected - got) <= CLOSE_M2 + 1e-9 * expected else f"{got} m², not {expected} m²"

    times = in_turn([Engine("prepared", peer), Engine("ours", ours)], places, {"ours": same})
    if times.different:
        raise Different(f"{name}: {times.different[:3]}")
    value, least, most = times.ratio("ours", "prepared", 0.5)
    mine, theirs = (times.quantile(which, 0.5) * 1e3 for which in ("ours", "prepared"))
    yield Ratio(name, value, (least, most), f"{figure(mine)} ms against {figure(theirs)} ms; {len(places)} asked")
