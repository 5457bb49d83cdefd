"""Maps of a report: which there are, what each must carry, the same bytes every time, nothing of withheld layers."""

import io
import re
from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from siting_reports import RECORDED, SETTINGS, SHAPES, WorldGround, figures, report_of, shape, told
from world import Zone, box, county, harmless

from zoning.redaction.verdict import redacted
from zoning.rendering import render
from zoning.reports.measures.cartography import fitted
from zoning.reports.measures.fonts import width
from zoning.reports.siting import map_pages
from zoning.reports.siting.corners import drawn
from zoning.reports.siting.labels import placed
from zoning.reports.siting.map_content import Named
from zoning.reports.siting.maps import maps
from zoning.reports.siting.report import siting_report
from zoning.reports.siting.said import binding_rules

RED_LINE = "ecological_red_line"
PNG = b"\x89PNG\r\n\x1a\n"


def titles(report):
    return [figure.title.en for figure in figures(report)]


def conflicts(body):
    return [number for number, one in enumerate(body["findings"], 1) if binding_rules(one)]


@pytest.mark.parametrize("name", SHAPES)
def test_there_is_a_location_map_and_one_for_every_conflict_up_to_the_limit(name):
    _, body = shape(name)
    listed = titles(report_of(name))
    enlarged = [int(re.match(r"No\. (\d+) ", title)[1]) for title in listed if "enlarged" in title]
    assert listed[0] == "Location of the project"
    assert enlarged == sorted(conflicts(body)[: SETTINGS.maps])


def test_conflicts_beyond_the_limit_are_listed_as_not_drawn():
    world, body = shape("forty_findings")
    report = siting_report(body, recorded=RECORDED, ground=WorldGround(world), settings=replace(SETTINGS, maps=3))
    assert sum("enlarged" in title for title in titles(report)) == 3
    said = told(report, "zh")
    assert f"以下 {len(conflicts(body)) - 3} 项超出每份报告 3 幅放大图的上限，未绘" in said


def test_a_long_line_is_drawn_in_strips_from_end_to_end():
    _, body = shape("hundred_km")
    strips = [title for title in titles(report_of("hundred_km")) if title.startswith("Strip")]
    assert len(strips) == 9
    assert strips[0].startswith("Strip 1 of 9 (K0+000.000")
    assert strips[-1].endswith(f"{body['lines'][0]['length_m'] % 1000:07.3f})")
    ends = [re.findall(r"K\d+\+[\d.]+", title) for title in strips]
    assert [end for _, end in ends[:-1]] == [start for start, _ in ends[1:]]


@pytest.mark.parametrize(("name", "fmt"), [("prohibited", "png"), ("undetermined", "svg"), ("hundred_km", "svg")])
def test_the_same_report_has_the_same_pictures(name, fmt):
    world, body = shape(name)
    again = siting_report(body, recorded=RECORDED, ground=WorldGround(world), settings=SETTINGS)
    pairs = list(zip(figures(report_of(name)), figures(again), strict=True))
    one, other = pairs[-1]
    assert one.draw(fmt, "zh") == other.draw(fmt, "zh")
    assert pairs[0][0].draw(fmt, "en") != pairs[0][0].draw(fmt, "zh")


def test_a_picture_is_a_png_or_an_svg():
    first = figures(report_of("clear"))[0]
    assert first.draw("png", "both").startswith(PNG)
    assert b"<svg" in first.draw("svg", "both")[:600]


def inches(figure, lang):
    picture = Image.open(io.BytesIO(figure.draw("png", lang)))
    return picture.width / 150, picture.height / 150


@pytest.mark.parametrize(("name", "lang"), [("prohibited", "en"), ("hundred_km", "zh"), ("forty_findings", "both")])
def test_maps_lie_two_to_a_page(name, lang):
    for figure in figures(report_of(name))[:3]:
        assert inches(figure, lang) == pytest.approx((6.7, map_pages.HALF), abs=0.02)


def test_what_is_taller_than_wide_has_pages_of_its_own():
    wide, tall = (120.0, 28.0, 120.2, 28.1), (120.0, 28.0, 120.1, 28.2)
    assert map_pages.height([wide]) == map_pages.height([]) == map_pages.HALF
    assert map_pages.height([tall]) == map_pages.FULL
    assert map_pages.height([tall, wide]) == map_pages.HALF
    assert map_pages.height([tall, wide, tall]) == map_pages.FULL


