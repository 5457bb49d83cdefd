"""What must hold under the whole law, for any zones of any layer, any project and any facts."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scenes import halves
from world import ALL, LAND, NOW, SEA, World, Zone, box, county, definitions, harmless, line, point

from layers.editions import Value
from layers.errors import SanxianError
from layers.kinds import LayerKind
from layers.stores.files import FilesStore
from zoning import ledger, projects
from zoning.facts import FactKind
from zoning.ledger import Context, Ledger
from zoning.logic import VERDICT_WORDS
from zoning.projects import Project
from zoning.rendering import render
from zoning.verdict import Verdict

ORDER = ("admissible", "conditional", "prohibited")
COUNTIES = ("330381", "330324", "330500", "330824", "331003")
ROLES = ("occupied", "occupied", "route", "temporary", "outlet", "sea_use", "opinion")
ACTS = {name for pack in definitions().packs for r in pack.rules for e in r.exceptions for name in (e.claim, e.act)}
CLAIMS = sorted(
    {(e.claim, e.act) for pack in definitions().packs for r in pack.rules for e in r.exceptions if e.claim and e.act}
)
ORDINARY = [kind for kind in definitions().facts.values() if kind.type != "opinion" and kind.fact not in ACTS]
ZONED = sorted(set(definitions().kinds) - {"admin_area", "control_unit"})
COUNT = [pytest.param(12), pytest.param(150, marks=pytest.mark.long)]


@dataclass(frozen=True)
class Scene:
    """Zones of any layers, parts of a project, and what is said of it."""

    code: str
    zones: tuple[tuple[str, shapely.Geometry, dict[str, Value]], ...]
    parts: tuple[tuple[str, shapely.Geometry], ...]
    facts: dict[str, object]
    accuracy_m: float
    width_m: float | None
    industry: str | None

    def world(self) -> World:
        """The zones in a county of that code."""
        here: dict[str, Value] = {"code": self.code, "level": "county"}
        shore = (Zone("land", LAND, {**here, "part": "land"}), Zone("sea", SEA, {**here, "part": "sea"}))
        world = World({**county().zones, "admin_area": shore})
        for index, (layer, geometry, attributes) in enumerate(self.zones):
            world = world.having(layer, Zone(f"z{index:03}", geometry, attributes))
        return world

    def project(self) -> Project:
        """The project; facts may contradict each other."""
        return self.world().project(
            *self.parts, accuracy_m=self.accuracy_m, width_m=self.width_m, industry=self.industry, facts=self.facts
        )

    def verdict(self) -> Verdict:
        """The whole law's answer."""
        return self.world().check(self.project())


def scene(seed: int) -> Scene:
    """The scene of a seed."""
    rng = random.Random(seed)
    layers = [rng.choice(ZONED) for _ in range(rng.randint(1, 4))]
    facts = harmless()
    for kind in rng.sample(list(definitions().facts.values()), rng.choice((0, 4, 12))):
        if rng.random() < 0.4:
            facts.pop(kind.fact, None)
        elif (value := some_fact(kind, rng)) is not None:
            facts[kind.fact] = value
    parts = [(rng.choice(ROLES), some_part(rng)) for _ in range(rng.choice((0, 0, 1, 2)))]
    return Scene(
        rng.choice(COUNTIES),
        tuple((layer, some_zone(definitions().kinds[layer], rng), some_attributes(layer, rng)) for layer in layers),
        (("occupied", some_area(rng)), *parts),
        facts,
        rng.choice((0.2, 1.0, 5.0)),
        rng.choice((None, 3.0, 20.0)),
        rng.choice((None, "C3392", "C2631", "E4812")),
    )


SCENES = st.integers(0, 2**32).map(scene)


def some_fact(kind: FactKind, rng: random.Random) -> object:
    if kind.type == "number":
        return (kind.minimum or 0.0) + rng.choice((0.0, 1.0, 60.0, 499.0, 5000.0, 1e6))
    return rng.choice(kind.listed) if kind.listed else None


def some_attributes(layer: str, rng: random.Random) -> dict[str, Value]:
    """A value, or none, for each attribute that rules can read."""
    found: dict[str, Value] = {}
    for name, attribute in definitions().kinds[layer].attributes.items():
        if rng.random() < 0.15 or attribute.type in ("text", "date"):
            found[name] = None
        elif attribute.type == "code":
            found[name] = rng.choice(list(attribute.values))
        elif attribute.type == "boolean":
            found[name] = rng.random() < 0.5
        else:
            found[name] = rng.choice((1, 3, 10, 150, 200, 1000))
    return found


def some_area(rng: random.Random) -> shapely.Polygon:
    west, south = rng.randint(-400, 400), rng.randint(-400, 400)
    return box(west, south, west + rng.choice((1, 8, 60, 300)), south + rng.choice((1, 8, 60, 300)))


