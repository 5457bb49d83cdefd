"""Features of a layer, and the tables that hold them: loose ones as objects, indexed ones as flat outlines with a grid.

Of an indexed table only the features that somebody asks for become objects, and of those only the parts that matter.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, groupby
from typing import Final, Protocol, overload

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.editions import Edition, Value
from layers.geodesy.flat import Floats
from layers.grid.clip import clipped
from layers.grid.index import Index, index_of
from layers.grid.shapes import Shapes
from layers.grid.tree import Tree
from layers.once import once
from layers.window import cut

laid_flat = Shapes.of  # where tests put "nothing can be", the whole suite is answered by the reference
_KEPT: Final = 4096  # features of a table that stay objects for whoever asks again
_ASIDE: Final = 1e-9  # degrees by which a part is cut wider than the frame, so that no border of it lies on the frame


class Feature:
    """One feature in force: geometry in EPSG:4490, limited to where its edition speaks."""

    def __init__(
        self, layer: str, edition: Edition, id: str, attributes: Mapping[str, Value], geometry: BaseGeometry
    ) -> None:
        vars(self).update(layer=layer, edition=edition, id=id, attributes=attributes, geometry=geometry)

    # given to the constructor, or told by a kind of feature that is held when somebody asks

    @once
    def layer(self) -> str:
        """The layer that it is of."""
        raise NotImplementedError

    @once
    def edition(self) -> Edition:
        """The edition that it stands in."""
        raise NotImplementedError

    @once
    def id(self) -> str:
        """Its name in that edition."""
        raise NotImplementedError

    @once
    def attributes(self) -> Mapping[str, Value]:
        """Attribute name → typed value, None where absent."""
        raise NotImplementedError

    @once
    def geometry(self) -> BaseGeometry:
        """The whole of it."""
        raise NotImplementedError

    @property
    def accuracy_m(self) -> float:
        """95 % bound of its edition, metres."""
        return self.edition.head.accuracy_m

    @property
    def order(self) -> tuple[str, str, int, str]:
        """A key that puts features in the same order whatever order they came in."""
        return self.layer, self.edition.head.region, self.edition.number, self.id

    def within(self, frame: BaseGeometry) -> BaseGeometry:
        """What of it lies in a frame, exact inside; vertices are added on or beyond the frame's edges only.

        What merely touches the frame from outside is left out: an area stays an area, a line a line.
        """
        return cut(self.geometry, frame)


class Table(Protocol):
    """The features of a layer, or of one of its editions, in canonical order."""

    def __len__(self) -> int:
        """How many there are."""

    def feature(self, row: int) -> Feature:
        """One of them."""

    def geometries(self) -> NDArray[np.object_]:
        """Those of all features, in their order."""

    def near(self, west: float, south: float, east: float, north: float) -> Sequence[int]:
        """The rows whose bounds meet a box, ascending."""


class LooseTable:
    """Features as objects in a tree of their bounds: the reference, and whatever was never held."""

    def __init__(self, features: Sequence[Feature]) -> None:
        self._features = tuple(sorted(features, key=lambda feature: feature.order))

    @once
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree(self.geometries())

    def __len__(self) -> int:
        return len(self._features)

    def feature(self, row: int) -> Feature:
        """One of them."""
        return self._features[row]

    def geometries(self) -> NDArray[np.object_]:
        """Those of all features, in their order."""
        found = np.empty(len(self), dtype=object)
        found[:] = [feature.geometry for feature in self._features]
        return found

    def near(self, west: float, south: float, east: float, north: float) -> Sequence[int]:
        """The rows whose bounds meet a box, ascending."""
        return sorted(self._tree.query(shapely.box(west, south, east, north)).tolist())


class HeldTable:
    """The features of one edition, in the order of their ids, as flat outlines with a grid."""

    def __init__(
        self,
        layer: str,
        edition: Edition,
        ids: Sequence[str],
        attributes: Callable[[int], Mapping[str, Value]],
        shapes: Shapes,
        index: Index,
    ) -> None:
        self.layer = layer
        self.edition = edition
        self.ids = ids
        self.attributes = attributes
        self.shapes = shapes
        self.index = index
        self._made: dict[int, Feature] = {}

    def __len__(self) -> int:
        return len(self.ids)

    def feature(self, row: int) -> Feature:
        """One of them; the same object for whoever asks again soon, an equal one later."""
        found = self._made.get(row)
        if found is None:
            if len(self._made) >= _KEPT:
                self._made = {}  # whoever asks for many makes most of them anew anyway
            found = self._made.setdefault(row, HeldFeature(self, row))
        return found

    def geometries(self) -> NDArray[np.object_]:
        """Those of all features, in their order, made together."""
        return self.shapes.geometries()

    def near(self, west: float, south: float, east: float, north: float) -> Sequence[int]:
        """The rows whose bounds meet a box, ascending."""
        if not self.ids:  # most layers hold nothing in most regions
            return ()
        rows: list[int] = self._tree.meeting((west, south, east, north)).tolist()
        return rows

    @once
    def _tree(self) -> Tree:
        return Tree(self.shapes.bounds)


class HeldFeature(Feature):
    """A feature of an indexed table; its geometry is made when somebody wants the whole of it."""

    def __init__(self, table: HeldTable, row: int) -> None:
        self.table = table
        self.row = row

    def __eq__(self, other: object) -> bool:
        return isinstance(other, HeldFeature) and self.table is other.table and self.row == other.row

    def __hash__(self) -> int:
        return hash((id(self.table), self.row))

    @once
    def layer(self) -> str:
        """The layer that it is of."""
        return self.table.layer

    @once
    def edition(self) -> Edition:
        """The edition that it stands in."""
        return self.table.edition

    @once
    def id(self) -> str:
        """Its name in that edition."""
        return self.table.ids[self.row]

    @once
    def attributes(self) -> Mapping[str, Value]:
        """Attribute name → typed value, None where absent."""
        return self.table.attributes(self.row)

    @once
    def geometry(self) -> BaseGeometry:
        """The whole of it."""
        return self.table.shapes.geometry(self.row)

    def within(self, frame: BaseGeometry) -> BaseGeometry:
        """As `Feature.within`, from the edges near the frame."""
        west, south, east, north = frame.bounds
        is_box = _is_box(frame)
        if is_box and _holds((west, south, east, north), self.table.shapes.bounds[self.row]):
            return self.geometry
        box = west - _ASIDE, south - _ASIDE, east + _ASIDE, north + _ASIDE
        part = clipped(self.table.index, self.row, box)
        if part is None:
            part = cut(self.geometry, shapely.box(*box))
        return part if is_box else cut(part, frame)


def _holds(box: tuple[float, float, float, float], bounds: Floats) -> bool:
    return bool(box[0] <= bounds[0] and box[1] <= bounds[1] and box[2] >= bounds[2] and box[3] >= bounds[3])


def _is_box(frame: BaseGeometry) -> bool:
    west, south, east, north = frame.bounds
    whole = (east - west) * (north - south)
    return shapely.get_num_coordinates(frame) == 5 and bool(abs(frame.area - whole) <= 1e-12 * whole)


class Rows(Sequence[Feature]):
    """The features of several tables, one behind the other."""

    def __init__(self, tables: Sequence[Table]) -> None:
        self._tables = tuple(tables)
        self._begin = [0, *accumulate(len(table) for table in tables)]

    def __len__(self) -> int:
        return self._begin[-1]

    def __iter__(self) -> Iterator[Feature]:
        return (table.feature(row) for table in self._tables for row in range(len(table)))

    @overload
    def __getitem__(self, index: int) -> Feature: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Feature]: ...

    def __getitem__(self, index: int | slice) -> Feature | Sequence[Feature]:
        if isinstance(index, slice):
            return [self[row] for row in range(*index.indices(len(self)))]
        row = index if index >= 0 else len(self) + index
        if not 0 <= row < len(self):
            raise IndexError(index)
        place = bisect_right(self._begin, row) - 1
        return self._tables[place].feature(row - self._begin[place])


def held(
    layer: str,
    edition: Edition,
    ids: Sequence[str],
    attributes: Callable[[int], Mapping[str, Value]],
    geometries: NDArray[np.object_],
    *,
    indexed: bool,
) -> Table:
    """The features of an edition (ids ascending, none empty); loose where their dimensions are mixed."""
    shapes = laid_flat(geometries) if indexed else None
    if shapes is None:
        rows = enumerate(zip(ids, geometries.tolist(), strict=True))
        return LooseTable([Feature(layer, edition, name, attributes(row), one) for row, (name, one) in rows])
    return HeldTable(layer, edition, ids, attributes, shapes, index_of(shapes))


def tables_of(features: Iterable[Feature], *, indexed: bool = True) -> tuple[Table, ...]:
    """Features that are objects already, as one table per edition; loose where some come from a table that is held."""
    ordered = sorted(features, key=lambda feature: feature.order)
    if not indexed or any(isinstance(feature, HeldFeature) for feature in ordered):
        return (LooseTable(ordered),)
    tables = []
    for _, group in groupby(ordered, key=lambda feature: feature.order[:3]):
        own = list(group)
        geometries = np.empty(len(own), dtype=object)
        geometries[:] = [feature.geometry for feature in own]
        columns = [feature.attributes for feature in own]
        first = own[0]
        ids = [feature.id for feature in own]
        tables.append(held(first.layer, first.edition, ids, columns.__getitem__, geometries, indexed=True))
    return tuple(tables)