def said_on(figure, lang="en"):
    """Every text that a map shows, in the order it was drawn."""
    from matplotlib.figure import Figure

    held = []
    old = Figure.savefig

    def keep(self, *args, **kwargs):
        held.append(self)
        return old(self, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Figure, "savefig", keep)
        figure.draw("png", lang)
    (drawn_figure,) = held
    texts = [text.get_text() for text in drawn_figure.texts]
    for axes in drawn_figure.axes:
        texts += [text.get_text() for text in axes.texts]
        texts += [label.get_text() for label in (*axes.get_xticklabels(), *axes.get_yticklabels())]
    return [text for text in texts if text]


@pytest.mark.parametrize("name", ["clear", "prohibited", "hundred_km"])
def test_every_map_has_north_scale_crs_review_standing_and_graticule(name):
    for figure in figures(report_of(name))[:: max(1, len(figures(report_of(name))) - 1)]:
        said = said_on(figure)
        text = "\n".join(said).replace("\n", " ")
        assert "N" in said
        assert re.search(r"\b\d+ k?m\b", text)
        assert "CGCS2000, longitude and latitude (EPSG:4490)" in text
        assert "true at latitude" in text
        assert "No map review number" in text
        assert "illustrative data: not for decisions" in text
        assert re.search(r"\d+°\d*.*E", text)
        assert re.search(r"\d+°\d*.*N", text)
        assert "project (occupied)" in text


def test_the_review_number_of_the_office_stands_on_every_map():
    world, body = shape("clear")
    report = siting_report(
        body, recorded=RECORDED, ground=WorldGround(world), settings=replace(SETTINGS, review="浙S（2026）1号")
    )
    assert "审图号：浙S（2026）1号" in said_on(figures(report)[0], "zh")
    assert report.review == "浙S（2026）1号"


def test_an_enlarged_map_names_its_feature_and_shows_the_overlap():
    said = said_on(figures(report_of("prohibited"))[-1], "zh")
    assert "演示水源w1" in said
    assert "项目与该要素重叠处" in said
    assert any("一级" in text for text in said)


def test_an_enlarged_map_holds_the_overlap_and_a_small_project_whole():
    world, body = shape("prohibited")
    of = drawn(body)
    section = maps(body, of, WorldGround(world), review=None, mark=None, most=5)
    shown = [block for block in section.blocks if hasattr(block, "draw")][-1]
    contents = []
    from zoning.reports.siting import map_sheet

    whole = map_sheet.draw
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(map_sheet, "draw", lambda content, *rest: contents.append(content) or whole(content, *rest))
        shown.draw("svg", "zh")
    (content,) = contents
    frame = shapely.box(content.frame.west, content.frame.south, content.frame.east, content.frame.north)
    assert frame.contains(of.footprint)
    assert content.overlap.area == pytest.approx(of.footprint.area, rel=1e-9)
    assert [drawing.focus for drawing in content.drawings][-1]


def test_ground_without_administrative_data_does_not_pass_for_empty_land():
    world, body = shape("clear")
    whole = said_on(figures(report_of("clear"))[0])
    bare = replace(world, zones={**world.zones, "admin_area": world.zones["admin_area"][1:]})
    report = siting_report(body, recorded=RECORDED, ground=WorldGround(bare), settings=SETTINGS)
    assert "no administrative data" not in whole
    assert "administrative area, land" in whole
    hidden = siting_report(
        body, recorded=RECORDED, ground=WorldGround(bare, frozenset(["admin_area"])), settings=SETTINGS
    )
    assert "no administrative data" in said_on(figures(hidden)[0])
    assert "no administrative data" in said_on(figures(report)[0])


def redacted_report():
    world = county().having(RED_LINE, Zone("r1", box(-300, -300, 400, 300), {"code": "r1", "name": "演示红线甲"}))
    record = world.ask(box(0, 0, 200, 120), facts=harmless()).record()
    hidden = frozenset(name for name, kind in world.definitions.kinds.items() if kind.access == "restricted")
    body = render(redacted(record, hidden, world.definitions), world.definitions)
    return body, siting_report(body, recorded=RECORDED, ground=WorldGround(world, hidden), settings=SETTINGS)


