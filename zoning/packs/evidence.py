"""The evidence in a pack: the features around a footprint, cut to its neighbourhood, as a GeoPackage."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.editions import Edition, Features
from layers.stores.base import Store
from layers.window import cut, neighbourhood
from zoning.reports.geopackage import Layer, geopackage

LEAST_M: Final = 100.0
FOOTPRINT: Final = "footprint"
_OURS: Final = ("edition_region", "edition", "feature", "found", "cut")


def evidence(record: Mapping[str, Any], editions: Sequence[Edition], store: Store, layers: Collection[str]) -> bytes:
    """A GeoPackage (EPSG:4490) with the footprint of a recorded verdict and the features around it, a layer each.

    Of each of the verdict's `editions` whose layer is among `layers` it has the features within reach of the footprint:
    as far as the farthest finding, and at least LEAST_M metres. `found` marks those that the verdict names, `cut` those
    that go on beyond the reach. What another edition says in an edition's place is not taken away.
    Raises StoreError where an edition cannot be read.
    """
    footprint = [shapely.geometry.shape(part["geometry"]) for part in record["project"]["parts"]]
    frame = neighbourhood(shapely.union_all(footprint), _reach(record))
    named = {(f["layer"], f["region"], f["edition"], f["feature"]) for f in record["findings"]}
    rows: dict[str, list[tuple[dict[str, Any], BaseGeometry]]] = {}
    for edition in editions:
        if edition.head.layer in layers:
            near = _near(edition, store.features(edition), frame, named)
            rows.setdefault(edition.head.layer, []).extend(near)
    drawn = {FOOTPRINT: _footprint(record, footprint)}
    drawn |= {layer: _layer(found) for layer, found in sorted(rows.items()) if found}
    return geopackage(drawn, {}, str(record["as_of"]))


def _reach(record: Mapping[str, Any]) -> float:
    """Metres: half a corridor, and from its edge as far as the farthest finding."""
    half = max((float(part["width_m"] or 0.0) / 2 for part in record["project"]["parts"]), default=0.0)
    return half + max((float(f["distance_m"] or 0.0) for f in record["findings"]), default=0.0) + LEAST_M


def _near(
    edition: Edition, features: Features, frame: BaseGeometry, named: Collection[tuple[str, str, int, str]]
) -> list[tuple[dict[str, Any], BaseGeometry]]:
    head, near = edition.head, []
    for index in np.flatnonzero(shapely.intersects(features.geometries, frame)).tolist():
        whole, name = features.geometries[index], features.ids[index]
        piece = cut(whole, frame)
        if piece.is_empty:
            continue
        key = (head.layer, head.region, edition.number, name)
        ours = (head.region, edition.number, name, key in named, piece is not whole)
        near.append(({**dict(zip(_OURS, ours, strict=True)), **_attributes(features.row(index))}, piece))
    return near


def _attributes(row: Mapping[str, Any]) -> dict[str, Any]:
    return {f"attribute_{name}" if name in _OURS else name: value for name, value in row.items()}


def _layer(rows: Sequence[tuple[dict[str, Any], BaseGeometry]]) -> Layer:
    names = dict.fromkeys(name for row, _ in rows for name in row)
    return Layer({name: [row.get(name) for row, _ in rows] for name in names}, _array([piece for _, piece in rows]))


def _footprint(record: Mapping[str, Any], geometries: Sequence[BaseGeometry]) -> Layer:
    parts = record["project"]["parts"]
    columns = {name: [part[name] for part in parts] for name in ("role", "width_m")}
    return Layer(columns, _array(geometries))


def _array(geometries: Sequence[BaseGeometry]) -> NDArray[np.object_]:
    out = np.empty(len(geometries), dtype=object)
    out[:] = geometries
    return out
