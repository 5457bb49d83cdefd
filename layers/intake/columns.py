"""Two columns of written coordinates as points, x = east: order by size or letter, notation of degrees by its marks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from layers.crs import Points
from layers.crs_checks import Place
from layers.errors import BadGeometry
from layers.intake.axes import east_first
from layers.intake.dms import Angle, lonlat, read_angle
from layers.intake.packed_degrees import may_be_packed, unpacked

NUMBER = re.compile(r"[-+]?\d{1,20}(\.\d{0,20})?")
_DEGREES = 180.0


@dataclass(frozen=True)
class Columns:
    """`xy` is east or longitude, north or latitude; `east_first` says which column was which.

    `degrees` tells them from metres; `plain` that they were written as plain numbers, which degrees may be in two ways:
    `packed` is then `xy` read as ddd.mmss, None where it cannot be. `sexagesimal`: some are in minutes or seconds.
    `unit` is that of the last place that any was written with, None where that was not looked at.
    """

    xy: Points
    east_first: bool
    degrees: bool
    plain: bool
    packed: Points | None = None
    sexagesimal: bool = False
    unit: float | None = None


def read_columns(
    first: Sequence[str], second: Sequence[str], place: Place, *, usual_east_first: bool, packed: bool | None = None
) -> Columns:
    """The points of two columns, numbers or angles in any notation of `dms`.

    `place` names row i in messages; `usual_east_first` is the order taken where neither size nor letter tells; with
    `packed` plain degrees are ddd.mmss and nothing else, with False decimal. Raises BadGeometry (a cell that is neither
    number nor angle, minutes above 59) and BadCRS (rows of different order).
    """
    if all(NUMBER.fullmatch(cell) for cell in (*first, *second)):
        return _of_numbers(list(first), list(second), place, usual_east_first, packed)
    pairs = [
        (read_angle(one, place(row)), read_angle(other, place(row)))
        for row, (one, other) in enumerate(zip(first, second, strict=True))
    ]
    return of_angles(pairs, place, usual_east_first=usual_east_first)


def of_angles(pairs: Sequence[tuple[Angle, Angle]], place: Place, *, usual_east_first: bool) -> Columns:
    """The points of pairs of angles or of plane coordinates, in one order throughout. Raises as `read_columns`."""
    values = np.array([(one.degrees, other.degrees) for one, other in pairs], dtype=np.float64)
    degrees = bool((np.abs(values) <= _DEGREES).all())
    orders = {
        lonlat(one, other, place(row))[2]
        for row, (one, other) in enumerate(pairs)
        if one.axis is not None or other.axis is not None
    }
    if len(orders) > 1:
        row = next(
            row for row, pair in enumerate(pairs) if lonlat(*pair, place(row))[2] != lonlat(*pairs[0], place(0))[2]
        )
        zh, en = place(row)
        raise BadGeometry(
            f"{zh}：经纬度的次序与第一行不同；请使各行次序一致",
            f"{en}: longitude and latitude are not in the order of the first row; use one order in all rows",
        )
    order = not orders.pop() if orders else east_first(values[:, 0], values[:, 1], place)
    if order is None:
        order = usual_east_first
    plain = not any(angle.dms or angle.axis for pair in pairs for angle in pair)
    sexagesimal = any(angle.dms for pair in pairs for angle in pair)
    unit = min(angle.unit for pair in pairs for angle in pair)
    xy = values if order else values[:, ::-1].copy()
    return Columns(xy, order, degrees, plain, sexagesimal=sexagesimal, unit=unit)


def _of_numbers(first: list[str], second: list[str], place: Place, usual: bool, packed: bool | None) -> Columns:
    one, other = np.array(first, dtype=np.float64), np.array(second, dtype=np.float64)
    order = east_first(one, other, place)
    if order is None:
        order = usual
    degrees = bool(max(np.abs(one).max(), np.abs(other).max()) <= _DEGREES)
    decimal = np.column_stack([one, other] if order else [other, one])
    if not degrees or packed is False or not (packed or may_be_packed(first + second)):
        return Columns(decimal, order, degrees, plain=True)
    columns = [unpacked(first, place(0)), unpacked(second, place(0))]
    folded = np.column_stack(columns if order else columns[::-1])
    return Columns(decimal, order, degrees, plain=True, packed=folded)
