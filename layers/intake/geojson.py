"""GeoJSON (RFC 7946, and the `crs` member of 2008): features with their properties, and a top-level "project"."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from shapely import GeometryCollection, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from layers.crs import SourceCRS, parse_crs
from layers.errors import BadCRS, BadFile, BadGeometry
from layers.intake.delivered import Delivered, too_few_places
from layers.intake.json_text import JSONFault, loads
from layers.intake.text import decode
from layers.intake.types import AttributeValue, RawFeature
from layers.notes import Note

_NAMES = ("name", "名称", "地块名称", "项目名称", "NAME", "Name")
_GEOMETRIES = {"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection"}


def parse_json(data: bytes) -> tuple[object, tuple[Note, ...]]:
    """The JSON value in `data` and notes on its encoding; NaN passes, for a message to name the vertex.

    Raises BadFile, also for a repeated key: of two values neither is the one that was meant.
    """
    text, notes = decode(data)
    try:
        return loads(text, finite=False), notes
    except JSONFault as fault:
        raise BadFile(fault.zh, fault.en) from fault


def deliver(document: object, name: str) -> Delivered:
    """The features of a parsed GeoJSON document. Raises BadFile, BadGeometry, BadCRS."""
    if not isinstance(document, Mapping):
        raise BadFile("GeoJSON 的最外层应是一个对象", "GeoJSON must be an object at its top")
    kind = _type(document)
    reader = _Reader(document)
    if kind == "FeatureCollection":
        members = document.get("features")
        if not isinstance(members, list):
            raise BadFile("FeatureCollection 缺少 features 数组", "the FeatureCollection has no array of features")
        features = [reader.feature(member, f"{name}#{number}") for number, member in enumerate(members, 1)]
    elif kind == "Feature":
        features = [reader.feature(document, name)]
    elif kind in _GEOMETRIES:
        features = [RawFeature(reader.geometry(document, name), {}, name)]
    else:
        raise BadFile(
            f"GeoJSON 的 type 是 {_short(kind)}；应为 FeatureCollection、Feature 或几何类型",
            f"the GeoJSON has the type {_short(kind)}; it must be a FeatureCollection, a Feature or a geometry",
        )
    project = document.get("project")
    if project is not None and not isinstance(project, Mapping):
        raise BadFile("GeoJSON 的 project 应是一个对象", 'the "project" member of the GeoJSON must be an object')
    return Delivered("geojson", features, _crs_member(document), notes=reader.notes(), project=project)


def _crs_member(document: Mapping[str, Any]) -> SourceCRS | None:
    if "crs" not in document:
        return None
    member = document["crs"]
    properties = member.get("properties") if isinstance(member, Mapping) else None
    kind = member.get("type") if isinstance(member, Mapping) else None
    named: object = None
    if isinstance(properties, Mapping):
        named = properties.get("name") if kind == "name" else None
        if kind == "EPSG" and str(properties.get("code", "")).isdigit():  # as of 2006
            named = f"EPSG:{properties['code']}"
    if not isinstance(named, str):
        raise BadCRS(
            'GeoJSON 的 crs 成员无法使用；请写成 {"type": "name", "properties": {"name": "EPSG:4490"}}，或删去',
            'the crs member of the GeoJSON cannot be used; write {"type": "name", "properties": {"name": "EPSG:4490"}} '
            "or remove it",
        )
    return parse_crs(named, old=True)


class _Reader:
    """Builds geometries and counts what it had to assume on the way."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.top = document
        self.closed = 0
        self.raised = 0

    def notes(self) -> list[Note]:
        found = []
        if self.closed:
            found.append(Note("ring_closed", {"count": self.closed}))
        if self.raised:
            found.append(Note("z_dropped", {"count": self.raised}))
        return found

    def feature(self, member: object, source: str) -> RawFeature:
        if not isinstance(member, Mapping) or member.get("type") != "Feature":
            raise BadFile(f"{source} 不是 Feature 对象", f"{source} is not a Feature object")
        geometry = member.get("geometry")
        for place in (member, geometry) if member is not self.top else (geometry,):
            if isinstance(place, Mapping) and "crs" in place:
                raise BadCRS(
                    f"{source} 自带 crs；整个文件只能有一个坐标系，请写在最外层，或统一坐标后删去",
                    f"{source} has a crs of its own; a file has one CRS, write it at the top or convert and remove it",
                )
        properties = member.get("properties")
        if properties is not None and not isinstance(properties, Mapping):
            raise BadFile(f"{source} 的 properties 应是一个对象", f"the properties of {source} must be an object")
        if geometry is None:
            raise BadGeometry(
                f"{source}：要素没有图形；请补上图形或删去该要素",
                f"{source}: the feature has no geometry; add it or delete the feature",
            )
        attributes = {str(key): attribute(value) for key, value in (properties or {}).items()}
        return RawFeature(self.geometry(geometry, source), attributes, source, _name(attributes))

    def geometry(self, value: object, source: str) -> BaseGeometry:
        kind = _type(value) if isinstance(value, Mapping) else None
        if not isinstance(value, Mapping) or kind not in _GEOMETRIES:
            raise BadGeometry(
                f"{source}：图形类型 {_short(kind)} 不认识；可用：{'、'.join(sorted(_GEOMETRIES))}",
                f"{source}: unknown geometry type {_short(kind)}; there are {', '.join(sorted(_GEOMETRIES))}",
            )
        if kind == "GeometryCollection":
            # refused by `finish`, which says how to mend it
            return GeometryCollection([Point(0, 0)])
        coordinates = value.get("coordinates")
        self._seen_z = False
        shape = self._build(str(kind), coordinates, source)
        self.raised += self._seen_z
        return shape

    def _build(self, kind: str, coordinates: object, source: str) -> BaseGeometry:
        if kind == "Point":
            return Point(self._positions([coordinates], source)[0])
        if kind == "MultiPoint":
            return MultiPoint(self._positions(coordinates, source))
        if kind == "LineString":
            return self._line(coordinates, source)
        if kind == "Polygon":
            return self._polygon(coordinates, source)
        parts = _array(coordinates, source)
        if kind == "MultiLineString":
            return MultiLineString([self._line(part, source) for part in parts])
        return MultiPolygon([self._polygon(part, source) for part in parts])

    def _line(self, value: object, source: str) -> LineString:
        xy = self._positions(value, source)
        if len(xy) < 2:
            raise too_few_places(source, len(xy), 2)
        return LineString(xy)

    def _polygon(self, value: object, source: str) -> Polygon:
        rings: list[NDArray[np.float64]] = []
        for part in _array(value, source):
            xy = self._positions(part, source)
            _require_finite(
                xy, sum(map(len, rings)), source
            )  # NaN differs from itself, so that a ring with it never closes
            if (xy[0] != xy[-1]).any():
                xy = np.vstack([xy, xy[:1]])
                self.closed += 1
            if len(xy) < 4:
                raise too_few_places(source, len(np.unique(xy, axis=0)), 3)
            rings.append(xy)
        return Polygon(rings[0], rings[1:])

    def _positions(self, value: object, source: str) -> NDArray[np.float64]:
        positions = _array(value, source)
        try:
            array = np.array(positions)
        except ValueError:
            array = np.empty(0, dtype=object)
        if array.ndim != 2 or array.dtype.kind not in "iuf" or array.shape[1] < 2:
            # of unequal length, or not numbers: the slow way finds the culprit
            array = np.array([_position(one, number, source) for number, one in enumerate(positions, 1)])
            self._seen_z |= any(len(one) > 2 for one in positions)
        self._seen_z |= array.shape[1] > 2
        return array[:, :2].astype(np.float64)


