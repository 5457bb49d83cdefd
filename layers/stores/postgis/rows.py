"""The features of one content as ordinary rows, in and out by COPY without loss."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
import shapely

from layers.editions import Features, Value
from layers.stores.postgis.connections import Connection
from layers.stores.postgis.records import SRID

_CHUNK = 5_000  # features whose WKB is held beside their geometries


def insert(connection: Connection, content: int, features: Features) -> None:
    """Write the rows of a content that has none."""
    names = list(features.attributes)
    with connection.cursor().copy(
        "COPY features (content, position, id, geometry, attributes, delivered) FROM STDIN (FORMAT BINARY)"
    ) as copy:
        copy.set_types(["int8", "int4", "text", "bytea", "text", "bytea"])
        for start in range(0, len(features), _CHUNK):
            geometries = shapely.set_srid(features.geometries[start : start + _CHUNK], SRID)
            for index, wkb in enumerate(shapely.to_wkb(geometries, byte_order=1, include_srid=True), start=start):
                delivered = features.delivered.get(features.ids[index])
                row = {name: features.attributes[name][index] for name in names}
                copy.write_row(
                    (
                        content,
                        index,
                        features.ids[index],
                        wkb,
                        json.dumps(row, ensure_ascii=False, allow_nan=False),
                        None if delivered is None else shapely.to_wkb(delivered, byte_order=1),
                    )
                )


def read(connection: Connection, content: int, names: Sequence[str]) -> Features:
    """The features that `insert` wrote; `names` are the attribute names, which a content without features has too.

    Raises ValueError, KeyError, TypeError or shapely's errors for rows that it did not write.
    """
    ids: list[str] = []
    wkb: list[bytes] = []
    attributes: list[dict[str, Value]] = []
    delivered = {}
    with connection.cursor().copy(
        "COPY (SELECT id, ST_AsBinary(geometry, 'NDR'), attributes::text, delivered FROM features"
        " WHERE content = %s ORDER BY position) TO STDOUT (FORMAT BINARY)",
        (content,),
    ) as copy:
        copy.set_types(["text", "bytea", "text", "bytea"])
        for feature_id, geometry, text, original in copy.rows():
            ids.append(feature_id)
            wkb.append(geometry)
            attributes.append(json.loads(text))
            if original is not None:
                delivered[feature_id] = shapely.from_wkb(original)
    geometries = np.empty(len(ids), dtype=object)
    geometries[:] = shapely.from_wkb(wkb) if wkb else []
    return Features(
        ids=tuple(ids),
        geometries=geometries,
        attributes={name: tuple(row[name] for row in attributes) for name in names},
        delivered=delivered,
    )
