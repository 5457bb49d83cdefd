"""Seeded random scenes near the origin of `world`: zones, project parts and accuracies of all shapes and sizes."""

import math
import random
from dataclasses import dataclass, replace

import shapely
from world import EAST, LAT, LON, NORTH, World, Zone, box, county, harmless, line, point

from zoning.projects import Project

LAYERS = ("ecological_red_line", "water_source_zone")
ROLES = ("occupied", "route", "temporary", "outlet", "sea_use")
Part = tuple[str, shapely.Geometry]


@dataclass(frozen=True)
class Scene:
    """Zones as (layer, geometry, level), parts as (role, geometry), and what is known of their accuracy."""

    zones: tuple[tuple[str, shapely.Geometry, str], ...]
    parts: tuple[Part, ...]
    accuracy_m: float
    zone_accuracy_m: float
    width_m: float | None

    @property
    def t(self) -> float:
        """The width of the band."""
        return self.accuracy_m + self.zone_accuracy_m

    def world(self) -> World:
        """The scene's zones in the county."""
        world = replace(county(), accuracy_m=self.zone_accuracy_m)
        for index, (layer, geometry, level) in enumerate(self.zones):
            more = {"level": level} if layer == "water_source_zone" else {"part": "land", "core_zone": False}
            world = world.having(layer, Zone(f"z{index:03}", geometry, {"code": f"z{index}", "name": "n", **more}))
        return world

    def project(self) -> Project:
        """An ordinary factory on the scene's parts."""
        return self.world().project(
            *self.parts, accuracy_m=self.accuracy_m, width_m=self.width_m, industry="C3392", facts=harmless()
        )


def scene(seed: int) -> Scene:
    """The scene of a seed; some of its parts are invalid and are refused by `projects`."""
    rng = random.Random(seed)
    return Scene(
        zones=tuple((rng.choice(LAYERS), _area(rng), rng.choice("12")) for _ in range(rng.randint(1, 4))),
        parts=tuple((rng.choice(ROLES), _part(rng)) for _ in range(rng.choice((1, 1, 2, 3)))),
        accuracy_m=rng.choice((0.2, 1.0, 5.0, 20.0)),
        zone_accuracy_m=rng.choice((0.5, 2.0, 10.0)),
        width_m=rng.choice((None, None, 3.0, 20.0)),
    )


def _area(rng: random.Random) -> shapely.Geometry:
    x, y = rng.uniform(-300, 300), rng.uniform(-300, 300)
    if rng.random() < 0.4:
        x, y = round(x / 50) * 50, round(y / 50) * 50
        return box(x, y, x + rng.choice((0.5, 3, 8, 50, 300)), y + rng.choice((0.5, 3, 8, 50, 300)))
    star = _star(rng, x, y, rng.choice((2, 10, 60, 200, 500)))
    holed = shapely.difference(star, _star(rng, x, y, 20.0)) if rng.random() < 0.3 else star
    return star if holed.is_empty else holed


def _star(rng: random.Random, x: float, y: float, radius: float) -> shapely.Geometry:
    turns = sorted(rng.uniform(0, 2 * math.pi) for _ in range(rng.choice((3, 4, 8, 20))))
    reach = [radius * rng.uniform(0.3, 1) for _ in turns]
    ring = [
        (LON + (x + r * math.cos(a)) * EAST, LAT + (y + r * math.sin(a)) * NORTH)
        for a, r in zip(turns, reach, strict=True)
    ]
    return shapely.make_valid(shapely.Polygon(ring), method="structure", keep_collapsed=False)


def _part(rng: random.Random) -> shapely.Geometry:
    def somewhere() -> tuple[float, float]:
        return rng.uniform(-400, 400), rng.uniform(-400, 400)

    kind = rng.random()
    if kind < 0.6:
        return shapely.union(_area(rng), _area(rng)) if rng.random() < 0.2 else _area(rng)
    if kind < 0.8:
        return line(*(somewhere() for _ in range(rng.choice((2, 3, 6)))))
    if kind < 0.9:
        return shapely.union_all([line(somewhere(), somewhere()) for _ in range(3)])
    return shapely.union_all([point(*somewhere()) for _ in range(rng.choice((1, 3)))])


def redrawn(geometry: shapely.Geometry, rng: random.Random) -> shapely.Geometry:
    """The same areas from other starting vertices, some the other way round, parts shuffled."""

    def turned(ring: shapely.LinearRing) -> list[tuple[float, float]]:
        vertices = list(ring.coords)[:-1]
        start = rng.randrange(len(vertices))
        vertices = vertices[start:] + vertices[:start]
        return vertices[::-1] if rng.random() < 0.5 else vertices

    parts = [
        shapely.Polygon(turned(part.exterior), [turned(hole) for hole in part.interiors])
        for part in shapely.get_parts(geometry)
    ]
    rng.shuffle(parts)
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def halves(geometry: shapely.Geometry, rng: random.Random) -> list[shapely.Geometry]:
    """An area cut in two by a meridian."""
    west, south, east, north = geometry.bounds
    at = rng.uniform(west, east)
    sides = (shapely.box(west - 1, south - 1, at, north + 1), shapely.box(at, south - 1, east + 1, north + 1))
    pieces = [shapely.intersection(geometry, side) for side in sides]
    return pieces if all(shapely.get_dimensions(piece) == 2 for piece in pieces) else [geometry]
