"""Edges that no neighbour shares: what none of them passes through is filled everywhere or nowhere."""

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.grid.shapes import Shapes
from layers.tiling import OpenEdges


def open_edges(*groups: list[shapely.Polygon]) -> OpenEdges:
    shapes = [Shapes.of(np.array(group, dtype=object)) for group in groups]
    return OpenEdges([one for one in shapes if one is not None])


def squares(n: int) -> list[shapely.Polygon]:
    return [shapely.box(i, j, i + 1, j + 1) for i in range(n) for j in range(n)]


def test_squares_side_by_side_end_only_at_their_outer_border() -> None:
    edges = open_edges(squares(3))
    assert len(edges) == 12
    assert not edges.meet(shapely.box(0.1, 0.1, 2.9, 2.9))
    assert edges.meet(shapely.box(0.1, 0.1, 3.0, 2.9))
    assert not edges.meet(shapely.box(4, 4, 5, 5))


def test_neighbours_may_stand_in_different_tables_and_run_either_way_round() -> None:
    west, east = shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)
    inside = shapely.box(0.5, 0.25, 1.5, 0.75)
    assert not open_edges([west], [east]).meet(inside)
    for one in (west, west.reverse()):
        for other in (east, east.reverse()):
            assert not open_edges([one, other]).meet(inside)


def test_a_missing_square_is_bounded_by_open_edges() -> None:
    rest = [one for one in squares(3) if not one.covers(shapely.Point(1.5, 1.5))]
    assert open_edges(rest).meet(shapely.box(0.9, 1.4, 1.1, 1.6))
    assert not open_edges(rest).meet(shapely.box(1.1, 1.1, 1.9, 1.9))
    assert not open_edges(rest).meet(shapely.box(0.1, 0.1, 0.9, 2.9))


def test_a_hole_that_another_polygon_fills_leaves_no_open_edge() -> None:
    outer, hole = shapely.box(0, 0, 3, 3), shapely.box(1, 1, 2, 2)
    ring = shapely.difference(outer, hole)
    assert len(open_edges([ring, hole])) == 4
    assert len(open_edges([ring])) == 8


def test_the_same_polygon_twice_is_open_all_round() -> None:
    assert len(open_edges([shapely.box(0, 0, 1, 1)] * 2)) == 8


def test_a_border_cut_at_another_vertex_is_open_and_so_is_one_a_hair_beside() -> None:
    west = shapely.Polygon([(0, 0), (1, 0), (1, 0.5), (1, 1), (0, 1)])
    assert open_edges([west, shapely.box(1, 0, 2, 1)]).meet(shapely.box(0.9, 0.4, 1.1, 0.6))
    beside = shapely.box(np.nextafter(1.0, 2.0), 0, 2, 1)
    assert open_edges([shapely.box(0, 0, 1, 1), beside]).meet(shapely.box(0.9, 0.4, 1.1, 0.6))


def test_only_an_edge_itself_counts_not_the_box_around_it() -> None:
    triangle = shapely.Polygon([(0, 0), (10, 0), (0, 10)])
    assert not open_edges([triangle]).meet(shapely.box(1, 1, 2, 2))
    assert not open_edges([triangle]).meet(shapely.box(8, 8, 9, 9))
    assert open_edges([triangle]).meet(shapely.box(4, 4, 6, 6))


def test_repeated_vertices_and_nothing_at_all() -> None:
    repeated = shapely.Polygon([(0, 0), (1, 0), (1, 0), (1, 1), (0, 1)])
    assert len(open_edges([repeated, shapely.box(1, 0, 2, 1)])) == 6
    assert len(OpenEdges([])) == 0
    assert not OpenEdges([]).meet(shapely.box(0, 0, 1, 1))


def test_many_edges_are_found_wherever_they_lie() -> None:
    angle = np.linspace(0.0, 2 * np.pi, 5000, endpoint=False)
    disc = shapely.Polygon(np.column_stack([np.cos(angle), np.sin(angle)]))
    edges = open_edges([disc])
    assert len(edges) == 5000
    for x, y in shapely.get_coordinates(disc)[::97]:
        assert edges.meet(shapely.box(x - 1e-4, y - 1e-4, x + 1e-4, y + 1e-4))
        assert not edges.meet(shapely.box(0.9 * x - 1e-4, 0.9 * y - 1e-4, 0.9 * x + 1e-4, 0.9 * y + 1e-4))


@given(
    rows=st.lists(
        st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(1, 3), st.integers(1, 3)), min_size=1, max_size=12
    ),
    drop=st.integers(0, 15),
    frame=st.tuples(st.integers(0, 11), st.integers(0, 11), st.integers(1, 6), st.integers(1, 6)),
)
def test_without_an_open_edge_a_box_is_filled_everywhere_or_nowhere(
    rows: list[tuple[int, int, int, int]], drop: int, frame: tuple[int, int, int, int]
) -> None:
    """Unit squares but one, and rectangles over them whose borders may fall on theirs; boxes between the half steps."""
    tiles = squares(4)
    del tiles[drop]
    more = [shapely.box(x, y, x + wide, y + tall) for x, y, wide, tall in rows]
    polygons = [*tiles, *more]
    x, y, wide, tall = (value / 2 for value in frame)
    box = shapely.box(x + 0.25, y + 0.25, x + 0.25 + wide, y + 0.25 + tall)
    if not open_edges(polygons).meet(box):
        left = shapely.difference(box, shapely.union_all(polygons))
        assert left.is_empty or left.equals(box)
