"""Where an edition's silence means something, and that no two editions of one standing speak in one place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.catalogue import current, in_force
from layers.editions import Edition, Features, Value
from layers.errors import BadInput, Refused
from layers.intake.types import Reading
from layers.kinds import LayerKind
from layers.offsets import shrink
from layers.regions import Regions
from layers.stores.base import Store

ADMIN_AREA = "admin_area"
CoverageRequest = Literal["region"] | BaseGeometry | None


def outline(reading: Reading) -> BaseGeometry:
    """The dissolved polygons of a file as a coverage. Raises BadInput where it holds anything else."""
    outlines = [feature.geometry for feature in reading.features]
    if not outlines or any(shapely.get_dimensions(geometry) != 2 for geometry in outlines):
        raise BadInput("覆盖范围须由面组成", "a coverage is made of polygons")
    return shapely.union_all(outlines)


@dataclass(frozen=True)
class Overlap:
    """A place (EPSG:4490) where an edition and another one would both speak from `since` on."""

    other: Edition
    since: date
    place: BaseGeometry


def admin_in_force(store: Store, as_of: date, known_at: datetime) -> Features | None:
    """All administrative areas in force; as `layer_in_force`."""
    return layer_in_force(store, ADMIN_AREA, as_of, known_at)


def layer_in_force(store: Store, layer: str, as_of: date, known_at: datetime) -> Features | None:
    """All features of a layer in force, each without the place where another edition speaks; None: none at all.

    Ids are `region/number/id`. Raises CorruptEdition.
    """
    ids: list[str] = []
    geometries: list[BaseGeometry] = []
    rows: list[dict[str, Value]] = []
    for entry in in_force(store.editions(), layer, as_of, known_at):
        features = store.features(entry.edition)
        label = f"{entry.edition.head.region}/{entry.edition.number}"
        for index, (name, geometry) in enumerate(zip(features.ids, features.geometries, strict=True)):
            speaking = geometry if entry.excluded is None else shapely.difference(geometry, entry.excluded)
            if not speaking.is_empty:
                ids.append(f"{label}/{name}")
                geometries.append(speaking)
                rows.append(features.row(index))
    if not ids:
        return None
    order = sorted(range(len(ids)), key=ids.__getitem__)
    column = np.empty(len(ids), dtype=object)
    column[:] = [geometries[place] for place in order]
    names = dict.fromkeys(name for row in rows for name in row)
    return Features(
        ids=tuple(ids[place] for place in order),
        geometries=column,
        attributes={name: tuple(rows[place].get(name) for place in order) for name in names},
        delivered={},
    )


def resolve(
    request: CoverageRequest,
    kind: LayerKind,
    geometries: NDArray[np.object_],
    *,
    region: str,
    regions: Regions,
    admin: Features | None,
) -> BaseGeometry | None:
    """The coverage an edition gets: Polygon or MultiPolygon, EPSG:4490, or None.

    `region` is the union of the administrative areas whose code lies under it. Nothing asked for: a wall-to-wall
    layer covers the union of its features (of all its levels), another layer has none.

    Raises Refused where no administrative area is in force for the region, BadInput for a coverage without area.
    """
    if request is None:
        return _areas(shapely.union_all(geometries)) if kind.coverage == "wall_to_wall" else None
    if not isinstance(request, str):
        if not request.is_valid:
            reason = shapely.is_valid_reason(request)
            raise BadInput(f"覆盖范围的图形无效：{reason}", f"the geometry of the coverage is not valid: {reason}")
        areas = _areas(request)
        if areas is None:
            raise BadInput("覆盖范围须是面", "a coverage must be a polygon")
        return areas
    codes: Sequence[Value] = admin.attributes["code"] if admin is not None else ()
    chosen = [row for row, code in enumerate(codes) if regions.within(str(code), region)]
    if admin is None or not chosen:
        raise Refused(
            f"没有现行的行政区（admin_area）落在 {region}，--coverage region 无从取得；请先发布行政区，或给出范围文件",
            f"no admin_area in force lies under {region}, so --coverage region has no outline; publish admin_area first"
            " or give a coverage file",
        )
    under = admin.geometries[chosen]
    # the same outline three times faster, where the areas tile as they should
    return _areas(shapely.coverage_union_all(under) if shapely.coverage_is_valid(under) else shapely.union_all(under))


def overlaps(candidate: Edition, editions: Iterable[Edition], known_at: datetime) -> tuple[Overlap, ...]:
    """Where another edition of the same standing would speak in the candidate's place, on its first day or later.

    `candidate` is judged as if published. Counted is what remains of the common coverage when it is shrunk by half of
    the coarser accuracy. An edition that replaces the other does not overlap it; editions of one region replace each
    other, and an edition without coverage claims no place. Each other edition is reported once, by its first day.
    """
    head = candidate.head
    if head.coverage is None:
        return ()
    rivals = [
        edition
        for edition in editions
        if edition.head.layer == head.layer
        and edition.head.standing == head.standing
        and (edition.head.region, edition.number) != (head.region, candidate.number)
        and edition.published_by(known_at)
    ]
    days = {head.effective_from} | {edition.head.effective_from for edition in rivals}
    found: dict[tuple[str, int], Overlap] = {}
    for day in sorted(day for day in days if day >= head.effective_from):
        chosen = current([*rivals, candidate], head.layer, day, known_at)
        if candidate not in chosen:
            continue  # a newer edition of its region has taken over
        for other in chosen:
            if other.head.region == head.region or (other.head.region, other.number) in found:
                continue
            place = _common(candidate, other, chosen)
            if place is not None:
                found[other.head.region, other.number] = Overlap(other, day, place)
    return tuple(found.values())


def _common(one: Edition, other: Edition, chosen: Sequence[Edition]) -> BaseGeometry | None:
    """Where both would speak, thin strips left out."""
    if _replaces(one, other) or _replaces(other, one):
        return None
    mine, theirs = one.head.coverage, other.head.coverage
    if mine is None or theirs is None or not shapely.intersects(mine, theirs):
        return None
    place: BaseGeometry = shapely.intersection(mine, theirs)
    for third in chosen:
        silences = _replaces(third, one) or _replaces(third, other)
        if silences and third.head.coverage is not None:
            place = shapely.difference(place, third.head.coverage)
    areas = _areas(place)
    if areas is None:
        return None
    left = shrink(areas, max(one.head.accuracy_m, other.head.accuracy_m) / 2)
    return None if left.is_empty else left


def _replaces(one: Edition, other: Edition) -> bool:
    return (other.head.region, other.number) in one.head.replaces


def _areas(geometry: BaseGeometry) -> BaseGeometry | None:
    """The polygons of a geometry as one valid Polygon or MultiPolygon; None where it has none."""
    parts = [part for part in shapely.get_parts(shapely.get_parts(geometry)) if part.geom_type == "Polygon"]
    united: BaseGeometry = shapely.union_all(parts)
    return None if united.is_empty else united
