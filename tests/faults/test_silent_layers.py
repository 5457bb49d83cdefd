"""A layer that cannot speak never lets a project through: every binding layer under every way of falling silent."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from copies import copied
from oracle import CaseEntry, Ground, every, only, parts_of, world_of
from world import ALL, NOW, TODAY, World, Zone, box, definitions, harmless

from layers.editions import Edition, EditionHead, Features
from layers.kinds import LayerKind
from layers.snapshot import Snapshots
from layers.stores.files import FilesStore
from zoning import siting
from zoning.case import Case
from zoning.definitions import Definitions
from zoning.projects import Project
from zoning.rules.model import Rule
from zoning.silence import silence
from zoning.verdict import Verdict

BINDING = frozenset(("prohibit", "require", "review"))
ORDER = ("admissible", "conditional", "prohibited")
FAILURES = {"load error": "corrupt-edition", "time-out": "time-out", "invalid feature": "invalid-feature"}
NEVER_ALONE = {
    "sea_function_zone": "where it applies, admin_area says sea, and every rule that reads it reads that too"
}
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
        if fault == "emptied" and definitions().kinds[layer].coverage == "declared":
            assert (cell["status"], cell["share"]) == ("covered", 1.0), said  # a full answer: it may be milder
            continue
        best, worst = severity(verdict)
        assert worst >= whole[1], said
        assert best <= whole[0], said
        assert verdict.word not in ORDER[: whole[1]], said
        named = ("coverage", layer) in [(q["kind"], q["about"]) for q in verdict.body["questions"]]  # type: ignore[attr-defined]
        settled = (best, worst) == whole  # what the layer still tells, or another layer, decides already
        assert named or settled, said
        assert cell["required"] or settled, said
        if fault in FAILURES:
            assert (cell["status"], cell["cause"]) == ("failed", FAILURES[fault]), said
            assert (cell["required"], verdict.incident, verdict.id) == (True, True, ""), said
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
        cell = cell_of(judged(world, project, site, site.alone), layer)
        if cell["required"] and cell["status"] == "covered":
            never_milder(site, site.alone)


def test_the_table_has_every_layer_and_every_fault(capsys: pytest.CaptureFixture[str]) -> None:
    assert len(LAYERS) >= 54
    assert len(FAULTS) == 7
    with capsys.disabled():
        print(f"\nfault table: {len(LAYERS)} layers × {len(FAULTS)} faults = {len(LAYERS) * len(FAULTS)}")


# --- the same through a store of files


STORED = ("control_unit", "ecological_red_line", "permanent_farmland", "water_source_zone")
BOW_TIE = shapely.Polygon([(120.5, 27.75), (120.51, 27.76), (120.51, 27.75), (120.5, 27.76)])


def publish(store: FilesStore, kind: LayerKind, zones: Sequence[Zone], coverage: shapely.Geometry | None) -> Edition:
    """An edition put straight into the store: what a publisher would refuse is not looked at."""
    head = EditionHead(kind.layer, "330300", "illustrative", 1.0, date(2020, 1, 1), "test", coverage)
    ordered = sorted(zones, key=lambda zone: zone.id)
    columns = {name: [zone.attributes.get(name) for zone in ordered] for name in kind.attributes}
    geometries = np.empty(len(ordered), dtype=object)
    geometries[:] = [zone.geometry for zone in ordered]
    features = Features(tuple(zone.id for zone in ordered), geometries, columns, {})
    return store.publish(store.propose(head, features, NOW), NOW)


@pytest.fixture(scope="module")
def shelves(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A store of the world where a layer decides, made once."""

    @cache
    def made(layer: str) -> Path:
        world, _ = decisive(layer).world()
        folder = tmp_path_factory.mktemp("stores") / layer
        store = FilesStore(folder)
        for name, kind in definitions().kinds.items():
            publish(store, kind, world.zones.get(name, ()), ALL)
        store.close()
        return folder

    return made


def corrupt(folder: Path, edition: Edition, _: pytest.MonkeyPatch) -> None:
    path = folder / "editions" / f"{edition.sha256}.parquet"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))


def stuck(_: Path, edition: Edition, patch: pytest.MonkeyPatch) -> None:
    read = Path.read_bytes

    def waiting(path: Path) -> bytes:
        if path.stem == edition.sha256:
            raise TimeoutError(110, "Connection timed out")
        return read(path)

    patch.setattr(Path, "read_bytes", waiting)


def invalid(folder: Path, edition: Edition, _: pytest.MonkeyPatch) -> None:
    store, kind = FilesStore(folder), definitions().kinds[edition.head.layer]
    publish(store, kind, [Zone("whole", box(0, 0, 10, 10)), Zone("x", BOW_TIE)], edition.head.coverage)
    store.close()


HARMS = {"load error": corrupt, "time-out": stuck, "invalid feature": invalid}


@pytest.mark.parametrize("layer", STORED)
@pytest.mark.parametrize("fault", HARMS)
def test_a_fault_in_the_store_is_an_incident_that_names_its_cause(
    layer: str, fault: str, shelves: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site, folder = decisive(layer), tmp_path / "store"
    copied(shelves(layer), folder)
    _, project = site.world()
    before = asked(folder, project, site)
    assert (before.incident, cell_of(before, layer)["status"]) == (False, "covered")

    store = FilesStore(folder)
    (edition,) = [edition for edition in store.editions() if edition.head.layer == layer]
    store.close()
    HARMS[fault](folder, edition, monkeypatch)
    after = asked(folder, project, site)
    cell = cell_of(after, layer)
    assert (cell["status"], cell["cause"], cell["required"]) == ("failed", FAILURES[fault], True)
    assert (after.incident, after.id) == (True, "")
    assert severity(after)[1] >= severity(before)[1]
    assert severity(after)[0] <= severity(before)[0]
    assert after.word not in ("admissible", "conditional")
    assert [c["layer"] for c in after.body["coverage"] if c["status"] == "failed"] == [layer]  # type: ignore[attr-defined]


def asked(folder: Path, project: Project, site: Site) -> Verdict:
    """The verdict from the store as it lies there, by a reader that has seen nothing before."""
    store = FilesStore(folder)
    snapshots = Snapshots(store, definitions().kinds).at(site.case.as_of, NOW)
    verdict = siting.check(project, snapshots, definitions(), site.case.as_of)
    store.close()
    return verdict


def test_a_failed_layer_that_no_rule_needs_here_harms_nothing() -> None:
    site = decisive("ecological_red_line")
    world, project = site.world()
    broken = replace(world, failed=frozenset(("bay",)))
    verdict = siting.check(project, [broken.snapshot()], definitions(), TODAY)
    assert (verdict.incident, verdict.word) == (False, world.check(project).word)
    assert cell_of(verdict, "bay")["required"] is False
