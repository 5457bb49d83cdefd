"""What a format reader hands over, still in its own CRS, and the one way from there to a `Reading`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.crs import CGCS2000, Place, SourceCRS, infer_crs, parse_crs
from layers.errors import BadCRS, BadFile, BadGeometry, TooLarge
from layers.intake.types import RawFeature, Reading, ReadLimits
from layers.notes import Note

_COLLECTION = 7
_RING = 2


@dataclass
class Delivered:
    """Features whose geometry is in the CRS of the file; `declared` is the CRS that the file itself states.

    Where it states none and the caller neither, `default` is taken for degrees and a zone is inferred from
    8-digit eastings; `must_state_crs` is for formats in which a missing CRS is a fault.
    """

    intake: str
    features: list[RawFeature]
    declared: SourceCRS | None = None
    default: SourceCRS = CGCS2000
    must_state_crs: bool = False
    notes: list[Note] = field(default_factory=list)
    project: Mapping[str, object] | None = None


def finish(delivered: Delivered, crs: str | None, limits: ReadLimits, *, may_be_empty: bool = False) -> Reading:
    """The reading in EPSG:4490, checked vertex by vertex; `crs` is what the caller says, over what the file says.

    Self-crossing rings are passed on as they are. Raises BadFile (no features, unless there `may_be` none),
    BadGeometry, TooLarge, BadCRS.
    """
    features = delivered.features
    if not features and may_be_empty:
        source = delivered.declared or delivered.default
        return Reading((), delivered.intake, source.name, tuple(delivered.notes), delivered.project)
    if not features:
        raise BadFile(
            "文件中没有任何要素；请补上图形后再交", "the file holds no feature; add the geometry and send it again"
        )
    shapes = np.array([feature.geometry for feature in features], dtype=object)
    _require_shapes(shapes, features)
    count = int(shapely.get_num_coordinates(shapes).sum())
    if count > limits.vertices:
        raise too_many_vertices(count, limits.vertices)
    notes = list(delivered.notes)
    raised = int((shapely.has_z(shapes) | shapely.has_m(shapes)).sum())
    if raised:
        shapes = shapely.force_2d(shapes)
        notes.append(Note("z_dropped", {"count": raised}))

    xy, owner = shapely.get_coordinates(shapes, return_index=True)
    first = np.searchsorted(owner, np.arange(len(features)))

    def place(index: int) -> tuple[str, str]:
        feature = int(owner[index])
        vertex = index - int(first[feature]) + 1
        source = features[feature].source
        return f"{source} 第 {vertex} 个顶点", f"{source}, vertex {vertex}"

    source, assumed = _source_crs(delivered, crs, xy, place)
    lonlat, converted = source.to_cgcs2000(xy, place)
    _require_extent(shapes, features)
    shapes = shapely.set_coordinates(shapes.copy(), lonlat)
    return Reading(
        features=tuple(replace(old, geometry=shape) for old, shape in zip(features, shapes, strict=True)),
        intake=source.kind if source.kind in ("gcj02", "bd09") else delivered.intake,
        crs=source.name,
        notes=(*notes, *assumed, *converted),
        project=delivered.project,
    )


def too_many_vertices(count: int, limit: int) -> TooLarge:
    """The error for an input above the limit of vertices."""
    return TooLarge(
        f"共有 {count} 个顶点，超过上限 {limit}；请拆分文件或抽稀",
        f"{count} vertices are more than the limit of {limit}; split the file or thin it out",
    )


def _source_crs(
    delivered: Delivered, crs: str | None, xy: NDArray[np.float64], place: Place
) -> tuple[SourceCRS, tuple[Note, ...]]:
    given = None if crs is None else parse_crs(crs)
    declared = delivered.declared
    if given is not None:
        if declared is None or given.same_place(declared):
            return given, ()
        return given, (Note("crs_overrides_file", {"given": given.name, "declared": declared.name}),)
    if declared is not None:
        return declared, ()
    if delivered.must_state_crs:
        raise BadCRS(
            "文件没有说明坐标系（缺 .prj 或坐标系未定义）；请用 --crs 指明，例如 EPSG:4490 或 gk3:40",
            "the file does not state its CRS (no .prj, or undefined); name it with --crs, e.g. EPSG:4490 or gk3:40",
        )
    return infer_crs(xy, delivered.default, place)


def _require_shapes(shapes: NDArray[np.object_], features: list[RawFeature]) -> None:
    missing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    if missing.any():
        source = features[int(np.argmax(missing))].source
        raise BadGeometry(
            f"{source}：要素没有图形；请补上图形或删去该要素",
            f"{source}: the feature has no geometry; add it or delete the feature",
        )
    kinds = shapely.get_type_id(shapes)
    if (kinds == _COLLECTION).any():
        source = features[int(np.argmax(kinds == _COLLECTION))].source
        raise BadGeometry(
            f"{source}：几何集合（GeometryCollection）看不出各部分的用途；请把每一部分写成单独的要素，各自注明 role",
            f"{source}: a GeometryCollection does not say what each part is; make each part a feature of its own with "
            "its role",
        )


def _require_extent(shapes: NDArray[np.object_], features: list[RawFeature]) -> None:
    """Refuse rings of fewer than three places and lines of one: they enclose and join nothing."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    kinds = shapely.get_type_id(parts)
    areal = kinds == 3
    rings, ring_part = shapely.get_rings(parts[areal], return_index=True)
    _require_places(rings, owner[areal][ring_part], features, least=3)
    linear = (kinds == 1) | (kinds == _RING)
    _require_places(parts[linear], owner[linear], features, least=2)


def _require_places(
    lines: NDArray[np.object_], owner: NDArray[np.intp], features: list[RawFeature], least: int
) -> None:
    if not len(lines):
        return
    xy, line = shapely.get_coordinates(lines, return_index=True)
    start = np.searchsorted(line, np.arange(len(lines)))
    away = (xy != xy[start][line]).any(axis=1)
    # of each line the first vertex that differs from its start, then whether any differs from both
    differs = np.flatnonzero(away)
    second = start.copy()
    if len(differs):
        lines_with, first_at = np.unique(line[differs], return_index=True)
        second[lines_with] = differs[first_at]
    third = away & (xy != xy[second][line]).any(axis=1)
    places = 1 + np.logical_or.reduceat(away, start).astype(int) + np.logical_or.reduceat(third, start).astype(int)
    few = places < least
    if few.any():
        index = int(np.argmax(few))
        raise too_few_places(features[int(owner[index])].source, int(places[index]), least)


def too_few_places(source: str, count: int, least: int) -> BadGeometry:
    """The error for a ring of fewer than three different points, or a line of one."""
    zh, en = ("环", "a ring") if least == 3 else ("线", "a line")
    return BadGeometry(
        f"{source}：{zh}只有 {count} 个不同的点，至少需要 {least} 个；请补全",
        f"{source}: {en} with only {count} different point(s), at least {least} are needed; complete it",
    )
