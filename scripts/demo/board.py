"""Where invented controls may stand: the existing ground in plane metres, and tools to lay small shapes on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import shapely
from shapely import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from demo.coast import Segment
from demo.overlay import MAINLAND, SEA, Ground
from demo.plane import Coordinates, along, blob, largest, place, polygonal, to_lonlat, to_plane

Feature = tuple[dict[str, object], BaseGeometry]
NO_PAPER = "演示数据，无批准文件"
CLEAR_OF_SITES_M = 1_500.0
NO_REGION = ("coral", "sea_water_quality")  # layers without the attribute
NO_NAME = ("river_shoreline",)


def pole(shape: BaseGeometry) -> Coordinates:
    """The centre of the largest circle inside (plane metres)."""
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    lines = shapely.maximum_inscribed_circle(np.array(parts), tolerance=5.0)
    best = int(np.argmax(shapely.length(lines)))
    centre: Coordinates = shapely.get_coordinates(lines[best])[0]
    return centre


def block(centre: Coordinates, length: float, width: float, turn: float = 0.0) -> BaseGeometry:
    """A rectangle about `centre`, in the plane."""
    c, s = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]]) * (length / 2, width / 2)
    return Polygon(corners @ np.array([[c, s], [-s, c]]) + centre)


def within(shape: BaseGeometry, margin: float) -> BaseGeometry:
    """A plainer shape that stays inside: `margin` metres in from its border, with fewer vertices."""
    inner = shapely.simplify(shapely.buffer(shape, -margin, quad_segs=2), 0.6 * margin)
    return largest(shapely.intersection(inner, shape), min_hole=1e5)


def seaward(line: BaseGeometry, share: float, distance: float) -> Coordinates:
    """A position so far to the right of a shore line, whose land lies on its left; plane metres."""
    at, ahead = along(line, np.array([share, share + 0.01]) * float(shapely.length(line)))
    way = (ahead - at) / np.hypot(*(ahead - at))
    position: Coordinates = at + distance * np.array([way[1], -way[0]])
    return position


@dataclass(frozen=True)
class Board:
    """The ground, the features of the older layers and the shore segments; every shape it returns is in the plane."""

    ground: Ground
    layers: Mapping[str, list[Feature]]
    segments: Sequence[Segment]
    earlier: Sequence[Segment]  # the segments of 2020, in the same order
    sites: BaseGeometry  # the example projects that stand on ordinary ground, in the plane
    _rows: dict[str, list[Feature]] = field(default_factory=dict)

    @cached_property
    def land(self) -> BaseGeometry:
        """The mainland."""
        return to_plane(self.ground.union(self.ground.landmass == MAINLAND))

    @cached_property
    def sea(self) -> BaseGeometry:
        """The sea inside the extent."""
        return to_plane(self.ground.union(self.ground.landmass == SEA))

    @cached_property
    def free(self) -> BaseGeometry:
        """Mainland clear of red lines, water zones, towns, industry, rivers and the example projects."""
        zones = self.ground.zones
        taken = [to_plane(g) for layer in ("ecological_red_line", "water_source_zone") for _, g in self.layers[layer]]
        for own in (zones.urban, zones.industrial_units, zones.rivers, zones.reservoirs):
            taken += [to_plane(shape) for shape in own.values()]
        taken.append(shapely.buffer(self.sites, CLEAR_OF_SITES_M))
        return shapely.difference(self.land, shapely.buffer(shapely.union_all(taken), 60.0, quad_segs=2))

    def county(self, code: str) -> BaseGeometry:
        """The mainland of a county."""
        return to_plane(self.ground.union((self.ground.landmass == MAINLAND) & (self.ground.county == code)))

    def town(self, code: str) -> BaseGeometry:
        """The urban unit of a county."""
        return to_plane(self.ground.zones.urban[code])

    def estate(self, name: str, *, unit: bool = False) -> BaseGeometry:
        """The industrial area of this name, or the unit around it."""
        zones = self.ground.zones
        (found,) = (g for key, g in (zones.industrial_units if unit else zones.industry).items() if name in key)
        return to_plane(found)

    def red_line(self, name: str) -> BaseGeometry:
        """The red lines on land or at sea whose name holds `name`, as one."""
        own = [to_plane(g) for p, g in self.layers["ecological_red_line"] if name in str(p["name"])]
        return shapely.union_all(own)

    def river(self, name: str) -> BaseGeometry:
        """The water of a river."""
        return to_plane(self.ground.zones.rivers[name])

    def lake(self, name: str) -> BaseGeometry:
        """The water of a reservoir."""
        return to_plane(self.ground.zones.reservoirs[name])

    def segment(self, code: str) -> BaseGeometry:
        """The shore segment `DEMO-CL-<code>` of 2025; its land on the left."""
        (found,) = (s.line for s in self.segments if s.code == f"DEMO-CL-{code}")
        return to_plane(found)

    def shore_of(self, type_: str, kind: str, least: float, *, bay: str | None = None) -> list[Segment]:
        """Segments of a type on the mainland or on islands, at least so many metres long, in their own order."""
        return [
            s
            for s in self.segments
            if s.type == type_ and s.kind == kind and bay in (None, s.bay) and shapely.length(to_plane(s.line)) >= least
        ]

    def patch(self, at: tuple[float, float], radius: float, seed: int, home: BaseGeometry) -> BaseGeometry:
        """A rough patch about the place of `home` nearest `at` that has room for it."""
        for room in (0.9, 0.7, 0.5, 0.3, 0.15):
            core = shapely.buffer(home, -room * radius, quad_segs=2)
            if not core.is_empty:
                break
        else:
            raise LookupError(f"no room for a patch of {radius:g} m near {at}")
        centre = shapely.get_coordinates(shapely.shortest_line(core, Point(place(*at))))[0]
        shape = blob(centre, radius, seed, stretch=1.25, turn=17.0 * seed, roughness=0.3)
        shape = shapely.intersection(shapely.simplify(shape, radius / 40), home)
        return largest(polygonal(shape))

    def stretch(self, line: BaseGeometry, start: float, end: float) -> BaseGeometry:
        """The piece of a line between two shares of its length."""
        return substring(LineString(shapely.get_coordinates(line)), start, end, normalized=True)

    def beside(self, line: BaseGeometry, landward: float, seaward: float) -> BaseGeometry:
        """The strip along a shore line, so far to its left (land) and to its right (sea)."""
        simple = shapely.simplify(line, 8.0)
        sides = [
            shapely.buffer(simple, width, single_sided=True, join_style="mitre", mitre_limit=1.5)
            for width in (landward, -seaward)
            if width
        ]
        return largest(polygonal(shapely.union_all(sides)))

    def county_at(self, shape: BaseGeometry) -> str:
        """The county in which a point of the shape lies (longitude/latitude)."""
        faces = self.ground.faces
        nearest = int(np.argmin(shapely.distance(faces, shapely.point_on_surface(shape))))
        return str(self.ground.county[nearest])

    def row(self, layer: str, name: str, shape: BaseGeometry, **more: object) -> None:
        """One feature more of a layer: numbered, labelled as a demonstration, its county by where it lies."""
        rows = self._rows.setdefault(layer, [])
        short = "".join(word[0] for word in layer.split("_")).upper()
        code = f"DEMO-{short}{len(layer):02d}-{len(rows) + 1:03d}"
        snapped = shapely.set_precision(to_lonlat(shape), 1e-7)
        if snapped.geom_type in ("MultiPolygon", "GeometryCollection"):
            snapped = largest(snapped)
        properties = {"code": code, "name": f"演示·{name}", **more}
        if layer not in NO_REGION:
            properties.setdefault("region", self.county_at(snapped))
        if layer in NO_NAME:
            del properties["name"]
        rows.append((properties, shapely.normalize(snapped)))

    @property
    def features(self) -> dict[str, list[Feature]]:
        """Layer → its features."""
        return self._rows
