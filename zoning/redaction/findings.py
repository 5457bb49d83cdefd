"""Findings, totals and surroundings: of a withheld layer one entry per class, in full hectares and steps of 100 m."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from zoning.redaction.coarse import HECTARE_M2, STEP_M, hectares_m2, hundreds_below_m, hundreds_m
from zoning.redaction.rules import rule
from zoning.redaction.veil import Body, Veil
from zoning.surroundings import RINGS_M
from zoning.verdict import Json

Class = tuple[str, str | None]
SEEN_M = RINGS_M[-1] - STEP_M  # farther out the step would not tell whether something lies in the last ring
NO_MEASURES: Mapping[str, object] = {
    "overlap_area_range_m2": None,
    "overlap_length_m": None,
    "overlap_length_range_m": None,
}


def findings(veil: Veil) -> list[Json]:
    """Features of other layers as they were found; then per withheld layer and class one finding without a feature.

    A class is shown where a rule that holds or may hold speaks of it, or where it has half a hectare of the project.
    """
    found = veil.body["findings"]
    shown: list[Json] = [
        {**entry, "rules": [rule(veil, one) for one in entry["rules"]]}
        for entry in found
        if not veil.hides(entry["layer"])
    ]
    hidden: dict[Class, list[Body]] = {}
    for entry in found:
        if veil.hides(entry["layer"]):
            hidden.setdefault((entry["layer"], entry["class"]), []).append(entry)
    held = _areas(veil)
    return shown + [
        merged for key in sorted(hidden, key=_order) for merged in _merged(veil, key, hidden[key], held.get(key, 0.0))
    ]


def _merged(veil: Veil, key: Class, entries: list[Body], area_m2: float) -> Iterable[Json]:
    rules: list[Json] = []
    for one in (one for entry in entries for one in entry["rules"] if one["holds"] is not False):
        told = rule(veil, one)
        if told not in rules:
            rules.append(told)
    if not rules and area_m2 == 0.0:
        return
    yield {
        "layer": key[0],
        "region": None,
        "edition": None,
        "feature": None,
        "name": None,
        "class": key[1],
        "relation": "overlaps" if area_m2 > 0.0 else None,
        "certainty": None,
        "overlap_area_m2": area_m2,
        **NO_MEASURES,
        "overlap_share": None,
        "distance_m": hundreds_m(min(entry["distance_m"] for entry in entries)),
        "bearing_deg": None,
        "attributes": {},
        "rules": sorted(rules, key=lambda one: (str(one["pack"]), str(one["rule"]))),
    }


def totals(veil: Veil) -> list[Json]:
    """Dissolved overlaps; those of withheld layers to the full hectare, and none below half of one."""
    shown = [dict(entry) for entry in veil.body["totals"] if not veil.hides(entry["layer"])]
    held = _areas(veil)
    return shown + [
        {"layer": key[0], "class": key[1], "overlap_area_m2": held[key], **NO_MEASURES, "share": None}
        for key in sorted(held, key=_order)
    ]


def _areas(veil: Veil) -> dict[Class, float]:
    """Per withheld layer and class the dissolved area in full hectares (m²), the larger where standings differ."""
    held: dict[Class, float] = {}
    for entry in veil.body["totals"]:
        area_m2 = hectares_m2(entry["overlap_area_m2"])
        if veil.hides(entry["layer"]) and area_m2 >= HECTARE_M2:
            key = (entry["layer"], entry["class"])
            held[key] = max(held.get(key, 0.0), area_m2)
    return held


def dissolved(veil: Veil) -> list[Json]:
    """Ground counted once over all layers, where no rule on a withheld layer adds to it."""
    least = {"prohibited": ("prohibited",), "restricted": ("conditional", "prohibited")}
    return [
        dict(entry)
        for entry in veil.body["dissolved"]
        if entry["what"] in least and not any(one["range"][0] in least[entry["what"]] for one in veil.binding)
    ]


def surroundings(veil: Veil) -> Json:
    """Per withheld layer the classes within 4.9 km, each by its distance in steps of 100 m; no counts, no names.

    `answers_m` reaches no farther than that, and `at_least_m` is the least that a distance of that step can be.
    """
    around = veil.body["surroundings"]
    public = [dict(entry) for entry in around["layers"] if not veil.hides(entry["layer"])]
    hidden: dict[str, list[Body]] = {name: [] for name in around["nothing"] if veil.hides(name)}
    for entry in around["layers"]:
        if veil.hides(entry["layer"]):
            hidden.setdefault(entry["layer"], []).append(entry)
    return {
        "rings_m": list(around["rings_m"]),
        "layers": public + [_around(layer, hidden[layer]) for layer in sorted(hidden)],
        "nothing": [name for name in around["nothing"] if not veil.hides(name)],
    }


def _around(layer: str, entries: list[Body]) -> Json:
    answers_m = min(hundreds_below_m(min((entry["answers_m"] for entry in entries), default=RINGS_M[-1])), SEEN_M)
    nearest: dict[str | None, float] = {}
    for found in (found for entry in entries for found in entry["classes"]):
        step = hundreds_m(found["distance_m"])
        if step <= SEEN_M:
            nearest[found["class"]] = min(step, nearest.get(found["class"], step))
    return {
        "layer": layer,
        "answers_m": answers_m,
        "rings": [],
        "classes": [
            {
                "class": code,
                "region": None,
                "edition": None,
                "feature": None,
                "name": None,
                "distance_m": nearest[code],
                "at_least_m": min(max(0.0, nearest[code] - STEP_M / 2), answers_m),
                "bearing_deg": None,
                "ring_m": None,
                "complete": nearest[code] + STEP_M / 2 <= answers_m,
                "counts": [],
            }
            for code in sorted(nearest, key=lambda code: (code is None, code or ""))
        ],
    }


def _order(key: Class) -> tuple[str, bool, str]:
    return key[0], key[1] is None, key[1] or ""
