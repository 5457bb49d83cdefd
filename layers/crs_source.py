"""A source coordinate reference system and the way from it to CGCS2000 longitude and latitude.

Everything here is in the order x = east or longitude, y = north or latitude. Other modules import from `layers.crs`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError

from layers import gcj02
from layers.crs_checks import (
    Place,
    any_row,
    require_china,
    require_degrees,
    require_finite,
    require_gauss_kruger,
    require_near_zone,
)
from layers.datum_shift import DatumShift, OldDatum, old_to_cgcs2000
from layers.errors import BadCRS
from layers.notes import Note, NoteValue

Points = NDArray[np.float64]
Kind = Literal["geographic", "gauss_kruger", "projected", "gcj02", "bd09"]
Datum = Literal["cgcs2000", "wgs84", "beijing54", "xian80", "other"]
Prefix = Literal["with", "without", "either"]

ZONES = {3: range(25, 46), 6: range(13, 24)}
_GEOGRAPHIC = {"cgcs2000": 4490, "beijing54": 4214, "xian80": 4610}
# of zones whose eastings carry no zone number, the one of central meridian 75°
FIRST_EPSG = {
    "cgcs2000": {3: 4534, 6: 4502},
    "beijing54": {3: 2422, 6: 21453},
    "xian80": {3: 2370, 6: 2338},
}


@dataclass(frozen=True)
class Zone:
    """A Gauss-Krüger zone of CGCS2000: `width` 3 or 6 degrees, `number` 25–45 or 13–23."""

    width: int
    number: int

    @property
    def central_meridian(self) -> int:
        """Degrees east."""
        return 3 * self.number if self.width == 3 else 6 * self.number - 3

    @property
    def epsg(self) -> int:
        """The EPSG code whose eastings carry no zone number (false easting 500 000 m)."""
        return self.epsg_of("cgcs2000")

    def epsg_of(self, datum: Literal["cgcs2000", "beijing54", "xian80"]) -> int:
        """The same in another datum."""
        return FIRST_EPSG[datum][self.width] + (self.central_meridian - 75) // self.width

    @property
    def token(self) -> str:
        """As the contract writes it: `gk3:40`."""
        return f"gk{self.width}:{self.number}"


def zone_of(number: int) -> Zone:
    """The zone a zone number names; 3° and 6° numbers do not overlap in China. Raises BadCRS for any other."""
    for width, numbers in ZONES.items():
        if number in numbers:
            return Zone(width, number)
    raise BadCRS(
        f"带号 {number} 不存在；3 度带为 25–45，6 度带为 13–23",
        f"there is no zone {number} in China; 3° zones are 25–45, 6° zones 13–23",
    )


@dataclass(frozen=True)
class SourceCRS:
    """The CRS that coordinates arrive in; made by `parse_crs`, `infer_crs` or `gauss_kruger`.

    `name` is what answers print. `definition` is the WKT of a CRS that PROJ has to transform;
    `datum` says what the longitude and latitude refer to before they are taken as CGCS2000.
    """

    name: str
    kind: Kind
    datum: Datum = "cgcs2000"
    zone: Zone | None = None
    prefix: Prefix = "either"
    definition: str | None = None
    shifts: tuple[DatumShift, ...] = field(default=(), compare=False)

    @property
    def old_datum(self) -> OldDatum | None:
        """Beijing 1954 or Xi'an 1980, which only the operator's `shifts` lead out of; None for any other."""
        match self.datum:
            case "beijing54" | "xian80":
                return self.datum
            case _:
                return None

    @property
    def is_degrees(self) -> bool:
        """Whether coordinates in this CRS are longitude and latitude."""
        return self.kind not in ("gauss_kruger", "projected")

    def same_place(self, other: SourceCRS) -> bool:
        """Whether both give the same numbers the same place (4528 and gk3:40 do, 4528 and 4527 do not)."""
        if self.kind == other.kind == "gauss_kruger" and self.zone and other.zone:
            return (self.datum, self.zone.central_meridian) == (other.datum, other.zone.central_meridian)
        mine = (self.kind, self.datum, self.definition)
        return mine == (other.kind, other.datum, other.definition)

    def to_cgcs2000(self, xy: Points, place: Place = any_row) -> tuple[Points, tuple[Note, ...]]:
        """Longitude and latitude in EPSG:4490, shape (n, 2), of points `xy`, and what was assumed.

        `place` names row i of `xy` in messages. Raises BadGeometry for numbers that are no coordinates (NaN, 181°)
        and BadCRS for numbers that contradict this CRS (axes, zone number, degrees for metres, far from its zone).
        """
        xy = np.asarray(xy, dtype=np.float64)
        if xy.ndim != 2 or xy.shape[1] != 2:
            raise ValueError(f"points must have the shape (n, 2), not {xy.shape}")
        require_finite(xy, place)
        if not len(xy):
            return xy.copy(), ()
        if self.kind == "gauss_kruger":
            return self._from_gauss_kruger(xy, place)
        if self.kind == "projected":
            return self._from_projected(xy, place)
        require_degrees(xy, place)
        require_china(xy, place, self.name)
        lonlat, notes = self._from_degrees(xy)
        require_china(lonlat, place, self.name)
        return lonlat, notes

    def _shifted(self, lonlat: Points) -> tuple[Points, tuple[Note, ...]]:
        """On CGCS2000, of what may still be on an old datum."""
        if self.old_datum is None:
            return lonlat, ()
        return old_to_cgcs2000(lonlat, self.old_datum, self.name, self.shifts)

    def _from_degrees(self, xy: Points) -> tuple[Points, tuple[Note, ...]]:
        if self.kind == "gcj02":
            return gcj02.gcj02_to_wgs84(xy), (Note("gcj02_unshifted"), Note("wgs84_as_cgcs2000"))
        if self.kind == "bd09":
            lonlat = gcj02.gcj02_to_wgs84(gcj02.bd09_to_gcj02(xy))
            return lonlat, (Note("bd09_unshifted"), Note("wgs84_as_cgcs2000"))
        if self.datum == "other":
            return _to_wgs84(xy, self._proj(), self.name)
        if self.old_datum is not None:
            return self._shifted(xy)
        return xy.copy(), (Note("wgs84_as_cgcs2000"),) if self.datum == "wgs84" else ()

    def _from_gauss_kruger(self, xy: Points, place: Place) -> tuple[Points, tuple[Note, ...]]:
        if self.zone is None:
            raise ValueError("a Gauss-Krüger CRS has a zone")
        require_gauss_kruger(xy, self.zone.number, self.prefix, self.name, place)
        plain = np.column_stack([np.mod(xy[:, 0], 1e6), xy[:, 1]])
        datum = self.old_datum or "cgcs2000"
        lonlat = _transform(plain, CRS.from_epsg(self.zone.epsg_of(datum)), CRS.from_epsg(_GEOGRAPHIC[datum]))
        meridian, half = self.zone.central_meridian, self.zone.width / 2
        require_near_zone(lonlat, meridian, self.zone.width, self.name, place)
        require_china(lonlat, place, self.name)
        lonlat, notes = self._shifted(lonlat)
        west, east = float(lonlat[:, 0].min()), float(lonlat[:, 0].max())
        if west < meridian - half or east > meridian + half:
            values: dict[str, NoteValue] = {
                "crs": self.name,
                "central_meridian": meridian,
                "west": round(west, 4),
                "east": round(east, 4),
            }
            notes = (*notes, Note("beyond_zone", values))
        return lonlat, notes

    def _from_projected(self, xy: Points, place: Place) -> tuple[Points, tuple[Note, ...]]:
        crs = self._proj()
        base = crs.geodetic_crs
        if base is None:
            raise ValueError("a projected CRS has a geographic base")
        lonlat = _transform(xy, crs, base.to_2d())
        notes: tuple[Note, ...] = ()
        if self.datum == "other":
            lonlat, notes = _to_wgs84(lonlat, base.to_2d(), self.name)
        elif self.datum == "wgs84":
            notes = (Note("wgs84_as_cgcs2000"),)
        else:
            lonlat, notes = self._shifted(lonlat)
        require_china(lonlat, place, self.name)
        return lonlat, notes

    def _proj(self) -> CRS:
        return CRS.from_wkt(self.definition or "")


def _transform(xy: Points, source: CRS, target: CRS) -> Points:
    transformer = Transformer.from_crs(source, target, always_xy=True, only_best=True, allow_ballpark=False)
    # failures come out as inf, which the checks on the result name by vertex
    return np.column_stack(transformer.transform(xy[:, 0], xy[:, 1]))


def _to_wgs84(lonlat: Points, base: CRS, name: str) -> tuple[Points, tuple[Note, ...]]:
    """Another datum to WGS 84 by PROJ's best operation; PROJ knows none straight to CGCS2000."""
    wgs84 = CRS.from_epsg(4326)
    try:
        transformer = Transformer.from_crs(base, wgs84, always_xy=True, only_best=True, allow_ballpark=False)
        moved = np.column_stack(transformer.transform(lonlat[:, 0], lonlat[:, 1]))
        accuracy = transformer.accuracy
    except ProjError as fault:
        raise _no_parameters(name) from fault
    if accuracy < 0:
        raise _no_parameters(name)
    return moved, (Note("crs_transformed", {"crs": name, "accuracy_m": accuracy}), Note("wgs84_as_cgcs2000"))


def _no_parameters(name: str) -> BadCRS:
    return BadCRS(
        f"{name}：没有到 CGCS2000 的可靠转换参数；请交付 CGCS2000 坐标（EPSG:4490 或其高斯投影）",
        f"{name}: no reliable transformation to CGCS2000 is known; deliver CGCS2000 coordinates (EPSG:4490 or its "
        "Gauss-Krüger zones)",
    )


CGCS2000 = SourceCRS("EPSG:4490", "geographic")
WGS84 = SourceCRS("EPSG:4326", "geographic", "wgs84")
GCJ02 = SourceCRS("GCJ02", "gcj02")
BD09 = SourceCRS("BD09", "bd09")


def gauss_kruger(zone: Zone, datum: Literal["cgcs2000", "beijing54", "xian80"] = "cgcs2000") -> SourceCRS:
    """Gauss-Krüger in a named zone, of CGCS2000 or an old datum; eastings with or without the zone number."""
    name = zone.token if datum == "cgcs2000" else f"{datum}:{zone.token}"
    return SourceCRS(name, "gauss_kruger", datum, zone=zone)
