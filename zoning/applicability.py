"""Which jurisdictions a site lies in, and which layers cannot say anything there; from admin_area and regions alone."""

from __future__ import annotations

from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from layers.kinds import LayerKind, LayerKinds
from layers.offsets import grow
from layers.regions import Regions
from layers.snapshot import LayerView
from zoning.ground import silence


@dataclass(frozen=True)
class Site:
    """The neighbourhood of a site, and the region codes (in order) and parts (land, sea) that it meets.

    `answered` is False where admin_area does not tell of the whole neighbourhood; then nothing may be excluded.
    """

    around: BaseGeometry
    regions: tuple[str, ...] = ()
    parts: frozenset[str] = frozenset()
    answered: bool = False


def locate(view: LayerView | None, footprint: BaseGeometry, reach_m: float) -> Site:
    """Where a footprint and everything within `reach_m` metres of it lies."""
    around = grow(footprint, reach_m)
    if view is None:
        return Site(around)
    near = [feature.attributes for feature in view.near(around, 0.0) if shapely.intersects(feature.geometry, around)]
    told = all(attributes.get(name) is not None for attributes in near for name in ("code", "part"))
    return Site(
        around,
        regions=tuple(sorted({str(attributes.get("code")) for attributes in near})),
        parts=frozenset(str(attributes.get("part")) for attributes in near),
        answered=told and silence(view, around).complete,
    )


def not_applicable(site: Site, kinds: LayerKinds, regions: Regions) -> dict[str, str]:
    """Layers whose `applies` excludes the site, each with the source that says so; none while anything is unknown."""
    if not site.answered or not site.regions:
        return {}
    return {
        layer: kind.applies.source
        for layer, kind in kinds.items()
        if layer != "admin_area" and not _applies(kind, site, regions)
    }


def _applies(kind: LayerKind, site: Site, regions: Regions) -> bool:
    applies = kind.applies
    if not site.parts & set(applies.part):
        return False
    listed = [code for code in site.regions if code in regions]
    if len(listed) < len(site.regions):
        return True  # a region that is not in the list excludes nothing
    if applies.coast and not any(regions[code].coast for code in listed):
        return False
    if applies.regions and not any(
        regions.within(code, wanted) or regions.within(wanted, code) for code in listed for wanted in applies.regions
    ):
        return False
    basins = {basin for code in listed for above in regions.ancestry(code) for basin in regions[above].basins}
    return not applies.basin or bool(basins & set(applies.basin))
