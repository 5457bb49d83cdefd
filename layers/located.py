"""What lies at places: at one in several layers at once, with the nearest of each, and at many at once in one layer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.geodesy.flat import Floats
from layers.geodesy.kernels import first_outside
from layers.grid.index import ASK, OUT
from layers.grid.locate import by_place, holding_many
from layers.grid.several import asking
from layers.held import Feature, HeldTable, Table
from layers.nearby import Near, at_point, holding_rows, nearest
from layers.once import once
from layers.snapshot import LayerView


class Located(NamedTuple):
    """The features of a layer that hold a place, in canonical order, and the nearest: the first of these, if any do."""

    holding: tuple[Feature, ...]
    nearest: Near | None


_NOTHING: Final = Located((), None)
_SQUARE: Final = 0.005  # degrees; places of one square follow each other, so that their cells are at hand
Whole = NDArray[np.int64]


class Locator:
    """Layers that are asked together about one place after another."""

    def __init__(self, views: Sequence[LayerView]) -> None:
        self._views = tuple(views)
        loose = {
            number
            for number, view in enumerate(self._views)
            if not all(isinstance(table, HeldTable) for table in view.tables)
        }
        held = [
            (number, table)
            for number, view in enumerate(self._views)
            for table in view.tables
            if isinstance(table, HeldTable) and number not in loose
        ]
        self._loose = sorted(loose)
        self._tables = held
        self._answers = asking([table.index for _, table in held], [number for number, _ in held])
        self._nothing = [_NOTHING] * len(self._views)

    def locate(self, lon: float, lat: float, within_m: float) -> list[Located]:
        """Of each layer, in order, what `at_point` and `nearest` say of a place (EPSG:4490) within so many metres."""
        found = [*self._nothing]
        for number, row, metres, towards in self._answers(lon, lat, within_m):
            layer, table = self._tables[number]
            if row < 0:  # UNSURE
                found[layer] = _by_itself(self._views[layer], lon, lat, within_m)
                continue
            feature = table.feature(row)
            if metres >= 0.0:  # not HOLDS
                found[layer] = Located((), Near(feature, metres, towards))
            elif found[layer] is _NOTHING:
                found[layer] = Located((feature,), Near(feature, 0.0, None))
            else:
                found[layer] = Located((*found[layer].holding, feature), found[layer].nearest)
        for layer in self._loose:
            found[layer] = _by_itself(self._views[layer], lon, lat, within_m)
        return found


def _by_itself(view: LayerView, lon: float, lat: float, within_m: float) -> Located:
    return Located(at_point(view, lon, lat), nearest(view, shapely.Point(lon, lat), within_m))


class Points:
    """Many places (EPSG:4490) that several layers are asked about at once."""

    def __init__(self, lonlat: Floats) -> None:
        """(n, 2) longitudes and latitudes. Raises ValueError where one is none."""
        self.lonlat = np.ascontiguousarray(lonlat, dtype=np.float64).reshape(-1, 2)
        wrong = first_outside(self.lonlat)
        if wrong >= 0:
            raise ValueError(f"place {wrong} is no longitude and latitude: {self.lonlat[wrong].tolist()}")

    def __len__(self) -> int:
        return len(self.lonlat)

    @once
    def order(self) -> Whole:
        """The places square by square."""
        east, north = np.floor(self.lonlat / _SQUARE).astype(np.int64).T
        return np.argsort(north * 100_000 + east, kind="stable")

    @once
    def ordered(self) -> Floats:
        """Longitudes and latitudes in this order."""
        return self.lonlat[self.order]


class ManyHeld(NamedTuple):
    """What holds n places, as columns: the features that hold place i lie at `at[i]:at[i + 1]`, in canonical order.

    Attributes:
        at: (n + 1,).
        rows: of each feature, its row in `view.features`.
    """

    at: Whole
    rows: Whole


def at_points(view: LayerView, points: Points | Floats) -> ManyHeld:
    """`at_point` of many places, without an object for each."""
    asked = points if isinstance(points, Points) else Points(points)
    places, rows = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    begin = 0
    for table in view.tables:
        held, own = _of_grid(table, asked) if isinstance(table, HeldTable) else _of_each(table, asked)
        places.append(held)
        rows.append(own + begin)
        begin += len(table)
    return ManyHeld(*by_place(np.concatenate(places), np.concatenate(rows), len(asked)))


def _of_grid(table: HeldTable, points: Points) -> tuple[Whole, Whole]:
    """Place and row of every feature of a table that holds a place."""
    at, rows, state = holding_many(table.index, points.ordered)
    place = np.repeat(points.order, np.diff(at))
    for doubt in np.flatnonzero(state == ASK).tolist():
        if not shapely.intersects_xy(table.feature(int(rows[doubt])).geometry, *points.lonlat[place[doubt]]):
            state[doubt] = OUT
    return place[state != OUT], rows[state != OUT].astype(np.int64)


def _of_each(table: Table, points: Points) -> tuple[Whole, Whole]:
    """The same of any table, place by place."""
    pairs = [(n, row) for n, place in enumerate(points.lonlat.tolist()) for row in holding_rows(table, *place)]
    return tuple(np.array(pairs, dtype=np.int64).reshape(-1, 2).T.copy())  # type: ignore[return-value]
