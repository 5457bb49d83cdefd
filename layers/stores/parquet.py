"""The features of one edition as GeoParquet 1.1 bytes, and back without loss."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.editions import Features, Value

_ROW_GROUP = 5_000  # rows a reader must take at least when it filters by bounding box


def encode(features: Features) -> bytes:
    """GeoParquet 1.1, zstd, EPSG:4490, rows in Hilbert order, with a bounding-box covering.

    `row` restores the order by id; `attributes` is one JSON object a row, which keeps `1`, `1.0`, `true`, `"1"`
    and null apart; `delivered` is WKB or null.
    """
    names = list(features.attributes)
    frame = gpd.GeoDataFrame(
        {
            "row": np.arange(len(features), dtype=np.int64),
            "id": list(features.ids),
            "attributes": [
                json.dumps(
                    {name: features.attributes[name][index] for name in names}, ensure_ascii=False, allow_nan=False
                )
                for index in range(len(features))
            ],
            "delivered": [_wkb(features.delivered.get(feature_id)) for feature_id in features.ids],
        },
        geometry=gpd.GeoSeries(list(features.geometries), crs="EPSG:4490"),
        crs="EPSG:4490",
    )
    frame = frame.iloc[_hilbert_order(features.geometries)]
    buffer = io.BytesIO()
    frame.to_parquet(
        buffer,
        index=False,
        compression="zstd",
        schema_version="1.1.0",
        write_covering_bbox=True,
        row_group_size=_ROW_GROUP,
    )
    return buffer.getvalue()


def decode(content: bytes, names: Sequence[str]) -> Features:
    """The features that `encode` wrote; `names` are the attribute names, which an edition without features has too.

    Raises ValueError, KeyError, TypeError, OSError or shapely's and Arrow's errors (subclasses of these) for bytes
    that it did not write.
    """
    frame = gpd.read_parquet(io.BytesIO(content), columns=["row", "id", "attributes", "delivered", "geometry"])
    frame = frame.iloc[np.argsort(frame["row"].to_numpy(dtype=np.int64))]
    ids: list[str] = frame["id"].tolist()
    rows: list[dict[str, Value]] = [json.loads(text) for text in frame["attributes"].tolist()]
    originals: list[object] = frame["delivered"].tolist()
    geometries = np.empty(len(ids), dtype=object)
    geometries[:] = frame.geometry.tolist()
    return Features(
        ids=tuple(ids),
        geometries=geometries,
        attributes={name: tuple(row[name] for row in rows) for name in names},
        delivered={
            feature_id: shapely.from_wkb(original)
            for feature_id, original in zip(ids, originals, strict=True)
            if isinstance(original, bytes)
        },
    )


def _wkb(geometry: BaseGeometry | None) -> bytes | None:
    return None if geometry is None else shapely.to_wkb(geometry, byte_order=1)


def _hilbert_order(geometries: NDArray[np.object_]) -> NDArray[np.intp]:
    if len(geometries) < 2:
        return np.arange(len(geometries))
    left, bottom, right, top = shapely.total_bounds(geometries)
    # a spread of zero (one point, one meridian) has no curve to follow
    box = (left, bottom, max(right, left + 1e-9), max(top, bottom + 1e-9))
    return np.argsort(gpd.GeoSeries(geometries).hilbert_distance(total_bounds=box).to_numpy(), kind="stable")