def some_line(rng: random.Random) -> shapely.LineString:
    return line(*((rng.uniform(-600, 600), rng.uniform(-600, 600)) for _ in range(rng.choice((2, 3, 5)))))


def some_part(rng: random.Random) -> shapely.Geometry:
    return rng.choice((some_area, some_area, some_line, lambda r: point(r.randint(-400, 400), r.randint(-400, 400))))(
        rng
    )


def some_zone(kind: LayerKind, rng: random.Random) -> shapely.Geometry:
    if kind.geometry == "line":
        return some_line(rng)
    if kind.geometry == "point":
        return shapely.union_all([point(rng.uniform(-600, 600), rng.uniform(-600, 600)) for _ in range(3)])
    if rng.random() < 0.5:
        return some_area(rng)
    return shapely.convex_hull(shapely.union_all([some_line(rng), some_line(rng)]))


def holds(check: Callable[..., None], count: int, **strategies: st.SearchStrategy[Any]) -> None:
    """Try a property on so many scenes; a footprint that no project may have is no scene."""
    tried = 0

    def one(drawn: Scene, **more: Any) -> None:
        nonlocal tried
        try:
            drawn.project()
        except SanxianError:
            return
        tried += 1
        check(drawn, **more)

    quiet = settings(
        max_examples=count, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )
    quiet(given(drawn=SCENES, **strategies)(one))()
    assert tried > count / 2


def bounds(verdict: Verdict) -> tuple[int, int]:
    best, worst = (ORDER.index(word) for word in verdict.body["range"])  # type: ignore[attr-defined]
    return best, worst


# --- how it is drawn


def conclusion(verdict: Verdict) -> tuple[list[object], dict[object, float]]:
    """What may not depend on how zones and footprint are cut or listed; and the numbers, by what they are of."""
    body: Any = verdict.body
    rules = [(rule["rule"], rule["holds"], rule["range"], rule["requirements"]) for rule in body["rules"]]
    cells = [(cell["layer"], cell["required"], cell["status"]) for cell in body["coverage"]]
    red_line = [body["red_line"][name] for name in ("outcome", "possible", "open")]
    numbers: dict[object, float] = {}
    for total in body["totals"]:
        for name in ("area_m2", "length_m"):
            numbers["total", total["layer"], total["class"], name] = total[f"overlap_{name}"]
            for end, value in zip(
                ("least", "greatest"), total[f"overlap_{name.replace('_m', '_range_m')}"], strict=True
            ):
                numbers["total", total["layer"], total["class"], name, end] = value
    numbers["red line"] = body["red_line"]["occupied"]["area_m2"]
    for around in body["surroundings"]["layers"]:
        for found in around["classes"]:
            numbers["nearest", around["layer"], found["class"]] = found["distance_m"]
    along: Counter[object] = Counter()
    for table in body["lines"]:
        for entry in table["by_class"]:
            along["along", entry["layer"], entry["class"]] += entry["length_m"]  # type: ignore[assignment]
    eia = [body["eia"][name] for name in ("levels", "basis")]
    return [body["range"], body["questions"], rules, cells, red_line, eia], {**numbers, **along}


def cut(geometry: shapely.Geometry, rng: random.Random) -> list[shapely.Geometry]:
    """An area by a meridian, a line at a vertex, points one by one."""
    if geometry.geom_type in ("Polygon", "MultiPolygon"):
        return halves(geometry, rng)
    if geometry.geom_type == "LineString" and len(geometry.coords) > 2:
        at = rng.randrange(1, len(geometry.coords) - 1)
        return [shapely.LineString(geometry.coords[: at + 1]), shapely.LineString(geometry.coords[at:])]
    return list(shapely.get_parts(geometry))


def cut_box(part: shapely.Geometry, rng: random.Random) -> list[shapely.Geometry]:
    """A box by a meridian on the grid that parts are rounded to, anything else left whole."""
    west, south, east, north = part.bounds
    at = round(rng.uniform(west, east), projects.DECIMALS)
    if part.geom_type != "Polygon" or not west + 1e-8 < at < east - 1e-8:
        return [part]
    return [shapely.box(west, south, at, north), shapely.box(at, south, east, north)]


CHANGES: dict[str, Callable[[Scene, random.Random], Scene]] = {
    "zones cut in two": lambda s, rng: replace(s, zones=tuple((a, p, c) for a, z, c in s.zones for p in cut(z, rng))),
    "zones in another order": lambda s, rng: replace(s, zones=tuple(rng.sample(s.zones, len(s.zones)))),
    "parts cut in two": lambda s, rng: replace(s, parts=tuple((r, h) for r, p in s.parts for h in cut_box(p, rng))),
    "parts in another order": lambda s, rng: replace(s, parts=tuple(rng.sample(s.parts, len(s.parts)))),
}


