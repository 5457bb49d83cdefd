"""The audit report in HTML."""

import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest
import shapely

from layers.definition_file import Titles
from zoning.measures.tables import Chart, Column, Evidence, EvidenceClass, Series, table
from zoning.reports.measures.formats import write
from zoning.reports.measures.page_tables import page_table

NAMED = Titles(zh="名称", en="name")
VOID = {"wbr", "meta", "br", "img", "link", "path", "use", "rect", "circle"}


class Page(HTMLParser):
    """What a browser would see: elements with their attributes, and the text."""

    def __init__(self, content):
        super().__init__()
        self.elements, self.open, self.text = [], [], []
        self.feed(content.decode("utf-8"))

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open.pop() == tag, (tag, self.getpos())

    def handle_data(self, data):
        self.text.append(data)

    def all(self, tag):
        return [attrs for name, attrs in self.elements if name == tag]


@pytest.fixture(scope="module")
def content(made):
    """The page of two measures, for all that is asked of it."""
    return write([made(), made(measure="areas")], "html", "zh").content


def page(documents, lang="zh"):
    return Page(write(documents, "html", lang).content)


def test_the_page_is_well_formed_and_loads_nothing(content):
    read = Page(content)
    assert read.open == []
    assert b"http://" not in content
    assert b"https://" not in content
    names = {tag for tag, _ in read.elements}
    assert not names & {"script", "link", "iframe", "object", "embed", "base", "form"}
    for _, attrs in read.elements:
        assert not any(name.startswith("on") for name in attrs)
        for name in ("src", "href", "xlink:href"):
            assert (attrs.get(name) or "#").startswith(("#", "data:"))
    for target in re.findall(rb"url\(([^)]*)\)|@import", content):
        assert target.startswith(b"#")


def test_ids_are_unique_and_references_find_them(content):
    read = Page(content)
    ids = Counter(attrs["id"] for _, attrs in read.elements if "id" in attrs)
    assert [name for name, count in ids.items() if count > 1] == []
    used = [attrs["href"] for _, attrs in read.elements if (attrs.get("href") or "").startswith("#")]
    assert used
    assert all(name[1:] in ids for name in used)


@pytest.mark.parametrize(("lang", "code"), [("zh", "zh-CN"), ("en", "en")])
def test_the_cover_says_title_region_day_and_standing(made, lang, code):
    read = page([made()], lang)
    text = " ".join(read.text)
    assert read.all("html") == [{"lang": code}]
    warning = "不得用于决策" if lang == "zh" else "not for decisions"
    assert warning in text
    assert text.index(warning) < text.index("331.72")
    for part in ("330300", "2026-11-22", "12" * 32, "ab" * 32, "cd" * 32, "sanxian measure shoreline"):
        assert part in text, part


def test_one_measure_on_draft_data_marks_the_whole_report(made):
    read = page([made(status=status, charts=(), evidence=()) for status in ("statutory", "draft")], "en")
    banners = [attrs["class"] for attrs in read.all("p") if attrs.get("role") == "note"]
    assert banners == ["standing warning", "standing", "standing warning"]


def test_tables_have_captions_scopes_and_numbers_to_the_right(content):
    read = Page(content)
    assert all(attrs.get("scope") in ("col", "row") for attrs in read.all("th"))
    assert len(read.all("caption")) == len(read.all("table"))
    for cell in ('<td class="num">331.72</td>', '<td class="num">2.68</td>', '<td class="num">—</td>'):
        assert cell.encode() in content, cell
    assert '<th scope="row">大陆</th>'.encode() in content


def test_the_contents_are_in_one_language_and_the_confidence_stands_apart_from_the_source(content):
    text = content.decode()
    assert "<td>温州市 (330300)</td>" in text
    assert "<td>示例数据，不得用于决策</td>" in text
    assert "全国修测口径（M）</dd>" in text
    assert "<dt>可信度</dt><dd>高（H）</dd>" in text


def test_charts_and_maps_are_drawn_in_the_page_with_names_for_those_who_cannot_see_them(content):
    drawings = Page(content).all("svg")
    assert len(drawings) == 7  # three charts of each measure, and one map, because it is the same in both
    assert all(one["role"] == "img" and one["aria-label"] for one in drawings)


def test_hostile_names_stay_text(made, hostile):
    named = Titles(zh=hostile, en=hostile)
    odd = table(hostile, named, [Column("a", named, hostile)], [[hostile], ["a\x00b"]])
    shapes = np.array([shapely.Point(120, 28), shapely.Point(121, 28)], dtype=object)
    chart = Chart(hostile, named, "bars", (named,), (Series(named, (1.0,)), Series(named, (2.0,))), hostile)
    evidence = Evidence(odd, shapes, None, "a")
    content = write([made(tables=(odd,), charts=(chart,), evidence=(evidence,))], "html", "en").content
    read = Page(content)
    assert read.open == []
    assert "script" not in {tag for tag, _ in read.elements}
    assert hostile in "".join(read.text)
    assert b"\x00" not in content


def lines_evidence(name, coordinates):
    shapes = np.array([shapely.LineString(coordinates)], dtype=object)
    return Evidence(table(name, Titles(zh=name, en=name), [Column("a", NAMED)], [["x"]]), shapes)


def scribble(count):
    return np.random.default_rng(7).uniform((120, 27), (121, 28), (count, 2))


