"""Shapes that break naive certainty: thin zones, thin footprints, holes, corners, shared borders, points and lines."""

import math

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.bands import Band, intersect, unite
from layers.borders import shares_border
from layers.certainty import meeting, overlap_range
from layers.engine import overlap

LON, LAT = 120.63, 27.81
EAST = 1 / (111_319.49 * math.cos(math.radians(LAT)))  # degrees of longitude per metre here, to about 0.3 %
NORTH = 1 / 110_850.0


def rectangle(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    """A rectangle by metres from (LON, LAT)."""
    return shapely.box(LON + west * EAST, LAT + south * NORTH, LON + east * EAST, LAT + north * NORTH)


def line(*points: tuple[float, float]) -> shapely.LineString:
    return shapely.LineString([(LON + x * EAST, LAT + y * NORTH) for x, y in points])


def met(footprint: shapely.Geometry, zone: shapely.Geometry, t: float) -> str:
    return meeting(footprint, Band.around(zone, t), t)


ZONE = rectangle(0, 0, 1000, 1000)


def test_a_footprint_deep_inside_is_certain() -> None:
    assert met(rectangle(400, 400, 500, 500), ZONE, 5.0) == "certain"


def test_a_footprint_farther_than_t_is_not_met() -> None:
    assert met(rectangle(1006, 0, 1100, 100), ZONE, 5.0) == "none"


def test_a_footprint_within_t_outside_is_marginal() -> None:
    assert met(rectangle(1004, 0, 1100, 100), ZONE, 5.0) == "marginal"


def test_a_corner_clipped_by_half_a_metre_is_marginal() -> None:
    corner = shapely.Polygon(
        [(LON + x * EAST, LAT + y * NORTH) for x, y in ((999.5, 1000.0), (1100.0, 1000.0), (1100.0, 1100.0))]
    )
    tip = shapely.union(corner, rectangle(999.5, 999.5, 1050, 1050))
    assert overlap(tip, ZONE).area_m2 > 0
    assert met(tip, ZONE, 5.0) == "marginal"


def test_an_eight_metre_building_deep_in_a_zone_is_certain_though_it_vanishes_when_shrunk() -> None:
    assert met(rectangle(500, 500, 508, 508), ZONE, 5.0) == "certain"


def test_a_point_inside_is_certain_and_one_on_the_border_is_marginal() -> None:
    assert met(shapely.Point(LON + 500 * EAST, LAT + 500 * NORTH), ZONE, 5.0) == "certain"
    assert met(shapely.Point(LON + 1000 * EAST, LAT + 500 * NORTH), ZONE, 5.0) == "marginal"


def test_a_three_metre_strip_across_a_plot_is_certain() -> None:
    strip = rectangle(99, -500, 102, 700)
    assert met(rectangle(0, 0, 200, 200), strip, 5.0) == "certain"


def test_a_three_metre_strip_that_only_grazes_the_plot_is_marginal() -> None:
    strip = rectangle(198, -500, 201, 700)
    assert met(rectangle(0, 0, 200, 200), strip, 5.0) == "marginal"


def test_a_line_without_width_passing_right_through_a_thin_strip_is_certain() -> None:
    strip = rectangle(99, -500, 102, 700)
    assert met(line((-300, 100), (500, 100)), strip, 5.0) == "certain"


def test_a_line_that_ends_inside_a_thin_strip_is_marginal() -> None:
    strip = rectangle(99, -500, 102, 700)
    assert met(line((-300, 100), (100.5, 100)), strip, 5.0) == "marginal"


def test_two_pieces_on_either_side_of_a_strip_do_not_pass_through_it() -> None:
    strip = rectangle(99, -500, 102, 700)
    pieces = shapely.union(rectangle(0, 0, 99.5, 100), rectangle(101.5, 0, 200, 100))
    assert met(pieces, strip, 5.0) == "marginal"


def test_a_hundred_kilometre_line_is_certain_where_it_crosses() -> None:
    long_line = shapely.LineString([(120.0, 27.8), (121.0, 27.83)])
    zone = shapely.box(120.5, 27.7, 120.52, 27.9)
    assert met(long_line, zone, 5.0) == "certain"
    assert overlap(long_line, zone).length_m == pytest.approx(1970, rel=0.01)


def test_a_footprint_in_the_hole_of_a_zone_is_not_met() -> None:
    holed = shapely.difference(ZONE, rectangle(300, 300, 700, 700))
    assert met(rectangle(400, 400, 600, 600), holed, 5.0) == "none"
    assert met(rectangle(302, 400, 600, 600), holed, 5.0) == "marginal"


def test_a_border_drawn_from_the_same_vertices_is_shared() -> None:
    south, north = sorted((c for c in ZONE.exterior.coords[:-1] if c[0] > LON + 500 * EAST), key=lambda c: c[1])
    plot = shapely.Polygon([south, north, (LON + 1500 * EAST, LAT + 900 * NORTH), (LON + 1500 * EAST, LAT)])
    assert shares_border(plot, ZONE, 5.0)
    assert met(plot, ZONE, 5.0) == "marginal", "the band alone cannot tell a shared border from a thin contact"


def test_a_border_that_skips_a_vertex_of_the_zone_is_not_shared() -> None:
    bent = shapely.Polygon(
        [(LON + x * EAST, LAT + y * NORTH) for x, y in ((0, 0), (1000, 0), (1000.3, 500), (1000, 1000), (0, 1000))]
    )
    plot = shapely.Polygon(
        [(LON + x * EAST, LAT + y * NORTH) for x, y in ((1000, 0), (1500, 0), (1500, 1000), (1000, 1000))]
    )
    assert not shares_border(plot, bent, 5.0)


def test_a_vertex_near_the_zone_that_is_not_its_own_breaks_sharing() -> None:
    plot = shapely.Polygon(
        [(LON + x * EAST, LAT + y * NORTH) for x, y in ((1000, 0), (1500, 0), (1500, 1000), (1000, 1000), (1002, 500))]
    )
    assert not shares_border(plot, ZONE, 5.0)


def test_an_overlapping_plot_shares_no_border() -> None:
    assert not shares_border(rectangle(900, 0, 1100, 1000), ZONE, 5.0)


def test_terms_joined_by_all_are_judged_on_the_same_piece() -> None:
    west, east = rectangle(0, 0, 300, 1000), rectangle(700, 0, 1000, 1000)
    footprint = rectangle(100, 100, 900, 200)
    both = intersect([Band.around(west, 5.0), Band.around(east, 5.0)])
    either = unite([Band.around(west, 5.0), Band.around(east, 5.0)])
    assert meeting(footprint, both, 5.0) == "none"
    assert meeting(footprint, either, 5.0) == "certain"


def test_the_complement_lies_outside_the_band() -> None:
    outside = Band.around(rectangle(0, 0, 100, 100), 5.0).complement(ZONE)
    assert meeting(rectangle(20, 20, 80, 80), outside, 5.0) == "none"
    assert meeting(rectangle(3, 3, 97, 97), outside, 5.0) == "marginal"
    assert meeting(rectangle(50, 50, 200, 80), outside, 5.0) == "certain"


@settings(max_examples=40, deadline=None)
@given(x=st.floats(-150, 1050), y=st.floats(-150, 1050), w=st.floats(4, 300), h=st.floats(4, 300), t=st.floats(0.5, 20))
def test_the_range_holds_the_nominal_overlap(x: float, y: float, w: float, h: float, t: float) -> None:
    footprint = rectangle(x, y, x + w, y + h)
    nominal = overlap(footprint, ZONE).area_m2
    least, greatest = overlap_range(footprint, ZONE, t)
    assert 0 <= least.area_m2 <= nominal <= greatest.area_m2 <= w * h * 1.02


@settings(max_examples=40, deadline=None)
@given(x=st.floats(-150, 1050), y=st.floats(-150, 1050), t=st.floats(0.5, 20), more=st.floats(0.1, 20))
def test_a_wider_band_never_turns_no_contact_into_a_certain_one(x: float, y: float, t: float, more: float) -> None:
    footprint = rectangle(x, y, x + 80, y + 80)
    order = {"none": 0, "marginal": 1, "certain": 2}
    narrow, wide = met(footprint, ZONE, t), met(footprint, ZONE, t + more)
    if narrow == "none":
        assert wide != "certain"
    if narrow == "marginal":
        assert order[wide] == 1
    if narrow == "certain":
        assert wide != "none"


def plot_beside(*more: tuple[float, float]) -> shapely.Polygon:
    """A plot east of ZONE along its whole side, drawn from its vertices, then round by `more`."""
    south, north = sorted((c for c in ZONE.exterior.coords[:-1] if c[0] > LON + 500 * EAST), key=lambda c: c[1])
    return shapely.Polygon([south, north, *((LON + x * EAST, LAT + y * NORTH) for x, y in more)])


PLOT = plot_beside((1500, 900), (1500, 0))


@pytest.mark.parametrize(
    "more",
    [shapely.Point(LON + 500 * EAST, LAT + 500 * NORTH), line((500, 500), (600, 500)), line((1500, 0), (900, -3))],
)
def test_a_border_is_not_shared_when_a_line_or_point_of_the_footprint_lies_in_the_zone(more: shapely.Geometry) -> None:
    assert shares_border(PLOT, ZONE, 5.0)
    assert not shares_border(shapely.union(PLOT, more), ZONE, 5.0)


def test_a_border_is_not_shared_when_a_tip_of_the_zone_pokes_into_another_side() -> None:
    wide = plot_beside((4000, 1000), (4000, 0))
    tip = shapely.Polygon([(LON + x * EAST, LAT + y * NORTH) for x, y in ((2000, 990), (1990, 1300), (2010, 1300))])
    zone = shapely.union_all([ZONE, tip, rectangle(900, 1290, 2010, 1300), rectangle(900, 900, 910, 1300)])
    assert 0 < overlap(wide, zone).area_m2 < 10
    assert not shares_border(wide, zone, 5.0)


def test_a_border_is_not_shared_when_the_zone_comes_near_another_side() -> None:
    wide = plot_beside((4000, 1000), (4000, 0))
    beyond = shapely.union(ZONE, rectangle(2000, 1002, 2010, 1300))
    assert not shares_border(wide, beyond, 5.0)
    assert shares_border(wide, beyond, 1.0)


def test_a_border_stays_shared_when_the_zone_is_cut_in_two_along_it() -> None:
    cut = shapely.union(rectangle(0, 0, 1000, 333.3), rectangle(0, 333.3, 1000, 1000))
    assert len(cut.exterior.coords) > len(ZONE.exterior.coords)
    assert shares_border(PLOT, cut, 5.0)


def test_a_hole_filled_by_the_zone_shares_its_border() -> None:
    around = shapely.difference(rectangle(-500, -500, 1500, 1500), ZONE)
    assert shares_border(around, ZONE, 5.0)


def test_lines_that_cross_inside_a_thin_strip_still_pass_through_it() -> None:
    strip = rectangle(99, -500, 102, 700)
    roads = shapely.union(line((-300, 100), (500, 100)), line((-300, 60.5), (501, 140.6)))
    assert len(shapely.get_parts(roads)) == 4
    assert met(roads, strip, 5.0) == "certain"


def test_a_border_from_one_ring_of_the_zone_to_another_is_not_shared() -> None:
    """Corners of two zones follow one another in the plot and in the list of vertices, but on no one border."""
    zones = shapely.union(rectangle(0, 0, 100, 100), rectangle(200, 0, 300, 100))
    corners = [c for ring in shapely.get_rings(shapely.get_parts(zones)) for c in ring.coords[:-1]]
    east, west = (max(corners[:4]), min(corners[4:]))
    plot = shapely.Polygon([east, west, (west[0], LAT + 300 * NORTH), (east[0], LAT + 300 * NORTH)])
    assert not shares_border(plot, zones, 5.0)


SHORE = line((0, 50), (1000, 50))


def test_a_line_that_crosses_a_line_passes_through_it() -> None:
    assert met(line((100, 0), (300, 100)), SHORE, 2.0) == "certain"
    assert met(line((100, 0), (100, 50)), SHORE, 2.0) == "marginal"


def test_the_range_of_an_area_on_a_line_counts_metres_of_the_line() -> None:
    least, greatest = overlap_range(rectangle(100, 0, 200, 100), SHORE, 2.0)
    assert (least.area_m2, greatest.area_m2) == (0.0, 0.0)
    assert (least.length_m, greatest.length_m) == pytest.approx((96.0, 104.0), rel=0.01)
    least, greatest = overlap_range(rectangle(100, 51, 200, 100), SHORE, 2.0)
    assert least.length_m == 0.0
    assert greatest.length_m > 100.0


def test_the_range_of_a_line_on_a_line_counts_its_metres_within_the_band() -> None:
    least, greatest = overlap_range(line((100, 51), (300, 51)), SHORE, 2.0)
    assert least.length_m == 0.0
    assert greatest.length_m == pytest.approx(200.0, rel=0.01)


def test_a_border_in_common_belongs_to_no_joined_place_for_certain() -> None:
    """An industrial area that fills its unit leaves nothing of the unit outside, whoever lies across the border."""
    inside, outside = Band.around(ZONE, 2.0), Band.around(ZONE, 2.0).complement(rectangle(-500, -500, 1500, 1500))
    across = rectangle(900, 400, 1100, 500)
    assert meeting(across, intersect([inside, outside]), 2.0) == "marginal"
