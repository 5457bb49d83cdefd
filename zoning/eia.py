"""A hint on the level of the EIA: which items of the catalogue a project falls under and what they leave possible.

The catalogue is read by its own terms: an item by the codes it names, a sensitive area by the item's own column, of
several items the strictest (art. 4). A hint narrows the levels; it never overrides what the asker states.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Literal

from zoning.case import Case
from zoning.eia_catalogue import INVOLVED, ITEM, LEVEL, LEVELS, Clause, EiaCatalogue, Item, Level
from zoning.evaluated import PlaceResult
from zoning.facts import Known
from zoning.findings import Contact
from zoning.industries import IndustryCode
from zoning.logic import Truth, all_of, any_of
from zoning.sensitive_ground import Areas, SensitiveGround
from zoning.verdict import Json

Match = Literal["stated", "code", "fact", "near_code", "activity"]
SURE = frozenset[Match](("stated", "code", "fact"))
Basis = Literal["item", "unlisted", "unmatched", "no_edition"]
ALL = frozenset(LEVELS)
KEYED_BY_CODE = range(13, 44)  # divisions whose projects the catalogue keys by code throughout


@dataclass(frozen=True)
class Reading:
    """One item under one reading of the facts: the levels left, those left without sensitive areas, facts wanting."""

    item: Item
    match: Match
    areas: Areas | None
    levels: frozenset[Level]
    without_areas: frozenset[Level]
    missing: frozenset[str]


def eia_hint(case: Case, contacts: Sequence[Contact]) -> Json:
    """The levels of the EIA that the catalogue leaves to a project, and why; codes and values only.

    `levels` are the candidates, strictest first. `basis` says what they rest on: `item`; `unlisted`, a manufacturing
    code that no item names; `unmatched`, nothing to match by; `no_edition`, a day before the catalogue. `rows` are the
    items with the candidates of each; `raised_by` the sensitive areas but for which the candidates would be others,
    with the features among `contacts`. `comparison` says how the level the asker `stated` stands to the candidates.
    """
    catalogue = case.definitions.eia
    if case.as_of < catalogue.head.valid_from:
        return _answer(case, "no_edition", ALL, ())
    code = None if case.project.industry is None else case.definitions.industries.parse(case.project.industry)
    ground = SensitiveGround(case, catalogue)
    readings = [_read(ground, known, code) for known in case.readings()]
    rows = tuple(_merged(row for found in readings for row in found))
    basis: Basis = "item" if rows else "unlisted" if _keyed(code) else "unmatched"
    levels = frozenset[Level]().union(*(_together(found, code) for found in readings))
    hint = _answer(case, basis, levels, rows)
    raising = {name for found in readings for name in _raising(found, code)}
    hint["raised_by"] = [
        {
            "area": name,
            "category": catalogue.areas[name].entry.category,
            "features": _features(contacts, ground.place(name)),
        }
        for name in catalogue.areas
        if name in raising
    ]
    return hint


def stricter(hints: Sequence[Json]) -> Json:
    """One project on several snapshots: the hint that reaches the strictest level, no candidate milder than any's."""
    listed = [[level for level in LEVELS if level in found["levels"]] for found in hints]  # type: ignore[operator]
    leading = hints[listed.index(min(listed, key=lambda levels: [LEVELS.index(level) for level in levels]))]
    mildest = min(max(map(LEVELS.index, levels), default=len(LEVELS)) for levels in listed)
    left = [level for level in LEVELS[: mildest + 1] if any(level in levels for levels in listed)]
    if left == leading["levels"]:
        return leading
    return {**leading, "levels": left, "comparison": _compare(leading["stated"], left)}


def _answer(case: Case, basis: Basis, levels: frozenset[Level], rows: Sequence[Reading]) -> Json:
    catalogue = case.definitions.eia
    listed = [level for level in LEVELS if level in levels]
    state = case.project.facts.get(LEVEL)
    stated = None if state is None else state.given
    first = catalogue.terms(case.as_of).from_
    open_areas = {name for row in rows if row.areas is not None and len(row.levels) > 1 for name in row.areas.open}
    return {
        "edition": catalogue.head.edition,
        "in_force": basis != "no_edition",
        "terms_from": None if first is None else first.isoformat(),
        "basis": basis,
        "levels": listed,
        "rows": [
            {
                "item": row.item.entry.item,
                "match": row.match,
                "levels": [level for level in LEVELS if level in row.levels],
                "sensitive": None if row.areas is None else {"involved": row.areas.truth, "met": list(row.areas.met)},
            }
            for row in rows
        ],
        "raised_by": [],
        "open_areas": [name for name in catalogue.areas if name in open_areas],
        "missing_facts": sorted(_missing(rows)) if len(listed) > 1 else [],
        "stated": stated,
        "comparison": _compare(stated, listed),
    }


def _compare(stated: object, listed: Sequence[Level]) -> str | None:
    """Whether a stated level is the one candidate, one of several, or milder or stricter than every candidate."""
    if stated is None or not listed:
        return None
    if stated in listed:
        return "agrees" if len(listed) == 1 else "possible"
    order = [str(level) for level in LEVELS]
    place, ends = order.index(str(stated)), (order.index(listed[0]), order.index(listed[-1]))
    return "stricter" if place < ends[0] else "milder" if place > ends[1] else "differs"


def _missing(rows: Sequence[Reading]) -> set[str]:
    """The facts that would narrow the candidates."""
    missing = {name for row in rows for name in row.missing if len(row.levels) > 1}
    if not any(row.match in SURE for row in rows):
        missing.add(ITEM)
    return missing


# --- which items


