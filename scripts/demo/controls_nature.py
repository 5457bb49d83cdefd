"""Invented controls of nature: protected and scenic areas, wetlands, habitats, forest, and land that must be kept."""

from __future__ import annotations

import shapely

from demo.board import NO_PAPER, Board, pole, within
from demo.plane import blob, largest, polygonal


def lay(board: Board) -> None:
    """Add the features of these layers to the board."""
    _reserves(board)
    _scenic(board)
    _wetlands(board)
    _habitats(board)
    _forest(board)
    _slopes(board)


def _reserves(board: Board) -> None:
    core = within(board.red_line("乌岩岭核心保护区"), 60.0)
    whole = within(board.red_line("乌岩岭"), 60.0)
    around = shapely.intersection(shapely.simplify(shapely.buffer(core, 1_300.0, quad_segs=3), 40.0), whole)
    general = largest(polygonal(shapely.difference(around, core)))
    reserve = {"kind": "reserve", "level": "national", "own_regulation": "none", "seasonal": False, "part": "land"}
    board.row("protected_area", "高岭自然保护区核心保护区", core, **reserve, zone="core", approval=NO_PAPER)
    board.row("protected_area", "高岭自然保护区一般控制区", general, **reserve, zone="general", approval=NO_PAPER)
    home = shapely.intersection(board.red_line("南麂列岛（海域）"), board.sea)
    outer = board.patch((121.10, 27.40), 2_600.0, 801, home)
    inner = blob(pole(outer), 900.0, 802)
    inner = shapely.intersection(shapely.simplify(inner, 25.0), within(outer, 80.0))
    island = {"kind": "reserve", "level": "national", "own_regulation": "nanji", "seasonal": True, "part": "sea"}
    island |= {"closed_season": "演示：每年 5 月至 8 月", "approval": NO_PAPER}
    board.row("protected_area", "外海列岛自然保护区核心区", inner, **island, zone="core_old")
    board.row(
        "protected_area", "外海列岛自然保护区实验区", shapely.difference(outer, inner), **island, zone="experimental"
    )
    park = board.patch((120.35, 27.41), 1_300.0, 803, within(board.red_line("玉苍山地"), 60.0))
    board.row(
        "protected_area", "南山森林公园", park, kind="nature_park", zone="reasonable_use", park_type="forest",
        level="provincial", own_regulation="none", seasonal=False, part="land", approval=NO_PAPER,
    )  # fmt: skip


def _scenic(board: Board) -> None:
    home = shapely.intersection(board.free, board.county("330324"))
    core = board.patch((120.72, 28.36), 900.0, 811, home)
    other = shapely.intersection(shapely.simplify(shapely.buffer(core, 900.0, quad_segs=3), 40.0), home)
    belt = shapely.intersection(shapely.simplify(shapely.buffer(other, 500.0, quad_segs=3), 40.0), home)
    scenic = {"grade": "provincial", "detailed_plan": True, "part": "land", "approval": NO_PAPER}
    board.row("scenic_area", "清溪风景名胜区核心景区", core, **scenic, zone="core")
    board.row("scenic_area", "清溪风景名胜区其他区域", largest(shapely.difference(other, core)), **scenic, zone="other")
    outer = largest(polygonal(shapely.difference(belt, other)))
    board.row("scenic_area", "清溪风景名胜区外围保护地带", outer, **scenic, zone="outer_belt")


def _wetlands(board: Board) -> None:
    south = board.patch((120.68, 27.90), 420.0, 821, shapely.intersection(board.free, board.county("330304")))
    paper = {"approval": NO_PAPER}
    board.row("important_wetland", "城南河网湿地", south, level="provincial", origin="natural", part="land", **paper)
    red = shapely.intersection(board.red_line("西门岛红树林（海域）"), board.sea)
    flat = board.patch((121.19, 28.33), 700.0, 822, within(red, 60.0))
    board.row("important_wetland", "北湾滩涂湿地", flat, level="national", origin="natural", part="sea", **paper)
    stand = board.patch((121.165, 28.345), 260.0, 823, shapely.difference(within(red, 60.0), flat))
    board.row("mangrove", "北湾红树林", stand, level="provincial", part="sea", **paper)
    tide = board.patch((120.86, 27.80), 800.0, 824, board.sea)
    board.row("wetland", "中湾潮滩", tide, origin="natural", type="coastal", part="sea", **paper)
    pond = board.patch((120.52, 27.63), 300.0, 825, shapely.intersection(board.free, board.county("330326")))
    board.row("wetland", "南塘湿地", pond, origin="artificial", type="artificial", part="land", **paper)


def _habitats(board: Board) -> None:
    board.row(
        "habitat", "外海鸟岛栖息地", board.patch((120.86, 27.06), 1_200.0, 831, board.sea), kind="important_habitat",
        species="演示海鸟", national_key_species=True, part="sea", approval=NO_PAPER,
    )  # fmt: skip
    board.row(
        "habitat", "江口洄游通道", board.patch((120.66, 27.585), 500.0, 832, board.sea), kind="aquatic_route",
        species="演示鱼类", national_key_species=False, part="sea", approval=NO_PAPER,
    )  # fmt: skip
    spawning = board.patch((120.60, 27.76), 150.0, 833, board.river("飞云江"))
    board.row(
        "habitat", "江段产卵场", spawning, kind="spawning_ground", species="演示鱼类", national_key_species=False,
        part="land", approval=NO_PAPER,
    )  # fmt: skip
    board.row("coral", "外海珊瑚分布区", board.patch((121.03, 27.50), 500.0, 834, board.sea), year=2024)


def _forest(board: Board) -> None:
    for serial, (name, level, at) in enumerate(
        (("泰顺南部山地", "national", (119.84, 27.50)), ("瑞安西部山地", "provincial", (120.36, 27.92))), start=1
    ):
        home = within(board.red_line(name), 60.0)
        board.row(
            "public_welfare_forest", f"公益林{serial:02d}", board.patch(at, 1_100.0, 840 + serial, home), level=level,
            approval=NO_PAPER,
        )  # fmt: skip
    local = board.patch((120.62, 28.30), 700.0, 845, shapely.intersection(board.free, board.county("330324")))
    board.row("public_welfare_forest", "公益林03", local, level="local", approval=NO_PAPER)
    hills = board.patch((119.90, 27.60), 2_000.0, 846, shapely.intersection(board.free, board.county("330329")))
    board.row("key_function_zone", "重点生态功能区", hills, level="provincial")


def _slopes(board: Board) -> None:
    home = shapely.intersection(board.free, board.county("330328"))
    level = {"level": "county", "approval": NO_PAPER}
    for serial, (kind, name, at, radius) in enumerate(
        (
            ("landslide", "崩塌滑坡危险区", (120.08, 27.86), 220.0),
            ("steep_slope", "二十五度以上陡坡地", (119.96, 27.82), 350.0),
            ("hilly", "山丘区", (120.17, 27.86), 900.0),
            ("key_prevention", "水土流失重点预防区", (120.20, 27.80), 900.0),
        ),
        start=851,
    ):
        board.row("soil_water_conservation_zone", name, board.patch(at, radius, serial, home), kind=kind, **level)
