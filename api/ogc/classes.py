"""The conformance classes that are declared: those that tests/ogc hold, as docs/ogc.md tells which."""

from __future__ import annotations

_FEATURES_1 = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf"
_FEATURES_2 = "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf"
_FEATURES_3 = "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf"
_TILES = "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf"
_PROCESSES = "http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf"
_CQL2 = "http://www.opengis.net/spec/cql2/1.0/conf"

CLASSES = (
    *(f"{_FEATURES_1}/{name}" for name in ("core", "geojson", "html", "oas30")),
    f"{_FEATURES_2}/crs",
    *(f"{_FEATURES_3}/{name}" for name in ("queryables", "queryables-query-parameters", "filter", "features-filter")),
    *(
        f"{_TILES}/{name}"
        for name in ("core", "tileset", "tilesets-list", "dataset-tilesets", "geodata-tilesets", "mvt")
    ),
    *(f"{_PROCESSES}/{name}" for name in ("core", "ogc-process-description", "json", "oas30")),
    *(
        f"{_CQL2}/{name}"
        for name in (
            "cql2-text",
            "cql2-json",
            "basic-cql2",
            "advanced-comparison-operators",
            "case-insensitive-comparison",
            "basic-spatial-functions",
            "basic-spatial-functions-plus",
            "spatial-functions",
        )
    ),
)
