"""A layer that cannot speak never lets a project through: every binding layer under every way of falling silent."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from oracle import CaseEntry, Ground, RuleCases, every, only, parts_of, world_of
from world import ALL, NOW, TODAY, World, Zone, box, county, definitions, harmless

from layers.editions import EditionHead, Features
from layers.kinds import LayerKind
from layers.snapshot import Snapshots
from layers.stores.files import FilesStore
from zoning import siting
from zoning.case import Case
from zoning.definitions import Definitions
from zoning.ground import silence
from zoning.projects import Project
from zoning.rules.model import Rule
from zoning.verdict import Verdict

BINDING = frozenset(("prohibit", "require", "review"))
ORDER = ("admissible", "conditional", "prohibited")
FAILURES = {"load error": "corrupt-edition", "time-out": "time-out", "invalid feature": "invalid-feature"}
NEVER_ALONE = {"sea_function_zone": "where it applies, admin_area says sea, and every rule that reads it reads that too"}
FAULTS = ("no edition", "emptied", "emptied without coverage", "half the coverage", *FAILURES)


def layers_of(rule: Rule) -> frozenset[str]:
    """Every layer a rule reads, with its territory's."""
    layers = {term.zone.layer for term in rule.place.terms()}
    layers |= {term.zone.layer for row in rule.rows if row.only is not None for term in row.only.terms()}
    if rule.table_layer is not None:
        layers.add(rule.table_layer)
    return frozenset(layers if rule.jurisdiction == "CN" else layers | {"admin_area"})


def rules() -> Iterator[Rule]:
    """Every version of every rule."""
    for pack in definitions().packs:
        yield from pack.rules


LAYERS = sorted(frozenset[str]().union(*(layers_of(rule) for rule in rules() if rule.effect in BINDING)))


@dataclass(frozen=True)
class Site:
    """A true case of a binding rule that reads a layer."""

    layer: str
    rule: Rule
    case: CaseEntry
    ground: Ground

    @property
    def name(self) -> str:
        """As a test is named."""
        return f"{self.layer}: {self.rule.entry.id}, {self.case.id}"

    @property
    def alone(self) -> Definitions:
        """The law with none but this rule."""
        return replace(only(self.rule.key), instruments=())

    def world(self) -> tuple[World, Project]:
        """The case as the oracle has it, everything in order."""
        world, east = world_of(self.case, self.ground)
        return world, world.project(*parts_of(self.case, east), facts=harmless(**self.case.facts))


def sites(layer: str) -> Iterator[Site]:
    """The true cases of the binding rules that read a layer, in the order of the files."""
    versions: dict[str, list[Rule]] = {}
    for rule in rules():
        versions.setdefault(rule.key, []).append(rule)
    for group, case, ground in every():
        for rule in versions.get(group.rule, []):
            binds = rule.effect in BINDING and rule.in_force(case.as_of) and layer in layers_of(rule)
            if binds and case.is_ == "true" and case.gap is None:
                yield Site(layer, rule, case, ground)


def harmed(world: World, project: Project, layer: str, fault: str) -> World:
    """The world with one layer at fault; for a failure see `judged`."""
    kept = {name: zones for name, zones in world.zones.items() if name != layer}
    if fault == "no edition":
        return world.without(layer)
    if fault == "half the coverage":
        whole = project.footprint("project")
        east = shapely.box((whole.bounds[0] + whole.bounds[2]) / 2 + 1e-9, 27.5, 121.5, 28.0)  # the zones lie west
        told = tuple(
            replace(zone, geometry=rest)
            for zone in world.zones.get(layer, ())
            if not (rest := shapely.intersection(zone.geometry, east)).is_empty
        )
        wall_to_wall = definitions().kinds[layer].coverage == "wall_to_wall"
        return replace(world, zones={**kept, layer: told if wall_to_wall else ()}).covering(layer, east)
    empty = replace(world, zones=kept)
    return empty.covering(layer, None) if fault == "emptied without coverage" else empty


def judged(world: World, project: Project, site: Site, law: Definitions, fault: str | None = None) -> Verdict:
    """The verdict with a layer at fault, or in order."""
    if fault in FAILURES:
        whole = world.snapshot()
        views = {layer: view for layer, view in whole.views.items() if layer != site.layer}
        broken = replace(whole, views=views, failed={site.layer: FAILURES[fault]})
        return siting.check(project, [broken], law, site.case.as_of)
    ground = world if fault is None else harmed(world, project, site.layer, fault)
    return siting.check(project, [ground.snapshot()], law, site.case.as_of)


