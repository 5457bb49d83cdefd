"""Coastline segments in two editions: real shore, invented types."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, MultiLineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from demo.overlay import MAINLAND, Ground, shore_edges
from demo.places import BAYS, COUNTIES, ISLAND_GROUPS, ISLANDS
from demo.plane import Coordinates, place, points, to_lonlat, to_plane

Feature = tuple[dict[str, object], BaseGeometry]
SEED = 2020
# Invented shares of types by stretch of mainland: south of 27.50 N, the plain up to 28.0 N, north of it.
SOUTH = {"N_ROCK": 60, "N_SAND": 10, "A_DIKE": 14, "A_PORT": 6, "R_REST": 4, "A_AQUA": 4, "A_TRAFFIC": 2}
PLAIN = {"A_DIKE": 46, "N_MUD": 28, "A_PORT": 10, "A_TRAFFIC": 4, "R_REST": 5, "A_AQUA": 4, "R_NAT": 3}
NORTH = {
    "A_DIKE": 30,
    "N_MUD": 22,
    "A_AQUA": 17,
    "N_ROCK": 9,
    "N_BIO": 8,
    "A_PORT": 6,
    "R_REST": 5,
    "A_SALT": 3,
    "R_NAT": 3,
}
LARGE_ISLAND = {
    "N_ROCK": 62,
    "N_SAND": 9,
    "A_DIKE": 12,
    "A_PORT": 6,
    "A_TRAFFIC": 4,
    "R_REST": 3,
    "N_MUD": 4,
    "R_NAT": 2,
}
SMALL_ISLAND = {"N_ROCK": 95, "N_SAND": 5}
ISLAND_TYPES = {
    "西门岛": {"N_BIO": 45, "A_AQUA": 25, "A_DIKE": 20, "N_MUD": 10},
    "灵昆岛": {"A_DIKE": 65, "N_MUD": 35},
    "南麂列岛": {"N_ROCK": 84, "N_SAND": 12, "A_PORT": 4},
}
LONG_RING_M = 9_000.0
MOVED_M = 420.0


@dataclass(frozen=True)
class Segment:
    """One shore segment; `line` has the land on its left."""

    code: str
    kind: str
    county: str
    island: str | None
    bay: str | None
    type: str
    recognised: bool | None
    line: BaseGeometry


def _length(line: BaseGeometry) -> float:
    return float(shapely.length(to_plane(line)))


def _draw(rng: np.random.Generator, shares: dict[str, int]) -> str:
    weights = np.array(list(shares.values()), dtype=float)
    return str(rng.choice(list(shares), p=weights / weights.sum()))


def _cut(line: BaseGeometry, rng: np.random.Generator, low: float, high: float) -> list[BaseGeometry]:
    """`line` cut at its own vertices into pieces of about `low` to `high` metres."""
    c = shapely.get_coordinates(line)
    at = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(shapely.get_coordinates(to_plane(line)), axis=0).T))])
    pieces: list[BaseGeometry] = []
    start = 0
    while start < len(c) - 1:
        end = int(np.searchsorted(at, at[start] + rng.uniform(low, high)))
        if end >= len(c) - 1 or at[-1] - at[end] < low / 2:
            end = len(c) - 1
        end = max(end, start + 1)
        pieces.append(LineString(c[start : end + 1]))
        start = end
    return pieces


def _runs(line: BaseGeometry, ground: Ground) -> list[tuple[bool, str | None, BaseGeometry]]:
    """The chain cut where it enters or leaves a river mouth or a bay: (closes a river, bay, line)."""
    c = shapely.get_coordinates(line)
    middles = points((c[:-1] + c[1:]) / 2)
    mouths = shapely.union_all(list(ground.shore.mouth_lines.values()))
    mouth: list[bool] = (shapely.distance(middles, mouths) < 3e-7).tolist()
    bay = np.full(len(middles), "", dtype="U16")
    for name, outline in BAYS.items():
        bay[shapely.within(middles, Polygon(outline))] = name
    keys = list(zip(mouth, bay.tolist(), strict=True))
    runs: list[tuple[bool, str | None, BaseGeometry]] = []
    start = 0
    for i in range(1, len(keys) + 1):
        if i == len(keys) or keys[i] != keys[start]:
            runs.append((keys[start][0], keys[start][1] or None, LineString(c[start : i + 1])))
            start = i
    return runs


def _chains(edges: NDArray[np.object_]) -> list[BaseGeometry]:
    """Edges joined into chains, rings starting at their western end, in a fixed order (north to south)."""
    merged = shapely.get_parts(shapely.line_merge(MultiLineString(list(edges)), directed=True))
    chains = []
    for chain in merged:
        c = shapely.get_coordinates(chain)
        if np.array_equal(c[0], c[-1]):
            first = int(np.lexsort((c[:-1, 1], c[:-1, 0]))[0])
            c = np.concatenate([c[first:-1], c[: first + 1]])
        chains.append(LineString(c))
    return sorted(chains, key=lambda chain: tuple(-shapely.get_coordinates(chain)[0][::-1]))


def _island_name(island: BaseGeometry, county: str, serial: int) -> str:
    """The island's name, its group's, or a number (most islets have no name here)."""
    for name, at in ISLANDS.items():
        if shapely.contains(island, Point(at)):
            return name
    centre = shapely.get_coordinates(shapely.centroid(to_plane(island)))[0]
    for name, (at, km) in ISLAND_GROUPS.items():
        if np.hypot(*(centre - place(*at))) < km * 1000:
            return name
    return f"{COUNTIES[county]}未命名岛{serial:03d}"


def survey(ground: Ground) -> list[Segment]:
    """The 2020 segments: mainland by county from north to south, then islands."""
    rng = np.random.default_rng(SEED)
    edges, faces = shore_edges(ground)
    landmass, county = ground.landmass[faces], ground.county[faces]
    segments: list[Segment] = []

    def add(code: str, bay: str | None, type_: str, line: BaseGeometry, *, island: str | None = None) -> None:
        kind, letter = ("mainland", "M") if island is None else ("island", "I")
        serial = 1 + sum(s.county == code and s.kind == kind for s in segments)
        recognised = bool(len(segments) % 3) if type_.startswith("R_") else None
        name = f"DEMO-CL-{code}-{letter}{serial:03d}"
        segments.append(Segment(name, kind, code, island, bay, type_, recognised, line))

    for code in COUNTIES:
        own = (landmass == MAINLAND) & (county == code)
        for chain in _chains(edges[own]) if own.any() else []:
            for closes, bay, run in _runs(chain, ground):
                for piece in [run] if closes else _cut(run, rng, 1500, 5500):
                    north = float(shapely.get_coordinates(piece)[0, 1])
                    shares = SOUTH if north < 27.50 else PLAIN if north < 28.0 else NORTH
                    add(code, bay, "E_RIVER" if closes else _draw(rng, shares), piece)
    for index in np.unique(landmass[landmass > MAINLAND]):
        own = landmass == index
        code = str(county[own][0])
        name = _island_name(ground.shore.islands[index - 1], code, int(index))
        for chain in _chains(edges[own]):
            long = _length(chain) > LONG_RING_M
            shares = ISLAND_TYPES.get(name, LARGE_ISLAND if long else SMALL_ISLAND)
            for _, bay, run in _runs(chain, ground):
                for piece in _cut(run, rng, 1200, 4500) if long else [run]:
                    add(code, bay, _draw(rng, shares), piece, island=name)
    return segments


def resurvey(segments: list[Segment]) -> list[Segment]:
    """The 2025 segments: some aquaculture dikes restored, some mud flats diked, one of them further out."""
    later: list[Segment] = []
    aquaculture, mud, moved = 0, 0, False
    for segment in segments:
        new = segment
        if segment.kind == "mainland" and segment.type == "A_AQUA":
            aquaculture += 1
            if aquaculture % 3 == 1:
                new = replace(segment, type="R_REST", recognised=aquaculture % 2 == 1)
        if segment.kind == "mainland" and segment.type == "N_MUD":
            mud += 1
            if segment.bay == "温州湾" and not moved:
                moved = True
                new = replace(segment, type="A_DIKE", line=_pushed_out(segment.line))
            elif mud % 9 == 5:
                new = replace(segment, type="A_DIKE")
        later.append(new)
    return later


def _pushed_out(line: BaseGeometry) -> BaseGeometry:
    """The line bulging seaward (to its right), its ends kept."""
    c: Coordinates = shapely.get_coordinates(to_plane(line))
    chord = c[-1] - c[0]
    seaward = np.array([chord[1], -chord[0]]) / np.hypot(*chord)
    share = np.linspace(0, 1, len(c))
    moved = c + MOVED_M * np.sin(np.pi * share)[:, None] ** 0.5 * seaward
    moved[[0, -1]] = c[[0, -1]]
    return to_lonlat(LineString(moved))


def features(segments: list[Segment], year: int) -> list[Feature]:
    """Segments as features of the layer `coastline`."""
    rows: list[Feature] = []
    for s in segments:
        natural = s.type.startswith("N_")
        protection = "strict" if natural and (s.island in {"南麂列岛", "西门岛"} or s.type == "N_BIO") else None
        properties: dict[str, object] = {
            "code": s.code,
            "name": f"演示岸段{s.code[8:]}",
            "kind": s.kind,
            "type": s.type,
            "recognised": s.recognised,
            "recognition": "演示数据，无认定文件" if s.recognised else None,
            "region": s.county,
            "island": s.island,
            "bay": s.bay,
            "protection": protection or ("restricted" if natural else "optimised" if s.type.startswith("A_") else None),
            "survey_year": year,
        }
        rows.append((properties, s.line))
    return rows
