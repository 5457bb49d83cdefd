"""Areas of land and of sea held by layers; formulas, sources and traps in docs/measures.md."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from itertools import combinations

from shapely.geometry.base import BaseGeometry

from layers.geodesy import area
from layers.notes import Note
from layers.overlay import intersection
from zoning.measures.areas.asked import Asked, Layer, asked
from zoning.measures.areas.changes import changes
from zoning.measures.areas.evidence import evidence
from zoning.measures.areas.holding import NOTHING, Piece
from zoning.measures.areas.plane import Plane, plane
from zoning.measures.areas.polygons import column, dissolved
from zoning.measures.areas.territory import ADMIN, PARTS, Sum, Unit
from zoning.measures.question import AreasQuestion
from zoning.measures.result import Result, finished
from zoning.measures.sources import Sources
from zoning.verdict import Json, rounded, share, square_metres


def areas(question: AreasQuestion, sources: Sources) -> Result:
    """Dissolved areas by region, land and sea apart, by layer and class; with `since`, what was lost and gained.

    Raises NotFound (layer, region), BadInput (a layer without area, dates, method, plane) and NoEditions.
    """
    definitions = sources.definitions
    method = definitions.areas.chosen(question.method)
    case = asked(question, sources)
    zone = plane(question.plane, case.territory.union if case.territory.units else _ground(case))
    differences, notes = changes(case, method)
    content: Json = {
        "plane": zone.as_json(),
        "layers": [_whole(layer, zone) for layer in case.layers],
        "by_region": [_row(one, case, zone) for one in case.territory.sums],
        "coverage": [_coverage(layer, unit) for layer in case.layers for unit in case.territory.units],
        "overlaps": [_overlap(a, b, part, case) for a, b in combinations(case.layers, 2) for part in PARTS],
        "together": {part: _together(case, part) for part in PARTS} if len(case.layers) > 1 else None,
        "changes": differences,
    }
    used = [definitions.of_layer(layer.kind.layer) for layer in case.layers]
    used += [definitions.of_layer(ADMIN), definitions.regions()]
    used.append(definitions.reference(definitions.areas.files[method.method]))
    beyond = zone.note(case.territory.union)
    return finished(
        "areas",
        question,
        content,
        method=(method.method, method.version),
        editions=case.editions(),
        used=used,
        notes=[*case.notes(), *([beyond] if beyond else []), *_silent(case), *notes],
        evidence=partial(evidence, case, method),
    )


def _ground(case: Asked) -> BaseGeometry:
    return dissolved(column([layer.now.held.whole.whole.geometry for layer in case.layers]))


def _silent(case: Asked) -> Iterable[Note]:
    for layer in case.layers:
        short = [u for u in case.territory.units if layer.status(u) in ("partly", "not_covered")]
        if short:
            names = ", ".join(f"{unit.code}:{unit.part}" for unit in short)
            yield Note("areas_not_covered", {"layer": layer.kind.layer, "units": names})


def _whole(layer: Layer, zone: Plane) -> Json:
    held = layer.now.held
    if held.unplaced:
        nothing = dict.fromkeys((*_measured(NOTHING, zone), "sum_of_classes_m2", "unassigned_m2"))
        return {"layer": layer.kind.layer, **nothing, "counted_twice_m2": None, "features": None, "classes": []}

    def closed(whole: Piece, cuts: list[Piece], beyond: Piece) -> Json:
        twice = sum(cut.area_m2 for cut in cuts) + beyond.area_m2 - whole.area_m2
        return {"unassigned_m2": square_metres(beyond.area_m2), "counted_twice_m2": square_metres(max(0.0, twice))}

    cuts = list(held.units.values())
    return {
        "layer": layer.kind.layer,
        **_measured(held.whole.whole, zone),
        "sum_of_classes_m2": square_metres(sum(piece.area_m2 for piece in held.whole.classes.values())),
        **closed(held.whole.whole, [cut.whole for cut in cuts], held.beyond.whole),
        "features": len(held.whole.whole.features),
        "classes": [
            {
                "class": code,
                **_measured(piece, zone),
                **closed(piece, [cut.of(code) for cut in cuts], held.beyond.of(code)),
                "features": len(piece.features),
            }
            for code, piece in held.whole.classes.items()
        ],
    }


def _measured(piece: Piece, zone: Plane) -> Json:
    """One dissolved outline by three formulas, and how far the other two are from the exact one (parts in 10⁶)."""
    exact = piece.area_m2
    survey, flat = piece.survey_area_m2, piece.plane_area_m2(zone.zone.epsg)
    return {
        "area_m2": square_metres(exact),
        "sum_of_features_m2": square_metres(piece.sum_m2),
        "survey_area_m2": square_metres(survey),
        "plane_area_m2": square_metres(flat),
        "survey_ppm": rounded((survey / exact - 1.0) * 1e6, 3) if exact > 0.0 else None,
        "plane_ppm": rounded((flat / exact - 1.0) * 1e6, 3) if exact > 0.0 else None,
    }


def _row(one: Sum, case: Asked, zone: Plane) -> Json:
    regions = case.sources.definitions.base.regions
    flat = sum(unit.plane_area_m2(zone.zone.epsg) for unit in one.units)
    return {
        "region": one.code,
        "part": one.part,
        "level": regions[one.code].level if one.code in regions else None,
        "finest": one.finest,
        "area_m2": square_metres(one.area_m2),
        "survey_area_m2": square_metres(one.survey_area_m2),
        "plane_area_m2": square_metres(flat),
        "layers": [_held(layer, one) for layer in case.layers],
    }


def _held(layer: Layer, one: Sum) -> Json:
    """What a layer holds of a region's land or sea; `share` only where the layer answers all of it."""
    cuts = [layer.now.held.units[unit] for unit in one.units]
    status = status_of([layer], one)
    answered = status == "covered" and one.complete
    codes = [code for code in layer.now.held.whole.classes if any(code in cut.classes for cut in cuts)]

    known = status in ("covered", "partly") or any(cut.classes for cut in cuts)

    def figures(pieces: list[Piece]) -> Json:
        held = sum(piece.area_m2 for piece in pieces)
        return {
            "area_m2": square_metres(held) if known else None,
            "sum_of_features_m2": square_metres(sum(piece.sum_m2 for piece in pieces)) if known else None,
            "share": share(held / one.area_m2) if answered and one.area_m2 > 0.0 else None,
            "features": len(frozenset[int]().union(*(piece.features for piece in pieces))),
        }

    by_class = sum(piece.area_m2 for cut in cuts for piece in cut.classes.values())
    return {
        "layer": layer.kind.layer,
        "status": status,
        "at_least": status == "partly" or not one.complete,
        **figures([cut.whole for cut in cuts]),
        "sum_of_classes_m2": square_metres(by_class) if known else None,
        "classes": [{"class": code, **figures([cut.of(code) for cut in cuts])} for code in codes],
    }


