"""Writing: GeoJSON with one feature a line, coordinates on the grid, the same bytes every time."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from demo.sites import ACCURACY_M, Site

Feature = tuple[dict[str, object], BaseGeometry]
MEMBER = {"Polygon": 0, "MultiPolygon": 1, "LineString": 0, "MultiLineString": 1, "Point": 0}


def _pairs(line: BaseGeometry) -> list[list[float]]:
    pairs: list[list[float]] = np.round(shapely.get_coordinates(line), 7).tolist()
    return pairs


def _rings(polygon: BaseGeometry) -> list[list[list[float]]]:
    return [_pairs(ring) for ring in shapely.get_rings(polygon)]


def _geometry(geometry: BaseGeometry) -> dict[str, object]:
    """GeoJSON geometry; shells counter-clockwise (RFC 7946)."""
    kind = geometry.geom_type
    if kind == "Point":
        return {"type": kind, "coordinates": _pairs(geometry)[0]}
    if kind == "LineString":
        return {"type": kind, "coordinates": _pairs(geometry)}
    if kind == "Polygon":
        return {"type": kind, "coordinates": _rings(shapely.orient_polygons(geometry))}
    if kind == "MultiPolygon":
        parts = shapely.get_parts(shapely.orient_polygons(geometry))
        return {"type": kind, "coordinates": [_rings(part) for part in parts]}
    raise TypeError(f"unexpected geometry {kind}")


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _feature_lines(features: Iterable[Feature]) -> str:
    return ",\n".join(
        _dump({"type": "Feature", "properties": properties, "geometry": _geometry(geometry)})
        for properties, geometry in features
    )


def write_layer(path: Path, features: Iterable[Feature]) -> None:
    """A FeatureCollection in CGCS2000 longitude/latitude, as its "crs" member says."""
    crs = _dump({"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}})
    path.write_text(
        f'{{"type":"FeatureCollection","crs":{crs},"features":[\n{_feature_lines(features)}\n]}}\n', encoding="utf-8"
    )


def write_site(path: Path, site: Site) -> None:
    """A project file: parts with roles, and the top-level "project" member."""
    project = {"name": site.name, "industry": site.industry, "accuracy_m": ACCURACY_M, "facts": dict(site.facts)}
    if site.industry is None:
        del project["industry"]
    features: list[Feature] = []
    for role, width, geometry in site.parts:
        properties: dict[str, object] = {"role": role}
        if width is not None:
            properties["width_m"] = width
        features.append((properties, geometry))
    crs = _dump({"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}})
    path.write_text(
        f'{{"type":"FeatureCollection","crs":{crs},"project":{_dump(project)},'
        f'"features":[\n{_feature_lines(features)}\n]}}\n',
        encoding="utf-8",
    )
