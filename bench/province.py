"""An invented coastal province for benchmarks: six layers, 13 million vertices at scale 1, from one seed.

Control units are the cells of a shaken honeycomb whose edges are random Koch curves, drawn once and shared by both
sides; cities are unions of units. `scale` shrinks the area and keeps the density: features are as rough and as close at
every scale, there are fewer of them. All positions are EPSG:4490, rounded to 1e-8 degrees.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from bench.fractals import Floats, blob, koch, wander
from layers.editions import Value

Shapes = NDArray[np.object_]
SEED = 20261123
LAYERS = ("admin_area", "control_unit", "ecological_red_line", "water_source_zone", "buffer_strip", "coastline")
POLYGONS = LAYERS[:-1]
WEST, SOUTH, KM_LON, KM_LAT = 118.2, 27.6, 97.2, 110.9
UNIT_KM2, UNITS, CITIES = 30.0, 4_000, 11
BORDER_KM = 7.0  # within this of its square the province may end
RED_LINES, HUGE_RED_LINES, SOURCES, STRIPS, ISLANDS = 20_000, 8, 1_000, 30_000, 1_600
SHORE_TYPES = ("N_ROCK", "N_SAND", "N_MUD", "A_DIKE", "A_PORT", "A_AQUA")
CLASSES = ("priority", "key_industrial", "key_urban", "general", "general")
WIDEST = np.radians(26.0)  # of a border's kite: a shaken honeycomb leaves more than twice that between two edges
SHAKE = 0.13  # of an edge of the honeycomb


@dataclass(frozen=True)
class Drawn:
    """A layer: valid geometries and, column by column, what is said of them."""

    shapes: Shapes
    about: dict[str, list[Value]]


@dataclass(frozen=True)
class Honeycomb:
    """Cells row by row; the shore is where land and sea have an edge in common."""

    cells: Shapes
    centres: Floats  # km
    at_sea: NDArray[np.bool_]
    shore: list[Floats]  # degrees


@dataclass(frozen=True)
class Province:
    """The layers by name, in the order of `LAYERS`."""

    scale: float
    layers: dict[str, Drawn]


def degrees(km: Floats) -> Floats:
    """Kilometres east and north of the province's corner as longitude and latitude, rounded to 1e-8."""
    return np.round(np.column_stack([WEST + km[:, 0] / KM_LON, SOUTH + km[:, 1] / KM_LAT]), 8)


def side_km(scale: float) -> float:
    """The side of the province, a square but for its rough border."""
    return float(np.sqrt(UNITS * UNIT_KM2 * scale))


def at_sea(km: Floats, scale: float) -> NDArray[np.bool_]:
    """Whether positions lie east of the invented shore."""
    x, y = km[:, 0] / side_km(scale), km[:, 1] / side_km(scale)
    return np.asarray(x > 0.7 + 0.07 * np.sin(5 * y) + 0.03 * np.sin(17 * y + 1))


def draw(scale: float, seed: int = SEED) -> Province:
    """The same for the same scale, seed and libraries. Raises ValueError where a geometry is not valid."""
    rng = np.random.default_rng(seed)
    comb = honeycomb(scale, rng)
    layers = {
        "control_unit": units(comb, rng),
        "admin_area": cities(comb, scale, rng),
        "ecological_red_line": red_lines(scale, rng),
        "water_source_zone": sources(scale, rng),
        "buffer_strip": strips(scale, rng),
        "coastline": coast(comb, scale, rng),
    }
    for layer, drawn in layers.items():
        wrong = np.flatnonzero(~shapely.is_valid(drawn.shapes))
        if len(wrong):
            raise ValueError(f"{layer}: {shapely.is_valid_reason(drawn.shapes[wrong[0]])}, one of {len(wrong)}")
    return Province(scale, {layer: layers[layer] for layer in LAYERS})


