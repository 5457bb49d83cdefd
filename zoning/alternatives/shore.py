"""What an alternative takes of the natural shoreline: the ordinary measure of each coastal region that it lies in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, cast

from layers.editions import Edition
from layers.errors import NoEditions
from zoning.measures.desk import MeasureDesk
from zoning.measures.question import ShorelineQuestion
from zoning.measures.shoreline.whole import COASTLINE
from zoning.projects import Project
from zoning.verdict import Json, Verdict, metres

UNTOLD: Json = {"state": "withheld", "natural_mainland": None, "natural_island": None, "measures": []}


def natural_taken(
    measures: MeasureDesk,
    project: Project,
    verdict: Verdict,
    *,
    as_of: date,
    known_at: datetime | None,
    now: datetime,
    editions: Iterable[Edition] | None = None,
) -> Json:
    """`{state, natural_mainland, natural_island, measures}`; each {taken_m, range_m}, or None where it is not known.

    `state`: `measured`; `no_coast` where no region of the site has a sea front; `no_edition` where a coastline is not
    in force; `no_region` where the site lies in no known region; `extent_unknown`. Unclassed line may be natural, so
    that it counts in the greater end of the range. A rate is not given here: it is that of each measure. `known_at`,
    `now` and `editions` as `MeasureDesk.answer` takes them.
    """
    regions = measures.desk.definitions.regions
    codes = [str(code) for code in cast("list[str]", verdict.body["regions"])]
    if not codes or any(code not in regions for code in codes):
        return {**UNTOLD, "state": "no_region"}
    if _excluded(verdict):
        return _nothing("no_coast")
    found: list[tuple[str, str, Mapping[str, Any]]] = []
    for code in codes:
        if not regions[code].coast:
            continue
        question = ShorelineQuestion(region=code, as_of=as_of, known_at=known_at, project=project)
        try:
            result = measures.answer(question, now, editions)
        except NoEditions:
            return {**UNTOLD, "state": "no_edition"}
        found.append((code, result.id, cast("Mapping[str, Any]", result.body["project"])))
    named = [{"region": code, "id": number} for code, number, _ in found]
    if not found:
        return _nothing("no_coast")
    if not all(told["extent_known"] for _, _, told in found):
        return {**UNTOLD, "state": "extent_unknown", "measures": named}
    return {
        "state": "measured",
        "natural_mainland": _sum([told for _, _, told in found], "mainland", "mainland"),
        "natural_island": _sum([told for _, _, told in found], "island", "islands"),
        "measures": named,
    }


def _excluded(verdict: Verdict) -> bool:
    cells = cast("list[Mapping[str, Any]]", verdict.body["coverage"])
    return any(cell["layer"] == COASTLINE and cell["status"] == "not_applicable" for cell in cells)


def _nothing(state: str) -> Json:
    zero: Json = {"taken_m": 0.0, "range_m": [0.0, 0.0]}
    return {"state": state, "natural_mainland": zero, "natural_island": zero, "measures": []}


def _sum(found: Sequence[Mapping[str, Any]], kind: str, member: str) -> Json:
    """One kind of shore over the regions; line that may be natural, or of the region, is in the greater end."""
    own = [told[member] for told in found]
    open_m = [
        row["length_range_m"][1]
        for told in found
        for row in told["taken"]
        if (row["kind"], row["counted"]) == (kind, "unclassed")
    ]
    most = sum(one["natural_taken_range_m"][1] for one in own) + sum(open_m) + sum(t["perhaps_m"] for t in found)
    return {
        "taken_m": metres(sum(one["natural_taken_m"] for one in own)),
        "range_m": [metres(sum(one["natural_taken_range_m"][0] for one in own)), metres(most)],
    }
