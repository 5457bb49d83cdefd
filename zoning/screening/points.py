"""Many places against chosen layers: which features hold each of them; no rules, no verdict."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.engine import Feature, ManyHeld, Points, at_points
from layers.errors import BadGeometry, BadInput, NotFound
from layers.intake.types import Reading, ReadLimits
from layers.notes import Note
from layers.snapshot import LayerView
from zoning.screening.asking import Common
from zoning.screening.columns import Columns
from zoning.screening.entries import Entry, FeatureEntry
from zoning.screening.inputs import Opened
from zoning.screening.places import Files, place_of
from zoning.screening.problems import Problem, problem
from zoning.screening.values import day, known, text

HELD: Final = "held"
NOTHING: Final = "nothing"  # the layer answers there, and no feature of it holds the place
NOT_COVERED: Final = "not_covered"
FAILED: Final = "failed"  # the layer could not be read: it may hold anything


class Spot(NamedTuple):
    """A place (EPSG:4490), the row of the input that it stands in, and its id there."""

    row: str
    key: str | None
    lon: float
    lat: float


class Wrong(NamedTuple):
    """A row that states no place, and why."""

    row: str
    key: str | None
    problem: Problem


@dataclass(frozen=True)
class Spots:
    """The places of an input; what is wrong with other rows; what was assumed of how many, the first of each kind."""

    spots: tuple[Spot, ...]
    wrong: tuple[Wrong, ...]
    notes: tuple[tuple[Note, int], ...]
    ignored: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class OfLayer:
    """A layer asked about all places. `cause` says why it could not be read; then it holds and answers nothing.

    Attributes:
        answers: (n,) whether the layer answers at each place at all.
    """

    layer: str
    view: LayerView | None
    held: ManyHeld
    answers: NDArray[np.bool_]
    cause: str | None = None


class Line(NamedTuple):
    """What a layer says of a place: HELD by a feature, or one of the other words without a feature."""

    spot: Spot
    layer: str
    said: str
    feature: Feature | None


@dataclass(frozen=True, eq=False)
class Located:
    """Places and what each layer says of them."""

    read: Spots
    layers: tuple[OfLayer, ...]

    def lines(self) -> Iterator[Line]:
        """By place, then by layer in the order asked: a line for each feature, or one that says why there is none."""
        for number, spot in enumerate(self.read.spots):
            for one in self.layers:
                rows = one.held.rows[one.held.at[number] : one.held.at[number + 1]].tolist()
                if one.view is None or not rows:
                    said = FAILED if one.view is None else NOTHING if one.answers[number] else NOT_COVERED
                    yield Line(spot, one.layer, said, None)
                    continue
                for row in rows:
                    yield Line(spot, one.layer, HELD, one.view.features[row])

    def counts(self) -> Mapping[str, Mapping[str, int]]:
        """By layer, how many places it says what of."""
        return {one.layer: _count(one, len(self.read.spots)) for one in self.layers}


def spots_of(opened: Opened, common: Common, columns: Columns, limits: ReadLimits) -> Spots:
    """The places of an input, each row for itself."""
    spots: list[Spot] = []
    wrong: list[Wrong] = []
    notes: dict[str, tuple[Note, int]] = {}
    for entry in opened.entries.entries:
        key = next((str(stated.value).strip() for stated in entry.stated("id")), None)
        try:
            reading = _reading(entry, common, columns, opened.files, limits)
            lon, lat = _position(reading)
        except (BadInput, NotFound) as fault:
            wrong.append(Wrong(entry.label, key, problem(None, fault)))
            continue
        spots.append(Spot(entry.label, key, lon, lat))
        for note in reading.notes:
            first, count = notes.get(note.code, (note, 0))
            notes[note.code] = first, count + 1
    return Spots(tuple(spots), tuple(wrong), tuple(notes.values()), opened.entries.ignored)


def located(read: Spots, views: Iterable[tuple[str, LayerView | str]]) -> Located:
    """What layers say of places; in place of a view stands why the layer could not be read."""
    points = Points(np.array([(spot.lon, spot.lat) for spot in read.spots]).reshape(-1, 2))
    return Located(read, tuple(_of_layer(layer, view, points) for layer, view in views))


def _of_layer(layer: str, view: LayerView | str, points: Points) -> OfLayer:
    nothing = ManyHeld(np.zeros(len(points) + 1, np.int64), np.empty(0, np.int64))
    answers = np.zeros(len(points), dtype=bool)
    if isinstance(view, str):
        return OfLayer(layer, None, nothing, answers, view)
    held = at_points(view, points)
    empty = np.diff(held.at) == 0
    answers[~empty] = True
    answers[empty] = view.covered_at(points.lonlat[empty])
    return OfLayer(layer, view, held, answers)


def _count(one: OfLayer, places: int) -> Mapping[str, int]:
    if one.view is None:
        return {HELD: 0, NOTHING: 0, NOT_COVERED: 0, FAILED: places}
    empty = np.diff(one.held.at) == 0
    nothing = int((empty & one.answers).sum())
    return {HELD: places - int(empty.sum()), NOTHING: nothing, NOT_COVERED: int(empty.sum()) - nothing, FAILED: 0}


def _reading(entry: Entry, common: Common, columns: Columns, files: Files, limits: ReadLimits) -> Reading:
    if entry.repeated:
        raise BadInput(
            "编号用在不止一处；请给每个点不同的编号", "its id is used in several places; give each point its own"
        )
    for stated in entry.stated("as_of"):
        if known(stated.value, columns) and day(stated.value) != common.as_of:
            raise BadInput(
                "该行另有依据日期；所有的点按同一天（--as-of）查询，请分开",
                "the row has a day of its own; all points are asked of one day (--as-of): ask it separately",
            )
    if isinstance(entry, FeatureEntry):
        return entry.reading()
    crs = _only(entry, "crs", columns) or common.crs
    return place_of(entry, crs=crs, role=None, layer=_only(entry, "layer", columns), files=files, limits=limits)


def _only(entry: Entry, column: str, columns: Columns) -> str | None:
    """The one value of a column; None where none is known."""
    values = [stated for stated in entry.stated(column) if known(stated.value, columns)]
    if len(values) > 1:
        raise BadInput(
            f"同一编号的各行写了不同的{values[0].column}；请只留一个",
            f"rows of one id give different values of {values[0].column}; leave one",
        )
    return text(values[0].value) if values else None


def _position(reading: Reading) -> tuple[float, float]:
    shapes: Sequence[object] = [feature.geometry for feature in reading.features]
    if len(shapes) != 1 or not isinstance(shapes[0], shapely.Point):
        raise BadGeometry(
            "不是一个点；每个点占一行，编号各不相同", "it is not one point; give each point a row, and an id of its own"
        )
    return shapes[0].x, shapes[0].y
