"""The packs against hand-written cases of what the articles say."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

import pytest
import shapely
from world import ALL, LAND, SEA, TODAY, World, Zone, box, county, definitions, harmless, line, point

from layers.definition_file import StrictModel, read_definition
from zoning.case import Case
from zoning.definitions import Definitions
from zoning.evaluation import RuleResult
from zoning.verdict import Verdict

HERE = Path(__file__).parent
OFFSHORE_M = 60_000.0  # east of the county's shore
BEFORE, AFTER = date(2026, 8, 14), date(2026, 8, 15)
Position = Literal["inside", "outside", "thin", "across", "near", "ring_edge", "two_km", "far"]
State = Literal["holds", "fails", "open", "not_claimed"]
LEFT = {"none": "admissible", "require": "conditional"}
TRUTH = {"true": True, "false": False, "unknown": None}
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
    file = read_definition(HERE / name)
    for group in file.data["rules"]:
        for case in group["cases"]:
            case["is_"] = case.pop("is")
    return file.parse(CaseFile)


FILES = {path.name: read(path.name) for path in sorted(HERE.glob("*.yaml")) if path.name != "units.yaml"}


def every() -> Iterator[tuple[RuleCases, CaseEntry, Ground]]:
    """Every case with its rule and ground."""
    for file in FILES.values():
        for group in file.rules:
            for case in group.cases:
                yield group, case, file.grounds[case.on]


CASES = [
    pytest.param(group, case, ground, id=f"{group.rule.partition('#')[2]}: {case.id}")
    for group, case, ground in every()
]


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


@pytest.mark.parametrize(("group", "case", "ground"), CASES)
def test_the_rule_is_what_the_article_says(group: RuleCases, case: CaseEntry, ground: Ground) -> None:
    result = evaluated(group, case, ground)
    assert (False if result is None else result.holds) is TRUTH[case.is_], group.law
    if result is not None:
        assert result.rule.effect == group.effect
        assert case.is_ != "true" or {*group.asks, *case.asks} <= set(result.requirements)
        states = {exception.id: state for exception, state in result.exceptions}
        assert {name: states.get(name) for name in case.exceptions} == case.exceptions, group.law
    for name, state in case.exceptions.items():
        if state == "holds" and result is not None:
            assert result.outcome.word == LEFT[group.leaves[name]]


@pytest.mark.parametrize(("group", "case", "ground"), [param for param in CASES if param.values[1].verdict is not None])
def test_the_verdict_follows(group: RuleCases, case: CaseEntry, ground: Ground) -> None:
    expected = case.verdict if isinstance(case.verdict, tuple) else (case.verdict, case.verdict)
    assert tuple(answered(case, ground).body["range"]) == expected, group.law  # type: ignore[arg-type]


BASED = [
    pytest.param(group, file.grounds, id=group.rule.partition("#")[2])
    for file in FILES.values()
    for group in file.rules
    if group.basis
]


@pytest.mark.parametrize(("group", "grounds"), BASED)
@pytest.mark.parametrize(("side", "day"), [("before", BEFORE), ("after", AFTER)])
def test_the_finding_cites_the_law_of_the_day(
    group: RuleCases, grounds: Mapping[str, Ground], side: Literal["before", "after"], day: date
) -> None:
    case = next(case for case in group.cases if case.is_ == "true")
    pack, _, rule_id = group.rule.partition("#")
    body = answered(case, grounds[case.on], day).body
    cited = [
        tuple((basis["title"], basis["article"]) for basis in (rule["basis"], *rule["further_basis"]))
        for finding in body["findings"]  # type: ignore[attr-defined]
        for rule in finding["rules"]
        if (rule["pack"], rule["rule"]) == (pack, rule_id)
    ]
    if not cited:  # a rule that names no feature has no finding; it stands among the rules
        listed = {(rule["pack"], rule["rule"]) for rule in body["rules"]}  # type: ignore[attr-defined]
        law = [rule for rule in definitions().rules_in_force(day) if rule.key == group.rule]
        cited = [
            tuple((basis.title, basis.article) for basis in rule.basis(day))
            for rule in law
            if (pack, rule_id) in listed and {term.zone.layer for term in rule.place.terms()} <= {"admin_area"}
        ]
    result = evaluated(group, case.model_copy(update={"as_of": day}), grounds[case.on])
    if result is not None and result.holds and not result.place.features:  # anywhere, or outside: it meets no feature
        cited = [tuple((basis.title, basis.article) for basis in result.rule.basis(day))]
    expected = group.basis[side]
    assert set(cited) == (set() if expected is None else {expected})


# --- no rule without cases


def test_every_rule_has_a_case_where_it_is_true_false_and_unknown() -> None:
    seen: dict[str, set[str]] = {}
    for group, case, _ in every():
        seen.setdefault(group.rule, set()).add(case.is_)
    for key in {rule.key for pack in definitions().packs for rule in pack.rules}:  # a rule of two versions has one key
        assert seen.pop(key, set()) == {"true", "false", "unknown"}, f"{key} lacks cases"
    assert not seen, f"cases of rules that do not exist: {sorted(seen)}"


def test_every_exception_has_a_case_for_each_of_its_states() -> None:
    seen: dict[tuple[str, str], set[str]] = {}
    for group, case, _ in every():
        for name, state in case.exceptions.items():
            seen.setdefault((group.rule, name), set()).add(state)
    for pack in definitions().packs:
        for rule in pack.rules:
            for exception in rule.exceptions:
                wanted = {"holds", "fails", "open"} | ({"not_claimed"} if exception.when is None else set())
                found = seen.get((rule.key, exception.id), set())
                assert found == wanted, f"{rule.key}, {exception.id} lacks {sorted(wanted - found)}"


def test_every_rule_with_two_generations_of_law_has_its_basis_on_both_days() -> None:
    stated = {group.rule for file in FILES.values() for group in file.rules if group.basis}
    for pack in definitions().packs:
        for rule in pack.rules:
            if rule.basis(BEFORE) != rule.basis(AFTER) or rule.in_force(BEFORE) != rule.in_force(AFTER):
                assert rule.key in stated, f"{rule.key}: write what is cited on {BEFORE} and {AFTER}"


def test_no_two_cases_of_a_rule_have_the_same_name() -> None:
    names = [(group.rule, case.id) for group, case, _ in every()]
    assert len(names) == len(set(names))
