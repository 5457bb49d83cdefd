"""A small invented territory for tests: every layer in memory, one county with land and sea, full coverage."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import numpy as np
import shapely

from layers.catalogue import InForce
from layers.editions import Edition, EditionHead, Standing, Value
from layers.held import tables_of
from layers.intake.types import RawFeature, Reading
from layers.snapshot import Feature, LayerView, Snapshot
from zoning import projects, siting
from zoning.definitions import Definitions, load_definitions
from zoning.projects import Project
from zoning.verdict import Verdict

DATA = Path(__file__).parents[2] / "data"
TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
LON, LAT = 120.5, 27.75  # the origin of the metres below
EAST = 1 / (111_319.49 * math.cos(math.radians(LAT)))
NORTH = 1 / 110_850.0
LAND = shapely.box(120.0, 27.5, 121.0, 28.0)
SEA = shapely.box(121.0, 27.5, 121.5, 28.0)
ALL = shapely.box(120.0, 27.5, 121.5, 28.0)
LAYERS = (
    "admin_area",
    "ecological_red_line",
    "control_unit",
    "water_source_zone",
    "industrial_area",
    "coastline",
    "water_line",
    "bay",
    "buffer_strip",
)


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    """A rectangle by metres east and north of (LON, LAT)."""
    return shapely.box(LON + west * EAST, LAT + south * NORTH, LON + east * EAST, LAT + north * NORTH)


def line(*points: tuple[float, float]) -> shapely.LineString:
    """A line by metres east and north of (LON, LAT)."""
    return shapely.LineString([(LON + x * EAST, LAT + y * NORTH) for x, y in points])


def point(x: float, y: float) -> shapely.Point:
    """A point by metres east and north of (LON, LAT)."""
    return shapely.Point(LON + x * EAST, LAT + y * NORTH)


@cache
def definitions() -> Definitions:
    """The repository's own definitions."""
    return load_definitions(DATA)


@dataclass(frozen=True)
class Zone:
    """One feature to put on the land."""

    id: str
    geometry: shapely.Geometry
    attributes: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class World:
    """Layers by name. `coverage` is ALL unless said; None means that a layer's absence says nothing."""

    zones: Mapping[str, tuple[Zone, ...]] = field(default_factory=dict)
    coverage: Mapping[str, shapely.Geometry | None] = field(default_factory=dict)
    standing: Mapping[str, Standing] = field(default_factory=dict)
    absent: frozenset[str] = frozenset()
    failed: frozenset[str] = frozenset()
    accuracy_m: float = 1.0
    definitions: Definitions = field(default_factory=definitions)

    def having(self, layer: str, *zones: Zone) -> "World":
        """The same with these features added to a layer."""
        return replace(self, zones={**self.zones, layer: (*self.zones.get(layer, ()), *zones)})

    def covering(self, layer: str, coverage: shapely.Geometry | None) -> "World":
        """The same with another coverage of a layer."""
        return replace(self, coverage={**self.coverage, layer: coverage})

    def without(self, *layers: str) -> "World":
        """The same with no edition of these layers."""
        return replace(self, absent=self.absent | set(layers))

    def snapshot(self) -> Snapshot:
        """The world as a snapshot."""
        views = {}
        for layer, kind in self.definitions.kinds.items():
            head = EditionHead(
                layer=layer,
                region="330300",
                standing=self.standing.get(layer, "illustrative"),
                accuracy_m=self.accuracy_m,
                effective_from=date(2020, 1, 1),
                source="test",
                coverage=self.coverage.get(layer, ALL),
            )
            edition = Edition(head, 1, "0" * 64, 0, "published", NOW, NOW)
            in_force = [] if layer in self.absent else [InForce(edition, None)]
            features = [
                Feature(layer, edition, zone.id, {**_defaults(kind), **zone.attributes}, zone.geometry)
                for zone in self.zones.get(layer, ())
                if in_force
            ]
            views[layer] = LayerView(kind, tables_of(features), in_force)
        return Snapshot(
            TODAY,
            {layer: view for layer, view in views.items() if layer not in self.failed},
            dict.fromkeys(self.failed, "corrupt-edition"),
        )

    def project(
        self,
        *geometries: shapely.Geometry | tuple[str, shapely.Geometry],
        accuracy_m: float = 1.0,
        industry: str | None = None,
        width_m: float | None = None,
        facts: Mapping[str, object] | None = None,
    ) -> Project:
        """A project of occupied parts, or of (role, geometry) pairs."""
        features = tuple(
            RawFeature(entry[1], {"role": entry[0]}, "test")
            if isinstance(entry, tuple)
            else RawFeature(entry, {}, "test")
            for entry in geometries
        )
        parts = projects.parts_of(
            Reading(features, "geojson", "EPSG:4490"), role=None, width_m=width_m, max_vertices=1_000_000
        )
        given = {name: self.definitions.facts.typed(name, value) for name, value in (facts or {}).items()}
        derived: dict[str, frozenset[str | bool | float]] = {}
        if industry is not None:
            code = self.definitions.industries.parse(industry)
            derived = {**self.definitions.activities.derive(code), **self.definitions.industries.derive(code, given)}
        return Project(parts, accuracy_m, projects.states(given, derived, self.definitions.facts), "test", industry)

    def ask(
        self, *geometries: shapely.Geometry | tuple[str, shapely.Geometry], as_of: date = TODAY, **about: object
    ) -> Verdict:
        """The verdict on a project (see `project`)."""
        return self.check(self.project(*geometries, **about), as_of)  # type: ignore[arg-type]

    def check(self, project: Project, as_of: date = TODAY) -> Verdict:
        """The verdict on a project that is ready."""
        return siting.check(project, [self.snapshot()], self.definitions, as_of)


