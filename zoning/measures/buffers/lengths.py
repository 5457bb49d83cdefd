"""The two lengths of counted stretches, as a body holds them."""

from __future__ import annotations

from collections.abc import Sequence

from zoning.measures.buffers.selection import Counted, Flags
from zoning.verdict import Json, metres


def bank_json(counted: Counted, banks: Flags) -> Json:
    """Length of bank by side; null instead of 0 where the strips' coverage does not say that there is nothing."""
    by_side = counted.by_side(banks)
    total = sum(by_side.values())
    unknown = total <= 0.0 and float(counted.selection.held.uncovered_m[banks].sum()) > 0.0
    return {
        **{f"{side}_m": None if unknown else metres(length) for side, length in by_side.items()},
        "length_m": None if unknown else metres(total),
    }


def river_json(counted: Counted, bodies: Sequence[str]) -> Json:
    """Length of river over water bodies; null while one that has counted bank lacks a centre line.

    `computable_m` is what those that have one amount to, lakes and reservoirs with the counted length of their rings;
    `past_m` the counted bank that faces no centre line, which ends before it.
    """
    lengths = {name: counted.rivers[name] for name in bodies}
    lacking = [name for name, length in lengths.items() if length.metres is None]
    known = sum(length.metres or 0.0 for length in lengths.values())
    unknown = known <= 0.0 and not lacking and counted.selection.uncovered_m > 0.0
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
