"""Drawings: how near the straight edges are to the curves, what is joined, chosen, left out, refused."""

import io
import math
from itertools import pairwise

import ezdxf
import numpy as np
import pytest
import shapely

from layers.errors import BadFile, BadGeometry, TooLarge
from layers.intake.delivered import Delivered
from layers.intake.dxf import read_dxf

EAST, NORTH = 40568700.0, 3098000.0
SQUARE = [(EAST, NORTH), (EAST + 200, NORTH), (EAST + 200, NORTH + 150), (EAST, NORTH + 150)]


@pytest.fixture
def read(tmp_path):
    def of(draw, layer=None, version="R2010", unit=6) -> Delivered:
        made = ezdxf.new(version, units=unit)
        draw(made.modelspace())
        out = io.StringIO()
        made.write(out)
        (tmp_path / "a.dxf").write_text(out.getvalue(), encoding="utf-8")
        return read_dxf(tmp_path / "a.dxf", "a.dxf", layer)

    return of


def codes(delivered):
    return {note.code: note.values for note in delivered.notes}


def off_the_circle(ring, centre, radius):
    """How far the edges of a ring are from a circle at most: at vertices and in the middle of edges."""
    xy = shapely.get_coordinates(ring) - centre
    middles = (xy[1:] + xy[:-1]) / 2
    return max(np.abs(np.hypot(*part.T) - radius).max() for part in (xy, middles))


@pytest.mark.parametrize("radius", [0.5, 50.0, 5000.0])
def test_a_circle_is_cut_within_a_millimetre(read, radius):
    (one,) = read(lambda space: space.add_circle((EAST, NORTH), radius)).features
    assert off_the_circle(one.geometry.exterior, (EAST, NORTH), radius) <= 0.001 + 1e-8
    assert one.geometry.area == pytest.approx(math.pi * radius**2, rel=0.003 / radius)


@pytest.mark.parametrize("bulge", [0.2, 1.0, -0.7])
def test_arcs_of_polylines_are_cut_within_a_millimetre_on_their_own_side(read, bulge):
    points = [(*point, 0.0, 0.0, bulge if number == 0 else 0.0) for number, point in enumerate(SQUARE)]
    (one,) = read(lambda space: space.add_lwpolyline(points, close=True)).features
    # a bulge is the tangent of a quarter of the angle; the segment it adds lies right of the edge
    chord, angle = 200.0, 4 * math.atan(bulge)
    radius = chord / (2 * math.sin(abs(angle) / 2))
    segment = radius**2 / 2 * (abs(angle) - math.sin(abs(angle)))
    assert one.geometry.area == pytest.approx(30_000 + math.copysign(segment, bulge), abs=0.001 * radius * abs(angle))
    assert one.geometry.is_valid


def test_an_ellipse_and_a_spline_are_noted_with_their_count(read):
    def draw(space):
        space.add_ellipse((EAST, NORTH), (100, 0), 0.5)
        space.add_spline([(EAST, NORTH + 500), (EAST + 100, NORTH + 600), (EAST + 200, NORTH + 500)])

    found = read(draw)
    assert found.features[0].geometry.area == pytest.approx(math.pi * 100 * 50, rel=1e-4)
    assert codes(found)["dxf_curves_cut"] == {"count": 2, "chord_mm": 1}


@pytest.mark.parametrize(("gap", "kinds"), [(0.009, ["Polygon"]), (0.012, ["LineString"])])
def test_ends_within_a_centimetre_are_joined_and_no_others(read, gap, kinds):
    found = read(lambda space: space.add_lwpolyline([*SQUARE, (EAST, NORTH + gap)]))
    assert [one.geometry.geom_type for one in found.features] == kinds
    assert ("dxf_gaps_closed" in codes(found)) == (kinds == ["Polygon"])


def test_lines_in_any_order_and_direction_make_the_outline(read):
    ring = [*SQUARE, SQUARE[0]]
    edges = list(pairwise(ring))

    def draw(space):
        for start, end in (edges[2], edges[0][::-1], edges[3], edges[1][::-1]):
            space.add_line(start, end)

    (one,) = read(draw).features
    assert one.geometry.equals(shapely.Polygon(SQUARE))


def test_where_three_lines_meet_nothing_is_joined(read):
    def draw(space):
        for end in SQUARE[1:]:
            space.add_line(SQUARE[0], end)

    assert [one.geometry.geom_type for one in read(draw).features] == ["LineString"] * 3