def _read(ground: SensitiveGround, known: Known, code: IndustryCode | None) -> tuple[Reading, ...]:
    """Every item the project falls, or may fall, under in one reading of the facts."""
    items = ground.catalogue.items
    stated = _stated(ground.catalogue, known)
    matched: Iterable[tuple[Item, Match | None]] = (
        ((item, "stated") for item in stated)
        if stated
        else ((item, _match(ground.case, ground.catalogue, item, known, code)) for item in items.values())
    )
    found = []
    for item, match in matched:
        if match is None:
            continue
        areas = ground.areas(item, known) if item.entry.sensitive is not None else None
        levels, missing = _levels(item, known, code, None if areas is None else areas.truth)
        without, _ = _levels(item, known, code, involved=False)
        if areas is not None and areas.truth is None:
            missing |= {INVOLVED}
        found.append(Reading(item, match, areas, levels, without, missing))
    by_code = any(row.match in ("code", "near_code") for row in found)  # says more than the kind of activity does
    return tuple(row for row in found if not by_code or row.match != "activity")


def _stated(catalogue: EiaCatalogue, known: Known) -> tuple[Item, ...]:
    numbers = known.values(ITEM) or frozenset()
    return tuple(item for number, item in catalogue.items.items() if float(number) in numbers)


def _match(case: Case, catalogue: EiaCatalogue, item: Item, known: Known, code: IndustryCode | None) -> Match | None:
    entry = item.entry
    if entry.part is not None and case.site.answered and entry.part not in case.site.parts:
        return None
    listed = None if code is None else catalogue.of_code(code.digits).get(entry.item)
    if listed == "code":
        return "code"
    if item.when is not None and item.when.judged(known).truth is True:
        return "fact"
    if listed is not None:
        return listed
    activity = known.values("activity")
    return "activity" if activity and activity <= set(entry.activities) else None


def _keyed(code: IndustryCode | None) -> bool:
    return code is not None and int(code.division) in KEYED_BY_CODE


# --- what an item leaves


def _levels(
    item: Item, known: Known, code: IndustryCode | None, involved: Truth
) -> tuple[frozenset[Level], frozenset[str]]:
    """The levels an item leaves open, and the facts missing; each level is judged as if no stricter one held."""
    left: set[Level] = set()
    missing: set[str] = set()
    for level, clauses in item.clauses:
        judged = [_clause(clause, known, code, involved) for clause in clauses]
        truth = any_of(truth for truth, _ in judged) if clauses else None
        if truth is None:
            missing |= {name for found, names in judged if found is None for name in names}
        if truth is not False:
            left.add(level)
        if truth is True:
            return frozenset(left), frozenset(missing)
    left.add("none")
    return frozenset(left), frozenset(missing)


def _clause(clause: Clause, known: Known, code: IndustryCode | None, involved: Truth) -> tuple[Truth, frozenset[str]]:
    """Whether a clause holds where no stricter level does, so that `other` always holds; and the facts it wants."""
    parts: list[Truth] = [None] if clause.open else []
    missing: frozenset[str] = frozenset()
    if clause.codes:
        parts.append(_of_codes(code, clause.codes))
    if clause.sensitive:
        parts.append(involved)
    if clause.selector is not None:
        judged = clause.selector.judged(known)
        parts.append(judged.truth)
        missing = judged.missing
    return all_of(parts), missing


def _of_codes(code: IndustryCode | None, codes: tuple[str, ...]) -> Truth:
    if code is None or any(held.startswith(code.digits) and held != code.digits for held in codes):
        return None
    return code.digits.startswith(codes)


def _together(rows: Sequence[Reading], code: IndustryCode | None, *, without_areas: bool = False) -> frozenset[Level]:
    """The levels of a project of these items: the strictest of those it surely has, raised by those it may have."""
    sure = [_of(row, without_areas) for row in rows if row.match in SURE]
    may = [_of(row, without_areas) for row in rows if row.match not in SURE]
    if not rows:
        return frozenset(("none",)) if _keyed(code) else ALL
    if not sure:
        return frozenset[Level]().union(*may)
    first = reduce(_stricter, sure)
    return first.union(*(_stricter(first, levels) for levels in may))


def _of(row: Reading, without_areas: bool) -> frozenset[Level]:
    return row.without_areas if without_areas else row.levels


def _stricter(one: frozenset[Level], other: frozenset[Level]) -> frozenset[Level]:
    return frozenset(min(a, b, key=LEVELS.index) for a in one for b in other)


# --- sensitive areas


def _raising(rows: Sequence[Reading], code: IndustryCode | None) -> Iterable[str]:
    """The areas met, where the candidates would be others if none were."""
    if _together(rows, code) == _together(rows, code, without_areas=True):
        return ()
    return {name for row in rows if row.areas is not None and row.levels != row.without_areas for name in row.areas.met}


def _features(contacts: Sequence[Contact], place: PlaceResult | None) -> list[Json]:
    """The features met that make a place hold."""
    chosen = set() if place is None else {feature.order for feature in place.features}
    return [
        {
            "layer": contact.feature.layer,
            "region": contact.feature.edition.head.region,
            "edition": contact.feature.edition.number,
            "feature": contact.feature.id,
        }
        for contact in contacts
        if contact.relation == "overlaps" and contact.feature.order in chosen
    ]


def _merged(rows: Iterable[Reading]) -> Iterable[Reading]:
    """One row for each item: over several readings of the facts the levels of all of them."""
    found: dict[int, Reading] = {}
    for row in rows:
        number = row.item.entry.item
        before = found.get(number)
        if before is None:
            found[number] = row
        else:
            found[number] = Reading(
                row.item,
                row.match,
                row.areas,
                before.levels | row.levels,
                before.without_areas | row.without_areas,
                before.missing | row.missing,
            )
    return (found[number] for number in sorted(found))
