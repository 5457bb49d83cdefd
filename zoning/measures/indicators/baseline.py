"""A recorded measure as the baseline of "not lower than": whether it may be compared, and the figure it holds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from layers.errors import NotFound
from layers.notes import Note
from zoning.measures.indicators.target import MeasuredBy
from zoning.measures.sources import Sources

Body = Mapping[str, Any]
# where a recorded body holds a figure: its amount, and what it is divided by. Both are printed to 0.001 m.
RECORDED: Mapping[str, tuple[tuple[str, str], tuple[str, str] | None]] = MappingProxyType(
    {
        "shoreline.mainland.rate": (("mainland", "natural_m"), ("mainland", "denominator_m")),
        "shoreline.mainland.natural_m": (("mainland", "natural_m"), None),
        "shoreline.islands.rate": (("islands", "natural_m"), ("islands", "denominator_m")),
        "shoreline.islands.natural_m": (("islands", "natural_m"), None),
    }
)


@dataclass(frozen=True)
class Compared:
    """The figure now and in the baseline, both from recorded lengths as printed (0.001 m), divided exactly.

    `whole` is what the share of now is a share of; None for an amount. `part` and `part_then` are the amounts.
    """

    now: Fraction
    then: Fraction
    whole: Fraction | None
    part: Fraction
    part_then: Fraction
    baseline: str
    as_of: str


def compared(by: MeasuredBy, baseline: str, body: Body, sources: Sources) -> Compared | Note:
    """The figure of `body` beside that of the recorded measure `baseline`, or why the two cannot be compared.

    A baseline is of the same region and measure, by the same method in the same version and calculation, not later than
    the day asked about, of editions of the same accuracy, with nothing open in it. Raises StoreError.
    """
    try:
        then: Body = json.loads(sources.recorded(baseline))
    except NotFound:
        return Note("indicator_baseline_unknown", {"baseline": baseline})
    for member in ("measure", "region", "method", "calculation"):
        if then[member] != body[member]:
            values = {"member": member, "then": _plain(then[member]), "now": _plain(body[member])}
            return Note("indicator_baseline_differs", {"baseline": baseline, **values})
    if then["as_of"] > body["as_of"]:
        return Note("indicator_baseline_later", {"baseline": baseline, "then": then["as_of"], "now": body["as_of"]})
    old, new = _accuracies(then), _accuracies(body)
    if old != new:
        values = {"member": "accuracy_m", "then": _listed(old), "now": _listed(new)}
        return Note("indicator_baseline_differs", {"baseline": baseline, **values})
    parts, wholes = RECORDED[by.name]
    figures = [_fraction(one, place) for place in (parts, wholes) if place for one in (body, then)]
    if any(figure is None for figure in figures) or _open(then, parts[0]) or _open(body, parts[0]):
        return Note("indicator_baseline_open", {"baseline": baseline})
    exact = [figure for figure in figures if figure is not None]
    if wholes is None:
        return Compared(exact[0], exact[1], None, exact[0], exact[1], baseline, str(then["as_of"]))
    if exact[2] <= 0 or exact[3] <= 0:
        return Note("indicator_nothing_to_divide_by", {})
    now, before = exact[0] / exact[2], exact[1] / exact[3]
    return Compared(now, before, exact[2], exact[0], exact[1], baseline, str(then["as_of"]))


def _fraction(body: Body, place: tuple[str, str]) -> Fraction | None:
    value = body[place[0]][place[1]]
    return None if value is None else Fraction(repr(value))


def _open(body: Body, group: str) -> bool:
    bounds = body[group].get("rate_range")
    return bounds is None or bounds[0] != bounds[1]


def _accuracies(body: Body) -> tuple[float, ...]:
    return tuple(sorted({float(edition["accuracy_m"]) for edition in body["editions"]}))


def _listed(values: tuple[float, ...]) -> str:
    return ", ".join(f"{value:g}" for value in values)


def _plain(member: object) -> str:
    return " ".join(str(part) for part in member.values()) if isinstance(member, Mapping) else str(member)
