"""Charts and maps of measures as PNG and SVG."""

import io
import re
import warnings
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import to_hex
from matplotlib.patches import Ellipse, Rectangle
from measuring import NOW, START, TODAY, MemoryStore, desk
from PIL import Image
from pyproj import Geod

from layers.definition_file import Titles
from layers.errors import BadInput
from zoning.measures.question import ShorelineQuestion
from zoning.measures.tables import Chart, Column, Evidence, EvidenceClass, Series, table
from zoning.reports.measures import charts, fonts, maps
from zoning.reports.measures.backdrop import backdrop
from zoning.reports.measures.cartography import degrees, frame, graticule
from zoning.reports.measures.document import Backdrop
from zoning.reports.measures.formats import write
from zoning.reports.measures.pictures import names

NAMED = Titles(zh="名称", en="name")
CGCS2000 = Geod(a=6378137.0, rf=298.257222101)


@pytest.fixture(autouse=True)
def _warnings_are_errors():
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # among them matplotlib's of a glyph that the typeface lacks
        yield


def said(svg):
    """The texts of a drawing, which matplotlib leaves as comments beside their outlines."""
    return [text.strip() for text in re.findall(r"<!--(.*?)-->", svg.decode("utf-8"), re.DOTALL)]


def evidence_of(geometries, classes=None, layer=None):
    shapes = np.empty(len(geometries), dtype=object)
    shapes[:] = geometries
    rows = [[one] for one in (classes or [None] * len(geometries))]
    return Evidence(table("things", NAMED, [Column("kind", NAMED)], rows), shapes, layer, "kind" if classes else None)


