"""KML: every placemark's geometry in longitude/latitude, read strictly and without opening anything else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree

import numpy as np
from numpy.typing import NDArray
from shapely import GeometryCollection, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from layers.crs import WGS84
from layers.errors import BadFile, BadGeometry
from layers.intake.delivered import Delivered, too_few_places
from layers.intake.text import decode
from layers.intake.types import AttributeValue, RawFeature
from layers.notes import Note

_Element = ElementTree.Element
_SIMPLE = {"Point", "LineString", "LinearRing", "Polygon", "Track"}
_MULTI = {"MultiGeometry", "MultiTrack"}
_SHAPES = _SIMPLE | _MULTI | {"Model"}
_DEEPEST = 20
_MOST_PREFIXES = 10
_COMMA = re.compile(r"\s*,\s*")
_ROOT = re.compile(r"<kml\b")
_PREFIX = re.compile(r"</?([A-Za-z_][\w.-]{0,30}):")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


class _Builder(ElementTree.TreeBuilder):
    """A tree builder that stops at a DOCTYPE: the only door to entities, inside or outside the file."""

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:  # noqa: ARG002
        raise BadFile("KML 含有 DOCTYPE 声明，不予读取；请删去", "the KML has a DOCTYPE, which is not read; remove it")


def deliver(data: bytes, name: str) -> Delivered:
    """The placemarks of a KML document. Raises BadFile (no KML, entities, network links) or BadGeometry."""
    text, encoding = decode(data)
    notes = list(encoding)
    mended, prefixes = _declared(text)
    if prefixes:
        notes.append(Note("xml_prefix_declared", {"prefixes": ", ".join(prefixes)}))
    parser = ElementTree.XMLParser(target=_Builder())  # noqa: S314 - entities are refused with the DOCTYPE
    try:
        parser.feed(_DECLARATION.sub("", mended))
        root = parser.close()
    except ElementTree.ParseError as fault:
        raise BadFile(
            f"KML 不是合法的 XML：{fault}；请重新导出",
            f"the KML is not well-formed XML: {fault}; export it again",
        ) from fault
    if _tag(root) != "kml":
        raise BadFile(
            f"XML 的根元素是 {_tag(root)}，不是 kml；请导出为 KML",
            f"the XML has the root {_tag(root)}, not kml; export KML",
        )
    if any(_tag(element) == "NetworkLink" for element in root.iter()):
        raise BadFile(
            "KML 用 NetworkLink 引用了别的文件；请把所引内容存入本文件",
            "the KML points to other files by NetworkLink; save their content into this file",
        )
    reader = _Reader()
    features = []
    for number, (placemark, folder) in enumerate(_placemarks(root), 1):
        features.append(reader.placemark(placemark, folder, f"{name}#{number}"))
    return Delivered("kml", features, default=WGS84, notes=[*notes, *reader.notes()])


def _declared(text: str) -> tuple[str, list[str]]:
    """The text with the prefixes declared that its exporter used and forgot (`gx:`), and which these are."""
    used = dict.fromkeys(_PREFIX.findall(text))
    missing = [prefix for prefix in used if prefix != "xml" and f"xmlns:{prefix}" not in text]
    names = "".join(f' xmlns:{prefix}="urn:undeclared:{prefix}"' for prefix in missing)
    if not missing or len(missing) > _MOST_PREFIXES:
        return text, []
    return _ROOT.sub(f"<kml{names}", text, count=1), missing


def _placemarks(root: _Element) -> Iterator[tuple[_Element, str]]:
    """Every placemark in the order of the document, with the folders it lies in (`红线/一期`)."""
    stack: list[tuple[_Element, str]] = [(root, "")]
    while stack:
        element, folder = stack.pop()
        if _tag(element) == "Placemark":
            yield element, folder
            continue
        if _tag(element) == "Folder" and (title := _text(_child(element, "name"))):
            folder = f"{folder}/{title}" if folder else title
        stack += [(child, folder) for child in reversed(element)]


def _tag(element: _Element) -> str:
    tag = str(element.tag)
    return tag.rpartition("}")[2]


def _child(element: _Element, tag: str) -> _Element | None:
    return next((child for child in element if _tag(child) == tag), None)


def _text(element: _Element | None) -> str:
    return (element.text or "").strip() if element is not None else ""


class _Reader:
    def __init__(self) -> None:
        self.closed_rings = 0
        self.closed_lines = 0
        self.raised = 0

    def notes(self) -> Iterator[Note]:
        if self.closed_rings:
            yield Note("ring_closed", {"count": self.closed_rings})
        if self.closed_lines:
            yield Note("closed_line", {"count": self.closed_lines})
        if self.raised:
            yield Note("z_dropped", {"count": self.raised})

    def placemark(self, element: _Element, folder: str, source: str) -> RawFeature:
        self._seen_z = False
        title = _text(_child(element, "name"))
        place = f"{source}（{title[:40]}）" if title else source
        shapes = [child for child in element if _tag(child) in _SHAPES]
        if len(shapes) != 1:
            raise BadGeometry(
                f"{place}：地标应有一个图形，实有 {len(shapes)} 个；请补上图形或删去该地标",
                f"{place}: a placemark must have one geometry, this has {len(shapes)}; add it or delete the placemark",
            )
        geometry = self._geometry(shapes[0], place, 0)
        self.raised += self._seen_z
        attributes = _attributes(element)
        if folder:
            attributes.setdefault("folder", folder)
        return RawFeature(geometry, attributes, place, title or None)

    def _geometry(self, element: _Element, source: str, depth: int) -> BaseGeometry:
        tag = _tag(element)
        if tag == "Point":
            xy = self._coordinates(element, source)
            if len(xy) != 1:
                raise BadGeometry(f"{source}：点应只有一个坐标", f"{source}: a point must have one coordinate")
            return Point(xy[0])
        if tag in ("LineString", "LinearRing"):
            xy = self._coordinates(element, source)
            if len(xy) < 2:
                raise too_few_places(source, len(xy), 2)
            self.closed_lines += bool(len(xy) > 3 and (xy[0] == xy[-1]).all())
            return LineString(xy)
        if tag == "Polygon":
            return self._polygon(element, source)
        if tag == "Track":
            return self._track(element, source)
        if tag in _MULTI and depth < _DEEPEST:
            return _joined([self._geometry(part, source, depth + 1) for part in element if _tag(part) in _SHAPES])
        raise BadGeometry(
            f"{source}：不支持的图形 {tag}；请改为点、线或面",
            f"{source}: geometry of the kind {tag} is not read; make it a point, line or polygon",
        )

    def _track(self, element: _Element, source: str) -> LineString:
        """A recorded track, whose positions are `longitude latitude [altitude]` each in an element of its own."""
        rows = [_text(child).split() for child in element if _tag(child) == "coord"]
        xy = self._positions(rows, source)
        if len(xy) < 2:
            raise too_few_places(source, len(xy), 2)
        return LineString(xy)

    def _polygon(self, element: _Element, source: str) -> Polygon:
        outer = [ring for boundary in element if _tag(boundary) == "outerBoundaryIs" for ring in boundary]
        inner = [ring for boundary in element if _tag(boundary) == "innerBoundaryIs" for ring in boundary]
        if len(outer) != 1:
            raise BadGeometry(
                f"{source}：面应有一个外环，实有 {len(outer)} 个",
                f"{source}: a polygon must have one outer ring, this has {len(outer)}",
            )
        return Polygon(self._ring(outer[0], source), [self._ring(ring, source) for ring in inner])

    def _ring(self, element: _Element, source: str) -> NDArray[np.float64]:
        xy = self._coordinates(element, source)
        if (xy[0] != xy[-1]).any():
            xy = np.vstack([xy, xy[:1]])
            self.closed_rings += 1
        if len(xy) < 4:
            raise too_few_places(source, len(np.unique(xy, axis=0)), 3)
        return xy

    def _coordinates(self, element: _Element, source: str) -> NDArray[np.float64]:
        found = [child for child in element if _tag(child) == "coordinates"]
        if len(found) > 1 or any(len(child) for child in found):
            raise BadGeometry(
                f"{source}：一个图形只能有一个 coordinates，其中只能有文字；请改正",
                f"{source}: a geometry has one <coordinates>, which holds text alone; mend it",
            )
        tuples = _COMMA.sub(",", _text(found[0] if found else None)).split()
        return self._positions([one.split(",") for one in tuples], source)

    def _positions(self, rows: list[list[str]], source: str) -> NDArray[np.float64]:
        if not rows:
            raise BadGeometry(
                f"{source}：图形没有坐标；请补上或删去该地标",
                f"{source}: the geometry has no coordinates; add them or delete the placemark",
            )
        out = np.empty((len(rows), 2))
        for index, row in enumerate(rows):
            pair = _numbers(row)
            if pair is None:
                raise BadGeometry(
                    f"{source} 第 {index + 1} 个顶点“{','.join(row)[:40]}”不是 经度,纬度[,高程]；请改正",
                    f'{source}, vertex {index + 1}: "{",".join(row)[:40]}" is not longitude,latitude[,altitude]; '
                    "mend it",
                )
            out[index] = pair
            self._seen_z |= len(row) == 3
        return out


def _numbers(row: list[str]) -> tuple[float, float] | None:
    try:
        return (float(row[0]), float(row[1])) if len(row) in (2, 3) else None
    except ValueError:
        return None


def _joined(parts: list[BaseGeometry]) -> BaseGeometry:
    """Parts of one kind as the multi-part geometry; of several kinds as a collection, which is refused later."""
    flat = [one for part in parts for one in getattr(part, "geoms", [part])]
    if all(isinstance(part, Polygon) for part in flat):
        return MultiPolygon(flat)
    if all(isinstance(part, LineString) for part in flat):
        return MultiLineString(flat)
    if all(isinstance(part, Point) for part in flat):
        return MultiPoint(flat)
    return GeometryCollection(flat)


def _attributes(placemark: _Element) -> dict[str, AttributeValue]:
    found: dict[str, AttributeValue] = {}
    for tag in ("name", "description"):
        if text := _text(_child(placemark, tag)):
            found[tag] = text
    extended = _child(placemark, "ExtendedData")
    for element in extended.iter() if extended is not None else ():
        if _tag(element) == "Data":
            found[element.get("name", "")] = _text(_child(element, "value"))
        elif _tag(element) == "SimpleData":
            found[element.get("name", "")] = _text(element)
    return found
