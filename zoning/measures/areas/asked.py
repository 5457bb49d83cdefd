"""What a question of areas comes to: its layers on each day, the territory, and where each layer applies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from layers.editions import Edition
from layers.errors import BadInput, NotFound
from layers.kinds import LayerKind
from layers.notes import Note, NoteValue
from layers.snapshot import LayerView
from zoning.applicability import Site, not_applicable
from zoning.measures.areas.holding import Held, Holding
from zoning.measures.areas.territory import ADMIN, Sum, Territory, Unit, Units
from zoning.measures.question import AreasQuestion
from zoning.measures.sources import Sources
from zoning.measures.wholeness import in_use, not_whole, unspoken_by

_MISCODED = 1e-4  # of a unit: what its own border may leave on the wrong side without a word


@dataclass(frozen=True, eq=False)
class Day:
    """One layer on one day: its view, what was cut out of that so far, and what it holds of the territory."""

    view: LayerView
    holding: Holding
    held: Held

    def editions(self, sources: Sources) -> tuple[Edition, ...]:
        """Those that speak for the region, and those of features that lie in it."""
        return sources.counted(self.view, (self.view.features[row] for row in self.held.whole.whole.features))


@dataclass(frozen=True, eq=False)
class Layer:
    """One layer that was asked for: on the question's day, and on the earlier one."""

    kind: LayerKind
    now: Day
    before: Day | None
    excluded: frozenset[Unit]

    def applies(self, unit: Unit) -> bool:
        """Whether the layer can say anything in a unit at all."""
        return unit not in self.excluded

    def status(self, unit: Unit) -> str:
        """covered, partly, not_covered or not_applicable."""
        if unit in self.excluded:
            return "not_applicable"
        covered = self.now.held.covered[unit]
        return "covered" if covered >= 1.0 else "partly" if covered > 0.0 else "not_covered"


@dataclass(frozen=True, eq=False)
class Asked:
    """A question with everything it rests on."""

    question: AreasQuestion
    sources: Sources
    admin: LayerView
    territory: Territory
    layers: tuple[Layer, ...]

    def editions(self) -> Iterator[Edition]:
        """Every edition that has to do with the region, of both days."""
        own = (feature for feature in self.admin.features if self.sources.within(str(feature.attributes.get("code"))))
        yield from self.sources.counted(self.admin, own)
        for layer in self.layers:
            yield from layer.now.editions(self.sources)
            if layer.before is not None:
                yield from layer.before.editions(self.sources)

    def notes(self) -> Iterator[Note]:
        """What is missing of boundaries and of places."""
        territory = self.territory
        if not territory.units:
            yield Note("areas_no_boundary", {"region": territory.region, "as_of": self.question.as_of.isoformat()})
        if territory.overlap_m2 > 1.0:
            yield Note("areas_units_overlap", {"area_m2": round(territory.overlap_m2, 2)})
        for one in territory.sums:
            if one.missing_m2:
                yield Note(
                    "areas_units_incomplete",
                    {"region": one.code, "part": one.part, "area_m2": round(one.missing_m2, 2)},
                )
            bare = self._without_outline(one)
            if bare:
                values: dict[str, NoteValue] = {"region": one.code, "part": one.part, "counties": ", ".join(bare)}
                yield Note("areas_counties_without_outline", values)
            if one.lacking:
                yield not_whole(ADMIN, f"{one.code} ({one.part})", one.lacking)
        for layer in self.layers:
            missing = () if territory.units else unspoken_by(layer.now.view, self.sources)
            if missing:
                yield not_whole(layer.kind.layer, territory.region, missing)
            for unit in territory.units:
                other = layer.now.holding.other_part(unit, layer.now.held)
                if other > _MISCODED * unit.area_m2:
                    values = {"layer": layer.kind.layer, "region": unit.code, "part": unit.part}
                    yield Note("areas_part_differs", {**values, "area_m2": round(other, 2)})
            if layer.now.held.unplaced:
                yield Note("areas_unplaced", {"layer": layer.kind.layer, "count": layer.now.held.unplaced})

    def _without_outline(self, one: Sum) -> list[str]:
        """Counties right below a city without an outline of its own, of whose land there is no outline."""
        regions, territory = self.sources.definitions.base.regions, self.territory
        own = any(str(feature.attributes.get("code")) == one.code for feature in self.admin.features)
        if own or one.part != "land" or one.lacking:
            return []
        below = [code for code in regions if regions[code].parent == one.code and regions[code].level == "county"]
        return [c for c in below if in_use(c, regions, self.question.as_of) and territory.of(c, one.part) is None]


def asked(question: AreasQuestion, sources: Sources) -> Asked:
    """The question made ready. Raises NotFound for a layer, BadInput for one without area or dates out of order."""
    names = tuple(dict.fromkeys(question.layers))
    if not names:
        raise BadInput("请给出至少一个图层", "name at least one layer")
    for name in names:
        _require_polygons(name, sources)
    if question.since is not None and question.since >= question.as_of:
        raise BadInput(
            f"since={question.since} 不早于 as_of={question.as_of}；请给出更早的日期",
            f"since={question.since} is not earlier than as_of={question.as_of}; give an earlier day",
        )
    admin = sources.held(ADMIN)
    units = sources.derived(admin, Units)
    within = frozenset(unit.code for unit in units.units if sources.within(unit.code))
    territory = units.territory(sources.region.code, within, sources.definitions.base.regions, sources.as_of)
    return Asked(question, sources, admin, territory, tuple(_layer(n, question, sources, territory) for n in names))


def _require_polygons(name: str, sources: Sources) -> None:
    kinds = sources.definitions.base.kinds
    if name not in kinds:
        raise NotFound(f"没有图层 {name}；请核对名称", f"there is no layer {name}; check the name")
    if kinds[name].geometry != "polygon":
        title = kinds[name].title
        raise BadInput(
            f"{title.zh}（{name}）由{'线' if kinds[name].geometry == 'line' else '点'}组成，没有面积；请给出面图层",
            f"{title.en} ({name}) consists of {kinds[name].geometry}s and has no area; name a layer of polygons",
        )


def _layer(name: str, question: AreasQuestion, sources: Sources, territory: Territory) -> Layer:
    base = sources.definitions.base
    excluded = frozenset(
        unit
        for unit in territory.units
        if name in not_applicable(Site((unit.code,), frozenset({unit.part}), answered=True), base.kinds, base.regions)
    )

    def on(view: LayerView) -> Day:
        holding = sources.derived(view, Holding)
        return Day(view, holding, holding.of(territory, sources))

    before = None if question.since is None else on(sources.view(name, question.since))
    return Layer(base.kinds[name], on(sources.view(name)), before, excluded)
