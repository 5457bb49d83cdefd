"""What lies at a footprint and round it, how far away and where: by the grid for points, else by shapely."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import shapely
from shapely.geometry.base import BaseGeometry

from layers.geodesy import bearing
from layers.grid import nearest as rings
from layers.grid.index import IN
from layers.grid.locate import holding
from layers.held import Feature, HeldFeature, HeldTable, Table
from layers.offsets import separation
from layers.snapshot import LayerView
from layers.window import window


class Near(NamedTuple):
    """A feature and its least distance (m); `bearing_deg` from the footprint to it, None where they meet."""

    feature: Feature
    distance_m: float
    bearing_deg: float | None


def meets(view: LayerView, footprint: BaseGeometry, within_m: float = 0.0) -> tuple[Near, ...]:
    """Features that meet `footprint` (EPSG:4490) or lie within `within_m` metres of it, in canonical order."""
    place = _place(footprint, within_m)
    if place is None:
        return tuple(near for table in view.tables for near in _measured(table, footprint, within_m))
    return tuple(near for table in view.tables for near in _round(table, footprint, place, within_m))


def meets_many(view: LayerView, footprints: Sequence[BaseGeometry], within_m: float = 0.0) -> list[tuple[Near, ...]]:
    """`meets` for each footprint."""
    return [meets(view, footprint, within_m) for footprint in footprints]


def nearest(
    view: LayerView, footprint: BaseGeometry, within_m: float, keep: Callable[[Feature], bool] | None = None
) -> Near | None:
    """The nearest feature within `within_m` metres (that is to be kept), or None.

    The first in canonical order of those that it meets, or else of those whose distances differ by less than a
    micrometre.
    """
    place = _place(footprint, within_m)
    best: Near | None = None
    for table in view.tables:
        if place is not None and keep is None and isinstance(table, HeldTable):
            one = _nearest(table, place, within_m)
            found = [] if one is None else [one]
        elif place is not None:
            found = [*_round(table, footprint, place, within_m)]
        else:
            found = [*_measured(table, footprint, within_m)]
        for near in found:
            if (best is None or _nearer(near, best)) and (keep is None or keep(near.feature)):
                best = near
    return best


def _nearer(one: Near, other: Near) -> bool:
    if one.bearing_deg is None and other.bearing_deg is not None:
        return True  # it meets, where the other's outline merely rounds to no distance
    return one.distance_m < other.distance_m - (rings.SAME_M if one.distance_m > 0.0 else 0.0)


def at_point(view: LayerView, lon: float, lat: float) -> tuple[Feature, ...]:
    """Features whose closed area holds a point (lines and points: that pass exactly through it)."""
    return tuple(table.feature(row) for table in view.tables for row in holding_rows(table, lon, lat))


def distance(footprint: BaseGeometry, feature: Feature, frame: BaseGeometry) -> Near | None:
    """Distance and bearing to the part of a feature that lies in a box around the footprint; None where none does.

    Exact for every distance that the box holds: what lies outside it is farther still.
    """
    part = feature.within(frame)
    # of a held feature the part reaches a little beyond the frame, so that what touches the footprint is in it
    if shapely.intersects(footprint, part if isinstance(feature, HeldFeature) else feature.geometry):
        return Near(feature, 0.0, None)
    if part.is_empty:
        return None
    metres, here, there = separation(footprint, part)
    if metres == 0.0:
        return Near(feature, 0.0, None)
    return Near(feature, metres, float(bearing(here[0], here[1], there[0], there[1])))


def _place(footprint: BaseGeometry, within_m: float) -> tuple[float, float] | None:
    """Longitude and latitude of a footprint that is one point, where the grid can answer."""
    if not isinstance(footprint, shapely.Point) or footprint.is_empty or not within_m <= rings.FARTHEST_M:
        return None
    lon, lat = footprint.x, footprint.y
    return (lon, lat) if abs(lat) <= rings.HIGHEST and abs(lon) <= 180.0 else None


def holding_rows(table: Table, lon: float, lat: float) -> Iterator[int]:
    """Rows of the features that hold a place."""
    if isinstance(table, HeldTable):
        held = holding(table.index, lon, lat)
        for row, state in zip(held.features.tolist(), held.state.tolist(), strict=True):
            if state == IN or shapely.intersects_xy(table.feature(row).geometry, lon, lat):
                yield row
        return
    for row in table.near(lon, lat, lon, lat):
        if shapely.intersects_xy(table.feature(row).geometry, lon, lat):
            yield row


def _measured(table: Table, footprint: BaseGeometry, within_m: float) -> Iterator[Near]:
    """The reference: every feature whose bounds come near is measured."""
    if footprint.is_empty:
        return
    frame = window(footprint, within_m)
    for row in table.near(*frame.bounds):
        near = distance(footprint, table.feature(row), frame)
        if near is not None and near.distance_m <= within_m:
            yield near


def _round(table: Table, footprint: BaseGeometry, place: tuple[float, float], within_m: float) -> Iterator[Near]:
    """The same of a place, from the cells round it."""
    if not isinstance(table, HeldTable):
        yield from _measured(table, footprint, within_m)
        return
    inside = set(holding_rows(table, *place))
    found = rings.near(table.index, *place, within_m) if within_m > 0.0 else rings.NOTHING
    ways = dict(
        zip(found.features.tolist(), zip(found.metres.tolist(), found.bearing_deg.tolist(), strict=True), strict=True)
    )
    for row in sorted(inside.union(ways)):
        metres, towards = ways[row] if row not in inside else (0.0, None)
        yield Near(table.feature(row), metres, towards)


def _nearest(table: HeldTable, place: tuple[float, float], within_m: float) -> Near | None:
    """The first that holds the place, else the one whose outline is nearest."""
    for row in holding_rows(table, *place):
        return Near(table.feature(row), 0.0, None)
    found = rings.nearest(table.index, *place, within_m)
    return None if found is None else Near(table.feature(found.feature), found.metres, found.bearing_deg)
