"""Every target set on a region and how far it is; states, comparisons and traps in docs/measures.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, Final

from layers.notes import Note
from zoning.measures.indicators.asking import Asking
from zoning.measures.indicators.baseline import compared
from zoning.measures.indicators.figure_names import FIGURE_KINDS
from zoning.measures.indicators.figures import read
from zoning.measures.indicators.judgement import Judgement, judge, judge_baseline
from zoning.measures.indicators.reading import Reading
from zoning.measures.indicators.target import UNITS, MeasuredBy, Quantity, Target, Unit
from zoning.measures.indicators.targets import Placed
from zoning.measures.question import IndicatorsQuestion
from zoning.measures.result import Result, finished
from zoning.measures.sources import Sources
from zoning.verdict import Json, rounded

# decimals printed in a unit: a share to 1e-8, a length to 0.001 m, an area to 0.01 m²
DIGITS: Final[Mapping[Unit, int]] = {
    "percent": 6,
    "m": 3,
    "km": 6,
    "m2": 2,
    "ha": 6,
    "km2": 8,
    "mu": 5,
    "count": 0,
}
SMALLEST: Final[Mapping[Quantity, Unit]] = {"share": "percent", "length": "m", "area": "m2", "count": "count"}


def indicators(question: IndicatorsQuestion, sources: Sources) -> Result:
    """The targets of the region, each met, not met, not computable, without a baseline or not applicable.

    Raises BadInput for a retired region or another method, NotFound for an unknown region, StoreError where data that
    a figure rests on cannot be read.
    """
    method = sources.definitions.indicators.chosen(question.method)
    definitions = sources.definitions
    ancestry = definitions.base.regions.ancestry(question.region)
    placed = definitions.targets.of(sources.region, ancestry)
    asking = Asking(question, sources)
    rows = [_row(one, asking, question.as_of) for one in placed]
    files = {one.file.path: one.file for one in placed}
    results = asking.results
    used = [definitions.regions(), *(definitions.reference(file) for file in files.values())]
    used += [definitions.reference(file) for result in results for file in result.used]
    used.append(definitions.reference(definitions.indicators.files[method.method]))
    notes = [] if placed else [Note("no_targets", {"region": question.region})]
    return finished(
        "indicators",
        question,
        {"indicators": rows},
        method=(method.method, method.version),
        editions=[sources.edition(named) for result in results for named in _listed(result)],
        used=used,
        notes=notes,
        evidence=lambda: tuple(found for result in results for found in result.evidence()),
    )


def _listed(result: Result) -> Sequence[Mapping[str, Any]]:
    editions = result.body["editions"]
    return editions if isinstance(editions, list) else []


def _row(placed: Placed, asking: Asking, as_of: date) -> Json:
    target = placed.target
    reading = read(target.measured_by, asking) if target.measured_by is not None else None
    judged = _judged(target, reading, asking)
    unit = target.unit or (SMALLEST[_quantity(target.measured_by)] if target.measured_by is not None else None)
    near = target.indicative
    return {
        "id": target.id,
        "state": judged.state,
        **_value(reading, unit),
        "target": None if judged.target is None or unit is None else in_unit(judged.target, unit),
        "unit": unit,
        "comparison": target.comparison,
        **_slack(judged, unit, target),
        "year": target.year,
        "year_ended": None if target.year is None else as_of.year > target.year,
        "nature": target.nature,
        "plan": placed.plan.id,
        "plan_standing": placed.plan.standing,
        "baseline": target.baseline,
        "confidence": target.confidence,
        "conflicts_with": list(target.conflicts_with),
        "measured_by": None if target.measured_by is None else _measured(target.measured_by, reading),
        "indicative": None if near is None else _indicative(near, read(near, asking)),
        "missing": [note.as_json() for note in judged.missing],
        "reasons": [note.as_json() for note in judged.reasons],
    }


def _judged(target: Target, reading: Reading | None, asking: Asking) -> Judgement:
    by, result = target.measured_by, None if reading is None else reading.result
    if target.baseline is None or by is None or result is None or reading is None or not reading.applicable:
        return judge(target, reading)
    return judge_baseline(compared(target, by, target.baseline, result.body, asking.sources))


def in_unit(value: Fraction, unit: Unit) -> float:
    """A value of metres, square metres, pieces or parts of a whole in a unit, rounded once as it is printed."""
    return rounded(float(value / UNITS[unit][1]), DIGITS[unit])


def _value(reading: Reading | None, unit: Unit | None) -> Json:
    if reading is None or reading.bounds is None or unit is None:
        return {"value": None, "value_range": None}
    low, high = (in_unit(bound, unit) for bound in reading.bounds)
    return {"value": low if reading.value is not None else None, "value_range": [low, high]}


def _slack(judged: Judgement, unit: Unit | None, target: Target) -> Json:
    out: Json = {"slack": None, "slack_range": None, "slack_m": None, "slack_m2": None}
    if judged.slack is None or unit is None:
        return out
    low, high = (in_unit(bound, unit) for bound in judged.slack)
    out["slack_range"] = [low, high]
    if judged.slack[0] == judged.slack[1]:
        out["slack"] = low
    quantity, amount = UNITS[unit][0], judged.slack_whole
    if quantity in ("length", "area") and judged.slack[0] == judged.slack[1]:
        amount = judged.slack[0]
    if amount is not None and target.measured_by is not None:
        areal = quantity == "area" or (quantity == "share" and target.measured_by.measure in ("areas", "wetland"))
        out["slack_m2" if areal else "slack_m"] = rounded(float(amount), 2 if areal else 3)
    return out


def _measured(by: MeasuredBy, reading: Reading | None) -> Json:
    """The figure by name, and the measure that it was read from by method and id, to be asked for again."""
    result = None if reading is None else reading.result
    asked = {name: text for name in ("layer", "part", "status") if (text := getattr(by, name)) is not None}
    return {
        "measure": by.measure,
        "figure": by.figure,
        **asked,
        "values": None if reading is None or reading.bounds is None else "printed" if reading.printed else "unrounded",
        "method": None if result is None else result.body["method"],
        "id": None if result is None else result.id,
    }


def _indicative(by: MeasuredBy, reading: Reading) -> Json:
    unit = SMALLEST[_quantity(by)]
    missing = [note.as_json() for note in reading.missing]
    return {**_measured(by, reading), **_value(reading, unit), "unit": unit, "missing": missing}


def _quantity(by: MeasuredBy) -> Quantity:
    return FIGURE_KINDS[by.name].quantity
