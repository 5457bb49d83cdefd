"""The answer where a project could stand as files: GeoJSON for any map, GeoPackage for a GIS."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from shapely.geometry import shape

from layers.errors import BadInput
from zoning.reports.geopackage import Layer, geopackage
from zoning.verdict import Json

FORMS: Final = ("geojson", "gpkg")


def written(record: Mapping[str, Any], form: str) -> bytes:
    """The areas of a record as a file, EPSG:4490. Raises BadInput for a form that there is not, or no area."""
    if form not in FORMS:
        raise BadInput(
            f"不能写成 .{form}；可用 {', '.join('.' + one for one in FORMS)}",
            f"a .{form} cannot be written; there are {', '.join('.' + one for one in FORMS)}",
        )
    if form == "geojson":
        return json.dumps(collection(record), ensure_ascii=False, allow_nan=False).encode()
    rows = [cells(area) for area in record["areas"]]
    geometries = np.empty(len(rows), dtype=object)
    geometries[:] = [shape(area["geometry"]) for area in record["areas"]]
    columns = {name: [row[name] for row in rows] for name in rows[0]} if rows else {}
    return geopackage({"admissible_areas": Layer(columns, geometries)}, {}, str(record["as_of"]))


def collection(record: Mapping[str, Any]) -> Json:
    """The areas as GeoJSON; what is said of all of them stands beside the features."""
    return {
        "type": "FeatureCollection",
        **{name: value for name, value in record.items() if name != "areas"},
        "features": [
            {"type": "Feature", "properties": cells(area), "geometry": area["geometry"]} for area in record["areas"]
        ],
    }


def cells(area: Mapping[str, Any]) -> dict[str, str | float | None]:
    """What is said of one area in plain cells, as maps and tables take them."""
    best, worst = area["range"]
    reasons = area["reasons"]
    return {
        "verdict": area["verdict"],
        "best": best,
        "worst": worst,
        "hectares": area["hectares"],
        "standing": area["standing"],
        "rules": _listed(reason["rule"] or reason["pack"] for reason in reasons),
        "missing_facts": _listed(name for reason in reasons for name in reason["missing_facts"]),
        "thin": _listed(name for reason in reasons for name in reason["thin"]),
        "silent": _listed(name for reason in reasons for name in reason["silent"]),
    }


def _listed(names: Any) -> str:
    return ", ".join(dict.fromkeys(names))
