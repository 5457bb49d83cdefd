"""Buffer figures by water body, by region code and by reach."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from layers.snapshot import Feature
from zoning.measures.buffers.attachment import BANKS, water_body
from zoning.measures.buffers.lengths import bank_json, river_json
from zoning.measures.buffers.selection import Counted, Flags, Selection
from zoning.measures.buffers.widths import Widths
from zoning.verdict import Json, metres


def by_water_body(chosen: Selection, counted: Sequence[Counted], widths: Sequence[Widths]) -> list[Json]:
    """Each river, lake or reservoir that has banks here, with both lengths and the widths per status."""
    every = chosen.held.per_bank(chosen.scope)
    out: list[Json] = []
    for name in chosen.bodies:
        banks = chosen.by_body[name]
        statuses = [
            {
                "status": one.status,
                "bank": bank_json(one, banks),
                "river": river_json(one, [name]),
                "widths": its.as_json(banks, classes=False),
            }
            for one, its in zip(counted, widths, strict=True)
        ]
        out.append({"water_body": name, "banks_m": metres(float(every[banks].sum())), "statuses": statuses})
    return out


def by_region(chosen: Selection, counted: Sequence[Counted]) -> list[Json]:
    """Each region code that banks carry; None for banks without one. River lengths of regions would not add up."""
    codes = np.array([bank.attributes["region"] or "" for bank in chosen.held.banks], dtype=object)
    every = chosen.held.per_bank(chosen.scope)
    out: list[Json] = []
    for code in sorted(set(codes[chosen.bank])):
        banks = chosen.bank & np.asarray(codes == code, dtype=bool)
        statuses = [{"status": one.status, "bank": bank_json(one, banks)} for one in counted]
        out.append({"region": code or None, "banks_m": metres(float(every[banks].sum())), "statuses": statuses})
    return out


def by_reach(chosen: Selection, counted: Sequence[Counted], widths: Sequence[Widths]) -> list[Json]:
    """Each reach, side by side with its approved width; statuses that it has nothing of are left out."""
    banks = chosen.held.banks
    every = chosen.held.per_bank(chosen.scope)
    keys = [_reach(bank) for bank in banks]
    order = sorted({keys[int(i)] for i in np.flatnonzero(chosen.bank)}, key=_order)
    place = {key: number for number, key in enumerate(order)}
    numbers = np.array([place.get(key, -1) for key in keys], dtype=np.intp)
    out: list[Json] = []
    for number, (name, side, reach, region, width, approval) in enumerate(order):
        own: Flags = chosen.bank & (numbers == number)
        statuses = [
            {
                "status": one.status,
                "bank_length_m": metres(float(one.per_bank[own].sum())),
                "widths": its.as_json(own, classes=False),
            }
            for one, its in zip(counted, widths, strict=True)
            if one.per_bank[own].sum() > 0.0
        ]
        out.append(
            {
                "water_body": name,
                "side": side,
                "reach": reach,
                "region": region,
                "required_width_m": width,
                "approval": approval,
                "bank_length_m": metres(float(every[own].sum())),
                "statuses": statuses,
            }
        )
    return out


Reach = tuple[str, str, str | None, str | None, float | None, str | None]


def _reach(bank: Feature) -> Reach:
    width = bank.attributes["required_width_m"]
    texts = [bank.attributes[name] for name in ("reach", "region", "approval")]
    reach, region, approval = (None if text is None else str(text) for text in texts)
    number = float(width) if isinstance(width, int | float) else None
    return water_body(bank), str(bank.attributes["role"]), reach, region, number, approval


def _order(reach: Reach) -> tuple[str, int, str, str, float, str]:
    name, side, title, region, width, approval = reach
    return name, BANKS.index(side), title or "", region or "", width or 0.0, approval or ""