def _defaults(kind: object) -> dict[str, Value]:
    attributes = kind.attributes  # type: ignore[attr-defined]
    return {name: None if a.default is None else a.typed(a.default) for name, a in attributes.items()}


def county() -> World:
    """One county (330381), land west and sea east, wholly one general control unit whose list is coded."""
    world = World()
    world = world.having(
        "admin_area",
        Zone("330381:land", LAND, {"code": "330381", "name": "瑞安市", "level": "county", "part": "land"}),
        Zone("330381:sea", SEA, {"code": "330381", "name": "瑞安市", "level": "county", "part": "sea"}),
    )
    return world.having(
        "control_unit",
        Zone("u1", ALL, {"code": "ZH33038130001", "name": "演示单元", "class": "general", "list_coded": True}),
    )


def harmless(**more: object) -> dict[str, object]:
    """Facts of a small class-I factory that does nothing any rule speaks of; `more` changes some of them."""
    facts: dict[str, object] = {
        "nature": "new",
        "industry_class": "一",
        "activity": "manufacturing",
        "discharges_pollutants": False,
    }
    acts = {
        name
        for pack in definitions().packs
        for rule in pack.rules
        for exception in rule.exceptions
        for name in (exception.claim, exception.act)
    }
    for kind in definitions().facts.values():
        if kind.fact.startswith("process_") or kind.fact in ("eia_item", "involves_sensitive_area"):
            continue  # what class or level a project is of, not what it does
        if kind.type == "boolean" and kind.fact not in facts and kind.fact not in acts:
            facts[kind.fact] = False
        elif kind.type == "code" and "none" in kind.values:
            facts.setdefault(kind.fact, "none")
        elif kind.type == "number":
            facts[kind.fact] = kind.minimum or 0.0
    facts.update(more)
    said = {name: value for name, value in facts.items() if value is not None}
    kinds = definitions().facts
    typed = {name: kinds.typed(name, value) for name, value in said.items()}
    denied = set(kinds.contradicted(typed, {})) - set(more)  # what the changes leave no room for is left unsaid
    return {name: value for name, value in said.items() if name not in denied}


def rules_of(verdict: Verdict) -> dict[str, Mapping[str, object]]:
    """Rule id → its summary in the verdict."""
    return {str(entry["rule"]): entry for entry in verdict.body["rules"]}  # type: ignore[attr-defined,index]


def words(items: Iterable[object]) -> list[str]:
    """Items as text."""
    return [str(item) for item in items]


def array(*geometries: shapely.Geometry) -> np.ndarray:
    """Geometries as an object array."""
    out = np.empty(len(geometries), dtype=object)
    out[:] = geometries
    return out
