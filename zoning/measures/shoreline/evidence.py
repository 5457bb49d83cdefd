"""The segments behind the figures, one row each with what it counted as."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from layers.definition_file import Titles
from layers.geodesy import Floats
from zoning.measures.shoreline.taken import Taken
from zoning.measures.shoreline.tally import GROUPS
from zoning.measures.shoreline.whole import COASTLINE, Shore
from zoning.measures.tables import Cell, Column, Evidence, table

COLUMNS = (
    Column("id", Titles(zh="要素编号", en="feature")),
    Column("edition", Titles(zh="版本", en="edition")),
    Column("code", Titles(zh="岸段编码", en="segment code")),
    Column("kind", Titles(zh="大陆或海岛", en="mainland or island")),
    Column("type", Titles(zh="岸线类型", en="type")),
    Column("counted", Titles(zh="计为", en="counted as")),
    Column("region", Titles(zh="行政区代码", en="region")),
    Column("bay", Titles(zh="海湾", en="bay")),
    Column("island", Titles(zh="海岛", en="island")),
    Column("length_m", Titles(zh="长度", en="length"), "m", 3),
)


def evidence_of(shore: Shore, taken: Taken | None = None) -> tuple[Evidence, ...]:
    """Every segment that belongs to the region, and what a project takes of any; `length_m` is unrounded."""
    rows = np.flatnonzero(shore.chosen)
    title = Titles(zh="岸段", en="segments of shoreline")
    cells = _cells(shore, rows, shore.table.length_m[rows])
    whole = Evidence(table("segments", title, COLUMNS, cells), shore.table.geometries[rows], COASTLINE, "type")
    if taken is None or not len(taken.rows):
        return (whole,)
    title = Titles(zh="项目占用的岸线", en="shoreline taken by the project")
    cells = _cells(shore, taken.rows, taken.nominal_m)
    return whole, Evidence(table("taken", title, COLUMNS, cells), taken.pieces, COASTLINE, "type")


def _cells(shore: Shore, rows: NDArray[np.intp], lengths: Floats) -> list[tuple[Cell, ...]]:
    segments, features = shore.table, shore.view.features
    return [
        (
            str(segments.ids[row]),
            shore.edition_of(row),
            features[row].attributes.get("code"),
            str(segments.kind[row]),
            str(segments.type[row]),
            GROUPS[shore.groups[row]],
            segments.region[row],
            segments.bay[row],
            segments.island[row],
            metres,
        )
        for row, metres in zip(rows.tolist(), lengths.tolist(), strict=True)
    ]
