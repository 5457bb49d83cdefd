"""The features behind measures as GeoJSON, for whoever draws them beside the numbers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from layers.errors import BadInput, Lang
from zoning.measures.tables import Table
from zoning.reports.measures.cells import plain
from zoning.reports.measures.document import Document
from zoning.reports.measures.names import named_evidence
from zoning.verdict import geojson


def write(documents: Sequence[Document], lang: Lang, part: str | None) -> bytes:
    """One evidence as a FeatureCollection in EPSG:4490 longitude and latitude, coordinates to 1e-9°.

    `part` names the evidence; without it the first, which is the most telling. `name` says which it is, `parts` which
    there are, `measure` and `id` to which figures it belongs; features are numbered as they come. Raises BadInput for
    a part that is not there, or where no features are.
    """
    named = named_evidence(documents)
    name = next(iter(named), None) if part is None else part
    if name is None or name not in named:
        there = ", ".join(named) or "—"
        raise BadInput(
            f"这些数字背后没有要素 {part or ''}；有：{there}",
            f"there are no features {part or ''} behind these figures; there are: {there}",
        )
    document, evidence = named[name]
    collection = {
        "type": "FeatureCollection",
        "name": name,
        "parts": list(named),
        "measure": document.body["measure"],
        "id": document.body["id"],
        "features": [
            {"type": "Feature", "id": number, "properties": properties, "geometry": geojson(geometry)}
            for number, (properties, geometry) in enumerate(
                zip(_rows(evidence.table, lang), evidence.geometries, strict=True)
            )
        ],
    }
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":")).encode()


def _rows(table: Table, lang: Lang) -> Iterator[dict[str, Any]]:
    names = [column.name for column in table.columns]
    for row in table.rows:
        yield {name: plain(cell, lang) for name, cell in zip(names, row, strict=True)}
