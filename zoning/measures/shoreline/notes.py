"""What has to be said beside the figures of a shore: what was left out, assumed, or may be missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from layers.notes import Note
from zoning.measures.shoreline.gates import counted_twice_m
from zoning.measures.shoreline.rows import ByRegion
from zoning.measures.shoreline.whole import Shore
from zoning.verdict import metres


def notes_of(shore: Shore, regions: ByRegion, gates: Iterable[Mapping[str, Any]]) -> list[Note]:
    """The notes of a retention figure, in the order in which they matter."""
    mainland, islands = shore.both
    said = _parts(shore)
    for tally, kind in ((mainland, "mainland"), (islands, "island")):
        if tally.of("unclassed") > 0.0:
            said.append(Note(f"unclassed_{kind}_line", {"length_m": metres(tally.of("unclassed"))}))
        if tally.denominator_m <= 0.0:
            said.append(Note(f"no_{kind}_line", {"region": shore.region}))
    floating = sum(mainland.floating) + sum(islands.floating)
    if floating > 0.0:
        said.append(Note("line_may_lie_here", {"length_m": metres(floating), "region": shore.region}))
    if regions.without_code_m > 0.0:
        said.append(Note("line_without_region", {"length_m": metres(regions.without_code_m)}))
    if regions.above_m > 0.0:
        said.append(Note("line_above_county", {"length_m": metres(regions.above_m)}))
    said += _elsewhere(shore)
    unrecognised = mainland.of("restored_unrecognised") + islands.of("restored_unrecognised")
    if unrecognised > 0.0:
        said.append(Note("restored_not_recognised", {"length_m": metres(unrecognised)}))
    if islands.total_m > 0.0 and "island" not in shore.method.applies_to:
        said.append(Note("islands_by_analogy", {"method": shore.method.method}))
    twice = counted_twice_m(gates)
    if twice > 0.0:
        said.append(Note("line_counted_twice", {"length_m": metres(twice)}))
    return said + _codes(shore)


def _parts(shore: Shore) -> list[Note]:
    """What of the region is not held, held twice, or held without a segment."""
    said: list[Note] = []
    if shore.missing:
        said.append(Note("region_partly_covered", {"region": shore.region, "missing": ", ".join(shore.missing)}))
    if shore.twice:
        said.append(Note("region_spoken_twice", {"layer": shore.view.kind.layer, "regions": ", ".join(shore.twice)}))
    empty = _without_segments(shore)
    if empty:
        said.append(Note("coast_without_segments", {"regions": ", ".join(empty)}))
    return said


def _without_segments(shore: Shore) -> list[str]:
    """Coastal regions right below that an edition speaks for, but of which no segment carries the code."""
    membership = shore.membership
    below = [code for code in membership.coastal_below(shore.region) if code not in shore.missing]
    reached = {code for code in below if any(membership.belongs(home, code) != "no" for home in shore.homes)}
    return [code for code in below if code not in reached and not membership.missing(code, shore.offices)]


def _elsewhere(shore: Shore) -> list[Note]:
    """Line of editions delivered for the region, or within it, whose code says that it lies outside."""
    found: dict[str, list[int]] = {}
    for row, ((code, office), state) in enumerate(zip(shore.homes, shore.belonging, strict=True)):
        if code is not None and state == "no" and shore.membership.belongs((None, office), shore.region) == "yes":
            found.setdefault(code, []).append(row)
    length = metres(sum(shore.sums.length_m(rows) for rows in found.values()))
    return [Note("line_coded_elsewhere", {"length_m": length, "codes": ", ".join(sorted(found))})] if found else []


def _codes(shore: Shore) -> list[Note]:
    said: list[Note] = []
    stored: dict[str, list[int]] = {}
    for row, (home, state) in enumerate(zip(shore.homes, shore.belonging, strict=True)):
        if home[0] is not None and state != "no":
            stored.setdefault(home[0], []).append(row)
    for code, rows in sorted(stored.items()):
        length = metres(shore.sums.length_m(rows))
        if shore.membership.unlisted(code):
            said.append(Note("region_code_unlisted", {"code": code, "length_m": length}))
        now, parts = shore.membership.current(code), shore.membership.split(code)
        if now != code:
            said.append(Note("region_code_succeeded", {"code": code, "successor": now, "length_m": length}))
        elif parts:
            said.append(Note("region_code_divided", {"code": code, "regions": ", ".join(parts), "length_m": length}))
    return said
