"""Invented controls of inland water: scopes and shores of rivers, function zones, local scopes, livestock bans."""

from __future__ import annotations

import shapely
from shapely import Point
from shapely.geometry.base import BaseGeometry

from demo.board import NO_PAPER, Board, within
from demo.plane import largest, place, polygonal, to_plane

PUBLISHED = "演示数据，无公布文件"


def lay(board: Board) -> None:
    """Add the features of these layers to the board."""
    _rivers(board)
    _functions(board)
    _sources(board)
    _livestock(board)


def _reach(board: Board, river: str, at: tuple[float, float], radius: float) -> BaseGeometry:
    """The water of a river within so far of a place."""
    water = shapely.intersection(board.river(river), shapely.buffer(Point(place(*at)), radius, quad_segs=8))
    return largest(polygonal(shapely.simplify(water, 10.0)))


def _rivers(board: Board) -> None:
    for river, at, radius, grade, bank in (
        ("飞云江", (120.51, 27.765), 3_500.0, "city", 35.0),
        ("鳌江", (120.55, 27.59), 3_000.0, "county", 25.0),
    ):
        water = _reach(board, river, at, radius)
        scope = shapely.simplify(shapely.buffer(water, bank, quad_segs=2), 10.0)
        board.row(
            "river_scope", f"{river}管理范围（演示段）", largest(shapely.intersection(scope, board.land)), grade=grade,
            diked=True, published=True, document=PUBLISHED,
        )  # fmt: skip
    water = _reach(board, "飞云江", (120.51, 27.765), 3_500.0)
    taken = water
    for zone, at in (
        ("protection", (120.490, 27.772)),
        ("controlled_use", (120.520, 27.766)),
        ("development", (120.535, 27.771)),
    ):
        near = shapely.buffer(Point(place(*at)), 500.0, quad_segs=6)
        strip = shapely.intersection(shapely.buffer(water, 60.0, quad_segs=2), near)
        strip = largest(polygonal(shapely.difference(shapely.intersection(strip, board.land), taken)))
        taken = shapely.union(taken, strip)
        board.row("river_shoreline", "", strip, water_body="飞云江", zone=zone, plan="演示数据，无规划文件")


def _functions(board: Board) -> None:
    for river, at, target, meets in (("飞云江", (120.40, 27.765), "2", True), ("鳌江", (120.58, 27.59), "3", False)):
        board.row(
            "water_function_zone", f"{river}水功能区（演示段）", _reach(board, river, at, 2_000.0), water_body=river,
            target=target, meets_standard=meets, year=2025,
        )  # fmt: skip
    special = _reach(board, "瓯江", (120.70, 28.03), 1_500.0)
    board.row("water_body", "珍贵水体保护区", special, kind="special", quality_target="2", approval=NO_PAPER)
    fishery = _reach(board, "飞云江", (120.30, 27.76), 900.0)
    board.row("water_body", "渔业水体保护区", fishery, kind="fishery", quality_target="2", approval=NO_PAPER)


def _sources(board: Board) -> None:
    home = shapely.intersection(board.free, board.county("330328"))
    spring = board.patch((120.02, 27.78), 260.0, 901, home)
    board.row(
        "rural_source_scope", "山村水源保护范围", spring, supply_t_per_day=320.0, approved=True, approval=NO_PAPER,
        village="演示村",
    )  # fmt: skip
    home = shapely.intersection(board.free, board.county("330324"))
    used = shapely.union_all([to_plane(g) for _, g in board.features["scenic_area"]])
    scope = board.patch((120.70, 28.24), 900.0, 902, shapely.difference(home, used))
    board.row("local_water_scope", "楠溪江保护范围（虚构段）", scope, kind="nanxi_scope", document=NO_PAPER)
    bank = board.patch((120.70, 28.24), 250.0, 903, within(scope, 60.0))
    board.row("local_water_scope", "楠溪江滩林保护范围（虚构段）", bank, kind="nanxi_tanlin", document=NO_PAPER)


def _livestock(board: Board) -> None:
    lake = to_plane(board.ground.zones.water_zones["演示备用水库-2"])
    lake = largest(polygonal(shapely.simplify(within(lake, 10.0), 15.0)))
    board.row("livestock_ban_zone", "备用水源禁养区", lake, kind="water_source", document=PUBLISHED)
    around = shapely.intersection(shapely.buffer(board.town("330326"), 1_200.0, quad_segs=3), board.land)
    town = largest(polygonal(shapely.simplify(around, 60.0)))
    board.row("livestock_ban_zone", "城镇居民区禁养区", town, kind="town_residential", document=PUBLISHED)