def test_an_outline_drawn_twice_counts_once(read):
    def draw(space):
        space.add_lwpolyline(SQUARE, close=True)
        space.add_lwpolyline(SQUARE[::-1], close=True)

    found = read(draw)
    assert len(found.features) == 1
    assert codes(found)["dxf_drawn_twice"] == {"count": 1}


def test_only_a_layer_whose_name_says_site_is_chosen_among_several(read):
    def draw(space):
        space.add_lwpolyline(SQUARE, close=True, dxfattribs={"layer": "建设用地范围"})
        space.add_circle((EAST, NORTH), 3, dxfattribs={"layer": "树"})

    found = read(draw)
    assert [dict(one.attributes) for one in found.features] == [{"layer": "建设用地范围"}]
    assert codes(found)["dxf_layer_chosen"] == {"layer": "建设用地范围", "others": 1}
    assert len(read(draw, layer="树，建设用地范围").features) == 2
    with pytest.raises(BadFile, match="树 \\(1 closed"):
        read(draw, layer="红线")


def test_hatches_and_meshes_on_the_layer_are_named_as_not_read(read):
    def draw(space):
        space.add_lwpolyline(SQUARE, close=True)
        space.add_hatch().paths.add_polyline_path(SQUARE)
        space.add_3dface([(*point, 0) for point in SQUARE])
        space.add_mtext("说明")

    assert codes(read(draw))["dxf_entities_left_out"] == {"layer": "0", "kinds": "HATCH × 1, 3DFACE × 1"}


def test_heights_are_dropped_with_a_note(read):
    found = read(lambda space: space.add_polyline3d([(*point, 5.0) for point in SQUARE], close=True))
    assert codes(found)["z_dropped"] == {"count": 1}
    assert not found.features[0].geometry.has_z


def test_what_a_block_draws_on_layer_0_is_on_the_layer_of_its_insertion(read):
    def draw(space):
        block = space.doc.blocks.new("B")
        block.add_lwpolyline([(0, 0), (10, 0), (10, 10)], close=True)
        block.add_circle((0, 0), 1, dxfattribs={"layer": "圆"})
        space.add_blockref("B", (EAST, NORTH), dxfattribs={"layer": "用地", "xscale": 3})

    assert [one.geometry.area for one in read(draw, layer="用地").features] == [pytest.approx(150.0)]
    assert len(read(draw, layer="圆").features) == 1


def test_references_to_other_drawings_are_named(read):
    def draw(space):
        space.add_lwpolyline(SQUARE, close=True)
        space.doc.add_xref_def("../别处/红线.dwg", "红线图")
        space.add_blockref("红线图", (0, 0))

    assert codes(read(draw))["dxf_references_left_out"]["names"].endswith("红线.dwg")


def test_blocks_in_blocks_without_end_are_refused_in_words(read):
    def draw(space):
        inner = space.doc.blocks.new("B0")
        inner.add_line((0, 0), (1, 1))
        for level in range(1, 9):
            block = space.doc.blocks.new(f"B{level}")
            for _ in range(10):
                block.add_blockref(f"B{level - 1}", (0, 0))
        space.add_lwpolyline(SQUARE, close=True)
        for _ in range(3):
            space.add_blockref("B8", (EAST, NORTH), dxfattribs={"column_count": 1000, "row_count": 1000})

    with pytest.raises(TooLarge, match="save the layer of the site alone"):
        read(draw)


def test_local_coordinates_are_refused_and_possible_degrees_ask_for_the_crs(read):
    with pytest.raises(BadGeometry, match="true position in CGCS2000"):
        read(lambda space: space.add_lwpolyline([(0, 0), (500, 0), (500, 300)], close=True))
    found = read(lambda space: space.add_lwpolyline([(121.4, 28.6), (121.41, 28.6), (121.41, 28.61)], close=True))
    assert found.must_state_crs


@pytest.mark.parametrize(("factor", "stated"), [(1000.0, 0), (1000.0, 4), (100.0, 5), (1.0, 4)])
def test_the_unit_is_told_by_size_whatever_the_drawing_states(read, factor, stated):
    found = read(
        lambda space: space.add_lwpolyline([(factor * x, factor * y) for x, y in SQUARE], close=True), unit=stated
    )
    assert found.features[0].geometry.area == pytest.approx(30_000)
    right = {1000.0: 4, 100.0: 5, 1.0: 6}[factor] == stated
    assert ("dxf_unit_by_size" in codes(found)) != right
