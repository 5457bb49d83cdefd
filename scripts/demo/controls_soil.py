"""Invented controls of soil and farmland: permanent farmland, soil classes, contaminated plots, groundwater."""

from __future__ import annotations

import numpy as np
import shapely

from demo.board import NO_PAPER, Board, block, pole, within
from demo.plane import polygonal


def lay(board: Board) -> None:
    """Add the features of these layers to the board."""
    _fields(board)
    _plots(board)
    _groundwater(board)


def _fields(board: Board) -> None:
    """Fields with permanent farmland inside them, which the concentrated area takes in."""
    places = (
        ("330326", (120.50, 27.655), "paddy"),
        ("330327", (120.40, 27.49), "dry"),
        ("330381", (120.62, 27.80), "paddy"),
    )
    for serial, (county, at, kind) in enumerate(places, start=911):
        home = shapely.intersection(board.free, board.county(county))
        field = board.patch(at, 620.0, serial, home)
        core = within(field, 130.0)
        name = f"{serial - 910:02d}"
        board.row("farmland", f"耕地{name}", field, kind=kind, slope="1")
        board.row(
            "permanent_farmland", f"永久基本农田{name}", core, land_class="0101", land_class_name="水田", quality="5",
            reserve=False, approval=NO_PAPER,
        )  # fmt: skip
        if serial == 911:
            around = shapely.intersection(shapely.simplify(shapely.buffer(field, 200.0, quad_segs=2), 30.0), home)
            board.row("farmland_concentration", "永久基本农田集中区域", around, approval=NO_PAPER)
        class_ = ("priority", "safe_use", "strict")[serial - 911]
        board.row("farmland_soil_class", f"农用地{name}", within(core, 40.0), **{"class": class_}, approval=NO_PAPER)


def _plots(board: Board) -> None:
    """Former works in the town of Ouhai."""
    town = within(board.town("330304"), 900.0)
    centre = pole(town)
    for serial, (status, name, listed) in enumerate(
        (
            ("listed", "原演示电镀厂地块", "2024-03-01"),
            ("not_investigated", "原演示印染厂地块", None),
            ("target_reached", "原演示化肥厂地块", "2022-05-01"),
        )
    ):
        plot = block(centre + np.array([450.0, -200.0]) * serial, 180.0, 130.0, 12.0 * serial)
        board.row(
            "contaminated_plot", name, plot, status=status, listed_on=listed, pollutants="演示：重金属",
            former_use=name.removeprefix("原演示").removesuffix("地块"), approval=NO_PAPER,
            removed_on="2025-06-01" if status == "target_reached" else None,
        )  # fmt: skip
    works = within(board.estate("塘下"), 150.0)
    unit = shapely.intersection(block(pole(works), 260.0, 180.0, 30.0), works)
    board.row("key_soil_unit", "电镀企业（虚构）", unit, industry="电镀", year=2025)


def _groundwater(board: Board) -> None:
    home = shapely.intersection(board.free, board.county("330329"))
    protect = board.patch((119.80, 27.60), 900.0, 921, home)
    board.row("groundwater_zone", "地下水保护类区域", protect, kind="protect", approval=NO_PAPER)
    first = within(board.estate("莘塍"), 250.0)
    board.row("groundwater_zone", "地下水一级管控区", first, kind="control_1", approval=NO_PAPER)
    ring = shapely.difference(within(board.estate("莘塍"), 60.0), shapely.buffer(first, 40.0, quad_segs=2))
    second = max(shapely.get_parts(polygonal(ring)), key=lambda part: float(shapely.area(part)))
    board.row("groundwater_zone", "地下水二级管控区", second, kind="control_2", approval=NO_PAPER)
    spring = board.patch((119.86, 27.55), 500.0, 922, shapely.difference(home, shapely.buffer(protect, 200.0)))
    board.row("karst_spring", "泉域（虚构）", spring, kind="spring_area", approval=NO_PAPER)
