"""What a footprint has in common with features: areas and lengths, and the pieces themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple, TypeGuard, overload

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.geodesy import area, length
from layers.geodesy.flat import Floats
from layers.grid.outlines import Outlines, outlines_of, repeats
from layers.grid.overlaid import ASKED, WHOLE, Overlaid
from layers.grid.rings import polygons, together
from layers.grid.shapes import Shapes
from layers.grid.told import Drawn
from layers.held import Feature, HeldTable, LooseTable, Table
from layers.nearby import meets
from layers.once import once
from layers.overlay import AREAS, EMPTY, difference, intersection
from layers.snapshot import LayerView
from layers.window import neighbourhood, window

_NONE: Final = np.empty(0, dtype=object)


class Measure(NamedTuple):
    """Area (m²) and length (m) of an overlap: the one that has meaning for the two dimensions, the other 0."""

    area_m2: float = 0.0
    length_m: float = 0.0


class Overlap(NamedTuple):
    """A feature that a footprint meets, and how much of the footprint lies in it; nothing where they only touch."""

    feature: Feature
    measure: Measure


class Piece(NamedTuple):
    """The same with the place that they have in common, of the dimension that is measured; empty where they touch."""

    feature: Feature
    measure: Measure
    geometry: BaseGeometry


class Footprints(Sequence[BaseGeometry]):
    """Many valid geometries (EPSG:4490) that several layers are asked about at once."""

    def __init__(self, geometries: Sequence[BaseGeometry]) -> None:
        self._geometries = np.empty(len(geometries), dtype=object)
        self._geometries[:] = geometries

    @once
    def outlines(self) -> Outlines | None:
        """For kernels; None where not all are areas."""
        shapes = Shapes.of(self._geometries)
        return outlines_of(shapes) if shapes is not None and shapes.dimension == 2 else None

    def __len__(self) -> int:
        return len(self._geometries)

    @overload
    def __getitem__(self, index: int) -> BaseGeometry: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[BaseGeometry]: ...

    def __getitem__(self, index: int | slice) -> BaseGeometry | Sequence[BaseGeometry]:
        if isinstance(index, slice):
            return list(self._geometries[index])
        one: BaseGeometry = self._geometries[index]
        return one


class Overlayer:
    """Layers that are asked together about one footprint after another."""

    def __init__(self, views: Sequence[LayerView]) -> None:
        self._layers = len(views)
        self._tables = [(layer, table) for layer, view in enumerate(views) for table in view.tables]
        self._surfaces = [(n, table) for n, (_, table) in enumerate(self._tables) if _is_surface(table)]
        self._overlaid = Overlaid(table.index for _, table in self._surfaces)

    def overlaps(self, footprint: BaseGeometry) -> tuple[tuple[Overlap, ...], ...]:
        """Of each layer every feature that meets a valid geometry, with its own overlap, in canonical order."""
        found = self._found(footprint, places=False)
        return tuple([tuple([Overlap(one.feature, one.measure) for one in of_layer]) for of_layer in found])

    def pieces(self, footprint: BaseGeometry) -> tuple[tuple[Piece, ...], ...]:
        """As `overlaps`, with the places themselves; where a feature holds all of the footprint, that very geometry."""
        found = self._found(footprint, places=True)
        return tuple(
            [
                tuple([one if isinstance(one, Piece) else _piece(one, footprint) for one in of_layer])
                for of_layer in found
            ]
        )

    def _found(self, footprint: BaseGeometry, *, places: bool) -> list[list[Overlap | Piece]]:
        """Overlaps by layer; as pieces those that were drawn, and those that are the footprint itself."""
        drawn = self._drawn(footprint, places=places)
        of_table: list[list[Overlap | Piece]] = [[] for _ in self._tables]
        if drawn is not None:
            parts = polygons(drawn.xy, drawn.ring, drawn.polygon) if len(drawn.xy) else _NONE
            for surface, row, area_m2, relation, begin, end in drawn.overlaps:
                number, table = self._surfaces[surface]
                feature = table.feature(row)
                if relation == WHOLE:
                    of_table[number].append(Piece(feature, Measure(area_m2), footprint))
                elif relation == ASKED:
                    of_table[number] += _exact(feature, footprint)
                elif begin < end:
                    place = parts[begin] if end - begin == 1 else together(parts[begin:end])
                    of_table[number].append(Piece(feature, Measure(area_m2), place))
                else:
                    of_table[number].append(Overlap(feature, Measure(area_m2)))
        if (drawn is None or len(self._surfaces) < len(self._tables)) and not footprint.is_empty:
            for number, (_, other) in enumerate(self._tables):
                if drawn is None or not _is_surface(other):
                    for row in other.near(*footprint.bounds):
                        of_table[number] += _exact(other.feature(row), footprint)
        of_layer: list[list[Overlap | Piece]] = [[] for _ in range(self._layers)]
        for (layer, _), own in zip(self._tables, of_table, strict=True):
            of_layer[layer] += own
        return of_layer

    def _drawn(self, footprint: BaseGeometry, *, places: bool) -> Drawn | None:
        """By kernels; None where the footprint is no area."""
        if isinstance(footprint, shapely.Polygon):
            xy = shapely.get_coordinates(footprint)
            if not repeats(xy):
                return self._overlaid.drawn_of(xy, places=places) if len(xy) else None
        if isinstance(footprint, shapely.Polygon | shapely.MultiPolygon) and not footprint.is_empty:
            shapes = Shapes.of(np.array([footprint], dtype=object))
            return None if shapes is None else self._overlaid.drawn(outlines_of(shapes), places=places)
        return None


def overlaps(view: LayerView, footprint: BaseGeometry) -> tuple[Overlap, ...]:
    """Every feature that meets the footprint, with its own overlap, in canonical order."""
    return Overlayer([view]).overlaps(footprint)[0]


def pieces(view: LayerView, footprint: BaseGeometry) -> tuple[Piece, ...]:
    """As `overlaps`, with the places themselves; where a feature holds all of the footprint, the very same geometry."""
    return Overlayer([view]).pieces(footprint)[0]


class ManyOverlaps(NamedTuple):
    """What n footprints meet, as columns: the overlaps of footprint i lie at `at[i]:at[i + 1]`, in canonical order.

    Attributes:
        at: (n + 1,).
        rows: of each overlap, the row of the feature in `view.features`.
        area_m2: its area, 0 where they only touch.
        length_m: its length, where one of the two is a line.
    """

    at: NDArray[np.int64]
    rows: NDArray[np.int64]
    area_m2: Floats
    length_m: Floats


def overlaps_many(view: LayerView, footprints: Footprints | Sequence[BaseGeometry]) -> ManyOverlaps:
    """`overlaps` of many footprints, without an object for each; areas on areas are measured all at once."""
    every = footprints if isinstance(footprints, Footprints) else Footprints(footprints)
    columns = []
    begin = 0
    for table in view.tables:
        if every.outlines is not None and _is_surface(table):
            asked, rows, area_m2, length_m = _columns_of(table, every, every.outlines)
        else:
            asked, rows, area_m2, length_m = _one_by_one(table, every)
        columns.append((asked, rows + begin, area_m2, length_m))
        begin += len(table)
    if not columns:
        return ManyOverlaps(np.zeros(len(footprints) + 1, np.int64), *_one_by_one(LooseTable(()), ())[1:])
    asked, rows, area_m2, length_m = (np.concatenate(column) for column in zip(*columns, strict=True))
    order = np.argsort(asked, kind="stable")
    at = np.concatenate([[0], np.cumsum(np.bincount(asked, minlength=len(footprints)))])
    return ManyOverlaps(at, rows[order], area_m2[order], length_m[order])


_Columns = tuple[NDArray[np.int64], NDArray[np.int64], Floats, Floats]


def _columns_of(table: HeldTable, footprints: Sequence[BaseGeometry], outlines: Outlines) -> _Columns:
    """Footprint, row, area and length of each overlap with the polygons of a table."""
    at, rows, area_m2, relation = Overlaid([table.index]).measured(outlines)
    asked, length_m = np.repeat(np.arange(len(footprints)), np.diff(at)), np.zeros(len(rows))
    kept = np.ones(len(rows), dtype=bool)
    for place in np.flatnonzero(relation == ASKED).tolist():
        found = [*_exact(table.feature(int(rows[place])), footprints[asked[place]])]
        kept[place] = bool(found)
        for one in found:
            area_m2[place], length_m[place] = one.measure.area_m2, one.measure.length_m
    return asked[kept], rows[kept], area_m2[kept], length_m[kept]


def _one_by_one(table: Table, footprints: Sequence[BaseGeometry]) -> _Columns:
    """The same of any table, each pair by itself."""
    found = [
        (number, row, one.measure.area_m2, one.measure.length_m)
        for number, footprint in enumerate(footprints)
        if not footprint.is_empty
        for row in table.near(*footprint.bounds)
        for one in _exact(table.feature(row), footprint)
    ]
    pairs = np.array([entry[:2] for entry in found], dtype=np.int64).reshape(-1, 2)
    measures = np.array([entry[2:] for entry in found], dtype=np.float64).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1], measures[:, 0], measures[:, 1]


def totals(view: LayerView, footprint: BaseGeometry) -> Mapping[str | None, Measure]:
    """The dissolved overlap per class of the layer (None: no class), for the classes that meet the footprint."""
    met: dict[str | None, list[Feature]] = {}
    for near in meets(view, footprint):
        met.setdefault(view.class_of(near.feature), []).append(near.feature)
    return {code: overlap(footprint, dissolved(features, footprint, 1.0)) for code, features in met.items()}


def dissolved(features: Iterable[Feature], footprint: BaseGeometry, reach_m: float) -> BaseGeometry:
    """The union of the features, exact within `reach_m` metres of the footprint, cut off somewhere beyond."""
    if footprint.is_empty:
        return EMPTY
    frame = neighbourhood(footprint, reach_m)
    parts = [feature.within(frame) for feature in features]
    return shapely.union_all(np.array(parts, dtype=object)) if parts else EMPTY


def of_dimension(geometry: BaseGeometry, dimension: int) -> BaseGeometry:
    """The dissolved parts of a valid geometry that are points (0), lines (1) or polygons (2)."""
    if geometry.geom_type in AREAS:
        return geometry if dimension == 2 else EMPTY  # what is valid is dissolved
    if geometry.is_empty or shapely.get_dimensions(geometry) < dimension:
        return EMPTY
    flat = shapely.get_parts(shapely.get_parts(geometry))
    parts = flat[shapely.get_dimensions(flat) == dimension]
    return shapely.union_all(parts) if len(parts) else EMPTY


def overlap(footprint: BaseGeometry, zone: BaseGeometry) -> Measure:
    """How much of a footprint lies in a zone.

    Polygon on polygon: area; a border in common is nothing. Line on polygon: metres inside, without those along the
    border. Polygon or line on line: metres in common. Point: zero. Parts that lie on each other count once.
    """
    if footprint.geom_type in AREAS and zone.geom_type in AREAS:
        return Measure(_area(of_dimension(intersection(footprint, zone), 2)))
    surface, line = of_dimension(footprint, 2), of_dimension(footprint, 1)
    zone_surface, zone_line = of_dimension(zone, 2), of_dimension(zone, 1)
    shared_area = of_dimension(intersection(surface, zone_surface), 2)
    lengths = [of_dimension(intersection(surface, zone_line), 1)]
    if not line.is_empty:
        inside = of_dimension(intersection(line, zone_surface), 1)
        lengths.append(of_dimension(difference(inside, shapely.boundary(zone_surface)), 1))
        lengths.append(of_dimension(intersection(line, zone_line), 1))
    lengths = [part for part in lengths if not part.is_empty]
    return Measure(_area(shared_area), _length(shapely.union_all(lengths)) if lengths else 0.0)


def size(geometry: BaseGeometry) -> Measure:
    """Area of the polygons and length of the lines of a geometry, each dissolved."""
    return Measure(_area(of_dimension(geometry, 2)), _length(of_dimension(geometry, 1)))


def _area(geometry: BaseGeometry) -> float:
    return 0.0 if geometry.is_empty else float(area(np.array([geometry], dtype=object))[0])


def _length(geometry: BaseGeometry) -> float:
    return 0.0 if geometry.is_empty else float(length(np.array([geometry], dtype=object))[0])


def _is_surface(table: Table) -> TypeGuard[HeldTable]:
    """Whether kernels know its polygons."""
    return isinstance(table, HeldTable) and table.index.dimension == 2


def _exact(feature: Feature, footprint: BaseGeometry) -> Iterator[Overlap]:
    """The overlap as geometries tell it; none where they do not meet."""
    if shapely.intersects(footprint, feature.within(window(footprint, 1.0))):
        yield Overlap(feature, overlap(footprint, dissolved([feature], footprint, 1.0)))


def _piece(found: Overlap, footprint: BaseGeometry) -> Piece:
    """The place of an overlap as geometries tell it."""
    shared = intersection(footprint, found.feature.within(window(footprint, 1.0)))
    return Piece(found.feature, found.measure, of_dimension(shared, 2 if found.measure.area_m2 > 0.0 else 1))
