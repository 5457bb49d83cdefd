"""Land cover of a region or of a layer within it; formulas, sources and traps in docs/measures.md."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

import numpy as np

from layers.notes import Note
from layers.rasters.classes import ClassTable
from zoning.measures.areas.territory import ADMIN, Unit
from zoning.measures.land_cover.asked import LAND_COVER, Asked, asked, memory
from zoning.measures.land_cover.change import Change, change, described
from zoning.measures.land_cover.composition import Cover, covers, figures
from zoning.measures.land_cover.evidence import evidence
from zoning.measures.land_cover.method import LandCoverMethod
from zoning.measures.question import LandCoverQuestion
from zoning.measures.result import Result, finished
from zoning.measures.sources import Sources
from zoning.measures.wholeness import not_whole
from zoning.verdict import Json, rounded, square_metres


def land_cover(question: LandCoverQuestion, sources: Sources) -> Result:
    """Composition of the zone by class and group; with `since`, what changed there, and the patches of it.

    Raises BadInput (dates, zone, method, rasters that cannot be summed or compared), NotFound, NoEditions, StoreError.
    """
    definitions = sources.definitions
    method = definitions.land_cover.chosen(question.method)
    case = asked(question, sources)
    table = case.table()
    memo = sources.derived(case.now, memory)
    by_unit = memo.of(partial(covers, case, table), "covers", case.zone)
    least = case.least_patch_m2(method)
    found = None
    if case.before is not None:
        found = memo.of(
            partial(change, case, table, method, least), "change", case.zone, case.before, method, repr(least)
        )
    used = [definitions.of_layer(LAND_COVER), definitions.of_layer(ADMIN), definitions.regions()]
    used += [definitions.of_layer(case.zone.layer)] if case.zone.layer is not None else []
    used.append(definitions.reference(definitions.base.class_tables.files[table.table]))
    used.append(definitions.reference(definitions.land_cover.files[method.method]))
    return finished(
        "land_cover",
        question,
        _content(case, table, method, by_unit, found),
        method=(method.method, method.version),
        editions=case.editions(),
        used=used,
        notes=_notes(case, table, method, by_unit, found),
        evidence=partial(evidence, case, by_unit, found, table, method),
    )


def _total(by_unit: Mapping[Unit, Cover], table: ClassTable) -> Cover:
    return sum(by_unit.values(), Cover(0.0, 0.0, np.zeros(len(table.values) + 1)))


def _content(
    case: Asked,
    table: ClassTable,
    method: LandCoverMethod,
    by_unit: Mapping[Unit, Cover],
    found: Change | None,
) -> Json:
    codes = list(dict.fromkeys(unit.code for unit in by_unit))
    zone = case.zone
    changed: Json | None = None
    if found is not None and case.before is not None and case.question.since is not None:
        changed = {
            "since": case.question.since.isoformat(),
            "rasters": [raster.as_json() for raster in case.rasters(case.before)],
            **described(found, table, method, case.least_patch_m2(method)),
        }
    return {
        "zone": None if zone.layer is None else {"layer": zone.layer, "class": zone.code},
        "class_table": {"id": table.table, "version": table.version},
        "rasters": [raster.as_json() for raster in case.rasters(case.now)],
        "natural_group": method.natural,
        "forest_group": method.forest,
        "total": figures(_total(by_unit, table), table, method, complete=not case.incomplete),
        "zone_outside_units_m2": square_metres(zone.outside_m2),
        "by_region": [
            {
                "region": code,
                **figures(_total({u: c for u, c in by_unit.items() if u.code == code}, table), table, method),
            }
            for code in codes
        ],
        "change": changed,
    }


def about_classes(table: ClassTable) -> Iterator[Note]:
    """What is to be said of the classes of a table, whatever was found."""
    yield Note("forest_not_statutory", {"table": table.table})
    yield Note("land_cover_groups_assumed", {"table": table.table})


def gap(whole: Cover, method: LandCoverMethod) -> Iterator[Note]:
    """That too much of a ground (above 0 m²) has no class, where it has none."""
    if whole.unknown_m2 > method.nodata_tolerance * whole.zone_m2:
        yield Note(
            "land_cover_gap",
            {
                "nodata_m2": square_metres(whole.nodata_m2),
                "not_covered_m2": square_metres(whole.not_covered_m2),
                "percent": rounded(100.0 * whole.unknown_m2 / whole.zone_m2, 2),
            },
        )


def _notes(
    case: Asked, table: ClassTable, method: LandCoverMethod, by_unit: Mapping[Unit, Cover], found: Change | None
) -> Iterator[Note]:
    whole = _total(by_unit, table)
    yield from about_classes(table)
    if whole.zone_m2 <= 0.0:
        yield Note("land_cover_zone_empty", {"zone": case.question.zone or "land", "region": case.question.region})
    else:
        yield from gap(whole, method)
    for one in case.incomplete:
        yield not_whole(ADMIN, f"{one.code} ({one.part})", one.lacking or (one.code,))
    if case.zone.silent and case.zone.layer is not None:
        units = ", ".join(f"{unit.code}:{unit.part}" for unit in case.zone.silent)
        yield Note("land_cover_zone_silent", {"layer": case.zone.layer, "units": units})
    if case.zone.layer is not None and case.zone.outside_m2 > 0.0:
        area_m2 = square_metres(case.zone.outside_m2)
        yield Note("land_cover_zone_outside", {"layer": case.zone.layer, "area_m2": area_m2})
    if found is None:
        return
    yield Note("land_cover_clue", {"method": method.method})
    both = float(found.matrix[:-1, :-1].sum())
    if found.zone_m2 - both > method.nodata_tolerance * found.zone_m2:
        yield Note("land_cover_not_compared", {"area_m2": square_metres(found.zone_m2 - both)})
    for label in found.same:
        yield Note("land_cover_same_edition", {"edition": label})
