"""A project: parts with roles and widths, an accuracy, and facts given and derived."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.errors import BadGeometry, BadInput
from layers.intake.types import RawFeature, Reading
from layers.notes import Note
from layers.offsets import corridor
from layers.once import once
from layers.snapshot import EMPTY
from zoning.facts import FactKinds, FactState, FactValue
from zoning.rules.model import Reads

Role = Literal["occupied", "route", "temporary", "sea_use", "outlet", "opinion"]
ROLES: tuple[Role, ...] = get_args(Role)
OCCUPYING: frozenset[Role] = frozenset(("occupied", "temporary", "sea_use"))
DECIMALS = 9  # degrees; about 0.1 mm
MAX_WIDTH_M = 10_000.0
MAX_PARTS = 10_000


@dataclass(frozen=True)
class Part:
    """One geometry of a project in EPSG:4490, normalised; `width_m` makes a line a corridor."""

    role: Role
    geometry: BaseGeometry
    delivered: BaseGeometry
    width_m: float | None = None

    @once
    def has_extent(self) -> bool:
        """False for a point, or a line without width."""
        dimensions = set(shapely.get_dimensions(shapely.get_parts(self.geometry)).tolist())
        return 0 not in dimensions and (1 not in dimensions or self.width_m is not None)


@dataclass(frozen=True)
class Project:
    """What is asked about. `facts` holds every fact that was given or follows from something given."""

    parts: tuple[Part, ...]
    accuracy_m: float
    facts: Mapping[str, FactState]
    name: str | None = None
    industry: str | None = None
    notes: tuple[Note, ...] = field(default=())
    routes_occupy: bool = False

    @property
    def draws_outlet(self) -> bool:
        """Whether the place of an outlet is drawn."""
        return any(part.role == "outlet" for part in self.parts)

    @property
    def occupying(self) -> tuple[Part, ...]:
        """The parts that take land or sea; a `route` too where the project cannot cross without taking it."""
        roles = OCCUPYING | {"route"} if self.routes_occupy else OCCUPYING
        return tuple(part for part in self.parts if part.role in roles)

    @property
    def extent_known(self) -> bool:
        """False where a part that occupies is a point or a line without width, or nothing but outlets is drawn."""
        drawn = [part for part in self.parts if part.role not in ("outlet", "opinion")]
        return bool(drawn) and all(part.has_extent for part in self.occupying)

    def footprint(self, reads: Reads) -> BaseGeometry:
        """The dissolved geometry a rule reads; a discharge rule reads the outlets, or all where none is given.

        `drawn_outlet` too: an outfall that is not drawn lies somewhere in the project, if there is one
        (`Rule.outfall`).
        """
        return self._footprints[reads]

    @once
    def _footprints(self) -> Mapping[Reads, BaseGeometry]:
        outlets = [part for part in self.parts if part.role == "outlet"]
        project = [part for part in self.parts if part.role != "opinion"]
        return {
            "project": _dissolve(project),
            "occupation": _dissolve(self.occupying),
            "route": EMPTY if self.routes_occupy else _dissolve([part for part in self.parts if part.role == "route"]),
            "outlet": _dissolve(outlets or project),
            "drawn_outlet": _dissolve(outlets or project),
        }


def _dissolve(parts: Sequence[Part]) -> BaseGeometry:
    pieces: list[BaseGeometry] = []
    lines_by_width: dict[float, list[BaseGeometry]] = {}
    for part in parts:
        flat = shapely.get_parts(part.geometry)
        dimension = shapely.get_dimensions(flat)
        pieces += [*flat[dimension == 2], *flat[dimension == 0]]
        if part.width_m is None:
            pieces += [*flat[dimension == 1]]
        elif np.any(dimension == 1):
            lines_by_width.setdefault(part.width_m, []).extend(flat[dimension == 1])
    pieces += [corridor(shapely.union_all(lines), width) for width, lines in sorted(lines_by_width.items())]
    return shapely.union_all(pieces) if pieces else EMPTY


def parts_of(reading: Reading, *, role: str | None, width_m: float | None, max_vertices: int) -> tuple[Part, ...]:
    """The parts of a reading. `role` and `width_m` hold where a feature names none. Raises BadInput."""
    if len(reading.features) > MAX_PARTS:
        raise BadGeometry(
            f"项目有 {len(reading.features)} 个部分，超过上限 {MAX_PARTS}；请合并图形或分批提交",
            f"the project has {len(reading.features)} parts, above the limit of {MAX_PARTS}; join them or split it",
        )
    vertices = sum(feature.vertices for feature in reading.features)
    if vertices > max_vertices:
        raise BadGeometry(
            f"项目范围有 {vertices} 个顶点，超过上限 {max_vertices}；请抽稀或分批提交",
            f"the footprint has {vertices} vertices, above the limit of {max_vertices}; thin it or split it",
        )
    if not reading.features:
        raise BadGeometry("文件中没有任何图形", "the file holds no geometry")
    parts = tuple(_part(feature, role, width_m) for feature in reading.features)
    if all(part.role == "opinion" for part in parts):
        raise BadGeometry(
            "只有意见范围（opinion），没有项目自身的范围", "only `opinion` parts: the project has no place"
        )
    return parts


def _part(feature: RawFeature, role: str | None, width_m: float | None) -> Part:
    stated = feature.attributes.get("role") or role or "occupied"
    if stated not in ROLES:
        raise BadInput(
            f"{feature.source}：角色 role={stated!r} 不存在；可取 {', '.join(ROLES)}",
            f"{feature.source}: there is no role {stated!r}; allowed: {', '.join(ROLES)}",
        )
    width = _width(feature, width_m)
    geometry = normalise(feature.geometry, feature.source)
    return Part(
        role=next(known for known in ROLES if known == stated),
        geometry=geometry,
        delivered=shapely.force_2d(feature.geometry),
        width_m=width if shapely.get_dimensions(geometry) == 1 else None,
    )


def _width(feature: RawFeature, width_m: float | None) -> float | None:
    raw = feature.attributes.get("width_m")
    value = width_m if raw is None else raw
    if value is None:
        return None
    try:
        width = float(value)
    except (TypeError, ValueError):
        width = float("nan")
    if isinstance(value, bool) or not 0 < width <= MAX_WIDTH_M:
        raise BadInput(
            f"{feature.source}：宽度 width_m={value!r} 应为 0 到 {MAX_WIDTH_M:.0f} 米之间的数",
            f"{feature.source}: width_m={value!r} must be a number of metres between 0 and {MAX_WIDTH_M:.0f}",
        )
    return width


def normalise(geometry: BaseGeometry, source: str) -> BaseGeometry:
    """2-D, coordinates to 1e-9°, rings and parts in canonical order. Raises BadGeometry for what has no one reading."""
    flat = shapely.force_2d(geometry)
    if flat.is_empty:
        raise BadGeometry(f"{source}：图形为空", f"{source}: the geometry is empty")
    if flat.geom_type == "GeometryCollection":
        raise BadGeometry(
            f"{source}：几何集合没有说明各部分的角色；请把每一部分写成单独的要素并给出 role",
            f"{source}: a geometry collection does not label its parts; make each a feature with a role of its own",
        )
    rounded = shapely.transform(flat, lambda xy: np.round(xy, DECIMALS) + 0.0)
    if not shapely.is_valid(rounded):
        reason = shapely.is_valid_reason(rounded)
        raise BadGeometry(
            f"{source}：图形无效（{reason}）；请修正自相交或重复的边界后再提交",
            f"{source}: the geometry is invalid ({reason}); mend the self-crossing or repeated boundary",
        )
    dimension = int(shapely.get_dimensions(rounded))
    if (dimension == 2 and rounded.area == 0) or (dimension == 1 and rounded.length == 0):
        raise BadGeometry(f"{source}：图形没有面积或长度", f"{source}: the geometry has no area or no length")
    return shapely.normalize(rounded)


def require_accuracy(metres: float) -> float:
    """A 95 % bound in metres, above 0 and below 10 km. Raises BadInput."""
    if not 0 < metres <= 10_000:
        raise BadInput(
            f"精度 accuracy_m={metres!r} 应为 0 到 10000 米之间（不含 0）的数",
            f"accuracy_m={metres!r} must be a number of metres above 0 and at most 10000",
        )
    return float(metres)


def states(
    given: Mapping[str, FactValue], derived: Mapping[str, frozenset[FactValue]], kinds: FactKinds
) -> dict[str, FactState]:
    """Given and derived facts side by side, by name; what given facts deny each other counts as derived."""
    follows = {**derived, **kinds.contradicted(given, derived)}
    return {name: FactState(given=given.get(name), derived=follows.get(name)) for name in sorted({*given, *follows})}
