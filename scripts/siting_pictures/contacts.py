"""Pictures of contacts: how surely a footprint meets a zone, thin contacts and their causes, ranges and totals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import shapely
from shapely.geometry.base import BaseGeometry

from layers.bands import Band, shifted
from siting_pictures.land import Land, area, box, plane
from siting_pictures.places import BAND, RED_LINE, SITE, TRUTHS, bare
from siting_pictures.svg import COLOURS, GREY, Mark, Panel, Picture, Words
from zoning.definitions import Definitions
from zoning.findings import contacts, totals
from zoning.rules.model import Territory
from zoning.rules.places import Term, Zone
from zoning.thin_contacts import thin_contacts

RELATIONS: Mapping[str, str] = {"overlaps": "重叠", "adjacent": "相邻", "near": "邻近"}
CAUSES: Mapping[str, str] = {
    "shared_edge": "共用边界画了两次",
    "digitising": "数字化误差",
    "real": "真实重叠",
    "position": "位置",
}
KINDS: Mapping[str, str] = {"overlap": "重叠条", "gap": "缝隙", "touch": "相接"}


def meetings(definitions: Definitions) -> Picture:
    """Certain, marginal, passing through, a border in common."""
    wide = box(0, 0, 200, 200)
    narrow = box(80, -40, 104, 240)
    t = 20.0
    cases: Sequence[tuple[BaseGeometry, BaseGeometry, str, str]] = (
        (wide, box(245, 50, 340, 150), "远于 t", "farther than t"),
        (wide, box(212, 50, 310, 150), "不相交，但近于 t", "apart, by less than t"),
        (wide, box(188, 50, 290, 150), "重叠窄于 t", "overlapping by less than t"),
        (wide, box(150, 50, 250, 150), "到达内集 Z⊖t", "reaching Z shrunk by t"),
        (narrow, box(60, 60, 200, 160), "Z 窄无内集，F⊖t 仍到达 Z", "Z has no inner set, F shrunk by t reaches it"),
        (
            narrow,
            box(-20, 95, 210, 112),
            "F 也窄，但从 Z 的一侧穿到另一侧",
            "F is narrow too, but passes right through",
        ),
        (narrow, box(94, 95, 240, 112), "F 窄，只伸进 Z", "F is narrow and only reaches in"),
        (
            wide,
            area((200, 0), (310, 0), (310, 200), (200, 200)),
            "边界由相同顶点画出",
            "a border drawn from the same vertices",
        ),
    )
    place = Term(Zone(RED_LINE))
    panels = []
    for zone, site, zh, en in cases:
        land = replace(Land(bare(definitions)).having(RED_LINE, zone, code="Z"), accuracy_m=t / 2)
        case = land.case(land.project(("occupied", site), accuracy_m=t / 2))
        truth = case.ground.place(place, "project", Territory("CN")).truth
        found = [contact for contact in contacts(case, ()) if contact.feature.layer == RED_LINE]
        said = "—"
        if found:
            sure = "确定 certain" if found[0].certain else "临界 marginal"
            said = f"{RELATIONS[found[0].relation]} {found[0].relation} · {sure}"
        band = Band.around(zone, t)
        panels.append(
            Panel(
                (-50, -60, 360, 260),
                [("haze", band.outer), ("zone", zone), ("inner", band.inner), ("outer", band.outer), ("site", site)],
                [
                    Words(zh, en),
                    Words(said, f"inside Z: {TRUTHS[truth]}", COLOURS[truth], bold=True),
                ],
            )
        )
    return Picture(
        Words("项目 F 是否在区域 Z 内（t = 20 m）", "Whether a footprint F is in a zone Z (t = 20 m)"),
        panels,
        columns=4,
        panel_px=225,
        legend=(*BAND, SITE),
    )


def thin(definitions: Definitions) -> Picture:
    """Thin contacts and their likely causes."""
    t = 10.0
    coast: list[tuple[float, float]] = [(0, 0), (30, 6), (60, -4), (90, 5), (120, 0)]
    zone = [(0, -60), *coast, (120, -60)]
    plots: Sequence[tuple[list[tuple[float, float]], str, str]] = (
        ([*coast, (120, 55), (0, 55)], "顶点相同：相邻，不算细条", "the same vertices: adjacent, not thin"),
        (
            [(x, y - 3.0) for x, y in coast] + [(120, 55), (0, 55)],
            "同一条边界，整体错开 3 m",
            "the same border, 3 m aside",
        ),
        (
            [(0, -1.5), (15, 1), (45, 0.5), (75, 0), (105, 1), (120, -1), (120, 55), (0, 55)],
            "同一条边界，另画了一遍",
            "the same border, drawn again",
        ),
        (
            [(x, y + 3.0) for x, y in coast] + [(120, 55), (0, 55)],
            "中间留出一条缝",
            "a gap left between the two",
        ),
        (
            [(8, 20), (45, 20), (45, -15), (49, -15), (49, 20), (110, 20), (110, 55), (8, 55)],
            "窄，但伸入深于 t",
            "narrow, but deeper than t",
        ),
    )
    panels = []
    for corners, zh, en in plots:
        land = replace(Land(bare(definitions)).having(RED_LINE, area(*zone), code="Z"), accuracy_m=t / 2)
        site = area(*corners)
        case = land.case(land.project(("occupied", site), accuracy_m=t / 2))
        found = [contact for contact in contacts(case, ()) if contact.feature.layer == RED_LINE]
        thin_ones = thin_contacts(case, found)
        sure = "确定 certain" if found[0].certain else "临界 marginal"
        said = [Words(f"{RELATIONS[found[0].relation]} {found[0].relation} · {sure}", "", GREY)]
        parts = [part for one in thin_ones for part in one.parts]
        kinds = dict.fromkeys((part.kind, part.cause) for part in parts)
        for kind, cause in kinds:
            own = [part for part in parts if (part.kind, part.cause) == (kind, cause)]
            square = sum(part.area_m2 for part in own)
            said.append(
                Words(
                    f"{KINDS[kind]}·{CAUSES[cause]}", f"{len(own)} × {kind}, {cause}, {square:.1f} m²", "#7f0000", True
                )
            )
        if not parts:
            said.append(Words("没有细条", "no thin part", COLOURS[False], bold=True))
        dots = [
            ("dot", shapely.Point(xy))
            for geometry in (area(*zone), site)
            for xy in shapely.get_coordinates(geometry)
            if abs(shapely.get_y(plane(shapely.Point(xy)))) < 16
        ]
        panels.append(
            Panel(
                (-8, -32, 128, 46),
                [("zone", area(*zone)), ("site", site), ("piece", shapely.intersection(area(*zone), site)), *dots],
                [Words(zh, en), *said],
                [Mark((75, -28), "Z"), Mark((60, 34), "F")],
            )
        )
    return Picture(
        Words("细条接触与可能的原因（t = 10 m）", "Thin contacts and their likely causes (t = 10 m)"),
        panels,
        columns=3,
        panel_px=300,
        legend=(("zone", "区域 zone Z"), SITE, ("piece", "共有部分 in common"), ("dot", "顶点 vertex")),
    )


def ranges(definitions: Definitions) -> Picture:
    """A finding measures its own feature; a total is dissolved; the range holds what the accuracy leaves open."""
    one, other, site, t = box(0, 0, 260, 200), box(180, 60, 420, 260), box(120, 90, 470, 190), 10.0
    land = Land(bare(definitions), accuracy_m=t / 2)
    land = land.having(RED_LINE, one, code="A").having(RED_LINE, other, code="B")
    case = land.case(land.project(("occupied", site), accuracy_m=t / 2))
    found = [contact for contact in contacts(case, ()) if contact.feature.layer == RED_LINE]
    total = totals(case, found)[0]
    zone = shapely.union(one, other)
    frame = (-40.0, -30.0, 500.0, 290.0)
    said = [
        Words(
            f"要素 {contact.feature.attributes['code']}：{contact.nominal.area_m2:,.1f} m²",
            f"feature {contact.feature.attributes['code']}: {contact.nominal.area_m2:,.1f} m²",
        )
        for contact in found
    ]
    summed = sum(contact.nominal.area_m2 for contact in found)
    low, high = total.least.area_m2, total.greatest.area_m2
    marks = [Mark((60, 20), "A"), Mark((370, 230), "B")]
    return Picture(
        Words("量到的数：要素、合计与区间（t = 10 m）", "What is measured: features, totals, ranges (t = 10 m)"),
        [
            Panel(
                frame,
                [("zone", one), ("other", other), ("site", site)],
                [
                    *said,
                    Words(
                        f"相加 {summed:,.1f} m²：重叠处算了两次",
                        f"added up {summed:,.1f} m²: the overlap counts twice",
                        COLOURS[True],
                    ),
                ],
                marks,
            ),
            Panel(
                frame,
                [("zone", zone), ("site", site), ("piece", shapely.intersection(zone, site))],
                [
                    Words(
                        f"合计（先合并再量）：{total.nominal.area_m2:,.1f} m²",
                        f"total, dissolved first: {total.nominal.area_m2:,.1f} m²",
                        bold=True,
                    )
                ],
            ),
            Panel(
                frame,
                [
                    ("haze", shifted(zone, t)),
                    ("inner", shifted(zone, -t)),
                    ("outer", shifted(zone, t)),
                    ("outer", shifted(zone, -t)),
                    ("site", site),
                ],
                [
                    Words(f"区间：{low:,.1f} 至 {high:,.1f} m²", f"range: {low:,.1f} to {high:,.1f} m²", bold=True),
                    Words(
                        "最小：F∩(Z⊖t) 与 (F⊖t)∩Z 中较大者；最大：F∩(Z⊕t)",
                        "least: the larger of F∩(Z⊖t) and (F⊖t)∩Z; greatest: F∩(Z⊕t)",
                        GREY,
                    ),
                ],
            ),
        ],
        columns=3,
        panel_px=300,
        legend=(
            ("zone", "要素 A feature A"),
            ("other", "要素 B feature B"),
            SITE,
            ("piece", "计入合计 counted"),
            ("outer", "Z ± t"),
        ),
    )