def _require_finite(xy: NDArray[np.float64], before: int, source: str) -> None:
    finite = np.isfinite(xy).all(axis=1)
    if finite.all():
        return
    index = int(np.argmin(finite))
    shown = f"{xy[index, 0]}, {xy[index, 1]}"
    raise BadGeometry(
        f"{source} 第 {before + index + 1} 个顶点：坐标 {shown} 不是有限数；请改正该点",
        f"{source}, vertex {before + index + 1}: the coordinates {shown} are not finite; correct the point",
    )


def _position(value: object, number: int, source: str) -> tuple[float, float]:
    if isinstance(value, list | tuple) and len(value) >= 2:
        x, y = value[0], value[1]
        numbers = (int, float)
        if isinstance(x, numbers) and isinstance(y, numbers) and not isinstance(x, bool) and not isinstance(y, bool):
            try:
                return float(x), float(y)
            except OverflowError:
                pass
    raise BadGeometry(
        f"{source} 第 {number} 个顶点不是 [经度, 纬度]：{_short(value)}",
        f"{source}, vertex {number} is not [longitude, latitude]: {_short(value)}",
    )


def _array(value: object, source: str) -> list[Any]:
    if not isinstance(value, list | tuple) or not value:
        raise BadGeometry(
            f"{source}：coordinates 为空或不是数组",
            f"{source}: the coordinates are empty or not nested as the type asks",
        )
    return list(value)


def _name(attributes: Mapping[str, AttributeValue]) -> str | None:
    named = (attributes.get(key) for key in _NAMES)
    return next((name[:80] for name in named if isinstance(name, str) and name.strip()), None)


def attribute(value: object) -> AttributeValue:
    """A property as an attribute: scalars as they are, anything nested as JSON text."""
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return json.dumps(value, ensure_ascii=False)


def _type(value: Mapping[str, Any]) -> str | None:
    """The `type` member; None where it is absent. Anything else is put as text, which no type matches."""
    kind = value.get("type")
    return kind if kind is None or isinstance(kind, str) else json.dumps(kind, ensure_ascii=False)


def _short(value: object) -> str:
    if value is None:
        return "—"
    text = str(value)
    return text if len(text) <= 40 else text[:37] + "..."
