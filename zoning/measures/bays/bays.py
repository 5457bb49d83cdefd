"""Mainland shoreline of the beautiful bays built by a day; formula, sources and traps in docs/measures.md."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from layers.editions import Edition
from layers.notes import Note
from layers.snapshot import LayerView
from zoning.measures.bays.evidence import evidence
from zoning.measures.bays.shore import Share, Shore, share_of, shore_of
from zoning.measures.bays.units import OPEN, BayIndex, BayUnit, bay_units
from zoning.measures.question import BaysQuestion
from zoning.measures.result import Result, finished
from zoning.measures.shoreline.membership import Membership
from zoning.measures.shoreline.segments import Segments, segments
from zoning.measures.sources import Sources
from zoning.measures.standing import spoken_twice, touching
from zoning.verdict import Json, metres

BAY = "bay"
COASTLINE = "coastline"


def bays(question: BaysQuestion, sources: Sources) -> Result:
    """Bay units with their state on the day, and the share of the mainland shoreline that lies in built ones.

    Raises BadInput for an unknown method, NoEditions where no coastline or bays of a coastal region are in force.
    """
    definitions = sources.definitions
    method = definitions.bays.chosen(question.method)
    used = [definitions.of_layer(BAY), definitions.of_layer(COASTLINE), definitions.regions()]
    used.append(definitions.reference(definitions.bays.files[method.method]))
    members = Membership(definitions.base.regions, sources.as_of)
    confidence = {"confidence": method.confidence.model_dump()}
    table = sources.derived(sources.held(COASTLINE), segments)
    if not sources.region.coast and not any(_reach(table, members, sources.region.code)[0]):
        content: Json = {"applicable": False, **confidence, **dict.fromkeys(_FIGURES)}
        content |= {"bays": [], "by_region": [], "unmatched": []}
        notes = [Note("no_coast", {"region": sources.region.code})]
        named = (method.method, method.version)
        return finished("bays", question, content, method=named, editions=(), used=used, notes=notes)
    case = _case(sources, members)
    return finished(
        "bays",
        question,
        {"applicable": True, **confidence, **_content(case)},
        method=(method.method, method.version),
        editions=_editions(case, sources),
        used=used,
        notes=_notes(case),
        evidence=partial(evidence, case.shore),
    )


def _editions(case: _Case, sources: Sources) -> Iterator[Edition]:
    """Of bays and shoreline, what speaks for the region or was counted."""
    rows = np.flatnonzero(case.shore.sure | case.shore.maybe).tolist()
    yield from sources.counted(case.views[0], (unit.feature for unit in case.units))
    yield from sources.counted(case.views[1], (case.views[1].features[row] for row in rows))


_FIGURES = ("built", "without_bay")


@dataclass(frozen=True, eq=False)
class _Case:
    """One question made ready.

    `missing_shore`, `missing_bays`: coastal regions for which no edition speaks, or whole cities without any line;
    `cities_without_bays`: coastal cities of which no unit is held; `twice`: regions of which two editions hold line.
    """

    region: str
    members: Membership
    views: tuple[LayerView, LayerView]
    units: tuple[BayUnit, ...]
    index: BayIndex
    shore: Shore
    missing_shore: tuple[str, ...]
    missing_bays: tuple[str, ...]
    cities_without_bays: tuple[str, ...]
    twice: tuple[str, ...]

    @property
    def uncoded(self) -> bool:
        """Whether no segment at all carries a bay: then nothing is known, rather than nothing built."""
        rows = self.shore.sure | self.shore.maybe
        return bool(rows.any()) and not bool((self.shore.named() & rows).any())

    @property
    def units_missing(self) -> bool:
        """Whether there may be units that are not held."""
        return bool(self.missing_bays or self.cities_without_bays or self.recurring)

    @property
    def recurring(self) -> list[str]:
        """Codes that several units bear: one unit in two editions, or two units; they count as one at least."""
        often = Counter(unit.label for unit in self.units)
        return sorted(label for label, times in often.items() if times > 1)

    @property
    def computable(self) -> bool:
        """Whether a share can be stated at all."""
        return not (self.uncoded or self.missing_shore or self.missing_bays or self.twice)


def _case(sources: Sources, members: Membership) -> _Case:
    code = sources.region.code
    shoreline, bay = sources.view(COASTLINE), sources.view(BAY)
    table = sources.derived(shoreline, segments)
    every = bay_units(bay.features, sources.as_of)
    index = BayIndex(every)
    shore = shore_of(table, index, *_reach(table, members, code))
    rows = shore.sure | shore.maybe
    touched = {id(unit) for unit, chosen in zip(shore.unit, rows, strict=True) if chosen}
    unspoken = [members.missing(code, [e.head.region for e in view.editions]) for view in (shoreline, bay)]
    return _Case(
        region=code,
        members=members,
        views=(bay, shoreline),
        units=tuple(unit for unit in every if id(unit) in touched or _home(unit, members, code)),
        index=index,
        shore=shore,
        missing_shore=tuple(dict.fromkeys((*unspoken[0], *members.without(code, table.homes.values)))),
        missing_bays=unspoken[1],
        twice=touching(spoken_twice(shoreline, members.regions), code, members.regions),
        cities_without_bays=members.without(code, [(u.region, u.feature.edition.head.region) for u in every]),
    )


def _home(unit: BayUnit, members: Membership, region: str) -> bool:
    return members.belongs((unit.region, unit.feature.edition.head.region), region) == "yes"


def _reach(table: Segments, members: Membership, region: str) -> tuple[np.ndarray, np.ndarray]:
    homes = list(zip(table.region.tolist(), table.delivered_for.tolist(), strict=True))
    reach = {home: members.belongs(home, region) for home in set(homes)}
    return (
        np.array([reach[home] == "yes" for home in homes], dtype=bool),
        np.array([reach[home] == "maybe" for home in homes], dtype=bool),
    )


def _content(case: _Case) -> Json:
    shore = case.shore
    whole = share_of(shore, shore.sure, shore.maybe)
    built = [unit for unit in case.units if unit.state == "built"]
    unnamed = shore.sure & ~shore.named()
    return {
        "built": {
            "count": len({unit.label for unit in built}),
            "at_least": case.units_missing or any(unit.state in OPEN for unit in case.units),
            "undated": sum(unit.state in OPEN for unit in case.units),
            "listed": sum(unit.state == "listed" for unit in case.units),
            "fostered": sum(unit.state == "fostered" for unit in case.units),
            "islands_m": metres(shore.metres(shore.sure & ~shore.mainland & (shore.counted == "built"))),
            **_stated(case, whole),
        },
        "bays": [_bay(case, unit, whole) for unit in case.units],
        "by_region": [_region(case, code) for code in _codes(case)],
        "without_bay": {
            "mainland_m": metres(shore.metres(unnamed & shore.mainland)),
            "islands_m": metres(shore.metres(unnamed & ~shore.mainland)),
        },
        "unmatched": [_unmatched(case, text) for text in _unmatched_names(shore)],
    }


def _stated(case: _Case, whole: Share) -> Json:
    stated = whole.as_json()
    if case.computable:
        return stated
    unknown = ["share", "share_range", *(["mainland_m"] if case.missing_shore or case.twice else [])]
    return {**stated, **dict.fromkeys(unknown), **({"built_m": None, "open_m": None} if case.uncoded else {})}


def _bay(case: _Case, unit: BayUnit, whole: Share) -> Json:
    shore = case.shore
    own = shore.of(unit) & shore.sure
    mainland = shore.metres(own & shore.mainland)
    edition = unit.feature.edition
    part = Share(mainland, 0.0, whole.total_m, whole.floating)
    return {
        "code": unit.code,
        "name": unit.name,
        "region": unit.region,
        "edition": edition.label,
        "status": unit.status,
        "state": unit.state,
        "counted": unit.state == "built",
        "listed_on": unit.listed_on,
        "built_on": unit.built_on,
        "segments": int(own.sum()),
        "mainland_m": None if case.uncoded else metres(mainland),
        "islands_m": None if case.uncoded else metres(shore.metres(own & ~shore.mainland)),
        "share_of_mainland": part.as_json()["share"] if case.computable else None,
    }


def _codes(case: _Case) -> list[str]:
    """The regions that segments are coded to, a retired code as its successor."""
    told = {str(code) for code, own in zip(case.shore.table.region, case.shore.sure, strict=True) if own and code}
    return sorted({case.members.current(code) for code in told})


def _region(case: _Case, code: str) -> Json:
    shore = case.shore
    named = {one: one is not None and case.members.current(str(one)) == code for one in set(shore.table.region)}
    own = shore.sure & np.array([named[one] for one in shore.table.region], dtype=bool)
    stated = _stated(case, share_of(shore, own, np.zeros_like(own)))
    floats = bool((shore.sure & np.array([region is None for region in shore.table.region], dtype=bool)).any())
    floats = floats or bool(shore.maybe.any())
    return {"region": code, **stated, **({"share": None, "share_range": None} if floats else {})}


def _unmatched_names(shore: Shore) -> list[str]:
    rows = zip(shore.table.bay, shore.unit, shore.sure | shore.maybe, strict=True)
    return sorted({str(bay) for bay, unit, own in rows if own and bay is not None and unit is None})


def _unmatched(case: _Case, text: str) -> Json:
    shore = case.shore
    own = shore.sure & np.array([bay == text for bay in shore.table.bay], dtype=bool)
    return {
        "bay": text,
        "segments": int(own.sum()),
        "mainland_m": metres(shore.metres(own & shore.mainland)),
        "islands_m": metres(shore.metres(own & ~shore.mainland)),
        "names": len(case.index[text]),
        "resembles": list(case.index.resembling(text)),
    }


def _notes(case: _Case) -> Iterator[Note]:
    shore = case.shore
    for unit in case.units:
        if unit.state == "built_undated":
            yield Note("bays_undated", {"bay": unit.name or unit.label})
        if unit.state == "contradictory":
            values = {"bay": unit.name or unit.label, "built_on": unit.built_on, "status": unit.status}
            yield Note("bays_contradictory", values)
    names = _unmatched_names(shore)
    if names:
        lost = shore.metres(shore.sure & shore.named() & shore.of(None) & shore.mainland)
        yield Note("bays_unmatched", {"bays": _listed(names), "mainland_m": metres(lost)})
    if case.uncoded:
        yield Note("bays_no_codes", {"region": case.region})
    afloat = shore.metres(shore.maybe & shore.mainland)
    if afloat > 0.0:
        yield Note("bays_unplaced", {"mainland_m": metres(afloat)})
    if case.twice:
        yield Note("region_spoken_twice", {"layer": COASTLINE, "regions": _listed(case.twice)})
    if case.missing_shore:
        yield Note("bays_shore_missing", {"regions": _listed(case.missing_shore)})
    if case.missing_bays:
        yield Note("bays_units_missing", {"regions": _listed(case.missing_bays)})
    if case.recurring:
        yield Note("bays_units_recurring", {"bays": _listed(case.recurring)})
    rest = [city for city in case.cities_without_bays if city not in case.missing_bays]
    if rest:
        yield Note("bays_cities_without_units", {"regions": _listed(rest)})


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names)
