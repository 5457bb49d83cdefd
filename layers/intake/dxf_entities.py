"""What is drawn in the model space of a DXF, as straight pieces: curves cut to a chord error, blocks taken apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from layers.errors import BadGeometry, TooLarge

CHORD_M = 0.001
"""How far a straight edge may be off the curve it stands for, metres."""
_MOST_ENTITIES = 500_000
_MOST_VERTICES = 3_000_000
_DEEPEST = 16
_FURTHEST = 1e12  # drawing units: Earth in millimetres, a hundred times over
_SPLINE_FRAME = 16  # flag of a vertex that only controls a curve
# say something about the drawing and are no part of the site
_REMARKS = frozenset({
    "TEXT", "MTEXT", "DIMENSION", "ARC_DIMENSION", "LARGE_RADIAL_DIMENSION", "LEADER", "MULTILEADER", "MLEADER",
    "TOLERANCE", "ATTDEF", "ATTRIB", "VIEWPORT", "IMAGE", "WIPEOUT", "PDFUNDERLAY", "DWFUNDERLAY", "DGNUNDERLAY",
    "OLE2FRAME", "OLEFRAME", "RAY", "XLINE", "LIGHT", "CAMERA", "SUN", "GEOPOSITIONMARKER", "ACAD_TABLE", "SEQEND",
    "VERTEX"
})  # fmt: skip


@dataclass(frozen=True)
class Drawn:
    """One piece: its layer, its vertices in drawing units (n, 2), whether it is closed by its own flag, is a point."""

    layer: str
    xy: NDArray[np.float64]
    closed: bool = False
    is_point: bool = False


@dataclass
class Drawing:
    """The pieces in drawing units; by layer, how many curves were cut, how many pieces have heights, what was not read.

    `references` are the other drawings that it points to.
    """

    pieces: list[Drawn] = field(default_factory=list)
    curves: Counter[str] = field(default_factory=Counter)
    raised: Counter[str] = field(default_factory=Counter)
    references: list[str] = field(default_factory=list)
    left_out: dict[str, Counter[str]] = field(default_factory=dict)


def drawing_of(entities: Iterable[Any], chord: float, layer_name: Callable[[str], str]) -> Drawing:
    """Everything drawn among `entities` of ezdxf, curves within `chord` drawing units.

    Raises TooLarge for more entities or vertices than a site has.
    """
    collector = _Collector(chord, layer_name)
    for entity in entities:
        collector.take(entity, None, 0)
    return collector.found


def anchors(entities: Iterable[Any]) -> Iterator[tuple[float, float]]:
    """One point of each simple entity, drawing units; to tell the unit by its size."""
    for entity in entities:
        kind = entity.dxftype()
        if kind in ("LINE", "RAY"):
            point = entity.dxf.start
        elif kind in ("ARC", "CIRCLE", "ELLIPSE"):
            point = entity.ocs().to_wcs(entity.dxf.center) if kind != "ELLIPSE" else entity.dxf.center
        elif kind == "LWPOLYLINE":
            point = next(iter(entity.vertices_in_wcs()), None)
        elif kind == "POLYLINE":
            point = next(iter(entity.points_in_wcs()), None)
        elif kind == "POINT":
            point = entity.dxf.location
        elif kind == "INSERT":
            point = next((one for one in _first_of_block(entity)), None)
        elif kind == "SPLINE":
            point = next(iter([*entity.control_points, *entity.fit_points]), None)
        else:
            continue
        if point is not None:
            yield float(point[0]), float(point[1])


def _first_of_block(insert: Any) -> Iterator[Any]:
    block = insert.block()
    if block is None or len(block) > _MOST_ENTITIES:
        return
    matrix = insert.matrix44()
    for point in anchors(entity for entity in block if entity.dxftype() != "INSERT"):
        yield matrix.transform((*point, 0.0))
        return


class _Collector:
    def __init__(self, chord: float, layer_name: Callable[[str], str]) -> None:
        self.found = Drawing()
        self._chord = chord
        self._layer_name = layer_name
        self._entities = 0
        self._vertices = 0

    def take(self, entity: Any, outer: str | None, depth: int) -> None:
        """Add an entity; what a block draws on layer 0 is on the layer of its insertion, `outer`."""
        self._entities += 1
        if self._entities > _MOST_ENTITIES:
            raise TooLarge(
                f"图中的图形（块展开后）超过 {_MOST_ENTITIES} 个；请只留红线所在图层另存",
                f"the drawing holds more than {_MOST_ENTITIES} entities with its blocks taken apart; save the layer of "
                "the site alone",
            )
        own = str(entity.dxf.get("layer", "0"))
        layer = outer if own == "0" and outer is not None else own
        kind = entity.dxftype()
        if kind == "INSERT":
            self._block(entity, layer, depth)
            return
        if kind in _REMARKS:
            return
        xyz, closed = self._vertices_of(entity, kind)
        shown = self._layer_name(layer)
        if not len(xyz):
            self.found.left_out.setdefault(shown, Counter())[kind] += 1
            return
        self._vertices += len(xyz)
        if self._vertices > _MOST_VERTICES:
            raise TooLarge(
                f"图中的顶点超过 {_MOST_VERTICES} 个；请只留红线所在图层另存",
                f"the drawing holds more than {_MOST_VERTICES} vertices; save the layer of the site alone",
            )
        points = np.array(xyz, dtype=np.float64)
        if not (np.abs(points) < _FURTHEST).all():
            raise BadGeometry(
                f"图层“{shown}”上有一个 {kind} 的坐标不是有限数或大得离谱；请在 CAD 中删去或重画该图形",
                f'a {kind} on the layer "{shown}" has coordinates that are no finite numbers or absurdly large; delete '
                "or redraw it",
            )
        if points[:, 2].any():
            self.found.raised[shown] += 1
        self.found.pieces.append(Drawn(shown, points[:, :2], closed, kind == "POINT"))

    def _block(self, insert: Any, layer: str, depth: int) -> None:
        block = insert.block()
        shown = self._layer_name(layer)
        if block is None or depth >= _DEEPEST:
            self.found.left_out.setdefault(shown, Counter())["INSERT"] += 1
            return
        if block.block.is_xref or block.block.is_xref_overlay:
            self.found.references.append(str(block.block.dxf.get("xref_path", "")) or str(insert.dxf.name))
            return
        copies = insert.mcount
        if copies > _MOST_ENTITIES:
            self._entities = _MOST_ENTITIES
        for one in insert.multi_insert() if copies > 1 else (insert,):
            for entity in one.virtual_entities(skipped_entity_callback=self._skipped(shown)):
                self.take(entity, layer, depth + 1)

    def _skipped(self, layer: str) -> Callable[[Any, str], None]:
        def skipped(entity: Any, _reason: str) -> None:
            if entity.dxftype() not in _REMARKS:
                self.found.left_out.setdefault(layer, Counter())[entity.dxftype()] += 1

        return skipped

    def _vertices_of(self, entity: Any, kind: str) -> tuple[list[Any], bool]:
        """Vertices and whether it is closed; none of a kind that is not read."""
        if kind == "LINE":
            return [entity.dxf.start, entity.dxf.end], False
        if kind == "POINT":
            return [entity.dxf.location], False
        if kind in ("ARC", "CIRCLE", "ELLIPSE", "SPLINE"):
            self._count_curve(entity)
            return list(islice(entity.flattening(self._chord), _MOST_VERTICES + 1)), kind == "CIRCLE"
        if kind == "LWPOLYLINE" or (kind == "POLYLINE" and (entity.is_2d_polyline or entity.is_3d_polyline)):
            return self._of_polyline(entity), bool(entity.is_closed)
        return [], False

    def _of_polyline(self, entity: Any) -> list[Any]:
        if not (entity.dxftype() == "POLYLINE" and entity.is_3d_polyline) and entity.has_arc:
            return self._with_arcs(entity)
        if entity.dxftype() == "LWPOLYLINE":
            return list(entity.vertices_in_wcs())
        drawn = [not vertex.dxf.flags & _SPLINE_FRAME for vertex in entity.vertices]
        return [point for point, keep in zip(entity.points_in_wcs(), drawn, strict=True) if keep]

    def _count_curve(self, entity: Any) -> None:
        self.found.curves[self._layer_name(str(entity.dxf.get("layer", "0")))] += 1

    def _with_arcs(self, entity: Any) -> list[Any]:
        """A polyline with bulges, its arcs cut within the chord error."""
        self._count_curve(entity)
        is_light = entity.dxftype() == "LWPOLYLINE"
        first = next(iter(entity.vertices_in_wcs() if is_light else entity.points_in_wcs()))
        points: list[Any] = []
        for part in entity.virtual_entities():
            is_line = part.dxftype() == "LINE"
            run = (
                [part.dxf.start, part.dxf.end]
                if is_line
                else list(islice(part.flattening(self._chord), _MOST_VERTICES + 1))
            )
            before = points[-1] if points else first
            if len(run) > 1 and _far(before, run[0]) > _far(before, run[-1]):
                run.reverse()  # an arc is stored counter-clockwise, whichever way the polyline runs
            points.extend(run[1:] if points else run)
        return points


def _far(a: Any, b: Any) -> float:
    return float((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2)
