"""Values and shapes that a filter names, checked against what they are compared with."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import shapely
import shapely.geometry
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from layers.editions import Value
from layers.errors import BadFilter, BadInput
from layers.query.bounds import box_of
from layers.query.properties import Property
from layers.query.systems import System

_TYPES: Mapping[str, tuple[str, str]] = {
    "text": ("文字", "a text"),
    "code": ("文字", "a text"),
    "boolean": ("true 或 false", "true or false"),
    "number": ("数字", "a number"),
    "integer": ("数字", "a number"),
    "date": ("日期，如 DATE('2026-08-15')", "a date, such as DATE('2026-08-15')"),
}


def literal(value: Any, of: Property, where: str, *, folded: bool = False) -> Value:
    """A literal as a value of a property. Raises BadFilter where it is of another type, or no code of the list.

    `folded`: letters count alike in both cases, and any text may be asked for.
    """
    if of.type == "date":
        return _date(value, of, where)
    if of.type == "boolean" and isinstance(value, bool):
        return value
    if of.type in ("number", "integer") and isinstance(value, int | float) and not isinstance(value, bool):
        if math.isfinite(value):
            return value
    elif of.type in ("text", "code") and isinstance(value, str):
        if of.values and not folded and value not in of.values:
            codes = ", ".join(of.values)
            raise BadFilter(
                f"filter {where}：{value[:60]!r} 不是 {of.name} 的代码；可用：{codes}",
                f"filter {where}: {value[:60]!r} is no code of {of.name}; there are {codes}",
            )
        return value
    raise _other_type(value, of, where)


def _date(value: Any, of: Property, where: str) -> str:
    text: Any = value["date"] if isinstance(value, dict) and set(value) == {"date"} else value
    try:
        return date.fromisoformat(text).isoformat()
    except (TypeError, ValueError) as fault:
        raise _other_type(value, of, where) from fault


def _other_type(value: Any, of: Property, where: str) -> BadFilter:
    zh, en = _TYPES[of.type]
    shown = str(value)[:60]
    return BadFilter(
        f"filter {where}：{of.name} 应与{zh}比较，而不是 {shown!r}",
        f"filter {where}: {of.name} is compared with {en}, not with {shown!r}",
    )


def shape(value: Any, system: System, where: str) -> BaseGeometry:
    """A literal shape (GeoJSON, or `bbox`) of a CRS in EPSG:4490, longitude first. Raises BadFilter."""
    try:
        if isinstance(value, dict) and set(value) == {"bbox"}:
            return box_of([float(number) for number in value["bbox"]], system)
        found = shapely.force_2d(shapely.geometry.shape(value))
    except BadInput as fault:
        raise BadFilter(f"filter {where}：{fault.zh}", f"filter {where}: {fault.en}") from fault
    except (ShapelyError, ValueError, TypeError, KeyError, AttributeError, IndexError) as fault:
        raise _no_shape(where, str(fault)) from fault
    xy = shapely.get_coordinates(found)
    if not len(xy) or not np.isfinite(xy).all():
        raise _no_shape(where, "empty")
    if not found.is_valid:
        raise _no_shape(where, shapely.is_valid_reason(found))
    lonlat = system.geometry_to_lonlat(found)
    reach = np.abs(shapely.get_coordinates(lonlat))
    if not (np.isfinite(reach).all() and reach[:, 0].max() <= 180 and reach[:, 1].max() <= 90):
        first = ("先纬度（北坐标）后经度（东坐标）", "latitude (northing) first")
        first = first if system.north_first else ("先经度（东坐标）后纬度（北坐标）", "longitude (easting) first")
        raise BadFilter(
            f"filter {where}：图形的坐标不在 {system.name} 的范围内；次序为{first[0]}",
            f"filter {where}: the coordinates of the shape are none of {system.name}, which has {first[1]}",
        )
    return lonlat


def _no_shape(where: str, reason: str) -> BadFilter:
    return BadFilter(
        f"filter {where}：图形不可用（{reason[:120]}）；可写 POINT、LINESTRING、POLYGON、MULTI…、BBOX",
        f"filter {where}: this is no usable shape ({reason[:120]}); write POINT, LINESTRING, POLYGON, MULTI…, BBOX",
    )
