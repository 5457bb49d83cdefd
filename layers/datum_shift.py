"""The way from Beijing 1954 and Xi'an 1980 to CGCS2000 by parameters that the operator holds; nothing is assumed.

Both have no public parameters: a survey bureau issues them for a region. They are applied by PROJ: geocentric
coordinates on the old ellipsoid, the similarity of three or seven parameters, back on the ellipsoid of CGCS2000.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pyproj import Transformer

from layers.errors import BadCRS
from layers.notes import Note, NoteValue

Points = NDArray[np.float64]
OldDatum = Literal["beijing54", "xian80"]
Method = Literal["position_vector", "coordinate_frame", "translation"]

# semi-major axis and inverse flattening: Krassowsky 1940, IAG 1975, CGCS2000
_ELLIPSOIDS: dict[str, tuple[float, float]] = {"beijing54": (6378245.0, 298.3), "xian80": (6378140.0, 298.257)}
_CGCS2000 = (6378137.0, 298.257222101)
NAMES: dict[str, str] = {"beijing54": "Beijing 1954", "xian80": "Xi'an 1980"}


@dataclass(frozen=True)
class DatumShift:
    """Parameters from an old datum to CGCS2000, and where they hold.

    Translations in metres, rotations in arc seconds by the convention that `method` names, scale in parts per million.
    `west` … `north` bound the region in degrees of CGCS2000; `accuracy_m` is a 95 % bound; `source` the document.
    """

    datum: OldDatum
    name: str
    method: Method
    dx: float
    dy: float
    dz: float
    rx: float
    ry: float
    rz: float
    scale_ppm: float
    west: float
    south: float
    east: float
    north: float
    accuracy_m: float
    source: str

    @property
    def sha256(self) -> str:
        """Hash of everything in it, by which an answer names what it rests on."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True, ensure_ascii=False).encode("utf-8")).hexdigest()

    @property
    def pipeline(self) -> str:
        """The operation as PROJ has it, from degrees on the old datum to degrees on CGCS2000."""
        (a, rf), (to_a, to_rf) = _ELLIPSOIDS[self.datum], _CGCS2000
        helmert = f"+proj=helmert +x={self.dx!r} +y={self.dy!r} +z={self.dz!r}"
        if self.method != "translation":
            helmert += f" +rx={self.rx!r} +ry={self.ry!r} +rz={self.rz!r} +s={self.scale_ppm!r}"
            helmert += f" +convention={self.method}"
        return (
            "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad "
            f"+step +proj=cart +a={a} +rf={rf} +step {helmert} +step +inv +proj=cart +a={to_a} +rf={to_rf} "
            "+step +proj=unitconvert +xy_in=rad +xy_out=deg"
        )

    def apply(self, lonlat: Points) -> Points:
        """Longitude and latitude of the old datum, shape (n, 2), on CGCS2000."""
        moved = Transformer.from_pipeline(self.pipeline).transform(lonlat[:, 0], lonlat[:, 1], np.zeros(len(lonlat)))
        return np.column_stack(moved[:2])

    def holds(self, lonlat: Points) -> bool:
        """Whether every point (CGCS2000) lies in its region."""
        lon, lat = lonlat[:, 0], lonlat[:, 1]
        inside = (lon >= self.west) & (lon <= self.east) & (lat >= self.south) & (lat <= self.north)
        return bool(inside.all())


def old_to_cgcs2000(
    lonlat: Points, datum: OldDatum, crs: str, shifts: Sequence[DatumShift]
) -> tuple[Points, tuple[Note, ...]]:
    """Points of an old datum on CGCS2000, by the parameters in whose region all of them lie, and a note of which.

    Raises BadCRS where no parameters are set for the datum, or none of them holds there.
    """
    known = [shift for shift in shifts if shift.datum == datum]
    if not known:
        raise no_parameters(crs, datum)
    for shift in known:
        moved = shift.apply(lonlat)
        if shift.holds(moved):
            values: dict[str, NoteValue] = {
                "crs": crs,
                "name": shift.name,
                "source": shift.source,
                "accuracy_m": shift.accuracy_m,
                "sha256": shift.sha256,
            }
            return moved, (Note("datum_transformed", values),)
    names = "、".join(shift.name for shift in known)
    raise BadCRS(
        f"{crs}：坐标不在已设转换参数（{names}）的适用范围内；请使用该地区的参数，或向测绘部门转换为 CGCS2000 后再交付",
        f"{crs}: the coordinates lie outside the region of the parameters that are set ({names}); set those of their "
        "region, or have the survey bureau convert them to CGCS2000",
    )


def no_parameters(crs: str, datum: OldDatum) -> BadCRS:
    """The refusal of an old datum for which the operator has set no parameters."""
    return BadCRS(
        f"{crs} 的基准（{NAMES[datum]}）没有公开的转换参数，默认转换误差可达百米；"
        "请向测绘部门转换为 CGCS2000 后再交付，或由管理员把测绘部门给出的参数写入 SANXIAN_DATUM_PARAMETERS 所指的文件",
        f"{crs}: its datum ({NAMES[datum]}) has no public parameters to CGCS2000 and a default shift may be 100 m "
        "wrong; have the survey bureau convert the coordinates to CGCS2000, or let the operator put the parameters "
        "that the bureau issued into the file of SANXIAN_DATUM_PARAMETERS",
    )
