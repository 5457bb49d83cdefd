"""A small invented piece of land: layers in memory, positions in metres east and north of an origin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.catalogue import InForce
from layers.checks.scale import metres_per_degree
from layers.editions import Edition, EditionHead, Value
from layers.held import tables_of
from layers.intake.types import RawFeature, Reading
from layers.snapshot import Feature, LayerView, Snapshot
from zoning import projects
from zoning.case import Case
from zoning.definitions import Definitions
from zoning.ground import Ground
from zoning.projects import Project

LON, LAT = 120.55, 27.75
SCALE = np.array(metres_per_degree(LAT))
TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, tzinfo=UTC)
REGION = "330381"
HOME = {"code": REGION, "name": "瑞安市", "level": "county"}
Part = tuple[str, BaseGeometry]


def lonlat(geometry: BaseGeometry) -> BaseGeometry:
    """A geometry in metres as EPSG:4490."""
    return shapely.transform(geometry, lambda xy: xy / SCALE + (LON, LAT))


def plane(geometry: BaseGeometry) -> BaseGeometry:
    """A geometry in EPSG:4490 as metres."""
    return shapely.transform(geometry, lambda xy: (xy - (LON, LAT)) * SCALE)


def box(west: float, south: float, east: float, north: float) -> BaseGeometry:
    """A rectangle by metres."""
    return lonlat(shapely.box(west, south, east, north))


def area(*corners: tuple[float, float]) -> BaseGeometry:
    """A polygon by metres."""
    return lonlat(shapely.Polygon(corners))


def line(*corners: tuple[float, float]) -> BaseGeometry:
    """A line by metres."""
    return lonlat(shapely.LineString(corners))


ALL = box(-60_000.0, -20_000.0, 60_000.0, 20_000.0)


@dataclass(frozen=True)
class Land:
    """Zones by layer, each (geometry, attributes); every layer covers ALL unless `coverage` says otherwise."""

    definitions: Definitions
    zones: Mapping[str, tuple[tuple[BaseGeometry, Mapping[str, Value]], ...]] = field(default_factory=dict)
    coverage: Mapping[str, BaseGeometry] = field(default_factory=dict)
    accuracy_m: float = 1.0

    def having(self, layer: str, geometry: BaseGeometry, **attributes: Value) -> Land:
        """The same with one more feature."""
        return replace(self, zones={**self.zones, layer: (*self.zones.get(layer, ()), (geometry, attributes))})

    def project(
        self,
        *parts: Part,
        accuracy_m: float = 1.0,
        width_m: float | None = None,
        facts: Mapping[str, object] | None = None,
    ) -> Project:
        """A project of (role, geometry) parts."""
        reading = Reading(tuple(RawFeature(g, {"role": role}, "picture") for role, g in parts), "geojson", "EPSG:4490")
        given = {name: self.definitions.facts.typed(name, value) for name, value in (facts or {}).items()}
        return Project(
            projects.parts_of(reading, role=None, width_m=width_m, max_vertices=100_000),
            accuracy_m,
            projects.states(given, {}, self.definitions.facts),
        )

    def ground(self, project: Project) -> Ground:
        """The land under a project."""
        return Ground(project, self.snapshot(), self.definitions.regions, {})

    def case(self, project: Project) -> Case:
        """A project on the land under the rules of the definitions."""
        return Case(project, self.snapshot(), self.definitions, TODAY)

    def snapshot(self) -> Snapshot:
        """Every layer of the definitions, one edition each."""
        return Snapshot(TODAY, {layer: self._view(layer) for layer in self.definitions.kinds}, {})

    def _view(self, layer: str) -> LayerView:
        kind = self.definitions.kinds[layer]
        head = EditionHead(
            layer=layer,
            region="330300",
            standing="illustrative",
            accuracy_m=self.accuracy_m,
            effective_from=date(2020, 1, 1),
            source="picture",
            coverage=self.coverage.get(layer, ALL),
        )
        edition = Edition(head, 1, "0" * 64, 0, "published", NOW, NOW)
        usual = {
            name: None if attribute.default is None else attribute.typed(attribute.default)
            for name, attribute in kind.attributes.items()
        }
        features = [
            Feature(layer, edition, f"{layer}-{index + 1}", {**usual, **attributes}, geometry)
            for index, (geometry, attributes) in enumerate(self.zones.get(layer, ()))
        ]
        return LayerView(kind, tables_of(features), [InForce(edition, None)])


def county(definitions: Definitions) -> Land:
    """Land of one county, wholly one general control unit whose list is coded."""
    land = Land(definitions).having("admin_area", ALL, **HOME, part="land")
    return land.having("control_unit", ALL, code="ZH33038130001", **{"class": "general"}, list_coded=True)
