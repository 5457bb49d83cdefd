"""Figures read from the body of a measure, whose lengths are printed to 0.001 m: bays and buffer strips.

Where a plan does not say which of two lengths counts, both are bounds of one figure: a state follows only where either
reading leads to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from layers.notes import Note
from zoning.measures.absent import NOT_COMPUTABLE
from zoning.measures.indicators.asking import Asking
from zoning.measures.indicators.reading import Reading, inapplicable, unknown
from zoning.measures.indicators.target import MeasuredBy
from zoning.measures.result import Result
from zoning.verdict import metres


def exact(printed: float | int) -> Fraction:
    """A printed number as it is printed."""
    return Fraction(repr(printed))


def built_count(_: MeasuredBy, asking: Asking) -> Reading:
    """Bays built by the day; those said to be built without a date may be."""
    result = asking.bays()
    if not result.body["applicable"]:
        return inapplicable(result)
    built = _member(result, "built")
    count, undated = Fraction(int(built["count"])), Fraction(int(built["undated"]))
    codes = {note["code"] for note in _rows(result, "notes")}
    if codes & {"bays_units_missing", "bays_cities_without_units", "bays_units_recurring"}:
        return unknown(result, Note("indicator_partly_held", {"layer": "bay"}))
    missing = (Note("indicator_bays_undated", {"count": int(undated)}),) if undated else ()
    return Reading((count, count + undated), None, missing, printed=True, result=result)


def built_share(_: MeasuredBy, asking: Asking) -> Reading:
    """Mainland shoreline in built bays ÷ all of the mainland's."""
    result = asking.bays()
    if not result.body["applicable"]:
        return inapplicable(result)
    built = _member(result, "built")
    if built["share"] is not None:
        whole = exact(built["mainland_m"])
        share = exact(built["built_m"]) / whole
        return Reading((share, share), whole, printed=True, result=result)
    note = Note("indicator_open_bays", {})
    if built["share_range"] is None:
        return unknown(result, note)
    low, high = (exact(bound) for bound in built["share_range"])
    return Reading((low, high), None, (note,), printed=True, result=result)


def built_shoreline(_: MeasuredBy, asking: Asking) -> Reading:
    """Shoreline of built bays: the mainland's at least, and with that of islands at most."""
    result = asking.bays()
    if not result.body["applicable"]:
        return inapplicable(result)
    built = _member(result, "built")
    if built["share"] is None or built["at_least"]:
        return unknown(result, Note("indicator_open_bays", {}))
    mainland, islands = exact(built["built_m"]), exact(built["islands_m"])
    note = Note("indicator_islands_unsaid", {"mainland_m": built["built_m"], "islands_m": built["islands_m"]})
    return Reading((mainland, mainland + islands), None, (note,) if islands else (), printed=True, result=result)


def buffer_length(by: MeasuredBy, asking: Asking) -> Reading:
    """Buffer strips of one status: along the river at least, along both banks at most."""
    result = asking.buffers()
    if result.body["state"] == NOT_COMPUTABLE:
        return unknown(result, Note("indicator_open_buffers", {}))
    one = next((row for row in _rows(result, "statuses") if row["status"] == by.status), None)
    if one is None or one["bank"]["length_m"] is None or one["river"]["computable_m"] is None:
        return unknown(result, Note("indicator_open_buffers", {}))
    bank, river = one["bank"]["length_m"], one["river"]["length_m"]
    twice = [note["values"]["length_m"] for note in _rows(result, "notes") if note["code"] == "buffer_banks_doubled"]
    if twice:
        low = max(Fraction(0), min(exact(one["river"]["computable_m"]), exact(bank) - sum(map(exact, twice))))
        note = Note("indicator_line_twice", {"length_m": metres(sum(twice))})
        return Reading((low, max(low, exact(bank))), None, (note,), printed=True, result=result)
    if one["at_least"]:
        return unknown(result, Note("indicator_partly_held", {"layer": "buffer_strip"}))
    if river is None:
        note = Note("indicator_no_centre_line", {"bank_m": bank, "river_m": one["river"]["computable_m"]})
        return Reading((exact(one["river"]["computable_m"]), exact(bank)), None, (note,), printed=True, result=result)
    missing = (Note("indicator_two_counts", {"bank_m": bank, "river_m": river}),) if river != bank else ()
    low, high = sorted((exact(river), exact(bank)))
    return Reading((low, high), None, missing, printed=True, result=result)


def _member(result: Result, name: str) -> Mapping[str, Any]:
    member = result.body[name]
    if not isinstance(member, Mapping):
        raise TypeError(f"{name} is no member with figures")
    return member


def _rows(result: Result, name: str) -> list[Mapping[str, Any]]:
    member = result.body[name]
    return member if isinstance(member, list) else []
