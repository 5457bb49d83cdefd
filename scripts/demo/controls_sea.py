"""Invented controls at sea: functions, water quality, aquaculture, fishery, bathing and outfalls."""

from __future__ import annotations

import shapely
from shapely import Point

from demo.board import NO_PAPER, Board, seaward, within
from demo.controls_coast import ISLAND_SAND, OPTIMISED, SAND
from demo.plane import largest, polygonal, to_plane


def lay(board: Board) -> None:
    """Add the features of these layers to the board."""
    _functions(board)
    _aquaculture(board)
    _bathing(board)
    _outfalls(board)


def _functions(board: Board) -> None:
    port = board.beside(board.stretch(board.segment(OPTIMISED), 0.1, 0.9), 0.0, 900.0)
    port = largest(polygonal(shapely.intersection(shapely.simplify(port, 30.0), board.sea)))
    taken = port
    board.row("sea_function_zone", "中湾港口航运区", port, function="port", admits="演示：港口用海", approval=NO_PAPER)
    for serial, (function, name, admits, at, radius) in enumerate(
        (
            ("fishery", "北湾农渔业区", "演示：养殖用海", (121.11, 28.15), 1_800.0),
            ("recreation", "南湾旅游休闲区", "演示：旅游娱乐用海", (120.60, 27.375), 900.0),
            ("reserved", "外海保留区", "演示：严格限制改变海域自然属性", (121.25, 27.35), 4_000.0),
        ),
        start=871,
    ):
        shape = board.patch(at, radius, serial, shapely.difference(board.sea, taken))
        taken = shapely.union(taken, shape)
        board.row("sea_function_zone", name, shape, function=function, admits=admits, approval=NO_PAPER)
    bay = to_plane(board.ground.zones.bays["温州湾"])
    north = to_plane(board.ground.zones.bays["乐清湾"])
    outer = board.patch((121.30, 27.50), 5_000.0, 875, board.sea)
    for serial, (shape, class_, grade, severe) in enumerate(
        (
            (within(bay, 250.0), "4", "worse", True),
            (within(north, 300.0), "3", "4", False),
            (outer, "1", "1", False),
        ),
        start=1,
    ):
        board.row("sea_environment_zone", f"环境功能区{serial:02d}", shape, **{"class": class_}, target=f"{class_}类")
        board.row("sea_water_quality", f"水质评价区{serial:02d}", shape, grade=grade, np_severe=severe, year=2025)


def _aquaculture(board: Board) -> None:
    bay = to_plane(board.ground.zones.bays["乐清湾"])
    taken = shapely.union_all([board.red_line("西门岛红树林"), *(to_plane(g) for _, g in board.features["port_area"])])
    for serial, (class_, name, at) in enumerate(
        (
            ("ban", "北湾禁养区", (121.12, 28.26)),
            ("limited", "北湾限养区", (121.13, 28.29)),
            ("farming", "北湾养殖区", (121.09, 28.16)),
        ),
        start=881,
    ):
        shape = board.patch(at, 900.0, serial, within(shapely.difference(bay, taken), 60.0))
        taken = shapely.union(taken, shapely.buffer(shape, 150.0))
        board.row("aquaculture_zone", name, shape, **{"class": class_}, water="sea", plan=NO_PAPER)
    lake = within(board.lake("演示备用水库"), 12.0)
    board.row("aquaculture_zone", "备用水库禁养区", lake, **{"class": "ban"}, water="inland", plan=NO_PAPER)
    ground = board.patch((121.15, 27.62), 2_500.0, 885, board.sea)
    board.row("fishery_water", "外海产卵场", ground, kind="spawning", part="sea", approval=NO_PAPER)
    reach = board.patch((120.30, 27.76), 120.0, 886, board.river("飞云江"))
    board.row("fishery_water", "江段种质资源区", reach, kind="germplasm", part="inland", approval=NO_PAPER)


def _bathing(board: Board) -> None:
    for code, name in ((SAND, "南湾海水浴场"), (ISLAND_SAND, "海岛海水浴场")):
        water = board.beside(board.stretch(board.segment(code), 0.25, 0.75), 0.0, 220.0)
        water = largest(polygonal(shapely.intersection(water, board.sea)))
        board.row("bathing_beach", name, water)


def _outfalls(board: Board) -> None:
    line = board.segment(OPTIMISED)
    for share, kind, name in ((0.45, "industrial", "工业"), (0.75, "municipal", "城镇")):
        mouth = Point(seaward(line, share, 120.0))
        board.row("outfall", f"{name}入海排污口", mouth, kind=kind, receives="sea", filed=True, operator="演示单位")
    bank = shapely.point_on_surface(board.patch((120.58, 27.59), 60.0, 891, board.river("鳌江")))
    board.row("outfall", "入河排污口", bank, kind="other", receives="inland", filed=False, operator="演示单位")
