"""The coordinate reference systems that features are asked for and answered in, each in the order of its own axes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

from layers.errors import BadCRS

Floats = NDArray[np.float64]
_PIECE_M = 1000.0  # an edge of a plane is bent in longitude and latitude: below 1 cm over so much
_PIECES = 5000
_FAR = 70.0  # degrees from its meridian: China spans 62 of them; far beyond, a zone has numbers without a meaning


@dataclass(frozen=True)
class System:
    """One CRS; `north_first`: its first coordinate is the latitude or the northing."""

    uri: str
    epsg: int | None
    north_first: bool
    degrees: bool

    @property
    def name(self) -> str:
        """As people write it: `EPSG:4549`."""
        return "CRS84" if self.epsg is None else f"EPSG:{self.epsg}"

    def from_lonlat(self, xy: Floats) -> Floats:
        """(n, 2) degrees of EPSG:4490, longitude first, as coordinates of this system, to 1e-9° or 0.1 mm.

        Raises BadCRS for what lies so far outside that it has none.
        """
        if not self.degrees:
            far = self._meridian is not None and bool((np.abs(xy[:, 0] - self._meridian) > _FAR).any())
            xy = np.column_stack(_transformer(self._plane).transform(xy[:, 0], xy[:, 1]))
            if far or not np.isfinite(xy).all():
                raise BadCRS(
                    f"有要素远离 {self.name} 的范围，无法用它表示；请改用 EPSG:4490",
                    f"a feature lies too far outside {self.name} to be told in it; ask for EPSG:4490",
                )
        rounded = np.round(xy, 9 if self.degrees else 4) + 0.0
        return rounded[:, ::-1] if self.north_first else rounded

    def to_lonlat(self, xy: Floats) -> Floats:
        """The way back; not finite where the coordinates are none of this system."""
        xy = xy[:, ::-1] if self.north_first else xy
        if self.degrees:
            return xy
        back = _transformer(self._plane).transform(xy[:, 0], xy[:, 1], direction="INVERSE")
        return np.column_stack(back)

    def geometry_to_lonlat(self, geometry: BaseGeometry) -> BaseGeometry:
        """A geometry of this system in EPSG:4490, longitude first; edges of a plane as chains of short ones."""
        if not self.degrees and geometry.length > 0:
            geometry = shapely.segmentize(geometry, max(_PIECE_M, geometry.length / _PIECES))
        return shapely.transform(geometry, self.to_lonlat)

    @property
    def _meridian(self) -> int | None:
        """The central meridian of a Gauss-Krüger zone, degrees."""
        return 75 + 3 * ((self._plane - ZONES[0]) % 21) if self.epsg in ZONES else None

    @property
    def _plane(self) -> int:
        if self.epsg is None:
            raise ValueError("CRS84 is no plane")
        return self.epsg


@cache
def _transformer(epsg: int) -> Transformer:
    """From degrees to a plane, east first; WGS 84 is taken as CGCS2000, as everywhere here."""
    base = 4326 if epsg == 3857 else 4490
    return Transformer.from_crs(base, epsg, always_xy=True, only_best=True, allow_ballpark=False)


def _epsg(code: int, *, north_first: bool, degrees: bool) -> System:
    return System(f"http://www.opengis.net/def/crs/EPSG/0/{code}", code, north_first, degrees)


CRS84 = System("http://www.opengis.net/def/crs/OGC/1.3/CRS84", None, north_first=False, degrees=True)
CGCS2000 = _epsg(4490, north_first=True, degrees=True)
ZONES = range(4513, 4555)  # 3° Gauss-Krüger of CGCS2000: 4513–4533 with the number of the zone, 4534–4554 without
SYSTEMS: Mapping[str, System] = MappingProxyType(
    {
        one.uri: one
        for one in (
            CRS84,
            CGCS2000,
            _epsg(4326, north_first=True, degrees=True),
            _epsg(3857, north_first=False, degrees=False),
            *(_epsg(code, north_first=True, degrees=False) for code in ZONES),
        )
    }
)
_CODES = {one.epsg: one for one in SYSTEMS.values()}
_FORM = re.compile(
    r"\[?(?:EPSG:|urn:ogc:def:crs:EPSG:[\d.]*:|https?://www\.opengis\.net/def/crs/EPSG/[\d.]+/)(\d{4,5})\]?",
    re.ASCII | re.IGNORECASE,
)
_LON_FIRST = re.compile(
    r"\[?(?:OGC:)?CRS84\]?|urn:ogc:def:crs:OGC:[\d.]*:CRS84|https?://www\.opengis\.net/def/crs/OGC/[\d.]+/CRS84",
    re.ASCII | re.IGNORECASE,
)


def system(text: str) -> System:
    """The system that a URI, a URN or a short name (`EPSG:4549`, `CRS84`) means. Raises BadCRS for any other."""
    if _LON_FIRST.fullmatch(text.strip()):
        return CRS84
    match = _FORM.fullmatch(text.strip())
    if match is None or int(match[1]) not in _CODES:
        shown = text if len(text) <= 80 else text[:77] + "..."
        raise BadCRS(
            f"坐标系 {shown!r} 不可用；可用 CRS84、EPSG:4490、4326、3857、4513–4554",
            f"the CRS {shown!r} is not to be had; there are CRS84, EPSG:4490, 4326, 3857 and 4513 to 4554",
        )
    return _CODES[int(match[1])]
