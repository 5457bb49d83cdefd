"""Generalised outlines of a layer for zooms at which its vertices lie closer than a pixel.

Made from the whole layer and not from tiles, so that tiles which meet show the same lines, and neighbours keep the
border that they share.
"""
# ruff: noqa: PLR0912 - a kernel is one loop, without objects to hand over

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import geopandas as gpd
import numpy as np
import shapely

from layers.compiled import kernel
from layers.tiles.arcs import Arcs
from layers.tiles.contacts import not_plain
from layers.tiles.flat import Flags, Flat, Floats, ring_areas
from layers.tiles.paths import Geometries, Paths, flatten
from layers.tiles.snapping import PIXEL, snap
from layers.tiles.varints import Integers

FINEST_GENERALISED: Final = 12  # from the next zoom on features are drawn as they are
_TOLERANCE = PIXEL / 2
_TRIES = 4  # times the tolerance is halved where outlines meet, before they are left to shapely
_FINE = 64  # parts of a unit in which outlines are compared before they are rounded
_LEAST_LEFT = 0.75  # of a ring's area; narrow strips are seen to keep theirs


class Pyramid:
    """The outlines of lines or polygons for every zoom, made from the layer as it is.

    A vertex is left out where the line moves by less than half a pixel without it (Douglas and Peucker); it stays where
    borders part. Where outlines would meet that did not, or a ring of a pixel or more would lose a quarter of its area,
    the arcs concerned are thinned less. Holes of less than a pixel are filled.
    """

    def __init__(self, flat: Flat) -> None:
        self._flat = flat
        self._arcs = Arcs.of(flat)
        self._areas = ring_areas(flat.xy, flat.paths)

    def outlines(self, rows: Integers, factor: float) -> Paths:
        """Some rows at whole units of a zoom, `factor` times those of the layer; the owners are places in `rows`.

        What is more than a speck stays, if need be drawn a little wider.
        """
        form, scale = self._flat.form, np.ones(self._arcs.count)
        fine, wrong = self._thinned(rows, factor, scale)
        if form == "line":
            return _rounded(fine, len(rows))[0]
        wrong |= not_plain(fine, len(rows))
        for _ in range(_TRIES):
            if not wrong.any():
                break
            asked = np.zeros(len(self._flat), dtype=bool)
            asked[rows[wrong]] = True
            tight = self._arcs.of_rows(asked)
            scale[tight] /= 2
            touched = self._arcs.rows_with(tight, len(self._flat))[rows]
            again = np.flatnonzero(touched)
            more, bare = self._thinned(rows[again], factor, scale)
            wrong[again] = bare | not_plain(more, len(again))
            others = fine.take(np.flatnonzero(~touched[fine.owners]))
            fine = others.merge(replace(more, owners=again[more.owners]))
        found, vanished = _rounded(fine, len(rows))
        rough = (vanished | not_plain(found, len(rows))) & ~wrong
        # what rounding alone has spoiled, and the few that thinning has
        found = found.take(np.flatnonzero(~(rough | wrong)[found.owners]))
        for places, shapes, to_units in (
            (np.flatnonzero(rough), Flat.joined(fine.of(rough), int(rough.sum())).geometries(), 1 / _FINE),
            (np.flatnonzero(wrong), self._flat.geometries(rows[wrong]), factor),
        ):
            mended = flatten(form, snap(form, shapes, to_units))
            found = found.merge(replace(mended, owners=places[mended.owners]))
        return found

    def _thinned(self, rows: Integers, factor: float, scale: Floats) -> tuple[Paths, Flags]:
        """Some rows in parts of a unit, and which of them lost too much."""
        flat, arcs = self._flat, self._arcs
        units, starts, owners, bare = _thinned(
            flat.xy, flat.paths, flat.parts, flat.rows, rows, arcs.reach, arcs.number, scale, self._areas,
            factor, flat.form == "polygon",
        )  # fmt: skip
        return Paths(flat.form, units, starts, owners), bare


class Dust:
    """The polygons of a layer that are smaller than a pixel.

    Of those of one class near each other that make up a pixel together, one is drawn, as a pixel.

    Args:
        flat: all features of the layer, in any unit.
        classes: the class of each.
    """

    def __init__(self, flat: Flat, classes: Sequence[str]) -> None:
        self._flat = flat
        geometries = flat.geometries()
        self.areas: Floats = shapely.area(geometries)
        centres = gpd.GeoSeries(shapely.centroid(geometries))
        along = centres.hilbert_distance() if len(centres) else centres  # keeps near what is near; none are nowhere
        self._order = np.lexsort((along.to_numpy(), classes))

    def pixels(self, factor: float) -> tuple[Geometries, Integers]:
        """The pixels drawn where `factor` turns the unit of the geometries into that of a zoom, and whose they are."""
        areas = self.areas * factor**2
        small = self._order[areas[self._order] < PIXEL**2]
        heaps = np.floor(np.cumsum(areas[small]) / PIXEL**2)
        drawn = small[np.diff(heaps, prepend=0.0) > 0]
        places = shapely.point_on_surface(self._flat.geometries(drawn))
        x, y = shapely.get_x(places) * factor, shapely.get_y(places) * factor
        half = PIXEL / 2
        return np.asarray(shapely.box(x - half, y - half, x + half, y + half), dtype=object), drawn

    def large(self, factor: float) -> Integers:
        """The features that are drawn as themselves."""
        return np.flatnonzero(self.areas * factor**2 >= PIXEL**2)


