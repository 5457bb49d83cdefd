"""A recorded measure as the baseline of "not lower than": whether it may be compared, and by how much it differs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from layers.errors import NotFound
from layers.notes import Note
from zoning.measures.indicators.figure_names import FIGURE_KINDS
from zoning.measures.indicators.recorded import Body, Recorded, recorded
from zoning.measures.indicators.target import MeasuredBy, Target
from zoning.measures.shoreline.whole import COASTLINE, shore_of
from zoning.measures.shoreline_changes.comparability import reasons
from zoning.measures.sources import Sources
from zoning.measures.wholeness import unspoken


@dataclass(frozen=True)
class Compared:
    """A figure now and in the baseline, both as records keep them."""

    now: Recorded
    then: Recorded
    baseline: str
    as_of: str


def compared(target: Target, by: MeasuredBy, baseline: str, body: Body, sources: Sources) -> Compared | Note:
    """The figure of `body` beside that of the recorded measure `baseline`, or why the two cannot be compared.

    A baseline is of the same region and measure, by the same method in the same version and calculation, not later than
    the day asked about, of editions of the same accuracy and standing (shorelines: of comparable surveys; with
    `one_source` also of the same source), with nothing open in it. Raises StoreError where the ledger cannot be read.
    """
    try:
        then: Body = json.loads(sources.recorded(baseline))
    except NotFound:
        return Note("indicator_baseline_unknown", {"baseline": baseline})
    differing = _difference(then, body, "source" if target.one_source else None)
    if differing is not None:
        member, old, new = differing
        return Note("indicator_baseline_differs", {"baseline": baseline, "member": member, "then": old, "now": new})
    if then["as_of"] > body["as_of"]:
        return Note("indicator_baseline_later", {"baseline": baseline, "then": then["as_of"], "now": body["as_of"]})
    survey = _survey(then, sources) if by.measure == "shoreline" else None
    if survey is not None:
        return Note(survey[0], {"baseline": baseline, **survey[1]})
    figures = recorded(body, by), recorded(then, by)
    if figures[0] is None or figures[1] is None or _partial(then, by, sources):
        return Note("indicator_baseline_open", {"baseline": baseline})
    return Compared(figures[0], figures[1], baseline, str(then["as_of"]))


def _survey(then: Body, sources: Sources) -> tuple[str, dict[str, str]] | None:
    """Why the two shorelines do not compare, as the changes between them would say (accuracy, scale, survey method).

    The editions that the baseline rests on must still be the ones in force on its day.
    """
    day = date.fromisoformat(then["as_of"])
    shoreline = sources.definitions.shoreline.chosen(None)
    old = shore_of(sources, shoreline, sources.held(COASTLINE, day))
    if {edition["sha256"] for edition in then["editions"]} != {e.sha256 for e in old.editions(sources)}:
        return "indicator_baseline_editions", {"day": then["as_of"]}
    method = sources.definitions.shoreline_changes.chosen(None)
    found, _ = reasons(old, shore_of(sources, shoreline), sources, method, day)
    if not found:
        return None
    first = found[0]
    values = {"member": str(first["code"]), "then": _plain(first["old"]), "now": _plain(first["new"])}
    return "indicator_baseline_differs", values


def _partial(then: Body, by: MeasuredBy, sources: Sources) -> bool:
    """Whether the baseline was drawn from editions that did not speak for the whole region."""
    regions, on = sources.definitions.base.regions, date.fromisoformat(then["as_of"])
    return any(
        unspoken(then["region"], _offices(then, layer), regions, on, coast=by.part == "sea")
        for layer in FIGURE_KINDS[by.name].whole
    )


def _offices(body: Body, layer: str) -> list[str]:
    return [edition["region"] for edition in body["editions"] if edition["layer"] == layer]


def slack_of(compared: Compared) -> tuple[Fraction, Fraction | None]:
    """How far the figure lies above its baseline, and for a share the metres or square metres that this is of now."""
    slack = compared.now.value - compared.then.value
    return slack, None if compared.now.whole is None else slack * compared.now.whole


def _difference(then: Body, now: Body, besides: str | None) -> tuple[str, str, str] | None:
    """The first member in which two bodies differ that have to agree; of shorelines `_survey` says more."""
    for member in ("measure", "region", "method", "calculation"):
        if then.get(member) != now[member]:
            return member, _plain(then.get(member)), _plain(now[member])
    stated = () if now["measure"] == "shoreline" else ("accuracy_m", "status")
    for member in (*stated, *([besides] if besides else [])):
        old, new = _of_editions(then, member), _of_editions(now, member)
        if old != new:
            return member, old, new
    return None


def _of_editions(body: Body, member: str) -> str:
    return ", ".join(sorted({f"{edition['layer']} {_plain(edition[member])}" for edition in body["editions"]}))


def _plain(member: Any) -> str:
    if isinstance(member, dict):
        return " ".join(str(part) for part in member.values())
    if isinstance(member, list):
        return ", ".join(_plain(one) for one in member) or "—"
    return f"{member:g}" if isinstance(member, int | float) else str(member)