def honeycomb(scale: float, rng: np.random.Generator) -> Honeycomb:
    """Hexagons in rows, odd rows half a cell to the east; an edge of the lattice is one curve for both its cells."""
    apart = np.sqrt(UNIT_KM2 * 2 / np.sqrt(3))  # of two centres
    columns = max(4, round(side_km(scale) / apart))
    rows = max(4, round(side_km(scale) / (apart * np.sqrt(3) / 2)))
    # corners in rows of their own: below each row of cells a row of alternating low and high corners
    row, place = np.meshgrid(np.arange(rows + 1), np.arange(2 * columns + 2), indexing="ij")
    high = (place + row) % 2 == 0
    x = place * apart / 2
    y = row * apart * np.sqrt(3) / 2 + np.where(high, 0.5, -0.5) * apart / (2 * np.sqrt(3))
    corners = np.stack([x, y], axis=-1)
    corners += rng.uniform(-SHAKE, SHAKE, corners.shape) * apart / np.sqrt(3)
    number = np.arange(corners.shape[0] * corners.shape[1]).reshape(corners.shape[:2])
    level = np.stack([number[:, :-1].ravel(), number[:, 1:].ravel()], axis=1)  # along a row of corners
    upright = np.stack([number[:-1], number[1:]], axis=-1)[high[:-1]]  # from a high corner to the low one above it
    ends = np.concatenate([level, upright])
    cells = [_around(number, r, c) for r in range(rows) for c in range(columns)]
    positions = corners.reshape(-1, 2)
    centres = positions[np.array(cells)].mean(axis=1)
    sea = at_sea(centres, scale)
    sides: dict[tuple[int, int], list[bool]] = {}
    for cell, wet in zip(cells, sea.tolist(), strict=True):
        for pair in zip(cell, cell[1:] + cell[:1], strict=True):
            sides.setdefault((min(pair), max(pair)), []).append(wet)
    shared = [sides.get((min(a, b), max(a, b)), []) for a, b in ends.tolist()]
    shore = np.array([len(set(wet)) == 2 for wet in shared])
    fine = shore | (rng.random(len(ends)) < 0.3)
    curves: dict[tuple[int, int], Floats] = {}
    for chosen, levels in ((fine, 4), (~fine, 3)):
        pairs = ends[chosen]
        lines = koch(positions[pairs[:, 0]], positions[pairs[:, 1]], np.full(len(pairs), WIDEST), levels, rng)
        for (a, b), line in zip(pairs.tolist(), lines, strict=True):
            curves[a, b] = degrees(line)
            curves[b, a] = curves[a, b][::-1]
    rings = [np.vstack([curves[pair][:-1] for pair in zip(cell, cell[1:] + cell[:1], strict=True)]) for cell in cells]
    polygons = np.array([shapely.Polygon(ring) for ring in rings], dtype=object)
    return Honeycomb(polygons, centres, sea, [curves[a, b] for a, b in ends[shore].tolist()])


def _around(number: NDArray[np.int64], row: int, column: int) -> list[int]:
    """The six corners of a cell, anticlockwise: three of the row of corners below it, three of the one above."""
    first = 2 * column + row % 2
    below, above = number[row, first : first + 3], number[row + 1, first : first + 3]
    return [*below.tolist(), *above[::-1].tolist()]


def units(comb: Honeycomb, rng: np.random.Generator) -> Drawn:
    """Every cell a control unit."""
    count = len(comb.cells)
    part: list[Value] = ["sea" if wet else "land" for wet in comb.at_sea]
    about: dict[str, list[Value]] = {
        "code": [f"U{number:05d}" for number in range(count)],
        "class": [str(name) for name in rng.choice(CLASSES, count)],
        "part": part,
        "list_coded": [True] * count,
    }
    return Drawn(comb.cells, about)


def cities(comb: Honeycomb, scale: float, rng: np.random.Generator) -> Drawn:
    """The units nearest to each of the cities' middles, land and sea apart, as one geometry each."""
    count = max(2, round(CITIES * scale))
    middles = comb.centres[rng.choice(np.flatnonzero(~comb.at_sea), count, replace=False)]
    nearest = ((comb.centres[:, None] - middles) ** 2).sum(axis=2).argmin(axis=1)
    shapes, about = [], {"code": [], "name": [], "level": [], "part": []}
    for city in range(count):
        for part, wet in (("land", False), ("sea", True)):
            mine = comb.cells[(nearest == city) & (comb.at_sea == wet)]
            if len(mine):
                shapes.append(shapely.coverage_union_all(mine))
                row = {"code": f"33{city + 1:02d}00", "name": f"city {city + 1}", "level": "city", "part": part}
                for name, value in row.items():
                    about[name].append(value)
    return Drawn(np.array(shapes, dtype=object), about)


def inland(count: int, scale: float, rng: np.random.Generator, *, wet: bool = False) -> Floats:
    """Random positions on land (or at sea), km, away from the rough border of the province."""
    found = np.empty((0, 2))
    while len(found) < count:
        tried = rng.uniform(BORDER_KM, side_km(scale) - BORDER_KM, (4 * count + 16, 2))
        found = np.vstack([found, tried[at_sea(tried, scale) == wet]])
    return found[:count]


