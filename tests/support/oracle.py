"""The oracle's case files: each row a county with zones, a project and the truth its article gives the rule."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

import shapely
from world import ALL, LAND, SEA, TODAY, World, Zone, box, county, definitions, harmless, line, point

from layers.definition_file import StrictModel, read_definition
from zoning.case import Case
from zoning.definitions import Definitions
from zoning.evaluation import RuleResult
from zoning.verdict import Verdict

CASE_FILES = Path(__file__).parents[1] / "oracle"
OFFSHORE_M = 60_000.0  # east of the county's shore
Position = Literal["inside", "outside", "thin", "across", "near", "ring_edge", "two_km", "far"]
State = Literal["holds", "fails", "open", "not_claimed"]
BOXES: Mapping[Position, tuple[float, float, float, float]] = {  # the zone is 0–1000 m both ways
    "inside": (100, 100, 200, 200),
    "outside": (2000, 100, 2100, 200),
    "thin": (1000.5, 100, 1100, 200),
    "across": (900, 100, 1100, 200),
    "near": (1500, 100, 1600, 200),  # 500 m east of the zone, or of a line, which runs along its east side
    "ring_edge": (2000.5, 100, 2100, 200),  # 1000.5 m
    "two_km": (3200, 100, 3300, 200),
    "far": (8000, 100, 8100, 200),
}
Provision = tuple[str, str | None]
Ground = Mapping[str, Mapping[str, str | None]]


class CaseEntry(StrictModel):
    """One row of a case file."""

    id: str
    on: str
    site: Position = "inside"
    parts: Mapping[str, Position] | None = None
    facts: Mapping[str, str | None]
    is_: Literal["true", "false", "unknown"]
    exceptions: Mapping[str, State] = {}
    asks: tuple[str, ...] = ()
    verdict: str | tuple[str, str] | None = None
    as_of: date = TODAY
    gap: str | None = None
    county: str = "330381"


class RuleCases(StrictModel):
    """The cases of one rule."""

    rule: str
    law: str
    effect: Literal["prohibit", "require", "review", "permit", "inform"]
    leaves: Mapping[str, Literal["none", "require"]] = {}
    asks: tuple[str, ...] = ()
    basis: Mapping[Literal["before", "after"], tuple[Provision, ...] | None] = {}
    cases: tuple[CaseEntry, ...]


class CaseFile(StrictModel):
    """A case file."""

    grounds: Mapping[str, Ground]
    rules: tuple[RuleCases, ...]


@cache
def read(name: str) -> CaseFile:
    """A case file, read strictly; its key `is` is a word of Python."""
    file = read_definition(CASE_FILES / name)
    for group in file.data["rules"]:
        for case in group["cases"]:
            case["is_"] = case.pop("is")
    return file.parse(CaseFile)


FILES = {path.name: read(path.name) for path in sorted(CASE_FILES.glob("*.yaml")) if path.name != "units.yaml"}


def every() -> Iterator[tuple[RuleCases, CaseEntry, Ground]]:
    """Every case with its rule and ground."""
    for file in FILES.values():
        for group in file.rules:
            for case in group.cases:
                yield group, case, file.grounds[case.on]


def world_of(case: CaseEntry, ground: Ground) -> tuple[World, float]:
    """The county with the case's zones on it, and how far east of its origin they lie.

    A ground's entry `site: {part: sea}` is no layer: it puts the case at sea.
    """
    east = OFFSHORE_M if any(where.get("part") == "sea" for where in ground.values()) else 0.0
    world = county()
    if case.county != "330381":
        here = {"code": case.county, "name": "福安市", "level": "county"}
        zones = (Zone("land", LAND, {**here, "part": "land"}), Zone("sea", SEA, {**here, "part": "sea"}))
        world = World({**world.zones, "admin_area": zones})
    for layer, where in ground.items():
        if layer == "site":
            continue
        if layer == case.gap:
            world = World({name: zones for name, zones in world.zones.items() if name != layer})
            continue
        kind = definitions().kinds[layer]
        typed = {name: None if text is None else kind.attributes[name].typed(text) for name, text in where.items()}
        if layer == "control_unit":
            world = World({**world.zones, layer: (Zone("unit", ALL, typed),)})
        elif layer == "basin":
            world = world.having(layer, Zone(layer, ALL, typed))
        elif kind.geometry == "line":
            world = world.having(layer, Zone(layer, line((east + 1000, -5000), (east + 1000, 6000)), typed))
        else:
            world = world.having(layer, Zone(layer, _zone(kind.geometry, east), typed))
    return (world if case.gap is None else world.covering(case.gap, box(5000, 5000, 6000, 6000))), east


def _zone(geometry: str, east: float) -> shapely.Geometry:
    """A square kilometre; of a point layer two points, met from the same positions."""
    if geometry == "point":
        return shapely.union_all([point(east + x, 150) for x in (150, 1000)])
    return box(east, 0, east + 1000, 1000)


def parts_of(case: CaseEntry, east: float) -> list[tuple[str, shapely.Geometry]]:
    """The project's parts where the case puts them."""
    return [
        (role, _geometry(role, position, east)) for role, position in (case.parts or {"occupied": case.site}).items()
    ]


def _geometry(role: str, position: Position, east: float) -> shapely.Geometry:
    west, south, right, north = BOXES[position]
    if role == "outlet":
        return point(east + west + 50, south + 50)
    if role == "route":
        return line((east + west, south), (east + right, north))
    return box(east + west, south, east + right, north)


@cache
def only(*keys: str) -> Definitions:
    """The definitions with none but the rules so named (`pack#id`, or a whole `pack`)."""
    packs = tuple(
        replace(pack, rules=tuple(rule for rule in pack.rules if rule.key in keys or rule.pack in keys))
        for pack in definitions().packs
    )
    return replace(definitions(), packs=packs)


def evaluated(group: RuleCases, case: CaseEntry, ground: Ground) -> RuleResult | None:
    """The rule under the case's facts and nothing else; None where it does not reach the site or the day."""
    world, east = world_of(case, ground)
    facts = {name: text for name, text in case.facts.items() if text is not None}
    project = world.project(*parts_of(case, east), facts=facts)
    results = Case(project, world.snapshot(), only(group.rule), case.as_of).results
    return next((result for result in results if result.rule.key == group.rule), None)


def answered(case: CaseEntry, ground: Ground, as_of: date | None = None) -> Verdict:
    """The whole verdict, every fact that the case does not name being harmless."""
    world, east = world_of(case, ground)
    return world.ask(*parts_of(case, east), as_of=as_of or case.as_of, facts=harmless(**case.facts))
