"""Strips that lie at no bank, and water bodies without a line: listed with their area, never counted."""

from __future__ import annotations

import numpy as np

from zoning.measures.buffers.attachment import BANKS, water_body
from zoning.measures.buffers.selection import Selection
from zoning.verdict import Json, square_metres


def unattached(chosen: Selection) -> Json:
    """Strips within reach of no bank of their water body and side, the largest first.

    Reasons: `no_water_line`, `other_bank` (at a bank that is not the one it names), `water_side`, `apart`.
    """
    held = chosen.held
    rows = np.flatnonzero(chosen.strip & (held.reason != ""))
    order = sorted(rows.tolist(), key=lambda i: (-square_metres(float(held.area_m2[i])), held.strips[i].order))
    return {
        "count": len(order),
        "area_m2": square_metres(float(held.area_m2[rows].sum())),
        "listed": [
            {
                "strip": held.strips[i].id,
                "water_body": water_body(held.strips[i]),
                "side": held.strips[i].attributes["side"],
                "status": held.strips[i].attributes["status"],
                "year": held.strips[i].attributes["year"],
                "area_m2": square_metres(float(held.area_m2[i])),
                "reason": held.reason[i],
            }
            for i in order[: chosen.method.gaps_listed]
        ],
    }


def without_line(chosen: Selection) -> list[Json]:
    """Water bodies that strips name and no bank line does: their length cannot be computed, least of all from areas."""
    held = chosen.held
    lined = {name for name, side in held.bodies if side in BANKS}
    names = np.array([water_body(strip) for strip in held.strips], dtype=object)
    return [
        {
            "water_body": name,
            "reason": "no_water_line",
            "strips": int(own.sum()),
            "area_m2": square_metres(float(held.area_m2[own].sum())),
            "bank_length_m": None,
            "river_length_m": None,
        }
        for name in sorted(set(names[chosen.strip]) - lined)
        if (own := chosen.strip & np.asarray(names == name, dtype=bool)).any()
    ]