@pytest.mark.parametrize("part", [None, "rates", "kinds", "years"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_picture_is_drawn_with_every_glyph_and_the_same_bytes_each_time(made, part, lang):
    first = write([made()], "svg", lang, part).content
    assert first == write([made()], "svg", lang, part).content
    assert b"sanxian" not in first
    texts = " ".join(said(first))
    assert ("不得用于决策" in texts) == (lang == "zh")
    assert "illustrative data: not for decisions" in texts


def test_a_png_opens_and_is_the_same_each_time(made):
    first = write([made()], "png", "zh").content
    assert first == write([made()], "png", "zh").content
    picture = Image.open(io.BytesIO(first))
    assert min(picture.size) > 800
    assert not {"Software", "Creation Time"} & set(picture.info)


def test_without_a_name_the_map_is_drawn_else_the_first_chart(made):
    assert write([made()], "svg", "zh").content == write([made()], "svg", "zh", "map:segments").content
    bare = made(evidence=())
    assert write([bare], "svg", "zh").content == write([bare], "svg", "zh", "rates").content


@pytest.mark.parametrize("part", ["nothing", "map:nothing"])
def test_an_unknown_picture_is_answered_with_those_there_are(made, part):
    with pytest.raises(BadInput, match="map:segments, rates, kinds, years"):
        write([made()], "svg", "en", part)


def test_evidence_of_one_name_is_told_apart_within_and_between_measures(made):
    point, line = evidence_of([shapely.Point(120, 28)]), evidence_of([shapely.LineString([(120, 28), (121, 28)])])
    twice = made(evidence=(point, line), charts=())
    assert names([twice]) == ("map:things", "map:things-2")
    assert write([twice], "svg", "en", "map:things").content != write([twice], "svg", "en", "map:things-2").content
    assert names([twice, made(measure="areas", evidence=(line,), charts=())])[-1] == "map:areas_things"


def test_a_map_of_nothing_is_refused(made):
    with pytest.raises(BadInput, match="there is no picture map"):
        write([made(evidence=(evidence_of([]),))], "svg", "en", "map")
    with pytest.raises(BadInput, match="no feature to draw"):
        write([made(evidence=(evidence_of([shapely.Point()]),))], "svg", "en", "map")


def test_a_map_says_its_crs_scale_north_classes_and_origin(made):
    texts = said(write([made()], "svg", "zh").content)
    everything = " ".join(texts)
    for part in ("EPSG:4490", "CGCS2000", "海岸线修测成果（2024）", "cn-2017", "示例数据，不得用于决策"):
        assert part in everything, part
    assert {"N", "20 km", "10", "0", "120°30′E", "28°00′N"} <= set(texts)
    assert any(text.startswith("海堤、防潮堤 (") for text in texts)


@pytest.mark.parametrize(("lang", "text"), [("zh", "建成 (2)"), ("en", "finished (2)")])
def test_a_legend_shows_classes_that_are_texts_in_the_language_asked_for(made, lang, text):
    points = np.array([shapely.Point(120, 28), shapely.Point(120.1, 28)], dtype=object)
    rows = [[Titles(zh="建成", en="finished")]] * 2
    evidence = Evidence(table("things", NAMED, [Column("state", NAMED)], rows), points, "coastline", "state")
    texts = said(write([made(evidence=(evidence,))], "svg", lang, "map").content)
    assert text in texts


def test_statutory_data_bear_no_stamp(made):
    texts = " ".join(said(write([made(status="statutory")], "svg", "zh").content))
    assert "法定数据" in texts
    assert "不得用于决策" not in texts


def test_the_scale_bar_of_the_demonstration_is_as_long_as_it_says(made):
    figure = maps.draw(made(), made().evidence[0], "zh")
    ground, panel = figure.axes
    boxes = [patch for patch in panel.patches if isinstance(patch, Rectangle)]
    inches = sum(box.get_width() for box in boxes if abs(box.get_height() - 0.07) < 1e-9)
    width = ground.get_position().width * figure.get_figwidth()
    west, east = ground.get_xlim()
    middle = sum(ground.get_ylim()) / 2
    across = inches * (east - west) / width
    centre = (west + east) / 2
    _, _, metres = CGCS2000.inv(centre - across / 2, middle, centre + across / 2, middle)
    assert metres == pytest.approx(20_000, rel=1e-4)


@given(st.floats(-60, 60), st.floats(0.0005, 3.0), st.floats(0.0005, 3.0))
def test_a_map_is_true_to_scale_in_both_directions_at_its_middle(lat, wide, tall):
    ground = frame(np.array([110.0, lat, 110.0 + wide, lat + tall]))
    assert ground.west < 110.0 < 110.0 + wide < ground.east
    assert ground.south < lat < lat + tall < ground.north
    inch = 0.1
    _, _, up = CGCS2000.inv(
        110, ground.middle - inch / 2 * (ground.north - ground.south) / ground.height,
        110, ground.middle + inch / 2 * (ground.north - ground.south) / ground.height,
    )  # fmt: skip
    assert up / inch == pytest.approx(ground.metres_per_inch, rel=2e-3)
    bar = ground.scale_bar(2.0)
    assert 0.8 - 1e-9 <= bar.inches <= 2.0 + 1e-9
    assert bar.inches * ground.metres_per_inch == pytest.approx(bar.length_m)


@given(st.floats(-80, 80), st.floats(1e-3, 15.0), st.integers(2, 9))
def test_graticule_lines_are_few_round_and_inside(low, span, most):
    values, step = graticule(low, low + span, most)
    assert len(values) <= most
    assert all(low - 1e-6 <= value <= low + span + 1e-6 for value in values)
    assert len({degrees(value, step, "NS") for value in values}) == len(values)


def test_degrees_are_written_as_on_maps():
    assert degrees(120.5, 0.5, "EW") == "120°30′E"
    assert degrees(-27.0, 1.0, "NS") == "27°S"
    assert degrees(120 + 59.9999 / 60, 1 / 60, "EW") == "121°00′E"
    assert degrees(28.0125, 15 / 3600, "NS") == "28°00′45″N"


def test_colours_are_those_of_the_layer_and_differ_where_it_has_none(made):
    lines = [shapely.LineString([(120, 28 + n / 10), (121, 28 + n / 10)]) for n in range(4)]
    evidence = evidence_of(lines, ["A_DIKE", "N_ROCK", "else", None], "coastline")
    figure = maps.draw(made(), evidence, "en")
    drawn = [to_hex(one.get_edgecolor()) for one in figure.axes[0].patches]
    assert drawn[:2] == ["#7a5c3e", "#c0392b"]
    assert len(set(drawn)) == 4


CHANGES = (EvidenceClass("same", NAMED, "#b9c0c4"), EvidenceClass("lost", NAMED, "#c0392b"))


def of_changes(lines, codes):
    return replace(evidence_of(lines, codes), classes=CHANGES)


def test_changes_are_drawn_above_and_wider_than_what_is_the_same_and_small_ones_have_a_circle(made):
    long = shapely.LineString([(120, 28), (121, 29)])
    small = [shapely.LineString([(x, 28.2), (x + 0.005, 28.205)]) for x in (120.5, 120.502, 120.9)]
    figure = maps.draw(made(), of_changes([long, *small], ["same", "lost", "lost", "lost"]), "en")
    (same, lost), rings = figure.axes[0].patches[:2], figure.axes[0].patches[2:]
    assert to_hex(lost.get_edgecolor()) == "#c0392b"
    assert lost.get_linewidth() > same.get_linewidth()
    assert lost.get_zorder() > same.get_zorder()
    assert [type(one) for one in rings] == [Ellipse, Ellipse]  # two of the three lie in one place
    for ring, (x, y) in zip(rings, ((120.5035, 28.2025), (120.9025, 28.2025)), strict=True):
        assert ring.center == pytest.approx((x, y), abs=1e-6)


def test_changes_that_can_be_seen_and_very_many_have_no_circles(made):
    long = [shapely.LineString([(120, 28 + x), (121, 29 + x)]) for x in (0, 0.5)]
    everywhere = [shapely.LineString([(120 + x / 9, y), (120.001 + x / 9, y)]) for x in range(9) for y in range(27, 33)]
    for lines in (long, everywhere):
        figure = maps.draw(made(), of_changes(lines, ["lost"] * len(lines)), "en")
        assert not [one for one in figure.axes[0].patches if isinstance(one, Ellipse)]


def backdrop_of(shapes, codes):
    edition = {
        "layer": "admin_area",
        "region": "330000",
        "edition": 7,
        "status": "draft",
        "effective_from": "2021-01-01",
        "accuracy_m": 3.0,
        "source": "勘界",
    }
    return Backdrop("admin_area", np.array(shapes, dtype=object), codes, (edition,))


def test_administrative_areas_lie_pale_beneath_the_features_and_are_named_with_their_standing(made):
    line = evidence_of([shapely.LineString([(120.2, 28.2), (120.8, 28.8)])])
    land, sea, away = shapely.box(119, 27, 120.5, 30), shapely.box(120.5, 27, 130, 30), shapely.box(80, 20, 81, 21)
    document = replace(made(evidence=(line,)), lay=lambda: backdrop_of([land, sea, away], ("land", "sea", "land")))
    figure = maps.draw(document, line, "zh")
    below = [one for one in figure.axes[0].patches if one.get_zorder() < 1]
    assert [to_hex(one.get_facecolor()) for one in below] == ["#e9e4d8", "#cfe3ef"]
    assert all(one.get_facecolor()[3] < 0.5 for one in below)
    west, _ = figure.axes[0].get_xlim()
    assert west > below[0].get_path().vertices[:, 0].min() > west - 0.1  # cut just outside the frame
    texts = said(write([document], "svg", "zh", "map").content)
    assert "底图: 行政区 330000/7 · 草案 · 2021-01-01 起 · ±3 m · 勘界" in texts
    assert "行政区" in texts


def test_the_backdrop_is_read_only_for_a_map(made):
    def never():
        raise AssertionError("read")

    write([replace(made(), lay=never)], "svg", "zh", "rates")
    with pytest.raises(AssertionError):
        write([replace(made(), lay=never)], "svg", "zh", "map")


def test_the_backdrop_of_a_question_is_of_its_region_and_day():
    store = MemoryStore()
    question = ShorelineQuestion(region="330300", as_of=TODAY)
    assert backdrop(desk(store), question, NOW)() is None
    for region, place in (("330300", 120), ("330000", 121), ("350000", 122)):
        square = shapely.box(place, 28, place + 1, 29)
        store.add("admin_area", [("a", square, {"code": region, "part": "sea"})], region=region)
    held = backdrop(desk(store), question, NOW)()
    assert sorted(edition["region"] for edition in held.editions) == ["330000", "330300"]
    assert held.codes == ("sea", "sea")
    assert shapely.bounds(held.geometries)[:, 0].tolist() == [121, 120]
    early = ShorelineQuestion(region="330300", as_of=START - timedelta(days=1))
    assert backdrop(desk(store), early, NOW)() is None


def test_points_areas_with_holes_collections_and_missing_shapes_are_drawn(made):
    ring = shapely.box(120, 27, 121, 28).difference(shapely.box(120.4, 27.4, 120.6, 27.6))
    nested = shapely.GeometryCollection([shapely.MultiPoint([(120.1, 27.1), (120.2, 27.2)]), ring])
    shapes = [ring, nested, shapely.MultiLineString([[(120, 27), (121, 28)]]), None, shapely.Point(120.5, 27.5)]
    svg = write([made(evidence=(evidence_of(shapes),))], "svg", "en").content
    assert "name (5)" in said(svg)


def test_a_single_point_has_a_map(made):
    assert write([made(evidence=(evidence_of([shapely.Point(120.5, 28)]),))], "png", "zh").content


def test_hostile_names_are_drawn_as_they_are_written(made, hostile):
    named = Titles(zh=hostile, en=hostile)
    chart = Chart(hostile, named, "bars", (named,), (Series(named, (1.0,)), Series(named, (None,))), hostile)
    svg = write([made(charts=(chart,), evidence=())], "svg", "en").content
    assert b"<script" not in svg
    assert write([made(evidence=(evidence_of([shapely.Point(120, 28)], [hostile]),))], "svg", "en").content


@pytest.mark.parametrize("kind", ["bars", "stacked", "line"])
def test_a_chart_of_many_counties_or_of_none_is_drawn(made, kind):
    for count in (0, 1, 40):
        names = tuple(Titles(zh=f"某某某自治县{n}", en=f"Some Autonomous County {n}") for n in range(count))
        series = tuple(
            Series(Titles(zh=f"类型{k}", en=f"kind {k}"), tuple((n - 40.0) * k or None for n in range(count)))
            for k in range(9 if count == 1 else 2)
        )
        chart = Chart("many", NAMED, kind, names, series, "km")
        assert write([made(charts=(chart,), evidence=())], "png", "zh", "many").content


def test_bars_end_where_their_value_is_and_an_unknown_value_is_a_dash(made):
    document = made()
    figure = charts.draw(document, document.charts[0], "zh")
    (axes,) = figure.axes
    assert sorted(round(patch.get_width(), 3) for patch in axes.patches) == [47.05, 65.43, 82.485, 95.61, 100.0]
    texts = [text.get_text() for text in axes.texts]
    assert "—" in texts
    assert "82.49" in texts  # half-up


def test_text_is_broken_to_fit():
    text = "海岸线修测成果，自然岸线保有率 natural shoreline retention of a region; sha256:" + "ab" * 40
    broken = fonts.wrapped(text, 2.0, 8.0).split("\n")
    assert all(fonts.width(line, 8.0) <= 2.0 for line in broken)
    assert "".join(broken).replace(" ", "") == text.replace(" ", "")
    assert not any(line[0] in "，；。" for line in broken)
