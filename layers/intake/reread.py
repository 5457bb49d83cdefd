"""The same numbers read otherwise: in another datum of degrees, another zone, another notation."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import shapely
from pyproj import Transformer

from layers.crs import BD09, CGCS2000, GCJ02, Points, SourceCRS, gauss_kruger, parse_crs
from layers.crs_checks import any_row
from layers.crs_source import ZONES, Zone
from layers.errors import BadInput
from layers.gcj02 import gcj02_to_bd09, wgs84_to_gcj02
from layers.intake.candidates import Candidate, convex_hull
from layers.intake.notation import unpacked
from layers.intake.statement import Statement
from layers.intake.types import Reading

UNSHIFTED = ("EPSG:4490", "EPSG:4326")
SHIFTED = (GCJ02, BD09)
"""The datums of phone maps."""


def in_degrees(reading: Reading) -> bool:
    """Whether its numbers were degrees in a datum that another one can be mistaken for."""
    return reading.crs in (*UNSHIFTED, GCJ02.name, BD09.name)


def other_datums(reading: Reading) -> tuple[Candidate, ...]:
    """Where the numbers lie in each datum but the one they were read in; none where they were not degrees."""
    if not in_degrees(reading):
        return ()
    hull = convex_hull(np.array([feature.geometry for feature in reading.features], dtype=object))
    return tuple(
        Candidate(source.name, shapely.transform(hull, partial(between, read_as=reading.crs, meant=source)))
        for source in _others(reading.crs)
    )


def other_zones(reading: Reading) -> tuple[Candidate, ...]:
    """Where the numbers lie in every other 3° zone that puts them in China; none where they were no zone's metres.

    The token states the zone, and where eastings carry its number the file has to be mended besides.
    """
    if reading.zone is None:
        return ()
    zone = parse_crs(reading.zone).zone
    if zone is None:
        return ()
    forward = Transformer.from_crs(4490, zone.epsg, always_xy=True)
    hull = convex_hull(np.array([feature.geometry for feature in reading.features], dtype=object))
    plane = shapely.transform(hull, lambda xy: np.column_stack(forward.transform(xy[:, 0], xy[:, 1])))
    found = []
    for number in ZONES[3]:
        other = Zone(3, number)
        if other.central_meridian == zone.central_meridian:
            continue
        try:
            lonlat, _ = gauss_kruger(other).to_cgcs2000(shapely.get_coordinates(plane))
        except BadInput:
            continue  # not in China by this zone
        found.append(Candidate(other.token, shapely.set_coordinates(shapely.transform(plane, np.copy), lonlat)))
    return tuple(found)


def as_packed(reading: Reading) -> tuple[Candidate, ...]:
    """Where decimal degrees lie if they are packed ddd.mmss; none where they cannot be."""
    if not in_degrees(reading):
        return ()
    hull = convex_hull(np.array([feature.geometry for feature in reading.features], dtype=object))
    base = parse_crs(reading.crs)
    try:
        written = between(shapely.get_coordinates(hull), reading.crs, base, back=True)
        lonlat, _ = base.to_cgcs2000(unpacked(np.round(written, 10), any_row))
    except BadInput:
        return ()
    outline = shapely.convex_hull(shapely.set_coordinates(shapely.transform(hull, np.copy), lonlat))
    return (Candidate(str(Statement(reading.crs, word="packed")), outline),)


def moved(reading: Reading, datum: SourceCRS) -> Reading:
    """The reading as if the longitudes and latitudes that it was given in, or computed from, were of another datum."""
    read_as = reading.crs if in_degrees(reading) else CGCS2000.name
    features = tuple(
        replace(one, geometry=shapely.transform(one.geometry, lambda xy: between(xy, read_as, datum)))
        for one in reading.features
    )
    return replace(reading, features=features, crs=datum.name)


def between(lonlat: Points, read_as: str, meant: SourceCRS, *, back: bool = False) -> Points:
    """EPSG:4490 places of numbers that were read as `read_as`, read as `meant` instead; `back`: the numbers themselves.

    Raises BadCRS for places where no shift is defined.
    """
    if read_as == GCJ02.name:
        numbers = wgs84_to_gcj02(lonlat)
    elif read_as == BD09.name:
        numbers = gcj02_to_bd09(wgs84_to_gcj02(lonlat))
    else:
        numbers = lonlat
    return numbers if back else meant.to_cgcs2000(numbers)[0]


def _others(read_as: str) -> tuple[SourceCRS, ...]:
    if read_as in UNSHIFTED:
        return SHIFTED
    return (CGCS2000, BD09 if read_as == GCJ02.name else GCJ02)
