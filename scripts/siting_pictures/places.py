"""Pictures of places: the three sets of a term, what operators mean, joined terms, silence, territory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import shapely
from shapely.geometry.base import BaseGeometry

from layers.bands import Band, intersect, shifted, unite
from layers.offsets import grow
from siting_pictures.land import Land, area, box, lonlat, plane
from siting_pictures.svg import COLOURS, GREY, Mark, Panel, Picture, Table, Words
from zoning.definitions import Definitions
from zoning.evaluated import PlaceResult
from zoning.logic import Truth
from zoning.rules.model import Territory
from zoning.rules.places import Place, parse_place
from zoning.silence import silence

COUNTRY = Territory("CN")
TRUTHS: Mapping[Truth, str] = {True: "成立 True", False: "不成立 False", None: "待定 Unknown"}
BAND = (("zone", "标称范围 nominal"), ("inner", "内集 inner set"), ("outer", "外集 outer set"))
SITE = ("site", "项目 footprint F")
RED_LINE = "ecological_red_line"


def bare(definitions: Definitions) -> Definitions:
    """The definitions without rules: what is drawn needs none."""
    return replace(definitions, packs=())


def answer(truth: Truth) -> Words:
    """The truth of a place, in its colour."""
    zh, en = TRUTHS[truth].split()
    return Words(zh, en, COLOURS[truth], bold=True)


def cell(truth: Truth) -> tuple[str, str]:
    """The truth of a place in a table."""
    return TRUTHS[truth], COLOURS[truth]


def asked(land: Land, place: Place, site: BaseGeometry, t: float, territory: Territory = COUNTRY) -> PlaceResult:
    """Whether a site meets a place; the accuracy of land and project together is t metres."""
    land = replace(land, accuracy_m=t / 2)
    return land.ground(land.project(("occupied", site), accuracy_m=t / 2)).place(place, "project", territory)


def layered(band: Band) -> list[tuple[str, BaseGeometry]]:
    """A band as shapes, the widest set first."""
    return [("haze", band.outer), ("zone", band.nominal), ("inner", band.inner), ("outer", band.outer)]


def bands(_: Definitions) -> Picture:
    """The three sets of each kind of zone term."""
    zone = area((0, 0), (300, 0), (300, 120), (140, 120), (140, 260), (0, 260))
    t, by = 25.0, shifted
    frame = (-160.0, -160.0, 460.0, 420.0)
    window = lonlat(shapely.box(*frame))
    about = (
        (
            Band.around(zone, t, by=by),
            Words("inside Z：标称 Z，内集 Z⊖t，外集 Z⊕t", "inside Z: Z, Z shrunk by t, Z grown by t"),
            (),
        ),
        (
            Band.around(zone, t, 80.0, by),
            Words("within_m d：Z⊕d，内集 Z⊕(d−t)，外集 Z⊕(d+t)", "within_m d: Z grown by d, d − t, d + t"),
            (("thread", zone),),
        ),
        (
            Band.around(zone, t, by=by).complement(window),
            Words("outside Z：覆盖范围减 Z、减 Z⊕t、减 Z⊖t", "outside Z: the coverage less Z, less Z⊕t, less Z⊖t"),
            (("thread", zone),),
        ),
    )
    return Picture(
        Words("一个区域条件的三个集合（t = 25 m，d = 80 m）", "The three sets of a zone term (t = 25 m, d = 80 m)"),
        [Panel(frame, [*layered(band), *more], [words], [Mark((70, 60), "Z")]) for band, words, more in about],
        columns=3,
        panel_px=290,
        legend=(*BAND, ("thread", "Z 的边界 border of Z")),
    )


def operators(definitions: Definitions) -> Picture:
    """What each operator says of the same footprints."""
    land = Land(bare(definitions)).having(RED_LINE, box(0, 0, 400, 300), code="Z")
    sites = {
        "A": box(120, 110, 220, 200),
        "B": box(340, 110, 460, 200),
        "C": box(396, 230, 480, 290),
        "D": box(450, 30, 530, 90),
        "E": box(600, 110, 700, 200),
        "F": box(330, 20, 396, 80),
    }
    t = 10.0
    names = {
        "inside": {"inside": {RED_LINE: {}}},
        "outside": {"outside": {RED_LINE: {}}},
        "within_m 100": {"within_m": {"distance": 100, "of": {RED_LINE: {}}}},
        "not inside": {"not": {"inside": {RED_LINE: {}}}},
        "wholly_inside": {"wholly_inside": {RED_LINE: {}}},
    }
    rows: list[Sequence[str | tuple[str, str]]] = [
        (name, *(cell(asked(land, parse_place(place, definitions.kinds), site, t).truth) for site in sites.values()))
        for name, place in names.items()
    ]
    zone = land.zones[RED_LINE][0][0]
    band = Band.around(zone, t)
    return Picture(
        Words("同一些项目，五种区域条件（t = 10 m）", "The same footprints, five places (t = 10 m)"),
        [
            Panel(
                (-60, -50, 760, 350),
                [*layered(band), ("outer", grow(zone, 100.0)), *(("site", site) for site in sites.values())],
                marks=[
                    *(Mark(middle(site), name) for name, site in sites.items()),
                    Mark((60, 30), "Z"),
                    Mark((200, -32), "100 m", colour=GREY),
                ],
            )
        ],
        columns=1,
        panel_px=720,
        tables=[Table([("", *sites), *rows], [130, *[108] * 6])],
        legend=(*BAND, SITE),
    )


def middle(site: BaseGeometry) -> tuple[float, float]:
    """Where the letter of a site stands, metres."""
    west, south, east, north = plane(site).bounds
    return (west + east) / 2, (south + north) / 2 - 7


def joined(definitions: Definitions) -> Picture:
    """Joined terms are judged on the same piece of the footprint."""
    water = {"inside": {"water_source_zone": {"level": ["2"]}}}
    outside: Mapping[str, object] = {"outside": {"industrial_area": {}}}
    zone, park = box(0, 0, 300, 300), box(150, -60, 460, 360)
    land = Land(bare(definitions)).having("water_source_zone", zone, level="2").having("industrial_area", park)
    split = area((230, 100), (560, 100), (560, 180), (230, 180))
    same = box(60, 100, 240, 180)
    t = 10.0
    frame = (-70.0, -110.0, 620.0, 410.0)
    window = lonlat(shapely.box(*frame))
    band = intersect([Band.around(zone, t), Band.around(park, t).complement(window)])
    union = unite([Band.around(zone, t), Band.around(park, t).complement(window)])
    panels = []
    for operator, site, place, words in (
        (
            "all",
            split,
            band,
            Words(
                "all：甲段在保护区内，乙段在工业区外，但没有一处两者兼有",
                "all: one piece is in the zone, another outside the park, none is both",
            ),
        ),
        ("all", same, band, Words("all：同一处既在保护区内、又在工业区外", "all: the same piece is both")),
        ("any", split, union, Words("any：有一处满足任一条件即可", "any: one piece that meets either is enough")),
    ):
        place_asked = parse_place({operator: [water, outside]}, definitions.kinds)
        truth = asked(land, place_asked, site, t).truth
        panels.append(
            Panel(
                frame,
                [
                    ("inner", place.nominal),
                    ("zone", zone),
                    ("other", park),
                    ("site", site),
                    ("piece", shapely.intersection(site, place.nominal)),
                ],
                [words, answer(truth)],
                [Mark((-60, -40), "保护区 zone", "start"), Mark((440, 325), "工业区 park", "end")],
            )
        )
    return Picture(
        Words(
            "并列的条件看同一处：保护区内且工业区外",
            "Joined terms look at the same piece: in the zone and outside the park",
        ),
        panels,
        columns=3,
        panel_px=300,
        legend=(
            ("inner", "两个条件合成的范围 the joined place"),
            SITE,
            ("piece", "项目满足合成条件之处 where F meets it"),
        ),
    )


def silent(definitions: Definitions) -> Picture:
    """A layer that does not answer somewhere opens a rule and never closes it."""
    zone, covered, t = box(0, 0, 200, 200), box(-100, -100, 330, 300), 5.0
    land = Land(bare(definitions), coverage={RED_LINE: covered}).having(RED_LINE, zone, code="Z")
    frame = (-140.0, -140.0, 560.0, 340.0)
    window = lonlat(shapely.box(*frame))
    inside: Mapping[str, object] = {"inside": {RED_LINE: {}}}
    near = {"within_m": {"distance": 100, "of": {RED_LINE: {}}}}
    panels = []
    for place, site, words in (
        (inside, box(230, 40, 300, 110), Words("全在覆盖内，不在 Z 内", "Wholly covered and not in Z")),
        (
            inside,
            box(270, 40, 400, 110),
            Words("一部分在空白处：那里可能有区", "Partly in the gap: a zone may be there"),
        ),
        (
            inside,
            box(150, 40, 400, 110),
            Words("已确定在 Z 内，空白改变不了", "Certainly in Z; the gap changes nothing"),
        ),
        (
            near,
            box(310, -70, 328, -10),
            Words(
                "within_m 100：项目有覆盖，但 100 m 之内有空白",
                "within_m 100: the site is covered, the ground about it not",
            ),
        ),
    ):
        found = asked(land, parse_place(place, definitions.kinds), site, t)
        ground = land.ground(land.project(("occupied", site)))
        reach = 0.0 if place is inside else 100.0 + t
        widened = site if place is inside else grow(site, reach)
        share = silence(ground.snapshot.view(RED_LINE), widened).share
        panels.append(
            Panel(
                frame,
                [
                    ("gap", shapely.difference(window, covered)),
                    ("zone", zone),
                    ("outer", widened),
                    ("site", site),
                ],
                [words, Words(f"覆盖比例 {share:.2f}", f"share answered {share:.2f}", GREY), answer(found.truth)],
                [Mark((30, 150), "Z"), Mark((440, 300), "空白 gap", colour=GREY)],
            )
        )
    return Picture(
        Words("图层没有说的地方：只会使规则待定", "Where a layer is silent: it can only leave a rule open"),
        panels,
        columns=2,
        panel_px=400,
        legend=(
            ("zone", "Z"),
            ("gap", "图层未覆盖 not covered"),
            SITE,
            ("outer", "须有覆盖的范围 what must be covered"),
        ),
    )
