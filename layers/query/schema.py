"""What a feature of a kind consists of, as JSON Schema: for those who ask (queryables) and those who read answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from layers.errors import Lang
from layers.kinds import AttributeType, LayerKind
from layers.query.properties import GEOMETRY, Property, properties

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_SHAPES = {
    "polygon": "geometry-polygon-or-multipolygon",
    "line": "geometry-linestring-or-multilinestring",
    "point": "geometry-point-or-multipoint",
}
_TYPES: Mapping[AttributeType, Mapping[str, str]] = {
    "text": {"type": "string"},
    "code": {"type": "string"},
    "boolean": {"type": "boolean"},
    "number": {"type": "number"},
    "integer": {"type": "integer"},
    "date": {"type": "string", "format": "date"},
}
_GEOMETRY = {"zh": "几何", "en": "Geometry"}


def schema(kind: LayerKind, uri: str, lang: Lang, *, queryables: bool) -> dict[str, Any]:
    """The schema of a kind under its own address: of what may be asked, or of features."""
    shape = {"title": _GEOMETRY[lang], "x-ogc-role": "primary-geometry", "format": _SHAPES[kind.geometry]}
    told = {name: _property(one, lang, queryables=queryables) for name, one in properties(kind).items()}
    return {
        "$schema": _DIALECT,
        "$id": uri,
        "type": "object",
        "title": kind.title.zh if lang == "zh" else kind.title.en,
        "properties": {GEOMETRY: shape, **told},
        "additionalProperties": False,
    }


def _property(one: Property, lang: Lang, *, queryables: bool) -> dict[str, Any]:
    told: dict[str, Any] = {"title": one.title.zh if lang == "zh" else one.title.en, **_TYPES[one.type]}
    if one.values:
        told["enum"] = list(one.values)
        told["description"] = "; ".join(
            f"{code}: {title.zh if lang == 'zh' else title.en}" for code, title in one.values.items()
        )
    return told if queryables or one.name != "id" else {**told, "x-ogc-role": "id"}
