"""Frames hold what they promise, and cutting to them leaves only what has the dimension of the whole."""

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.offsets import grow
from layers.window import cut, neighbourhood, window

corners = st.lists(st.tuples(st.floats(119.8, 121.2), st.floats(27.4, 28.1)), min_size=2, max_size=12, unique=True)


@settings(max_examples=60, deadline=None)
@given(corners=corners, metres=st.floats(0.5, 20_000))
def test_a_neighbourhood_holds_everything_within_its_metres(corners: list[tuple[float, float]], metres: float) -> None:
    line = shapely.LineString(corners)
    assert shapely.covers(neighbourhood(line, metres), grow(line, metres))


def test_the_neighbourhood_of_a_long_line_is_not_its_box() -> None:
    line = shapely.LineString([(120.0, 27.5), (121.0, 28.0)])
    assert neighbourhood(line, 30.0).area < window(line, 30.0).area / 100


@pytest.mark.parametrize("frame", [shapely.box(1, 0, 2, 1), shapely.box(0.5, 1, 0.7, 2), shapely.box(5, 5, 6, 6)])
def test_what_only_touches_a_frame_leaves_nothing(frame: shapely.Geometry) -> None:
    assert cut(shapely.box(0, 0, 1, 1), frame).is_empty


def test_a_zone_cut_by_a_frame_that_also_touches_it_stays_an_area() -> None:
    zone = shapely.union(shapely.box(0, 0, 1, 1), shapely.box(2, 0, 3, 0.5))
    inside = cut(zone, shapely.box(0.5, 0.5, 2.5, 1))
    assert inside.geom_type == "Polygon"
    assert inside.area == 0.25