def test_a_withheld_layer_is_named_but_neither_drawn_nor_listed_by_feature():
    body, report = redacted_report()
    assert body["redacted"]
    english = told(report, "en")
    assert "Not drawn, as their layers are withheld:" in english
    assert "restricted: no feature shown" in english
    assert "2 (full hectares)" in english  # 2.4 of them
    for lang in ("zh", "en"):
        assert "r1" not in re.findall(r"\br\d\b", told(report, lang))
        assert "演示红线甲" not in told(report, lang)
    for figure in figures(report):
        assert "演示红线甲" not in "".join(said_on(figure, "zh"))
        assert "enlarged" not in figure.title.en


def test_reports_and_maps_do_not_differ_by_what_is_withheld():
    _, report = redacted_report()
    world = county().having(RED_LINE, Zone("other", box(-290, -310, 410, 290), {"code": "other", "name": "演示红线乙"}))
    hidden = frozenset(name for name, kind in world.definitions.kinds.items() if kind.access == "restricted")
    record = world.ask(box(0, 0, 200, 120), facts=harmless()).record()
    body = render(redacted(record, hidden, world.definitions), world.definitions)
    other = siting_report(body, recorded=RECORDED, ground=WorldGround(world, hidden), settings=SETTINGS)
    assert [f.draw("svg", "zh") for f in figures(report)] == [f.draw("svg", "zh") for f in figures(other)]
    assert told(report, "zh") == told(other, "zh")
    assert told(report, "en") == told(other, "en")


names = st.lists(
    st.tuples(
        st.text(alphabet="演示水源保护区一级Abc 12", min_size=1, max_size=14),
        st.floats(120.0, 120.1),
        st.floats(28.0, 28.06),
        st.booleans(),
    ),
    max_size=40,
)


@given(names)
@settings(max_examples=60, deadline=None)
def test_names_never_cover_each_other_nor_leave_the_map(found):
    frame = fitted((120.0, 28.0, 120.1, 28.06), 6.3, (3.4, 5.8), room=0.1, least_m=200.0)
    labels = placed([Named(*one) for one in found], frame)
    boxes = [
        shapely.box(
            label.x - width(label.text, label.size) / 2,
            label.y - label.size * 1.35 / 144,
            label.x + width(label.text, label.size) / 2,
            label.y + label.size * 1.35 / 144,
        )
        for label in labels
    ]
    assert shapely.area(shapely.union_all(boxes)) == pytest.approx(sum(map(shapely.area, boxes)))
    whole = shapely.box(0, 0, frame.width, frame.height)
    assert all(whole.contains(one) for one in boxes)


def test_a_strong_name_is_placed_before_others():
    frame = fitted((120.0, 28.0, 120.1, 28.06), 6.3, (3.4, 5.8), room=0.1, least_m=200.0)
    crowd = [Named("演示单元", 120.05, 28.03) for _ in range(30)]
    labels = placed([*crowd, Named("演示水源", 120.05, 28.03, strong=True)], frame)
    assert labels[0].text == "演示水源"
    assert (labels[0].x, labels[0].y) == pytest.approx((frame.width / 2, frame.height / 2), abs=0.02)
    assert len(labels) < 31


@pytest.mark.parametrize(
    "bounds", [(120.0, 28.0, 120.0, 28.0), (120.0, 28.0, 121.0, 28.001), (120.0, 27.0, 120.01, 29)]
)
def test_a_frame_holds_its_bounds_and_keeps_its_shape(bounds):
    frame = fitted(bounds, 6.3, (3.4, 5.8), room=0.1, least_m=200.0)
    assert frame.west <= bounds[0]
    assert frame.south <= bounds[1]
    assert frame.east >= bounds[2]
    assert frame.north >= bounds[3]
    assert frame.width == 6.3
    assert 3.4 <= frame.height <= 5.8
    up = (frame.north - frame.south) * 110_850.0 / frame.height
    assert np.isclose(up, frame.metres_per_inch, rtol=5e-3)
    assert frame.metres_per_inch * frame.width >= 200.0 * (1 - 1e-6)