@pytest.mark.parametrize("count", COUNT)
@pytest.mark.parametrize("change", CHANGES)
def test_a_verdict_does_not_depend_on_how_it_is_drawn_or_listed(change: str, count: int) -> None:
    def check(drawn: Scene, seed: int) -> None:
        same, numbers = conclusion(drawn.verdict())
        other, changed = conclusion(CHANGES[change](drawn, random.Random(seed)).verdict())
        assert other == same
        assert changed.keys() == numbers.keys()
        for name, value in numbers.items():
            last = 0.01 if "area_m2" in name or name == "red line" else 0.001  # type: ignore[operator]
            assert changed[name] == pytest.approx(value, abs=1.01 * last), name

    holds(check, count, seed=st.integers(0, 10**6))


# --- what is said of it


def conflicts(drawn: Scene) -> set[str]:
    return {name for name, state in drawn.project().facts.items() if state.conflicting}


@pytest.mark.parametrize("count", COUNT)
def test_an_ordinary_fact_never_opens_a_decided_verdict(count: int) -> None:
    def check(drawn: Scene, kind: FactKind, seed: int) -> None:
        before = drawn.verdict()
        value = some_fact(kind, random.Random(seed))
        if before.word == "undetermined" or kind.fact in drawn.facts or value is None:
            return
        said = replace(drawn, facts={**drawn.facts, kind.fact: value})
        if conflicts(said) != conflicts(drawn):
            return  # a new contradiction is judged by its stricter reading
        assert said.verdict().body["range"] == before.body["range"], kind.fact

    def bare(drawn: Scene, kind: FactKind, seed: int) -> None:
        check(replace(drawn, facts={name: v for name, v in drawn.facts.items() if name != kind.fact}), kind, seed)

    holds(bare, 2 * count, kind=st.sampled_from(ORDINARY), seed=st.integers(0, 10**6))


@pytest.mark.parametrize("count", COUNT)
def test_claiming_a_dispensation_never_leads_to_admissible(count: int) -> None:
    def check(drawn: Scene, claim: tuple[str, str], act: bool | None) -> None:
        bare = {name: value for name, value in drawn.facts.items() if name not in claim}
        before = replace(drawn, facts=bare).verdict()
        held = {claim[0]: True, **({} if act is None else {claim[1]: act})}
        after = replace(drawn, facts={**bare, **held}).verdict()
        assert after.word != "admissible" or before.word == "admissible"
        assert bounds(after)[0] > 0 or bounds(before)[0] == 0

    holds(check, count, claim=st.sampled_from(CLAIMS), act=st.sampled_from((True, False, None)))


@pytest.mark.parametrize("count", COUNT)
def test_a_coarser_accuracy_never_makes_the_worst_milder_nor_the_best_harsher(count: int) -> None:
    def check(drawn: Scene, more: float) -> None:
        fine = bounds(drawn.verdict())
        coarse = bounds(replace(drawn, accuracy_m=drawn.accuracy_m + more).verdict())
        assert coarse[0] <= fine[0]
        assert coarse[1] >= fine[1]

    holds(check, count, more=st.sampled_from((0.5, 4.0, 30.0)))


@pytest.mark.parametrize("count", COUNT)
def test_the_best_is_never_harsher_than_the_worst_and_the_verdict_is_the_strictest_of_the_rules(count: int) -> None:
    def check(drawn: Scene) -> None:
        verdict = drawn.verdict()
        body: Any = verdict.body
        best, worst = bounds(verdict)
        answers = [answer for question in body["questions"] for answer in question["answers"]]
        for ends in [body["range"], *(entry["range"] for entry in (*body["rules"], *answers))]:
            assert ORDER.index(ends[0]) <= ORDER.index(ends[1])
        assert verdict.word == (ORDER[best] if best == worst else "undetermined")
        assert best >= max((ORDER.index(rule["range"][0]) for rule in body["rules"]), default=0)
        assert best == worst or body["questions"]

    holds(check, count)


def test_the_words_are_ordered_as_the_design_has_them() -> None:
    assert [VERDICT_WORDS[strictness] for strictness in sorted(VERDICT_WORDS)] == list(ORDER)


def test_the_language_never_changes_the_id(tmp_path: Path) -> None:
    store = FilesStore(tmp_path)
    kept = Ledger(store)
    verdict = scene(7).verdict()
    before = verdict.id
    told: Any = render(verdict.record(), definitions())
    entries = [
        kept.record(verdict, definitions().complete, Context(NOW, "test", lang, lang, {})) for lang in ("zh", "en")
    ]
    assert told["id"] == before == verdict.id
    assert told["verdict_text"]["zh"] != told["verdict_text"]["en"]
    assert {entry.subject for entry in entries} == {before}
    assert len(list(store.log(kind=ledger.VERDICT, subject=before))) == 2
    store.close()


def test_the_county_holds_every_scene() -> None:
    assert all(shapely.covers(ALL, geometry) for seed in range(20) for _, geometry in scene(seed).parts)
