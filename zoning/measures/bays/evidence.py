"""The segments behind the shoreline of bays."""

from __future__ import annotations

import numpy as np

from layers.definition_file import Titles
from zoning.measures.bays.shore import Shore
from zoning.measures.tables import Column, Evidence, table
from zoning.verdict import metres

_COLUMNS = (
    Column("id", Titles(zh="岸段", en="segment")),
    Column("region", Titles(zh="行政区", en="region")),
    Column("kind", Titles(zh="大陆或海岛", en="mainland or island")),
    Column("type", Titles(zh="岸线类型", en="type")),
    Column("bay", Titles(zh="岸段所载海湾", en="bay as delivered")),
    Column("unit", Titles(zh="海湾单元", en="bay unit")),
    Column("state", Titles(zh="状态", en="state")),
    Column("counted", Titles(zh="计入", en="counted as")),
    Column("placed", Titles(zh="确属本地区", en="surely in the region")),
    Column("length_m", Titles(zh="长度", en="length"), "m", 3),
)


def evidence(shore: Shore) -> tuple[Evidence, ...]:
    """Every segment of the region that carries a bay: its unit, the unit's state, and what it counted as."""
    chosen = np.flatnonzero((shore.sure | shore.maybe) & shore.named()).tolist()
    own, rows = shore.table, []
    for row in chosen:
        unit = shore.unit[row]
        rows.append(
            (
                str(own.ids[row]),
                own.region[row],
                own.kind[row],
                own.type[row],
                own.bay[row],
                None if unit is None else unit.label,
                None if unit is None else unit.state,
                str(shore.counted[row]),
                bool(shore.sure[row]),
                metres(float(own.length_m[row])),
            )
        )
    shown = table("bays_segments", Titles(zh="海湾岸段", en="shoreline segments of bays"), _COLUMNS, rows)
    return (Evidence(shown, own.geometries[chosen], "coastline", "type"),)