def together(statuses: list[str]) -> str:
    """The status of a sum: units where a layer does not apply hold nothing for certain, and say nothing else."""
    told = {status for status in statuses if status != "not_applicable"}
    return "not_applicable" if not told else told.pop() if len(told) == 1 else "partly"


def status_of(layers: Sequence[Layer], whole: Sum) -> str:
    """The status of layers in a region: what has no outline is answered by none of them."""
    told = [layer.status(unit) for layer in layers for unit in whole.units]
    return together([*told, *(["not_covered"] if whole.lacking else [])])


def _coverage(layer: Layer, unit: Unit) -> Json:
    status = layer.status(unit)
    covered = None if status == "not_applicable" else share(layer.now.held.covered[unit])
    return {"layer": layer.kind.layer, "region": unit.code, "part": unit.part, "status": status, "share": covered}


def _part(case: Asked, part: str) -> Sum | None:
    return case.territory.of(case.territory.region, part)


def _overlap(one: Layer, other: Layer, part: str, case: Asked) -> Json:
    """Ground that two layers hold at once."""
    whole = _part(case, part)
    common = (
        []
        if whole is None
        else [
            intersection(one.now.held.units[u].whole.geometry, other.now.held.units[u].whole.geometry)
            for u in whole.units
        ]
    )
    measured = float(area(column(common)).sum()) if common else 0.0
    status = "not_applicable" if whole is None else status_of((one, other), whole)
    known = measured > 0.0 or status in ("covered", "partly")
    return {
        "layers": [one.kind.layer, other.kind.layer],
        "part": part,
        "status": status,
        "area_m2": square_metres(measured) if known else None,
    }


def _together(case: Asked, part: str) -> Json | None:
    """All layers as one: the ground that any of them holds, beside the sum of what each holds; None where unknown."""
    whole = _part(case, part)
    if whole is None:
        return None
    held = [[layer.now.held.units[unit].whole for layer in case.layers] for unit in whole.units]
    ground = sum(float(area(dissolved(column([p.geometry for p in pieces])))[0]) for pieces in held)
    status = status_of(case.layers, whole)
    answered = status == "covered" and whole.complete and whole.area_m2 > 0.0
    known = ground > 0.0 or status in ("covered", "partly")
    return {
        "status": status,
        "area_m2": square_metres(ground) if known else None,
        "sum_of_layers_m2": square_metres(sum(p.area_m2 for pieces in held for p in pieces)) if known else None,
        "share": share(ground / whole.area_m2) if answered else None,
    }
