"""Which jurisdictions a site lies in, and which layers cannot say anything there; from admin_area and regions alone."""

from __future__ import annotations

from dataclasses import dataclass

from layers.kinds import LayerKind, LayerKinds
from layers.regions import Regions
from layers.snapshot import LayerView
from zoning.nearby import Nearby, Reach
from zoning.silence import silence


@dataclass(frozen=True)
class Site:
    """The neighbourhood of a site, and the region codes (in order) and parts (land, sea) that it meets.

    `answered` is False where admin_area does not tell of the whole neighbourhood; then nothing may be excluded.
    """

    regions: tuple[str, ...] = ()
    parts: frozenset[str] = frozenset()
    answered: bool = False


def locate(view: LayerView | None, around: Reach, nearby: Nearby) -> Site:
    """Where everything within reach of a footprint lies; `nearby` is what was found out about the footprint."""
    if view is None:
        return Site()
    near = [feature.attributes for feature in around.features(view)]
    told = all(attributes.get(name) is not None for attributes in near for name in ("code", "part"))
    return Site(
        regions=tuple(sorted({str(attributes.get("code")) for attributes in near})),
        parts=frozenset(str(attributes.get("part")) for attributes in near),
        answered=told and _answered(view, around, nearby),
    )


def _answered(view: LayerView, around: Reach, nearby: Nearby) -> bool:
    if nearby.answers(view, around.metres):
        return True
    return not nearby.silent(view, around.metres) and silence(view, around.outline).complete


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