def red_lines(scale: float, rng: np.random.Generator) -> Drawn:
    """Rough areas of 12 to 9,000 corners, some with holes, and a few of more than 50,000 corners with sixty holes."""
    count, huge = round(RED_LINES * scale), max(1, round(HUGE_RED_LINES * scale))
    corners = np.clip(np.exp(rng.normal(np.log(120), 0.85, count)), 12, 9_000).astype(int)
    radius = 0.55 * (corners / 120) ** 0.75 * np.exp(rng.normal(0, 0.35, count))
    corners[:huge] = rng.integers(52_000, 110_000, huge)
    radius[:huge] = rng.uniform(14, 26, huge)
    shapes = []
    for number, centre in enumerate(inland(count, scale, rng)):
        big = number < huge
        ring = blob(int(corners[number]), radius[number], 0.3, 1.25 if big else 1.5, rng)
        holes = 60 if big else int(rng.integers(1, 6)) if corners[number] > 80 and rng.random() < 0.08 else 0
        shapes.append(shapely.Polygon(degrees(ring + centre), _holes(ring, centre, holes, rng)))
    about: dict[str, list[Value]] = {
        "code": [f"R{number:05d}" for number in range(count)],
        "part": ["land"] * count,
        "kind": [str(kind) for kind in rng.choice(("biodiversity", "water_conservation", "other"), count)],
    }
    return Drawn(np.array(shapes, dtype=object), about)


def _holes(ring: Floats, centre: Floats, count: int, rng: np.random.Generator) -> list[Floats]:
    """Small outlines on a square lattice that fits into the ring's least radius."""
    if not count:
        return []
    across = int(np.ceil(np.sqrt(count)))
    apart = 1.2 * float(np.hypot(ring[:, 0], ring[:, 1]).min()) / across
    spots = [(column, row) for row in range(across) for column in range(across)][:count]
    places = (np.array(spots) - (across - 1) / 2) * apart + centre
    return [degrees(blob(int(rng.integers(16, 120)), 0.2 * apart, 0.2, 1.6, rng) + place) for place in places]


def sources(scale: float, rng: np.random.Generator) -> Drawn:
    """Level 1 within level 2 within a quasi zone, each border drawn once and shared."""
    shapes, about = [], {"code": [], "level": [], "type": []}
    for number, centre in enumerate(inland(max(3, round(SOURCES * scale)), scale, rng)):
        corners = int(rng.integers(120, 400))
        ring = blob(corners, float(np.exp(rng.normal(np.log(0.5), 0.4))), 0.25, 1.6, rng)
        turn = np.linspace(0, 2 * np.pi, corners + 1)[:, None]
        wider = ring * (1.6 + 0.3 * np.sin(3 * turn))
        one, two, quasi = (degrees(line + centre) for line in (ring, wider, wider * (1.7 + 0.4 * np.cos(2 * turn))))
        shapes += [shapely.Polygon(one), shapely.Polygon(two, [one]), shapely.Polygon(quasi, [two])]
        for level in ("1", "2", "quasi"):
            about["code"].append(f"W{number:05d}-{level}")
            about["level"].append(level)
            about["type"].append("reservoir")
    return Drawn(np.array(shapes, dtype=object), about)


def strips(scale: float, rng: np.random.Generator) -> Drawn:
    """Strips of 10 to 100 m on both sides of winding lines a few kilometres long."""
    count = round(STRIPS * scale)
    lines = [
        wander(int(steps), float(length), float(heading), 0.16 * np.sqrt(steps), rng) + centre
        for centre, steps, length, heading in zip(
            inland(count, scale, rng),
            rng.integers(12, 60, count),
            np.exp(rng.normal(np.log(3.0), 0.6, count)),
            rng.uniform(0, 2 * np.pi, count),
            strict=True,
        )
    ]
    wide = shapely.buffer([shapely.LineString(line) for line in lines], rng.uniform(0.01, 0.1, count), quad_segs=2)
    about: dict[str, list[Value]] = {
        "code": [f"S{number:05d}" for number in range(count)],
        "water_body": [f"river {number % 997}" for number in range(count)],
        "status": [str(status) for status in rng.choice(("delimited", "restored", "built"), count)],
    }
    return Drawn(shapely.transform(wide, degrees), about)


def coast(comb: Honeycomb, scale: float, rng: np.random.Generator) -> Drawn:
    """The shore of the mainland and of islands in segments of 9 to 23 edges, of six types in runs of eight."""
    lines = [(line, "mainland") for line in comb.shore]
    for centre in inland(max(2, round(ISLANDS * scale)), scale, rng, wet=True):
        radius = float(np.clip(0.12 * (rng.pareto(1.1) + 1), 0.1, 7))
        ring = blob(max(12, int(4 * np.pi * radius / 0.02)), radius, 0.3, 1.45, rng)
        lines.append((degrees(ring + centre), "island"))
    pieces, about = [], {"code": [], "kind": [], "type": []}
    for line, kind in lines:
        start = 0
        while start < len(line) - 1:
            end = start + int(rng.integers(9, 24))
            end = len(line) - 1 if len(line) - 1 - end < 3 else end
            pieces.append(shapely.LineString(line[start : end + 1]))
            about["code"].append(f"C{len(pieces):06d}")
            about["kind"].append(kind)
            about["type"].append(SHORE_TYPES[(len(pieces) // 8 * 7919) % len(SHORE_TYPES)])
            start = end
    return Drawn(np.array(pieces, dtype=object), about)
