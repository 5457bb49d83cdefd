"""Invented controls of towns and industry: development boundary, noise, air, parks, plans, quality areas."""

from __future__ import annotations

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from demo.board import NO_PAPER, Board, block, pole, within
from demo.places import COUNTIES, INDUSTRIAL, URBAN
from demo.plane import Coordinates, largest, place, polygonal, to_plane

PLAN = "演示数据，无规划文件"


def lay(board: Board) -> None:
    """Add the features of these layers to the board."""
    _boundary(board)
    _noise(board)
    _air(board)
    _parks(board)
    _plans(board)


def _boundary(board: Board) -> None:
    """Towns and industrial units, a little inside their borders; two clusters stay out."""
    for code in URBAN:
        town = within(board.town(code), 20.0)
        board.row(
            "urban_growth_boundary", f"{COUNTIES[code]}城镇集中建设区", town, kind="concentrated", approval=NO_PAPER
        )
    for county, name, *_, kind, _ in INDUSTRIAL:
        if kind == "cluster_point":
            continue
        unit = within(board.estate(name, unit=True), 20.0)
        board.row(
            "urban_growth_boundary", f"{name}集中建设区", unit, approval=NO_PAPER, region=county,
            kind="flexible" if kind == "micro_park" else "concentrated",
        )  # fmt: skip


def _noise(board: Board) -> None:
    town = within(board.town("330302"), 700.0)
    homes = board.patch((120.64, 28.015), 900.0, 931, town)
    quiet = {"airport_control": "none", "approval": NO_PAPER}
    board.row("noise_zone", "城西噪声敏感建筑物集中区域", homes, **{"class": "1"}, sensitive_cluster=True, **quiet)
    around = shapely.difference(board.patch((120.66, 28.00), 1_600.0, 932, town), shapely.buffer(homes, 30.0))
    board.row(
        "noise_zone", "城区二类区", largest(polygonal(around)), **{"class": "2"}, sensitive_cluster=False, **quiet
    )
    works = within(board.estate("塘下"), 60.0)
    board.row("noise_zone", "园区三类区", works, **{"class": "3"}, sensitive_cluster=False, **quiet)
    field = board.patch((120.84, 27.90), 900.0, 933, within(board.town("330303"), 300.0))
    board.row(
        "noise_zone", "机场噪声禁建区", field, **{"class": "4a"}, sensitive_cluster=False, airport_control="ban",
        approval=NO_PAPER,
    )  # fmt: skip
    for kind, name, shift, people in (("school", "演示小学", 0.0, 1200), ("homes", "演示住宅区", 260.0, 3000)):
        plot = block(pole(homes) + np.array([shift, -shift]), 160.0, 110.0, 15.0)
        board.row("sensitive_place", name, plot, kind=kind, population=people, built=True)
    near_works = to_plane(
        board.ground.zones.industrial_units[next(k for k in board.ground.zones.industry if "塘下" in k)]
    )
    school = block(_corner(near_works), 120.0, 80.0, 30.0)
    board.row("sensitive_place", "园区北小学", school, kind="school", population=800, built=True)


def _corner(unit: BaseGeometry) -> Coordinates:
    """Just outside the north of a shape."""
    west, _, east, north = shapely.bounds(unit)
    return np.array([(west + east) / 2, north + 120.0])


def _air(board: Board) -> None:
    town = within(board.town("330302"), 300.0)
    board.row("built_up_area", "鹿城建成区（虚构）", within(board.town("330302"), 120.0), year=2024)
    board.row("built_up_area", "乐城建成区（虚构）", within(board.town("330382"), 120.0), year=2024)
    board.row("fuel_ban_zone", "鹿城禁燃区（虚构）", town, fuel_class="3", document=NO_PAPER)
    board.row(
        "fuel_ban_zone", "瓯海禁燃区（虚构）", within(board.town("330304"), 300.0), fuel_class="2", document=NO_PAPER
    )
    board.row("machinery_ban_zone", "鹿城机械禁用区（虚构）", town, standard="演示：国一及以下", document=NO_PAPER)


def _parks(board: Board) -> None:
    island = next(
        to_plane(i)
        for i in board.ground.shore.islands
        if shapely.contains(to_plane(i), shapely.Point(place(121.065, 28.002)))
    )
    site = shapely.intersection(block(pole(island), 900.0, 500.0, 20.0), within(island, 40.0))
    board.row(
        "chemical_park", "海岛化工园区（虚构）", largest(polygonal(site)), status="recognised", document=NO_PAPER,
        recognised_on="2024-12-01",
    )  # fmt: skip
    cluster = shapely.intersection(block(pole(board.estate("莘塍")), 500.0, 300.0, 55.0), board.estate("莘塍"))
    board.row(
        "chemical_park", "莘塍化工集聚区（虚构）", largest(polygonal(cluster)), status="unrecognised", document=None
    )
    for name, level in (("滨海", "national"), ("柳市", "provincial"), ("塘下", "provincial")):
        park = within(board.estate(name), 15.0)
        board.row("compliant_park", f"{name}合规园区（虚构）", park, level=level, document=NO_PAPER)


def _plans(board: Board) -> None:
    for name, kind, use in (("滨海", "park", "演示：工业用地"), ("柳市", "detailed", "演示：工业用地、仓储用地")):
        zone = within(board.estate(name, unit=True), 40.0)
        board.row("statutory_plan_zone", f"{name}规划分区（虚构）", zone, plan_kind=kind, plan=PLAN, use=use)
    air = within(board.town("330302"), 60.0)
    board.row("quality_area", "城区空气评价区", air, element="air", meets_standard=True, year=2025, source=NO_PAPER)
    reach = to_plane(board.features["water_function_zone"][1][1])
    bank = shapely.intersection(shapely.buffer(reach, 300.0, quad_segs=3), board.land)
    bank = largest(polygonal(shapely.simplify(bank, 20.0)))
    board.row(
        "quality_area",
        "鳌江水质评价区（虚构）",
        bank,
        element="water",
        meets_standard=False,
        year=2025,
        source=NO_PAPER,
    )
