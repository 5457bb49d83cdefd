"""Which figures a target may be measured by, and what each of them is; how they are got is in `figures`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from zoning.measures.indicators.target import Quantity


@dataclass(frozen=True)
class FigureKind:
    """A figure: what it is a quantity of, the layers it cannot do without, and the options it takes.

    `layers` stand beside the `layer` that a target names. Editions of `whole` have to speak for the whole region, where
    the measure itself does not look to that. `coast`: of shores and bays, not applicable inland.
    """

    quantity: Quantity
    layers: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    coast: bool = False
    whole: tuple[str, ...] = ()


_STRIPS = ("buffer_strip", "water_line")

FIGURE_KINDS: Mapping[str, FigureKind] = MappingProxyType(
    {
        "shoreline.mainland.rate": FigureKind("share", ("coastline",), coast=True),
        "shoreline.mainland.natural_m": FigureKind("length", ("coastline",), coast=True),
        "shoreline.islands.rate": FigureKind("share", ("coastline",), coast=True),
        "shoreline.islands.natural_m": FigureKind("length", ("coastline",), coast=True),
        "shoreline.islands.sand_m": FigureKind("length", ("coastline",), coast=True),
        "bays.built_count": FigureKind("count", ("bay",), coast=True),
        "bays.mainland_share": FigureKind("share", ("bay", "coastline"), coast=True),
        "bays.shoreline_m": FigureKind("length", ("bay", "coastline"), coast=True),
        "areas.share": FigureKind(
            "share", ("admin_area",), ("layer", "part"), ("layer", "part"), whole=("admin_area",)
        ),
        "areas.area": FigureKind("area", ("admin_area",), ("layer", "part"), ("layer",), whole=("admin_area",)),
        "buffers.length": FigureKind("length", _STRIPS, ("status",), ("status",), whole=_STRIPS),
        "land_cover.forest_share": FigureKind("share"),
        "wetland.protection_rate": FigureKind(
            "share", ("wetland", "important_wetland", "protected_area", "admin_area"), whole=("admin_area",)
        ),
    }
)
