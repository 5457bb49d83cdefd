"""What a file of tiles says of itself, for whoever opens it without this service."""

from __future__ import annotations

from typing import Any

from layers.errors import Lang
from layers.exports.extract import Extract
from zoning.maps.standing import attribution
from zoning.maps.vector_layers import vector_layer


def metadata(given: Extract, lang: Lang, minzoom: int, maxzoom: int) -> dict[str, Any]:
    """Name, attribution with the standing, and fields; under `sanxian` the editions that the tiles are drawn from."""
    kind = given.kind
    return {
        "name": kind.title.zh if lang == "zh" else kind.title.en,
        "description": given.stated()["standing"][lang],
        "attribution": attribution([(kind, given.editions)], lang),
        "type": "overlay",
        "version": given.as_of.isoformat(),
        "vector_layers": [vector_layer(kind, lang, minzoom, maxzoom)],
        "sanxian": given.stated(),
    }