def test_a_map_of_very_many_vertices_that_can_be_seen_becomes_a_raster(made):
    angles = np.linspace(0, 2 * np.pi, 70_000)
    circle = lines_evidence("circle", np.column_stack([120 + np.cos(angles), 28 + np.sin(angles)]))
    read = page([made(charts=(), evidence=(circle, lines_evidence("scribble", scribble(9_000))))])
    assert len([one for one in read.all("svg") if "circle" in one["aria-label"]]) == 1
    (image,) = read.all("img")
    assert image["src"].startswith("data:image/png;base64,")
    assert "scribble" in image["alt"]


def test_maps_beyond_the_most_telling_two_are_named_with_the_way_to_draw_them(made):
    several = tuple(lines_evidence(name, scribble(9)) for name in ("first", "second", "third", "fourth"))
    rest = (*several[:2], lines_evidence("other", scribble(5)), *several[2:])
    read = page([made(charts=(), evidence=rest)], "en")
    assert [one["aria-label"] for one in read.all("svg")] == ["first (map)", "second (map)"]
    text = " ".join(read.text)
    for part in ("--part map:other", "--part map:third", "--part map:fourth", "GeoPackage"):
        assert part in text, part


def test_evidence_without_any_shape_has_no_map_and_is_not_listed(made):
    empty = np.array([None, shapely.Point()], dtype=object)
    nothing = Evidence(table("nothing", NAMED, [Column("a", NAMED)], [["x"], ["y"]]), empty)
    read = page([made(charts=(), evidence=(nothing,))], "en")
    assert read.all("figure") == []
    assert "map:nothing" not in " ".join(read.text)


def test_a_map_that_shows_changes_is_always_drawn(made):
    classes = (EvidenceClass("x", NAMED, "#c0392b"),)
    changes = replace(lines_evidence("changes", scribble(4)), class_column="a", classes=classes)
    more = tuple(lines_evidence(name, scribble(9)) for name in ("first", "second"))
    read = page([made(charts=(), evidence=(*more, changes))], "en")
    assert [one["aria-label"] for one in read.all("svg")] == ["first (map)", "second (map)", "changes (map)"]


def test_a_map_of_several_measures_is_drawn_once_in_its_own_and_referred_to_elsewhere(made):
    shore, other = lines_evidence("shore", scribble(9)), lines_evidence("other", scribble(8))
    targets = made(charts=(), evidence=(shore, other), measure="indicators")
    read = page([targets, made(charts=(), evidence=(shore,))], "en")
    assert [one["id"] for one in read.all("figure")] == ["f1.1", "f2.1"]
    assert {"href": "#f2.1"} in read.all("a")


def test_texts_of_drawings_are_texts_in_the_typeface_of_the_page(content):
    assert "示例数据，不得用于决策" in re.search(rb"<figure.*?</figure>", content, re.DOTALL)[0].decode()
    assert b"DejaVu" not in content
    assert not re.search(rb"<text[^>]*font(-family)?:", content)


def test_a_name_that_looks_like_markup_is_drawn_as_it_is(made):
    odd = 'url(#a) id="b" d="1.23456" font: 8px serif'
    chart = Chart("c", NAMED, "bars", (Titles(zh=odd, en=odd),), (Series(NAMED, (1.0,)),), "km")
    read = page([made(charts=(chart,), evidence=())])
    assert odd in " ".join("".join(read.text).split())


WIDE = [Column("kind", NAMED), *(Column(f"n{n}", Titles(zh=f"长度合计{n}", en=f"n{n}"), "km", 3) for n in range(14))]


def test_a_wide_table_of_few_rows_is_turned_on_its_side_and_of_many_is_made_smaller_in_print(made):
    few = table("few", NAMED, WIDE, [["甲", *[12345.678] * 14], ["乙", *[None] * 14]])
    many = table("many", NAMED, WIDE, [["甲", *[12345.678] * 14]] * 5)
    narrow = table("narrow", NAMED, WIDE[:3], [["甲", 1.0, 2.0]])
    turned, kept, plain = (page_table(one, "zh") for one in (few, many, narrow))
    assert [cell.text for cell in turned.head] == ["名称", "甲", "乙"]
    assert [cell.text for cell in turned.rows[0]] == ["长度合计0", "12345.678", "—"]
    assert turned.rows[0][0].unit == "（km）"
    assert len(turned.rows) == 14
    assert len(kept.rows) == 5
    assert kept.wide
    assert kept.points < plain.points == turned.points
    assert not plain.wide


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_report_of_the_demonstration_is_small_and_loads_nothing(demo_documents, lang):
    content = write(demo_documents, "html", lang).content
    assert len(content) < 4_000_000
    assert b"http" not in content.replace(b"http-equiv", b"")
    assert Page(content).open == []


def test_a_measure_that_could_not_be_computed_is_said_first_and_has_no_empty_sections(made):
    note = {"code": "measure_not_computable", "values": {"reason_zh": "没有海岸线", "reason_en": "no coastline"}}
    absent = made(
        tables=(),
        charts=(),
        evidence=(),
        state="not_computable",
        editions=[],
        definitions=[],
        method={"id": "", "version": ""},
        notes=[note],
    )
    read = page([made(evidence=()), absent])
    text = " ".join(read.text)
    _, section = text.split("sanxian measure", 1)
    assert section.count("没有海岸线") == 1
    assert section.index("没有海岸线") < section.index("编号")
    for part in ("数据表", "图表与地图", "所用数据版本", "所用定义文件", "方法"):
        assert part not in section, part
    assert "不能计算" in text[: text.index("如何复算")]


def test_the_same_measures_give_the_same_page(made, content):
    assert write([made(), made(measure="areas")], "html", "zh").content == content
