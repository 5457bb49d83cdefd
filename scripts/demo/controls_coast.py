"""Invented controls of the coast, laid along the published shore: scopes, strips, islands, walls, ports."""

from __future__ import annotations

import shapely

from demo.board import NO_PAPER, Board, Feature
from demo.places import ISLAND_GROUPS, ISLANDS
from demo.plane import largest, place, polygonal, to_plane

PLAN = "演示数据，无规划文件"
# Segments on which the invented controls hang: mud flat, sand, dikes, quays.
STRICT, LIMITED, OPTIMISED = "330382-M016", "330382-M018", "330381-M005"
SAND, SAND_NORTH, ISLAND_SAND, FAR_SAND = "330327-M029", "330327-M027", "330305-I042", "330327-I019"
QUAY = "330382-M013"
IN_RESERVE, APPROVED = "南麂列岛", "北麂列岛"
SMALL_M2 = 40_000.0


def lay(board: Board) -> None:
    """Add the features of these layers to the board."""
    _shoreline(board)
    _islands(board)
    _walls(board)
    _ground_won(board)
    _ports(board)


def _shoreline(board: Board) -> None:
    for code, class_, kind in (
        (STRICT, "strict", "mainland"),
        (LIMITED, "limited", "mainland"),
        (OPTIMISED, "optimised", "mainland"),
        ("330382-I003", "strict", "island"),
    ):
        line = board.segment(code)
        scope = board.beside(board.stretch(line, 0.1, 0.9), 80.0, 80.0)
        title = {"strict": "严格保护", "limited": "限制开发", "optimised": "优化利用"}[class_]
        board.row(
            "shoreline_control", f"{title}岸线范围", scope, **{"class": class_}, kind=kind,
            length_m=round(0.8 * float(shapely.length(line)), -1), approval=NO_PAPER,
        )  # fmt: skip
    for code, depth in ((SAND, 150.0), ("330382-M028", 100.0)):
        strip = board.beside(board.stretch(board.segment(code), 0.05, 0.95), depth, 0.0)
        board.row(
            "setback_line", f"海岸建筑退缩区{depth:.0f}米", largest(polygonal(shapely.intersection(strip, board.land))),
            distance_m=depth, plan=PLAN,
        )  # fmt: skip
    for code, location in ((SAND, "mainland"), (ISLAND_SAND, "inhabited_island"), (FAR_SAND, "uninhabited_island")):
        sand = board.beside(board.stretch(board.segment(code), 0.2, 0.8), 35.0, 15.0)
        board.row("beach", "沙滩", sand, location=location)
    for code in (SAND_NORTH, "330382-M028"):
        inland = board.beside(board.stretch(board.segment(code), 0.0, 1.0), 700.0, 0.0)
        inland = largest(polygonal(shapely.intersection(shapely.simplify(inland, 30.0), board.land)))
        board.row("coastal_land", "沿海陆域", inland, plan=PLAN)


def _islands(board: Board) -> None:
    """The islands of the shore that have a name here, or are large enough: whole, with its own vertices."""
    names: dict[int, str] = {}
    for name, at in ISLANDS.items():
        for index, island in enumerate(board.ground.shore.islands):
            if shapely.contains(to_plane(island), shapely.Point(place(*at))):
                names[index] = name
    for name, (at, km) in ISLAND_GROUPS.items():
        group = shapely.Point(place(*at))
        near = [
            (index, island)
            for index, island in enumerate(board.ground.shore.islands)
            if shapely.distance(shapely.centroid(to_plane(island)), group) < km * 1000
            and shapely.area(to_plane(island)) > SMALL_M2
        ]
        for serial, (index, _) in enumerate(near, start=1):
            names.setdefault(index, f"{name}{serial:02d}号岛")
    rows: list[Feature] = board.features.setdefault("island", [])
    for serial, (index, name) in enumerate(sorted(names.items()), start=1):
        inhabited = name in ISLANDS or name.startswith((f"{IN_RESERVE}01", f"{APPROVED}01"))
        own = board.ground.landmass == index + 1
        properties: dict[str, object] = {
            "code": f"DEMO-IS-{serial:03d}",
            "name": f"演示·{name}",
            "inhabited": inhabited,
            "use_approved": None if inhabited else name.startswith(f"{APPROVED}02"),
            "in_reserve": name.startswith(IN_RESERVE),
            "region": str(board.ground.county[own][0]),
            "approval": NO_PAPER,
        }
        rows.append((properties, board.ground.union(own)))


def _walls(board: Board) -> None:
    """A seawall along a diked shore, its scopes nested, and a sluice in it."""
    dike = max(board.shore_of("A_DIKE", "mainland", 2_500.0, bay="乐清湾"), key=lambda s: s.code)
    line = board.stretch(to_plane(dike.line), 0.1, 0.7)
    body = board.beside(line, 10.0, 10.0)
    management = shapely.union(body, board.beside(line, 40.0, 60.0))
    protection = shapely.union(management, board.beside(line, 60.0, 80.0))
    wall = {"of": "wall", "grade": "3", "approval": NO_PAPER}
    board.row("seawall", "海塘塘身", body, scope="body", **wall)
    board.row("seawall", "海塘管理范围", management, scope="management", **wall)
    board.row("seawall", "海塘保护范围", protection, scope="protection", **wall)


def _ground_won(board: Board) -> None:
    """Between the shore of 2020 and that of 2025 where it moved; a fill that is approved, and an old enclosure."""
    both = zip(board.earlier, board.segments, strict=True)
    old, new = next((a.line, b.line) for a, b in both if not shapely.equals_exact(a.line, b.line))
    ring = [*shapely.get_coordinates(to_plane(new)), *shapely.get_coordinates(to_plane(old))[::-1][1:]]
    fill = shapely.make_valid(shapely.polygons(shapely.linearrings(ring)))
    won = largest(polygonal(shapely.intersection(fill, board.sea)))
    board.row("reclamation", "中湾围填海（已建成）", won, status="existing", kind="fill", approval=NO_PAPER)
    quay = board.beside(board.stretch(board.segment(OPTIMISED), 0.3, 0.5), 0.0, 220.0)
    quay = largest(polygonal(shapely.intersection(quay, board.sea)))
    board.row("reclamation", "港池填海（已批准）", quay, status="approved", kind="fill", approval=NO_PAPER)
    ponds = board.beside(board.stretch(board.segment("330382-M020"), 0.2, 0.5), 0.0, 300.0)
    ponds = largest(polygonal(shapely.intersection(ponds, board.sea)))
    board.row("reclamation", "北湾围海养殖（历史遗留）", ponds, status="legacy", kind="enclosure", approval=NO_PAPER)


def _ports(board: Board) -> None:
    for code, name, deep in ((OPTIMISED, "中湾港区", False), (QUAY, "北湾港区", True)):
        scope = board.beside(board.stretch(board.segment(code), 0.2, 0.8), 300.0, 250.0)
        board.row("port_area", name, shapely.simplify(scope, 15.0), waters="coastal", deep_water=deep, plan=PLAN)
    inland = shapely.intersection(board.river("瓯江"), shapely.Point(place(120.70, 28.035)).buffer(1_800.0))
    if inland.is_empty:
        inland = board.patch((120.76, 27.99), 400.0, 861, board.river("瓯江"))
    scope = largest(polygonal(shapely.simplify(inland, 20.0)))
    board.row("port_area", "内河港区", scope, waters="inland", deep_water=False, plan=PLAN)
