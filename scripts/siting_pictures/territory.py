"""A picture of where a rule is law: jurisdictions, their border, narrower law, a county that is not drawn."""

from __future__ import annotations

from collections.abc import Iterable

from layers.certainty import Band
from siting_pictures.land import ALL, Land, box
from siting_pictures.places import SITE, asked, bare, cell, middle
from siting_pictures.svg import Mark, Panel, Picture, Table, Words
from zoning.definitions import Definitions
from zoning.rules.model import Territory
from zoning.rules.places import Anywhere


def territory(definitions: Definitions) -> Picture:
    """Where a rule is law: its jurisdiction, its border, narrower law, a county that is not drawn."""
    west, east = box(-400, 0, 0, 260), box(0, 0, 400, 260)
    sites = {
        "A": box(-320, 90, -230, 170),
        "B": box(-70, 90, 60, 170),
        "C": box(6, 15, 80, 70),
        "D": box(230, 90, 320, 170),
    }
    t = 20.0
    empty = Land(bare(definitions))
    county_a = {"code": "330381", "name": "瑞安市", "level": "county", "part": "land"}
    county_b = {"code": "330382", "name": "乐清市", "level": "county", "part": "land"}
    city = {"code": "330300", "name": "温州市", "level": "city", "part": "land"}
    both = empty.having("admin_area", west, **county_a).having("admin_area", east, **county_b)
    one = empty.having("admin_area", west, **county_a).having("admin_area", ALL, **city)
    rules = (
        ("甲县的规则 rule of county a", Territory("CN-330381")),
        ("乙县的规则 rule of county b", Territory("CN-330382")),
        ("被甲县规则取代的上级规则 wider rule that a's law supersedes", Territory("CN", ("CN-330381",))),
    )

    def table(land: Land) -> Table:
        rows: Iterable[tuple[str | tuple[str, str], ...]] = (
            (name, *(cell(asked(land, Anywhere(), site, t, where).truth) for site in sites.values()))
            for name, where in rules
        )
        return Table([("", *sites), *rows], [250, *[112] * 4])

    marks = [Mark(middle(site), name) for name, site in sites.items()]
    frame = (-430.0, -30.0, 430.0, 330.0)
    shapes = [("county", west)]
    band = ("outer", Band.around(west, t).outer), ("outer", Band.around(west, t).inner)
    return Picture(
        Words(
            "规则在哪里是法：辖区与它的边界（t = 20 m）",
            "Where a rule is law: jurisdictions and their border (t = 20 m)",
        ),
        [
            Panel(
                frame,
                [*shapes, ("other", east), *band, *(("site", site) for site in sites.values())],
                [Words("左：甲、乙两县都有界线（第一张表）", "left: both counties are drawn (first table)")],
                [*marks, Mark((-400, 295), "甲 a · 330381", "start"), Mark((400, 295), "乙 b · 330382", "end")],
            ),
            Panel(
                frame,
                [*shapes, ("gap", east), *band, *(("site", site) for site in sites.values())],
                [
                    Words(
                        "右：乙县没有画出，只知道它属于市（第二张表）",
                        "right: county b is not drawn, only its city is (second table)",
                    )
                ],
                [
                    *marks,
                    Mark((-400, 295), "甲 a · 330381", "start"),
                    Mark((400, 295), "只有市 city only · 330300", "end"),
                ],
            ),
        ],
        columns=2,
        panel_px=380,
        tables=[table(both), table(one)],
        legend=(
            ("county", "甲 a"),
            ("other", "乙 b"),
            ("gap", "界线缺失 not drawn"),
            ("outer", "边界 ± t border ± t"),
            SITE,
        ),
    )
