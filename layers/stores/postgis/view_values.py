"""Features as rows of the tables behind the views: one geometry type, one SQL type a column."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from layers import overlay
from layers.editions import Edition, Features, Value
from layers.errors import StoreError
from layers.exports.columns import FEATURE_ID, edition_values
from layers.stores.postgis.records import SRID

SQL_TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "text": "text",
        "code": "text",
        "date": "date",
        "boolean": "boolean",
        "integer": "bigint",
        "number": "double precision",
    }
)
SQL_GEOMETRIES: Final[Mapping[str, str]] = MappingProxyType(
    {"polygon": "MultiPolygon", "line": "MultiLineString", "point": "MultiPoint"}
)
_DIMENSIONS = {"polygon": 2, "line": 1, "point": 0}
_COLLECT: Mapping[str, Callable[..., Any]] = {
    "polygon": shapely.multipolygons,
    "line": shapely.multilinestrings,
    "point": shapely.multipoints,
}
_WHOLE = 2**63
_NUL_SHOWN = "\N{SYMBOL FOR NULL}"  # PostgreSQL's text has no U+0000


def table_rows(
    edition: Edition, features: Features, excluded: Any, geometry: str, names: Sequence[tuple[str, str]]
) -> Iterator[tuple[Any, ...]]:
    """Rows of an edition outside `excluded`: geometry as EWKB in hex, then the columns that `names` (with types) say.

    Raises StoreError for a geometry of another dimension, or a value that is not of its column's type.
    """
    wrong = np.flatnonzero(shapely.get_dimensions(features.geometries) != _DIMENSIONS[geometry])
    if len(wrong):
        raise _unfit(edition, features.ids[wrong[0]], "geometry", geometry, features.geometries[wrong[0]].geom_type)
    shapes = _collected(overlay.outside(features.geometries, excluded), geometry)
    said = edition_values(edition)
    wkb = shapely.to_wkb(shapely.set_srid(shapes, SRID), hex=True, byte_order=1, include_srid=True)
    for index in np.flatnonzero(~shapely.is_empty(shapes)).tolist():
        row = {FEATURE_ID: features.ids[index], **features.row(index), **said}
        values = [_value(edition, features.ids[index], name, kind, row.get(name)) for name, kind in names]
        yield (wkb[index], *values)


def _collected(shapes: NDArray[np.object_], geometry: str) -> NDArray[np.object_]:
    """Each shape as the collection of its parts of one dimension; a cut may leave crumbs of a lower one."""
    made: NDArray[np.object_] = np.empty(len(shapes), dtype=object)
    made[:] = overlay.EMPTY
    parts, owners = shapely.get_parts(shapes, return_index=True)
    inner, places = shapely.get_parts(parts, return_index=True)  # of a multi-part in a collection
    owners = owners[places]
    right = shapely.get_dimensions(inner) == _DIMENSIONS[geometry]
    right &= ~shapely.is_empty(inner)
    kept, owners = inner[right], owners[right]
    if len(kept):
        present, compact = np.unique(owners, return_inverse=True)
        made[present] = _COLLECT[geometry](kept, indices=compact)
    return made


def _value(edition: Edition, feature: str, name: str, kind: str, value: Value) -> Value | date:
    if value is None:
        return None
    try:
        if kind == "date":
            return date.fromisoformat(str(value))
    except ValueError as fault:
        raise _unfit(edition, feature, name, kind, value) from fault
    if kind in ("text", "code") and isinstance(value, str):
        return value.replace("\0", _NUL_SHOWN)
    if kind == "boolean" and isinstance(value, bool):
        return value
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if kind == "number" and number:
        return float(value)
    if kind == "integer" and isinstance(value, int) and not isinstance(value, bool) and -_WHOLE <= value < _WHOLE:
        return value
    raise _unfit(edition, feature, name, kind, value)


def _unfit(edition: Edition, feature: str, name: str, kind: str, value: Value) -> StoreError:
    return StoreError(
        f"{edition.label} 要素 {feature} 的 {name} 是 {value!r}，视图中该列为 {kind}；请核对 data/layers，再运行"
        " sanxian migrate",
        f"{name} of feature {feature} of {edition.label} is {value!r}, and a {kind} in its view; look at data/layers,"
        " then run `sanxian migrate`",
    )
