"""What is said beside buffer figures: assumptions, doubts, and what was left aside."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from layers.notes import Note, NoteValue
from zoning.measures.buffers.attachment import year_key
from zoning.measures.buffers.selection import Counted, Selection
from zoning.measures.buffers.widths import Widths, area_check
from zoning.measures.wholeness import not_whole
from zoning.verdict import metres, square_metres


def notes_of(chosen: Selection, counted: Sequence[Counted], widths: Sequence[Widths], floating_m: float) -> list[Note]:
    """Notes on figures; `floating_m`: metres of bank that may or may not belong to the region."""
    found = [not_whole(layer, chosen.region, missing) for layer, missing in chosen.lacking.items()]
    if chosen.twice:
        found.append(Note("region_spoken_twice", {"layer": "water_line", "regions": ", ".join(chosen.twice)}))
    if chosen.uncovered_m > 0.0:
        found.append(Note("buffer_at_least", {"length_m": metres(chosen.uncovered_m)}))
    if floating_m > 0.0:
        found.append(Note("buffer_banks_undecided", {"length_m": metres(floating_m)}))
    for (name, side), length in zip(chosen.held.bodies, chosen.held.doubled_m.tolist(), strict=True):
        if length > 0.0 and name in chosen.bodies:
            found.append(Note("buffer_banks_doubled", {"water_body": name, "side": side, "length_m": metres(length)}))
    banks = [chosen.held.banks[int(i)] for i in np.flatnonzero(chosen.bank)]
    if any(bank.attributes["role"] == "ring" for bank in banks):
        found.append(Note("buffer_ring_is_bank"))
    if any(bank.attributes["required_width_m"] is None for bank in banks):
        assumed = chosen.method.assumed_width_m
        found.append(
            Note("buffer_no_required_width") if assumed is None else Note("buffer_assumed_width", {"width_m": assumed})
        )
    lacking = {name for one in counted for name in chosen.bodies if one.rivers[name].metres is None}
    found += [Note("buffer_no_centre_line", {"water_body": name}) for name in sorted(lacking)]
    return [*found, *(note for one, its in zip(counted, widths, strict=True) for note in _of_status(one, its))]


def _of_status(counted: Counted, widths: Widths) -> list[Note]:
    chosen, status, found = counted.selection, counted.status, []
    if counted.twice:
        twice = sum(length for _, _, length in counted.twice)
        found.append(Note("buffer_counted_once", {"status": status, "length_m": metres(twice)}))
    for name in chosen.bodies:
        past_m = counted.rivers[name].past_m
        if past_m > 0.0:
            values: dict[str, NoteValue] = {"water_body": name, "status": status, "length_m": metres(past_m)}
            found.append(Note("buffer_past_centre", values))
    if area_check(counted, widths)["differs"]:
        found.append(Note("buffer_area_differs", {"status": status, "share": chosen.method.area_check}))
    count = len(counted.gaps)
    if count > chosen.method.gaps_listed:
        found.append(Note("buffer_gaps_cut", {"status": status, "listed": chosen.method.gaps_listed, "count": count}))
    return found


def left_aside(chosen: Selection) -> list[Note]:
    """Strips that were not counted, by the reason."""
    found = []
    reasons, areas = chosen.held.reason[chosen.strip], chosen.held.area_m2[chosen.strip]
    for reason in ("water_side", "other_bank", "apart", "no_water_line"):
        own = reasons == reason
        if own.any():
            said: dict[str, NoteValue] = {"strips": int(own.sum()), "area_m2": square_metres(float(areas[own].sum()))}
            found.append(Note(f"buffer_strips_{reason}", said))
    late = [chosen.held.strips[int(i)] for i in np.flatnonzero(chosen.strip & ~chosen.dated)]
    if late:
        last = max(int(year_key(strip)) for strip in late)
        found.append(Note("buffer_later_years", {"strips": len(late), "last_year": last}))
    return found
