"""Layers of polygons, lines and points for tests of the grid."""

from __future__ import annotations

import numpy as np
import shapely


def star(chance, x, y, radius, corners):
    angle = np.sort(chance.uniform(0, 2 * np.pi, corners))
    reach = radius * chance.uniform(0.3, 1, corners)
    return shapely.Polygon(np.round(np.column_stack([x + reach * np.cos(angle), y + reach * np.sin(angle)]), 8))


def world(seed, count=150):
    """Polygons with holes, squares with common borders, lines, points: what layers hold."""
    chance = np.random.default_rng(seed)
    stars = [
        star(chance, *chance.uniform((120, 28), (120.4, 28.3)), chance.choice([0.003, 0.05]), n % 90 + 4)
        for n in range(count)
    ]
    polygons = [shapely.make_valid(one, method="structure") for one in stars]
    polygons += [shapely.box(120 + n / 50, 28.1, 120 + (n + 1) / 50, 28.15) for n in range(20)]
    polygons.append(shapely.box(120.1, 28.0, 120.3, 28.3).difference(shapely.union_all(polygons[:9])))
    lines = [shapely.LineString(shapely.get_coordinates(one)[:9]) for one in stars]
    lines.append(shapely.MultiLineString([[(120, 28), (120.4, 28.3)], [(120.4, 28), (120, 28.3)]]))
    points = [shapely.Point(p) for p in chance.uniform((120, 28), (120.4, 28.3), (count, 2)).round(3)]
    points.append(shapely.MultiPoint([(120.1, 28.1), (120.2, 28.2)]))
    return [np.array(kind, dtype=object) for kind in (polygons, lines, points)]


def footprints(seed, count):
    """Small and large, some with a hole, some of two parts."""
    chance = np.random.default_rng(seed)
    found = []
    for n in range(count):
        reach = 10 ** chance.uniform(-4, -1.3)
        one, hole, other = (
            shapely.make_valid(star(chance, 0, 0, reach * share, int(chance.integers(4, 60))), method="structure")
            for share in (1, 0.3, 0.4)
        )
        one = shapely.difference(one, hole) if n % 5 == 0 else one
        one = shapely.union(one, shapely.transform(other, lambda xy, by=reach: xy + 2 * by)) if n % 7 == 0 else one
        if one.geom_type in ("Polygon", "MultiPolygon") and not one.is_empty:
            place = chance.uniform((120, 28), (120.4, 28.3))
            found.append(shapely.transform(one, lambda xy, place=place: np.round(xy + place, 9)))
    found = np.array(found, dtype=object)
    return found[shapely.is_valid(found)]