def severity(verdict: Verdict) -> tuple[int, int]:
    """Mildest and strictest as numbers."""
    best, worst = (ORDER.index(word) for word in verdict.body["range"])  # type: ignore[attr-defined]
    return best, worst


def cell_of(verdict: Verdict, layer: str) -> Mapping[str, Any]:
    """The layer's cell of the completeness matrix."""
    (cell,) = [cell for cell in verdict.body["coverage"] if cell["layer"] == layer]  # type: ignore[attr-defined]
    return cell  # type: ignore[no-any-return]


@cache
def decisive(layer: str) -> Site:
    """The first true case in which the layer decides: the rule by itself is another where the layer has no edition."""
    for site in sites(layer):
        world, project = site.world()
        there = Case(project, world.snapshot(), site.alone, site.case.as_of)
        without = Case(project, world.without(layer).snapshot(), site.alone, site.case.as_of)
        told = layer not in there.not_applicable and silence(there.snapshot.view(layer), there.footprint).complete
        if told and (layer in NEVER_ALONE or outcomes(there) != outcomes(without)):
            return site
    raise AssertionError(f"no case of the oracle rests on {layer}")


def outcomes(case: Case) -> list[tuple[str, str]]:
    """What every rule comes to."""
    return [result.outcome.range for result in case.results]


@cache
def law_on(layer: str) -> Definitions:
    """The law with only those rules that read the layer."""
    return only(*sorted({rule.key for rule in rules() if layer in layers_of(rule)}))


def never_milder(site: Site, law: Definitions, faults: tuple[str, ...] = FAULTS) -> None:
    """What must hold of a fault under this law."""
    layer = site.layer
    world, project = site.world()
    whole = severity(judged(world, project, site, law))
    for fault in faults:
        verdict = judged(world, project, site, law, fault)
        cell, said = cell_of(verdict, layer), f"{site.name}, {fault}"
        assert cell["required"] is True, said
        if fault == "emptied" and definitions().kinds[layer].coverage == "declared":
            assert (cell["status"], cell["share"]) == ("covered", 1.0), said  # a full answer: it may be milder
            continue
        best, worst = severity(verdict)
        assert worst >= whole[1], said
        assert best <= whole[0], said
        assert verdict.word not in ORDER[: whole[1]], said
        named = ("coverage", layer) in [(q["kind"], q["about"]) for q in verdict.body["questions"]]  # type: ignore[attr-defined]
        assert named or (best, worst) == whole, said
        if fault in FAILURES:
            assert (cell["status"], cell["cause"]) == ("failed", FAILURES[fault]), said
            assert (verdict.incident, verdict.id) == (True, ""), said
        else:
            wanted = ("partly", "not_covered") if fault == "half the coverage" else ("not_covered",)
            assert cell["status"] in wanted, said
            assert cell["gap"], said
            assert not verdict.incident, said


@pytest.mark.parametrize("layer", LAYERS)
def test_no_fault_of_a_layer_makes_the_verdict_milder(layer: str) -> None:
    site = decisive(layer)
    world, project = site.world()
    assert severity(judged(world, project, site, law_on(layer)))[1] > 0
    never_milder(site, law_on(layer))


@pytest.mark.long
@pytest.mark.parametrize("layer", LAYERS)
def test_nor_does_it_under_the_whole_law(layer: str) -> None:
    never_milder(decisive(layer), definitions())


@pytest.mark.long
@pytest.mark.parametrize("layer", LAYERS)
def test_nor_of_any_rule_by_itself(layer: str) -> None:
    first = {site.rule.key: site for site in reversed(list(sites(layer)))}
    for site in first.values():
        world, project = site.world()
        if cell_of(judged(world, project, site, site.alone), layer)["status"] == "covered":
            never_milder(site, site.alone)


def test_the_table_has_every_layer_and_every_fault(capsys: pytest.CaptureFixture[str]) -> None:
    assert len(LAYERS) >= 54
    assert len(FAULTS) == 7
    with capsys.disabled():
        print(f"\nfault table: {len(LAYERS)} layers × {len(FAULTS)} faults = {len(LAYERS) * len(FAULTS)}")
