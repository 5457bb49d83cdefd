"""The two lengths of counted stretches, as a body holds them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from zoning.measures.buffers.selection import Counted, Flags, Selection
from zoning.verdict import Json, metres


def bank_json(counted: Counted, banks: Flags) -> Json:
    """Length of bank by side; null instead of 0 where nobody says that there is nothing (see `said_nothing`).

    Null too where two editions hold banks of one place, which would be counted twice.
    """
    by_side = counted.by_side(banks)
    total = sum(by_side.values())
    unknown = bool(counted.selection.twice) or (total <= 0.0 and said_nothing(counted.selection, banks))
    return {
        **{f"{side}_m": None if unknown else metres(length) for side, length in by_side.items()},
        "length_m": None if unknown else metres(total),
    }


def said_nothing(chosen: Selection, banks: Flags) -> bool:
    """Whether strips may be missing: their coverage does not hold some banks, or a part of the region is not held.

    A county's own banks (fewer than the region's) are not concerned by what other counties have not delivered.
    """
    in_part = bool(chosen.lacking) and bool(np.array_equal(banks, chosen.bank))
    return in_part or float(chosen.held.uncovered_m[banks].sum()) > 0.0


def river_json(counted: Counted, bodies: Sequence[str]) -> Json:
    """Length of river over water bodies; null while one that has counted bank lacks a centre line.

    `computable_m` is what those that have one amount to, lakes and reservoirs with the counted length of their rings;
    `past_m` the counted bank that faces no centre line, which ends before it.
    """
    lengths = {name: counted.rivers[name] for name in bodies}
    lacking = [name for name, length in lengths.items() if length.metres is None]
    known = sum(length.metres or 0.0 for length in lengths.values())
    unknown = known <= 0.0 and not lacking and not counted.selection.whole
    return {
        "length_m": None if lacking or unknown else metres(known),
        "computable_m": None if unknown else metres(known),
        "past_m": metres(sum(length.past_m for length in lengths.values())),
        "without_centre_line": lacking,
    }


def headline(counted: Counted) -> Json:
    """The length that the method puts first."""
    chosen = counted.selection
    rule = chosen.method.headline
    figures = bank_json(counted, chosen.bank) if rule == "bank_length" else river_json(counted, chosen.bodies)
    return {"rule": rule, "length_m": figures["length_m"]}
