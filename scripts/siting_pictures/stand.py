"""The picture of where a project could stand: the same land for a small and for a large one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import shapely

from layers.geodesy import area as square_metres
from layers.offsets import grow
from siting_pictures.land import ALL, area, box, county, lonlat
from siting_pictures.reviews import no_to_all
from siting_pictures.svg import COLOURS, Panel, Picture, Words
from zoning.admissible.asked import disc
from zoning.admissible.faces import Sweep
from zoning.definitions import Definitions

SOURCE = "water_source_zone"
STYLE = {"prohibited": "piece", "undetermined": "gap", "admissible": "county", "conditional": "other"}
FRAME = (-500.0, -400.0, 500.0, 400.0)


def stand(definitions: Definitions) -> Picture:
    """Discs of two radii around a first-level zone with a hole, beside ground of which the layer does not tell."""
    waters = tuple(pack for pack in definitions.packs if pack.head.instrument == "drinking_water")
    bounded = replace(definitions, packs=waters)
    ring = area((-330, -230), (60, -260), (150, 40), (-60, 250), (-330, 160))
    zone = shapely.difference(ring, grow(lonlat(shapely.Point(-130, -20)), 85.0))
    silent = box(300, -120, 430, 60)
    land = county(bounded).having(SOURCE, zone, level="1")
    land = replace(land, coverage={SOURCE: shapely.difference(ALL, silent)}, accuracy_m=8.0)
    facts = no_to_all(bounded, nature="new", industry_class="一", activity="manufacturing")
    panels = []
    for radius in (30.0, 110.0):
        here = disc(*shapely.get_coordinates(lonlat(shapely.Point(370, -270)))[0], radius_m=radius)
        project = land.project(("occupied", here), accuracy_m=8.0, facts=facts)
        found = Sweep.of(project, radius, [land.snapshot()], bounded).standings(box(*FRAME))
        hectares: dict[str, float] = {}
        for standing, there in found.items():
            word = standing.outcome.word
            hectares[word] = hectares.get(word, 0.0) + float(square_metres(np.array([there]))[0]) / 1e4
        shapes = [(STYLE[standing.outcome.word], there) for standing, there in found.items()]
        said = " · ".join(f"{word} {hectares[word]:.1f}" for word in ("admissible", "undetermined", "prohibited"))
        panels.append(
            Panel(
                FRAME,
                [*shapes, ("outer", zone), ("thread", silent), ("site", here)],
                [
                    Words(f"占地半径 {radius:.0f} m", f"a disc of {radius:.0f} m"),
                    Words(f"{said} ha", "", COLOURS[None]),
                ],
            )
        )
    return Picture(
        Words("项目能建在哪里：圆心所在处的结论（t = 16 m）", "Where could it stand: the verdict by centre (t = 16 m)"),
        panels,
        columns=2,
        panel_px=430,
        legend=(
            ("county", "可行 admissible"),
            ("gap", "未定 undetermined"),
            ("piece", "禁止 prohibited"),
            ("outer", "一级保护区 first-level zone"),
            ("thread", "图层无答复 silent layer"),
            ("site", "项目 the disc"),
        ),
    )
