"""The Gauss-Krüger zone in which plane areas are given beside those on the ellipsoid."""

from __future__ import annotations

from dataclasses import dataclass

from shapely.geometry.base import BaseGeometry

from layers.crs import parse_crs
from layers.crs_source import ZONES, Zone
from layers.errors import BadCRS
from layers.notes import Note


@dataclass(frozen=True)
class Plane:
    """A CGCS2000 Gauss-Krüger zone; `asked`: named in the question, not chosen by the region's middle."""

    zone: Zone
    asked: bool

    def as_json(self) -> dict[str, object]:
        """As a body names it."""
        return {
            "crs": f"EPSG:{self.zone.epsg}",
            "zone": self.zone.token,
            "central_meridian": self.zone.central_meridian,
            "chosen_by": "question" if self.asked else "region_middle",
        }

    def note(self, ground: BaseGeometry) -> Note | None:
        """Where the ground reaches beyond the zone: plane areas there are off by hundreds of parts in a million."""
        if ground.is_empty:
            return None
        west, _, east, _ = ground.bounds
        half, middle = self.zone.width / 2, self.zone.central_meridian
        if west >= middle - half and east <= middle + half:
            return None
        reach = {"west": round(west, 4), "east": round(east, 4)}
        return Note("areas_beyond_zone", {**reach, "crs": f"EPSG:{self.zone.epsg}", "central_meridian": middle})


def plane(asked: str | None, ground: BaseGeometry) -> Plane:
    """The zone asked for, else the 3° zone of the middle of the ground. Raises BadCRS (a BadInput)."""
    if asked is None:
        west, _, east, _ = (120.0, 0.0, 120.0, 0.0) if ground.is_empty else ground.bounds
        number = round((west + east) / 6.0)
        return Plane(Zone(3, min(max(number, ZONES[3][0]), ZONES[3][-1])), asked=False)
    source = parse_crs(asked)
    if source.kind != "gauss_kruger" or source.datum != "cgcs2000" or source.zone is None:
        raise BadCRS(
            f"plane={asked} 不是 CGCS2000 的高斯—克吕格投影带；请给出如 EPSG:4549（3 度带，中央子午线 120°）的编号",
            f"plane={asked} is no Gauss-Krüger zone of CGCS2000; give one such as EPSG:4549 (3°, meridian 120°)",
        )
    return Plane(source.zone, asked=True)
