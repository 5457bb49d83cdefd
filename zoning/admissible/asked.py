"""The question where a project could stand: on which ground, how large it is, and what is said of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, Literal

import numpy as np
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from layers.editions import Standing as DataStanding
from layers.engine import of_dimension, size
from layers.errors import BadGeometry, BadInput, TooLarge
from layers.intake.types import RawFeature, Reading
from layers.offsets import grow
from layers.regions import Regions
from layers.snapshot import Snapshot
from zoning.desk import Desk, ProjectInput
from zoning.ground import ADMIN
from zoning.measures.wholeness import in_use, silent_cities, unspoken
from zoning.projects import DECIMALS, OCCUPYING, Project
from zoning.verdict import Json, geojson

Part = Literal["land", "sea"]
SMALLEST_M: Final = 1.0
LARGEST_M: Final = 5_000.0
WIDEST_M: Final = 100_000.0  # of the radius around a place
MOST_HA: Final = 2_000_000.0  # a prefecture; beyond it the question is asked by counties


@dataclass(frozen=True)
class Study:
    """The ground that is asked about: a region, the surroundings of a place, or polygons (EPSG:4490).

    Attributes:
        region: code of an administrative area, with everything below it; `part` keeps to its land or its sea.
        centre: longitude and latitude, with `within_m` metres around it.
        polygons: as delivered.
    """

    region: str | None = None
    part: Part | None = None
    centre: tuple[float, float] | None = None
    within_m: float | None = None
    polygons: BaseGeometry | None = None

    def as_json(self) -> Json:
        """As the answer, and the record of a job, have it."""
        if self.region is not None:
            return {"region": self.region, "part": self.part}
        if self.centre is not None:
            return {"centre": list(self.centre), "within_m": self.within_m}
        return {"polygons": None if self.polygons is None else dict(shapely.geometry.mapping(self.polygons))}

    @staticmethod
    def of_json(said: Mapping[str, Any]) -> Study:
        """The way back."""
        if "region" in said:
            return Study(region=said["region"], part=said["part"])
        if "centre" in said:
            lon, lat = said["centre"]
            return Study(centre=(lon, lat), within_m=said["within_m"])
        return Study(polygons=shape(said["polygons"]))


@dataclass(frozen=True)
class AreaQuestion:
    """Where could a disc of `radius_m` metres stand?"""

    study: Study
    radius_m: float
    project: ProjectInput
    as_of: date
    known_at: datetime | None = None
    include: tuple[DataStanding, ...] = field(default=())

    def as_json(self) -> Json:
        """As the record of a job has it."""
        said = self.project
        return {
            "study": self.study.as_json(),
            "radius_m": self.radius_m,
            "project": {
                "name": said.name,
                "industry": said.industry,
                "accuracy_m": said.accuracy_m,
                "facts": dict(said.facts),
                "role": said.role,
            },
            "as_of": self.as_of.isoformat(),
            "known_at": None if self.known_at is None else self.known_at.isoformat(),
            "include": list(self.include),
        }

    @staticmethod
    def of_json(said: Mapping[str, Any]) -> AreaQuestion:
        """The way back."""
        known_at = said["known_at"]
        return AreaQuestion(
            study=Study.of_json(said["study"]),
            radius_m=said["radius_m"],
            project=ProjectInput(**said["project"]),
            as_of=date.fromisoformat(said["as_of"]),
            known_at=None if known_at is None else datetime.fromisoformat(known_at),
            include=tuple(said["include"]),
        )


def study_of(reading: Reading) -> Study:
    """The study area of a file: its polygons. Raises BadGeometry where it holds anything else, or nothing."""
    geometries = np.array([feature.geometry for feature in reading.features], dtype=object)
    for feature in reading.features:
        if shapely.get_dimensions(feature.geometry) != 2:
            raise BadGeometry(
                f"{feature.source}：研究范围应为面，收到 {feature.geometry.geom_type}；点位请改用“经度,纬度”加半径",
                f"{feature.source}: a study area is made of polygons, not {feature.geometry.geom_type}; "
                "for a place give LON,LAT and how far around it",
            )
    flat = shapely.force_2d(geometries)
    broken = np.flatnonzero(~shapely.is_valid(flat))
    if len(broken):
        first = int(broken[0])
        reason, source = shapely.is_valid_reason(flat[first]), reading.features[first].source
        raise BadGeometry(
            f"{source}：研究范围无效（{reason}）；请修正自相交或重复的边界",
            f"{source}: the study area is invalid ({reason}); mend the self-crossing or repeated boundary",
        )
    return Study(polygons=shapely.union_all(flat))


def place_of(reading: Reading, within_m: float) -> Study:
    """The surroundings of the one point of a reading. Raises BadGeometry where it is not one point."""
    points = [feature.geometry for feature in reading.features]
    if len(points) != 1 or not isinstance(points[0], shapely.Point):
        raise BadGeometry("研究中心应为一个点", "the middle of a study area is one point")
    return Study(centre=(float(points[0].x), float(points[0].y)), within_m=within_m)


def ground_of(study: Study, snapshot: Snapshot, regions: Regions) -> BaseGeometry:
    """The study area as one polygonal geometry. Raises BadInput, BadGeometry, TooLarge."""
    ground = _ground(study, snapshot, regions)
    hectares = size(ground).area_m2 / 1e4
    if hectares > MOST_HA:
        raise TooLarge(
            f"研究范围 {hectares:.0f} 公顷，超过上限 {MOST_HA:.0f} 公顷；请按县分别计算",
            f"the study area has {hectares:.0f} ha, above the limit of {MOST_HA:.0f} ha; ask county by county",
        )
    return ground


def _ground(study: Study, snapshot: Snapshot, regions: Regions) -> BaseGeometry:
    if study.region is not None:
        return _of_region(study.region, study.part, snapshot, regions)
    if study.centre is not None:
        within = study.within_m
        if within is None or not 0 < within <= WIDEST_M:
            raise BadInput(
                f"研究半径 {within} 米应在 0 到 {WIDEST_M:.0f} 米之间",
                f"the study area reaches {within} m around the place; give more than 0 and at most {WIDEST_M:.0f}",
            )
        return grow(shapely.Point(study.centre), within)
    if study.polygons is None or study.polygons.is_empty:
        raise BadGeometry("没有给出研究范围", "no study area was given")
    return study.polygons


def _of_region(code: str, part: Part | None, snapshot: Snapshot, regions: Regions) -> BaseGeometry:
    regions[code]  # raises NotFound for a code that there is not
    view = snapshot.view(ADMIN)
    found = [
        feature.geometry
        for feature in (view.features if view is not None else ())
        if regions.within(str(feature.attributes.get("code")), code) and part in (None, feature.attributes.get("part"))
    ]
    if not found:
        shown = code if part is None else f"{code} ({part})"
        raise BadInput(
            f"行政区图层（admin_area）中没有 {shown} 的范围；请先发布该区，或改给一个面",
            f"admin_area holds no area of {shown}; publish that region first, or give a polygon",
        )
    return of_dimension(shapely.union_all(np.array(found, dtype=object)), 2)


def undrawn(study: Study, snapshot: Snapshot, regions: Regions, on: date) -> tuple[str, ...]:
    """The regions within the one asked about for which admin_area does not speak, or of which it holds nothing.

    None where it holds an outline of the region itself, or no region was asked about.
    """
    view, code, coast = snapshot.view(ADMIN), study.region, study.part == "sea"
    if view is None or code is None:
        return ()
    parts = (study.part,) if study.part is not None else ("land", "sea")
    held = {str(one.attributes.get("code")) for one in view.features if one.attributes.get("part") in parts}
    if code in held:
        return ()
    silent = unspoken(code, (edition.head.region for edition in view.editions), regions, on, coast=coast)
    bare = silent_cities(code, lambda city: any(regions.within(one, city) for one in held), regions, on, coast=coast)
    missing = dict.fromkeys((*silent, *bare))
    counties = (one for one in regions if regions[one].level == "county" and regions.within(one, code))
    for one in (one for one in counties if in_use(one, regions, on) and (regions[one].coast or not coast)):
        if not any(regions.within(one, other) for other in (*held, *missing)):
            missing[one] = None
    return tuple(missing)


def disc(lon: float, lat: float, radius_m: float) -> BaseGeometry:
    """The disc of a project around a centre: a polygon within 1 mm inside the circle, EPSG:4490.

    Valid with the decimals that projects keep: where strips of the offset meet, its vertices lie closer than these.
    """
    return shapely.set_precision(grow(shapely.Point(lon, lat), radius_m), 10.0**-DECIMALS)


def disc_project(desk: Desk, asked: AreaQuestion, lon: float, lat: float) -> Project:
    """The project of a question as a disc around one centre; what `check` would judge there.

    Raises BadInput for a radius, role, fact, industry or accuracy that cannot be.
    """
    if not SMALLEST_M <= asked.radius_m <= LARGEST_M:
        raise BadInput(
            f"项目半径 {asked.radius_m} 米应在 {SMALLEST_M:.0f} 到 {LARGEST_M:.0f} 米之间",
            f"the project's radius of {asked.radius_m} m must lie between {SMALLEST_M:.0f} and {LARGEST_M:.0f} m",
        )
    role = asked.project.role or "occupied"
    if role not in OCCUPYING:
        raise BadInput(
            f"角色 {role!r} 不能是圆；可取 {', '.join(sorted(OCCUPYING))}",
            f"a disc cannot have the role {role!r}; allowed: {', '.join(sorted(OCCUPYING))}",
        )
    feature = RawFeature(disc(lon, lat, asked.radius_m), {"role": role}, "disc")
    return desk.project(Reading((feature,), "lonlat", "EPSG:4490"), asked.project)


def question_json(asked: AreaQuestion, project: Project) -> Json:
    """The question as the answer has it: what was said, and what follows from it."""
    facts = {name: state.given for name, state in sorted(project.facts.items()) if state.given is not None}
    study = asked.study.as_json()
    if asked.study.polygons is not None:
        study = {"polygons": geojson(shapely.normalize(asked.study.polygons))}
    return {
        "study": study,
        "radius_m": asked.radius_m,
        "role": project.parts[0].role,
        "name": project.name,
        "industry": project.industry,
        "accuracy_m": project.accuracy_m,
        "facts": facts,
    }
