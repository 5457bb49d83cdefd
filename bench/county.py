"""An invented coastal prefecture for benchmarks: five polygon layers on one warped lattice, and sites to ask about.

Everything is drawn on straight lattice lines in kilometres and then moved by one continuous map made of sine waves in
octaves. Each octave bends by at most `_BEND`, all together by less than 1, so that the map is one to one: lines become
rough but never cross, and whoever shares a lattice line shares its vertices.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.catalogue import InForce
from layers.editions import Edition, EditionHead, Value
from layers.held import tables_of
from layers.kinds import LayerKind, LayerKinds
from layers.snapshot import Feature, LayerView, Snapshot

Floats = NDArray[np.float64]
TODAY = date(2026, 11, 22)
ACCURACY_M = 5.0
COLUMNS, ROWS = 40, 33  # control units
SEA_COLUMN = 34  # units from here on lie at sea
CELL_KM = 1.5
_WEST, _SOUTH, _KM_LON, _KM_LAT = 120.2, 27.5, 98.3, 110.8
_OCTAVES, _LONGEST_KM, _BEND = 7, 16.0, 0.13
_STEP_KM = 0.03
_COUNTIES = (
    ("330302", "330304", "330328", "330303"),
    ("330324", "330329", "330305", "330326"),
    ("330382", "330383", "330327", "330381"),
)
_CLASSES = ("priority", "key_industrial", "key_urban", "general", "general")


@dataclass(frozen=True)
class Sites:
    """What is asked: places in EPSG:4490 by kind."""

    points: tuple[BaseGeometry, ...]
    polygons: tuple[BaseGeometry, ...]
    lines: tuple[BaseGeometry, ...]


class County:
    """The layers and sites that one seed gives."""

    def __init__(self, seed: int) -> None:
        self._random = np.random.default_rng(seed)
        turn = self._random.uniform(0, 2 * np.pi, (3, _OCTAVES))
        length = _LONGEST_KM / 2.0 ** np.arange(_OCTAVES)
        self._wave = 2 * np.pi / length[:, None] * np.column_stack([np.cos(turn[0]), np.sin(turn[0])])
        self._shift = _BEND * length[:, None] / (2 * np.pi) * np.column_stack([np.cos(turn[1]), np.sin(turn[1])])
        self._phase = turn[2]
        self.outline = self._block(0, 0, COLUMNS, ROWS)
        self.geometries: Mapping[str, list[BaseGeometry]]
        self.attributes: Mapping[str, list[dict[str, Value]]]
        drawn = {
            "admin_area": list(self._admin()),
            "control_unit": list(self._units()),
            "ecological_red_line": list(self._red_lines()),
            "industrial_area": list(self._industry()),
            "water_source_zone": list(self._water()),
        }
        self.geometries = {layer: [geometry for geometry, _ in features] for layer, features in drawn.items()}
        self.attributes = {layer: [about for _, about in features] for layer, features in drawn.items()}

    def snapshot(self, kinds: LayerKinds) -> Snapshot:
        """Every layer as in force, in memory; layers without features answer that there is nothing."""
        return Snapshot(TODAY, {layer: self._view(kind) for layer, kind in kinds.items()}, {})

    def _view(self, kind: LayerKind) -> LayerView:
        at = datetime(2026, 1, 1, tzinfo=UTC)
        shapes = self.geometries.get(kind.layer, [])
        head = EditionHead(
            kind.layer, "330300", "illustrative", ACCURACY_M, date(2020, 1, 1), "benchmark", self.outline
        )
        edition = Edition(head, 1, "0" * 64, len(shapes), "published", at, at)
        defaults = {n: None if a.default is None else a.typed(a.default) for n, a in kind.attributes.items()}
        rows = self.attributes.get(kind.layer, [])
        features = [
            Feature(kind.layer, edition, f"{number:05d}", {**defaults, **about}, shape)
            for number, (shape, about) in enumerate(zip(shapes, rows, strict=True))
        ]
        return LayerView(kind, tables_of(features), [InForce(edition, None)])

    def sites(self, count: int) -> Sites:
        """`count` places of each kind: points, polygons of 1 to 100 ha, lines of 3 to 12 km."""
        return Sites(
            points=tuple(shapely.Point(self._place()[0]) for _ in range(count)),
            polygons=tuple(self._site() for _ in range(count)),
            lines=tuple(self._route() for _ in range(count)),
        )

    def _lonlat(self, km: Floats) -> Floats:
        moved = km + np.sin(km @ self._wave.T + self._phase) @ self._shift
        return self._degrees(moved)

    @staticmethod
    def _degrees(km: Floats) -> Floats:
        lonlat = np.column_stack([_WEST + km[:, 0] / _KM_LON, _SOUTH + km[:, 1] / _KM_LAT])
        return np.asarray(np.round(lonlat, 9), dtype=np.float64)

    def _block(self, west: float, south: float, east: float, north: float, cell_km: float = CELL_KM) -> BaseGeometry:
        """The warped lattice rectangle between lattice lines, its vertices those of every neighbour."""
        corners = np.array([[west, south], [east, south], [east, north], [west, north], [west, south]]) * cell_km
        sides = []
        for start, end in pairwise(corners):
            steps = round(float(np.abs(end - start).max()) / _STEP_KM)
            sides.append(start + (end - start) * (np.arange(steps) / steps)[:, None])
        return shapely.Polygon(self._lonlat(np.vstack(sides)))

    def cell(self, x: int, y: int, size_km: float) -> BaseGeometry:
        """One cell of a finer lattice, numbered from the south-west."""
        return self._block(x, y, x + 1, y + 1, size_km)

    def _admin(self) -> Iterator[tuple[BaseGeometry, dict[str, Value]]]:
        for row, codes in enumerate(_COUNTIES):
            for column, code in enumerate(codes):
                west, east = 10 * column, min(10 * column + 10, SEA_COLUMN)
                about: dict[str, Value] = {"code": code, "name": code, "level": "county"}
                yield self._block(west, 11 * row, east, 11 * row + 11), {**about, "part": "land"}
                if east == SEA_COLUMN:
                    yield self._block(east, 11 * row, COLUMNS, 11 * row + 11), {**about, "part": "sea"}

    def _units(self) -> Iterator[tuple[BaseGeometry, dict[str, Value]]]:
        for x in range(COLUMNS):
            for y in range(ROWS):
                name = str(self._random.choice(_CLASSES))
                yield self._block(x, y, x + 1, y + 1), {"code": f"U{x:02d}{y:02d}", "class": name, "list_coded": True}

    def _red_lines(self) -> Iterator[tuple[BaseGeometry, dict[str, Value]]]:
        """Connected patches of half-size cells, with holes and long borders, some along those of units."""
        half = CELL_KM / 2
        x, y = np.meshgrid(np.arange(2 * COLUMNS), np.arange(2 * ROWS), indexing="ij")
        turn, phase = self._random.uniform(0, 2 * np.pi, (2, 12))
        wave = self._random.uniform(0.15, 0.8, 12)
        field = sum(np.sin(w * (x * np.cos(t) + y * np.sin(t)) + p) for w, t, p in zip(wave, turn, phase, strict=True))
        left = {(int(i), int(j)) for i, j in np.argwhere(field > np.quantile(field, 0.7))}
        while left:
            start = min(left)
            left.remove(start)
            patch, edge = [start], [start]
            while edge:
                i, j = edge.pop()
                for neighbour in ((i + 1, j), (i - 1, j), (i, j + 1), (i, j - 1)):
                    if neighbour in left:
                        left.remove(neighbour)
                        patch.append(neighbour)
                        edge.append(neighbour)
            cells = [self._block(i, j, i + 1, j + 1, half) for i, j in sorted(patch)]
            part = "sea" if start[0] >= 2 * SEA_COLUMN else "land"
            yield shapely.coverage_union_all(cells), {"name": f"R{start}", "part": part, "kind": "biodiversity"}

    def _industry(self) -> Iterator[tuple[BaseGeometry, dict[str, Value]]]:
        for x in np.arange(1.0, SEA_COLUMN * CELL_KM - 2, 2.0):
            for y in np.arange(1.0, ROWS * CELL_KM - 2, 2.0):
                west, south = np.round(np.array([x, y]) + self._random.uniform(0, 0.8, 2), 2)
                wide, tall = np.round(self._random.uniform(0.3, 1.0, 2), 2)
                shape = self._block(west, south, west + wide, south + tall, 1.0)
                yield shape, {"name": f"P{west}", "kind": "park", "recognised": True}

    def _water(self) -> Iterator[tuple[BaseGeometry, dict[str, Value]]]:
        """Level 1 inside level 2 inside a quasi zone, each ring drawn once."""
        turn = np.linspace(0, 2 * np.pi, 120, endpoint=False)
        circle = np.column_stack([np.cos(turn), np.sin(turn)])
        for x in np.arange(2.0, SEA_COLUMN * CELL_KM - 2, 3.0):
            for y in np.arange(2.0, ROWS * CELL_KM - 2, 3.0):
                radius = self._random.uniform(0.2, 0.45)
                centre = np.array([x, y]) + self._random.uniform(-0.3, 0.3, 2)
                one, two, quasi = (self._lonlat(centre + circle * radius * grown) for grown in (1.0, 1.7, 2.4))
                about: dict[str, Value] = {"name": f"W{x}-{y}", "type": "reservoir"}
                yield shapely.Polygon(one), {**about, "level": "1"}
                yield shapely.Polygon(two, [one]), {**about, "level": "2"}
                yield shapely.Polygon(quasi, [two]), {**about, "level": "quasi"}

    def _place(self) -> Floats:
        """A place in the county, away from its edge, as (1, 2) degrees."""
        across = self._random.uniform((4, 4), (COLUMNS * CELL_KM - 4, ROWS * CELL_KM - 4))
        return self._lonlat(across[None])

    def _site(self) -> BaseGeometry:
        count = int(self._random.integers(4, 41))
        turn = (np.arange(count) + self._random.uniform(-0.3, 0.3, count)) * 2 * np.pi / count
        ring = self._random.uniform(0.6, 1.0, count)[:, None] * np.column_stack([np.cos(turn), np.sin(turn)])
        square_km = np.exp(self._random.uniform(np.log(0.01), np.log(1.0)))
        ring *= np.sqrt(square_km / shapely.Polygon(ring).area)
        return shapely.Polygon(self._around(ring))

    def _route(self) -> BaseGeometry:
        count = int(self._random.integers(30, 201))
        heading = self._random.uniform(0, 2 * np.pi) + np.cumsum(self._random.normal(0, 0.6 / np.sqrt(count), count))
        steps = self._random.uniform(3.0, 12.0) / count * np.column_stack([np.cos(heading), np.sin(heading)])
        chain = np.cumsum(steps, axis=0)
        return shapely.LineString(self._around(chain - chain.mean(axis=0)))

    def _around(self, km: Floats) -> Floats:
        lon, lat = self._place()[0]
        return np.round(np.column_stack([lon + km[:, 0] / _KM_LON, lat + km[:, 1] / _KM_LAT]), 9)
