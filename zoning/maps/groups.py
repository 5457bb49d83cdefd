"""Groups of layers on a map, from the ground up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from layers.definition_file import Titles
from layers.errors import Lang
from layers.kinds import LayerKind


@dataclass(frozen=True)
class Group:
    """Layers that lie on one level of a map."""

    name: str
    titles: Titles

    def title(self, lang: Lang) -> str:
        """Its title."""
        return self.titles.zh if lang == "zh" else self.titles.en


DIVISIONS: Final = Group("divisions", Titles(zh="全域区划", en="Divisions of all the territory"))
AREAS: Final = Group("areas", Titles(zh="管控区域", en="Areas of control"))
LINES: Final = Group("lines", Titles(zh="线状要素", en="Lines"))
POINTS: Final = Group("points", Titles(zh="点状要素", en="Points"))
GROUPS: Final = (DIVISIONS, AREAS, LINES, POINTS)
# what a map opens with: the three lines, the units that bind everywhere, water sources, shore and borders
FIRST: Final = frozenset(
    {
        "admin_area",
        "coastline",
        "control_unit",
        "ecological_red_line",
        "permanent_farmland",
        "urban_growth_boundary",
        "water_source_zone",
    }
)


def group_of(kind: LayerKind) -> Group:
    """The group of a layer, by its geometry and by whether it covers its territory wholly."""
    if kind.geometry == "polygon":
        return DIVISIONS if kind.coverage == "wall_to_wall" else AREAS
    return LINES if kind.geometry == "line" else POINTS