def _rounded(fine: Paths, count: int) -> tuple[Paths, Flags]:
    """At whole units, and which of `count` owners lost a shell; of lines, those of one position are left out."""
    units, starts, owners, vanished = _whole(
        fine.units, fine.starts, fine.owners, 3 if fine.form == "polygon" else 2, count
    )
    return Paths(fine.form, units, starts, owners), vanished


@kernel(
    "Tuple((i8[:, ::1], i8[::1], i8[::1], b1[::1]))"
    "(f8[:, ::1], i8[::1], i8[::1], i8[::1], i8[::1], f8[::1], i8[::1], f8[::1], f8[::1], f8, b1)"
)
def _thinned(
    xy: Floats,
    paths: Integers,
    parts: Integers,
    rows: Integers,
    chosen: Integers,
    reach: Floats,
    number: Integers,
    scale: Floats,
    areas: Floats,
    factor: float,
    rings: bool,
) -> tuple[Integers, Integers, Integers, Flags]:
    most = most_paths = 0
    for row in chosen:
        first, last = parts[rows[row]], parts[rows[row + 1]]
        most += paths[last] - paths[first]
        most_paths += last - first
    units, starts, owners = (
        np.empty((most, 2), np.int64),
        np.zeros(most_paths + 1, np.int64),
        np.empty(most_paths, np.int64),
    )
    bare = np.zeros(len(chosen), np.bool_)
    fine, tolerance, pixel = factor * _FINE, _TOLERANCE / factor, (PIXEL / factor) ** 2
    n = count = 0
    for place in range(len(chosen)):
        row = chosen[place]
        had, lost = count, 0.0
        for part in range(rows[row], rows[row + 1]):
            for path in range(parts[part], parts[part + 1]):
                hole = path > parts[part]
                large = abs(areas[path]) >= pixel
                if hole and not large:
                    continue
                begin = n
                for i in range(paths[path], paths[path + 1] - rings):
                    if reach[i] > tolerance * scale[number[i]]:
                        x, y = int(np.rint(xy[i, 0] * fine)), int(np.rint(xy[i, 1] * fine))
                        if n == begin or x != units[n - 1, 0] or y != units[n - 1, 1]:
                            units[n, 0], units[n, 1] = x, y
                            n += 1
                if rings:
                    area = np.int64(0)
                    for i in range(begin + 1, n - 1):
                        x, y = units[i, 0] - units[begin, 0], units[i, 1] - units[begin, 1]
                        area += x * (units[i + 1, 1] - units[begin, 1]) - y * (units[i + 1, 0] - units[begin, 0])
                    enough = area / 2 / fine**2 >= _LEAST_LEFT * areas[path]
                    if hole:
                        enough = area / 2 / fine**2 <= _LEAST_LEFT * areas[path]
                    if large and not enough:
                        bare[place] = True
                    if area * areas[path] <= 0.0:  # nothing left, or what is left turns the other way
                        n = begin
                        if not hole:
                            lost += abs(areas[path])
                            break  # a part too small to be drawn, and its holes
                        continue
                owners[count] = place
                count += 1
                starts[count] = n
        if rings and (count == had or lost >= pixel):  # specks that together are a pixel are something
            bare[place] = True
    return units[:n].copy(), starts[: count + 1].copy(), owners[:count].copy(), bare


@kernel("Tuple((i8[:, ::1], i8[::1], i8[::1], b1[::1]))(i8[:, ::1], i8[::1], i8[::1], i8, i8)")
def _whole(
    fine: Integers, fine_starts: Integers, fine_owners: Integers, least: int, count: int
) -> tuple[Integers, Integers, Integers, Flags]:
    units, starts, owners = np.empty_like(fine), np.zeros_like(fine_starts), np.empty_like(fine_owners)
    vanished = np.zeros(count, np.bool_)
    n = paths = 0
    for path in range(len(fine_owners)):
        begin = n
        for i in range(fine_starts[path], fine_starts[path + 1]):
            x, y = (fine[i, 0] + _FINE // 2) // _FINE, (fine[i, 1] + _FINE // 2) // _FINE
            if n == begin or x != units[n - 1, 0] or y != units[n - 1, 1]:
                units[n, 0], units[n, 1] = x, y
                n += 1
        if least == 3:
            while n - begin > 1 and units[n - 1, 0] == units[begin, 0] and units[n - 1, 1] == units[begin, 1]:
                n -= 1
        if n - begin < least:
            n = begin
            vanished[fine_owners[path]] = True
            continue
        owners[paths] = fine_owners[path]
        paths += 1
        starts[paths] = n
    return units[:n].copy(), starts[: paths + 1].copy(), owners[:paths].copy(), vanished
