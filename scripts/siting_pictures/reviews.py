"""Pictures of what a verdict shows beside its findings: lines by chainage, red-line outcomes, a move that clears."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from shapely.geometry.base import BaseGeometry

from layers.offsets import corridor, grow
from siting_pictures.land import Part, box, county, line, lonlat, plane
from siting_pictures.places import RED_LINE, SITE, bare
from siting_pictures.svg import COLOURS, GREY, Mark, Panel, Picture, Table, Words, arrow
from zoning.crossings import lines_json
from zoning.definitions import Definitions
from zoning.findings import contacts
from zoning.moves import conflicts, way_out
from zoning.red_line import red_line_outcome

KINDS: Mapping[str, str] = {
    "inside": "轴线在区内",
    "along": "轴线沿边界",
    "cross": "相交于点",
    "touch": "相切于点",
    "corridor": "仅宽度触及",
}
ROAD = {"activity": "linear_infrastructure", "unavoidable": True, "in_spatial_plan": True}
HOUSE = {"activity": "resident_living_production", "residents_building": True, "enlarges_scale": False}
MAJOR = {"activity": "manufacturing", "national_major_project": True, "provincial_no_avoidance_opinion": True}


def red_line_only(definitions: Definitions) -> Definitions:
    """The definitions with the rules on the red line alone."""
    return replace(definitions, packs=tuple(p for p in definitions.packs if p.head.instrument == "red_line"))


def no_to_all(definitions: Definitions, **stated: object) -> dict[str, object]:
    """Every yes-or-no fact answered no, every code none; acts of authorities left unsaid; `stated` (None: unsaid)."""
    rules = [rule for pack in definitions.packs for rule in pack.rules]
    acts = {name for rule in rules for e in rule.exceptions for name in (e.claim, e.act)}
    facts: dict[str, object] = {
        kind.fact: kind.nothing
        for kind in definitions.facts.values()
        if kind.nothing is not None and kind.fact not in acts
    }
    return {name: value for name, value in {**facts, **stated}.items() if value is not None}


def chainage(definitions: Definitions) -> Picture:
    """A line walked through the zones it meets: crossing table and partition."""
    way = line((0, 0), (500, 0), (500, 300), (900, 300))
    zones: Sequence[tuple[str, str, BaseGeometry, Mapping[str, Any]]] = (
        ("zone", "water_source_zone", box(120, -140, 330, 110), {"level": "2"}),
        ("zone", "water_source_zone", box(330, -140, 420, 110), {"level": "1"}),
        ("other", RED_LINE, box(260, -60, 380, 60), {"code": "R"}),
        ("other", RED_LINE, box(506, 130, 640, 220), {"code": "S"}),
        ("zone", "water_source_zone", box(700, 300, 840, 400), {"level": "quasi"}),
    )
    land, width = county(bare(definitions)), 20.0
    for _, layer, geometry, more in zones:
        land = land.having(layer, geometry, **more)
    land = replace(land, zones={name: found for name, found in land.zones.items() if name != "control_unit"})
    case = land.case(land.project(("route", way), width_m=width))
    found: Any = lines_json(case, contacts(case, ()), ())
    names = {RED_LINE: "红线 red line", "water_source_zone": "水源 water source"}
    rows = [
        (
            f"{row['from_m']:.3f}",
            f"{row['to_m']:.3f}",
            f"{row['length_m']:.3f}",
            f"{KINDS[row['kind']]} {row['kind']}",
            f"{names[row['layer']]} {row['class'] or ''}",
            f"{row['beside_area_m2']:.2f}",
        )
        for row in found["crossings"]
    ]
    parts = [
        (
            f"{row['from_m']:.3f}",
            f"{row['to_m']:.3f}",
            f"{row['length_m']:.3f}",
            "；".join(f"{names[c['layer']]} {c['class'] or ''}".strip() for c in row["covers"]) or "—",
        )
        for row in found["segments"]
    ]
    return Picture(
        Words("线按里程：穿越表与分段（路宽 20 m）", "A line by chainage: crossings and segments (width 20 m)"),
        [
            Panel(
                (-60, -160, 960, 420),
                [*((style, g) for style, _, g, _ in zones), ("ghost", corridor(way, width)), ("route", way)],
                marks=[
                    Mark((0, 22), "K0"),
                    Mark((900, 322), f"{found['length_m']:.3f} m"),
                    Mark((150, 85), "2 级 level 2", "start"),
                    Mark((375, 85), "1 级 1"),
                    Mark((280, -50), "R"),
                    Mark((575, 168), "S"),
                    Mark((770, 360), "准保护区 quasi"),
                ],
            )
        ],
        columns=1,
        panel_px=780,
        tables=[
            Table(
                [("自 from m", "至 to m", "长 length m", "方式 kind", "图层·类 layer, class", "旁侧 beside m²"), *rows],
                [95, 95, 110, 175, 190, 115],
            ),
            Table(
                [("自 from m", "至 to m", "长 length m", "分段：被什么覆盖 segment: covered by"), *parts],
                [95, 95, 110, 480],
            ),
        ],
        legend=(
            ("route", "轴线 axis"),
            ("ghost", "按宽度的走廊 corridor"),
            ("zone", "水源保护区 water source zone"),
            ("other", "生态保护红线 red line"),
        ),
    )


def red_line(definitions: Definitions) -> Picture:
    """The outcomes of a red-line review."""
    own, law = red_line_only(definitions), definitions.red_line
    zone = box(0, 0, 400, 300)
    inside = box(120, 90, 260, 210)
    land = county(own).having(RED_LINE, zone, code="Z", part="land", core_zone=False)
    titles = {kind.outcome: kind.title for kind in law.outcomes}
    tunnel = (("route", line((-70, 150), (470, 150))), ("occupied", box(-120, 110, -60, 190)))
    half = ("opinion", box(100, 70, 200, 230))
    whole = ("opinion", box(100, 70, 280, 230))
    cases: Sequence[tuple[tuple[Part, ...], Mapping[str, object], str, str]] = (
        ((("occupied", box(430, 90, 500, 210)),), {}, "在红线外", "clear of the red line"),
        (tunnel, ROAD, "隧道穿越，洞口在外", "a tunnel, its portal outside"),
        (
            (("occupied", inside),),
            {**HOUSE, "new_construction_land": False},
            "原住居民在原宅基地建房",
            "residents build on their plot",
        ),
        (
            (("occupied", inside),),
            {**ROAD, "new_construction_land": False},
            "线性设施，不新增建设用地",
            "a line facility, no new land",
        ),
        (
            (("occupied", inside),),
            {**ROAD, "new_construction_land": True},
            "线性设施，新增建设用地",
            "a line facility on new land",
        ),
        (
            (("occupied", inside),),
            {"activity": "boundary_works", "new_construction_land": True},
            "界线工程：浙江未再细分",
            "boundary works: not divided further",
        ),
        ((("occupied", inside),), MAJOR, "国家重大项目，已有省级意见", "a national major project with its opinion"),
        ((("occupied", inside),), {"activity": "manufacturing"}, "普通工厂", "an ordinary factory"),
        (
            (("occupied", inside),),
            {**ROAD, "new_construction_land": None},
            "未说是否新增建设用地",
            "whether land is new: not said",
        ),
        (
            (("occupied", box(401, 90, 490, 210)),),
            {"activity": "manufacturing"},
            "离红线 1 m，精度 2 m",
            "1 m from the line, accuracy 2 m",
        ),
        (
            (("occupied", inside), whole),
            {**ROAD, "new_construction_land": True},
            "意见范围盖住全部占用",
            "the opinion's area holds all of it",
        ),
        (
            (("occupied", inside), half),
            {**ROAD, "new_construction_land": True},
            "意见范围只盖住一部分",
            "the opinion's area holds a part",
        ),
    )
    panels = []
    for parts, facts, zh, en in cases:
        case = land.case(land.project(*parts, facts=no_to_all(own, **facts)))
        found = red_line_outcome(case, case.results, law)
        title = titles.get(found.outcome, law.undecided)
        named = f"结论 {found.outcome}" if found.outcome != "open" else f"open：{'、'.join(found.possible)}"
        colour = COLOURS[None] if found.outcome == "open" else COLOURS[found.outcome == "none"]
        taken: Any = found.as_json()["occupied"]
        shapes = [("zone", zone)]
        for role, geometry in parts:
            shapes.append(({"route": "route", "opinion": "opinion"}.get(role, "site"), geometry))
        panels.append(
            Panel(
                (-140, -40, 520, 340),
                shapes,
                [
                    Words(zh, en),
                    Words(f"占用 {taken['area_ha']:.4f} ha", f"occupied {taken['area_ha']:.4f} ha", GREY),
                    Words(f"{named}：{title.zh}", title.en, colour, bold=True),
                ],
                [Mark((20, 265), "红线 red line", "start")],
            )
        )
    return Picture(
        Words("红线审查结论：每一种的一个例子", "Outcomes of a red-line review: an example of each"),
        panels,
        columns=4,
        panel_px=225,
        legend=(
            ("zone", "生态保护红线 red line"),
            SITE,
            ("route", "不占地的线路 route"),
            ("opinion", "论证意见的范围 area of the opinion"),
        ),
    )


def move(definitions: Definitions) -> Picture:
    """The shortest move found that clears a conflict, and that which clears all."""
    own = red_line_only(definitions)
    zone, second = box(0, 0, 420, 300), box(470, 60, 620, 180)
    site = box(300, 90, 440, 170)
    t = 10.0
    land = replace(county(own), accuracy_m=t / 2).having(RED_LINE, zone, code="A", part="land", core_zone=False)
    panels = []
    for both, zh, en in (
        (False, "只有红线 A", "red line A alone"),
        (True, "红线 A 之外还有 B：不能只顾一个", "with B beside it: a move into the next clears nothing"),
    ):
        here = land.having(RED_LINE, second, code="B", part="land", core_zone=False) if both else land
        facts = no_to_all(own, activity="manufacturing")
        case = here.case(here.project(("occupied", site), accuracy_m=t / 2, facts=facts))
        found = contacts(case, case.results)
        way = way_out(case, conflicts(case, case.results, found))
        if way is None:
            raise ValueError("the picture shows a move")
        there = way.moved(site)
        zones = [zone, second] if both else [zone]
        start, end = (tuple(np.array(plane(g).centroid.coords[0])) for g in (site, there))
        shapes = [
            *(("zone", one) for one in zones),
            *(("outer", grow(one, t)) for one in zones),
            ("ghost", site),
            ("site", there),
            *(("arrow", lonlat(piece)) for piece in arrow(start, end, 14.0)),
        ]
        moved = f"{way.metres:.1f} m, {way.bearing_deg:.1f}°"
        panels.append(
            Panel(
                (-40, -150, 680, 340),
                shapes,
                [Words(zh, en), Words(f"移动 {moved}", f"move {moved}", COLOURS[False], bold=True)],
                [Mark((100, 200), "A"), *([Mark((545, 110), "B")] if both else [])],
            )
        )
    return Picture(
        Words(
            "移开多少才不冲突：须离区域超过 t（t = 10 m）",
            "The move that clears: farther than t from the zone (t = 10 m)",
        ),
        panels,
        columns=2,
        panel_px=400,
        legend=(("ghost", "原处 as asked"), ("site", "移后 as moved"), ("outer", "须保持的距离 the distance to keep")),
    )
