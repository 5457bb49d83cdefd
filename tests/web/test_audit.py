"""The audit page: figures of a region and a day, of two days under a divider, kept under a link that opens again."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

TITLES = {
    "zh": ("岸线保有率", "两日变化", "缓冲带", "控制区面积", "美丽海湾", "土地覆盖", "规划指标"),
    "en": ("Retention", "Changes", "Buffer strips", "Areas", "Bays", "Land cover", "Targets"),
}
MEASURES = ("shoreline", "shoreline_changes", "buffers", "areas", "bays", "land_cover", "indicators")
TABLES = {  # of each panel a table that it is known by
    "zh": ("岸线长度按类型", "变化岸段", "没有缓冲带的岸线", "面积按图层与分类", "海湾单元", "地类构成", None),
    "en": (
        "Length by type",
        "Changed stretches",
        "bank without a strip",
        "Area by layer",
        "Bay units",
        "Cover by",
        None,
    ),
}
NOT_STATUTORY = {"zh": "不得用于决策", "en": "not for decisions"}
METHODS = ("cn-2017", "near-line", "bank-length", "ellipsoid-dissolved", "built-mainland", "exact-fractions", "")
REFUSED = (r"status of 4\d\d",)  # the browser's own line about a refusal that the page then tells


def answer(page, measure=None):
    """The figures, once they are there."""
    found = page.locator("article[data-measure]" if measure is None else f"article[data-measure={measure}]")
    expect(found).to_be_visible()
    return found


def maps(page, count=1):
    """Once as many maps are drawn."""
    expect(page.locator(".map[data-ready=true]")).to_have_count(count)


def changes(open_page, **options):
    return open_page("#/audit?panel=changes&region=330300&since=2025-06-30", **options)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_panel_says_its_figures_what_they_rest_on_and_that_they_are_not_statutory(open_page, lang):
    page = open_page("#/audit?region=330300&since=2025-06-30", lang=lang)
    for title, measure, table, method in zip(TITLES[lang], MEASURES, TABLES[lang], METHODS, strict=True):
        page.get_by_role("link", name=title, exact=True).click()
        found = answer(page, measure)
        expect(found.locator("[data-part=standing]")).to_contain_text(NOT_STATUTORY[lang])
        expect(found.get_by_role("region", name=re.compile("方法|Method"))).to_contain_text(method)
        if table is not None:
            expect(found.get_by_role("table", name=re.compile(table)).first).to_be_visible()
        assert f"panel={'cover' if measure == 'land_cover' else ''}" in page.url
    for target in page.locator(".targets > li").all():  # a sign and a word, not colour alone
        assert re.match(r"[●✕?◌–] \S", target.locator(".badge.state").inner_text())


def test_the_page_opens_with_a_region_that_has_data_and_puts_it_into_its_address(open_page):
    page = open_page("#/audit", lang="en")
    answer(page, "shoreline")
    assert "region=330300" in page.url
    expect(page.get_by_role("img", name=re.compile("Natural retention, mainland.*69")).first).to_be_visible()


def test_lengths_are_metres_to_a_tenth_and_kilometres_to_a_hundredth(open_page):
    page = open_page("#/audit?region=330300", lang="en")
    table = answer(page).get_by_role("table", name="Length by type")
    lengths = table.locator("tbody tr td:nth-child(4)").all_inner_texts()
    assert lengths and all(re.fullmatch(r"\d+\.\d m|[\d,]+\.\d\d km", one) for one in lengths)


def test_a_rate_that_is_open_is_shown_as_its_range_and_why(open_page):
    page = open_page("#/audit?region=330000", lang="en")
    found = answer(page, "shoreline")
    gauge = found.locator(".gauge").first
    expect(gauge.get_by_role("img")).to_have_attribute(
        "aria-label", re.compile("open: anything from 0.00 % – 100.00 %")
    )
    expect(gauge.locator("text.figure")).to_have_text("0.00 % – 100.00 %")
    expect(gauge.locator(".why")).to_be_visible()
    expect(found.locator("[data-note=region_partly_covered]")).to_be_visible()
    assert not re.search(r"retention \d", gauge.get_by_role("img").get_attribute("aria-label"))


@pytest.mark.parametrize(("lang", "said"), [("zh", "没有现行的海岸线"), ("en", "No edition")])
def test_a_region_without_data_says_so_in_words_and_shows_no_figure(open_page, lang, said):
    page = open_page("#/audit?region=330200", lang=lang, allowed=REFUSED)
    refused = page.get_by_role("alert")
    expect(refused).to_contain_text(said)
    expect(page.locator("article[data-measure], .gauge, .panel table")).to_have_count(0)


def test_a_region_without_a_shore_is_not_said_to_have_none_left(open_page):
    page = open_page("#/audit?region=330302", lang="en")
    found = answer(page, "shoreline")
    expect(found.locator("[data-part=not-applicable]")).to_contain_text("no shoreline")
    expect(found.locator(".gauge, table:visible")).to_have_count(0)


def test_the_divider_of_two_days_moves_by_keyboard_and_by_mouse_and_is_in_the_address(open_page):
    page = changes(open_page, lang="en")
    maps(page, 2)
    divider = page.get_by_role("slider", name="divider")
    expect(divider).to_have_attribute("aria-valuenow", "50")
    divider.focus()
    for key, value in (
        ("ArrowLeft", "48"),
        ("Shift+ArrowRight", "58"),
        ("Home", "0"),
        ("End", "100"),
        ("PageDown", "90"),
    ):
        divider.press(key)
        expect(divider).to_have_attribute("aria-valuenow", value)
    expect(page.locator(".swipe .before")).to_have_css("clip-path", "inset(0px 10% 0px 0px)")
    stage, handle = page.locator(".swipe").bounding_box(), divider.bounding_box()
    page.mouse.move(handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2)
    page.mouse.down()
    page.mouse.move(stage["x"] + stage["width"] * 0.25, stage["y"] + 200, steps=4)
    page.mouse.up()
    expect(divider).to_have_attribute("aria-valuenow", "25")
    assert "swipe=25" in page.url
    page.reload()
    expect(page.get_by_role("slider", name="divider")).to_have_attribute("aria-valuenow", "25")


def test_the_maps_of_two_days_go_in_step(open_page):
    page = changes(open_page, lang="en")
    maps(page, 2)
    scales = page.locator(".maplibregl-ctrl-scale")
    before = scales.first.text_content()
    page.locator(".swipe .after .maplibregl-ctrl-zoom-in").click()
    expect(scales.first).not_to_have_text(before)
    expect(scales.first).to_have_text(scales.last.text_content())


def test_a_change_is_found_on_the_map_and_from_the_map_in_the_list(open_page):
    page = changes(open_page, lang="en")
    maps(page, 2)
    row = page.get_by_role("row", name=re.compile("retyped.*silt or mud"))
    row.get_by_role("button").click()
    expect(row).to_have_attribute("aria-current", "true")
    number = re.search(r"at=(\d+)", page.url)[1]
    # the map has gone there: with nothing chosen, a click into its middle picks the same stretch
    page.evaluate("location.hash = location.hash.replace(/&at=\\d+/, '') + '&swipe=0'")
    expect(row).not_to_have_attribute("aria-current", "true")
    page.get_by_role("slider", name="divider").press("Home")
    stage = page.locator(".swipe").bounding_box()
    expect(page.locator(".map[data-ready=true]")).to_have_count(2)
    middle = (stage["x"] + stage["width"] / 2, stage["y"] + stage["height"] / 2)
    for _ in range(20):  # the overlay is laid anew once nothing is chosen, and is not there to be hit at once
        page.mouse.click(*middle)
        if row.get_attribute("aria-current") == "true":
            break
        page.wait_for_timeout(300)
    expect(row).to_have_attribute("aria-current", "true")
    assert f"at={number}" in page.url


def test_gaps_of_a_bank_are_listed_drawn_along_chainage_and_shown_on_the_map(open_page):
    page = open_page("#/audit?region=330300&panel=buffers", lang="en")
    found = answer(page, "buffers")
    expect(found.locator(".strips rect.gap")).to_have_count(3)  # two beside the strip of the left bank, the right bank
    expect(found.get_by_role("group", name=re.compile("left bank.*2 gaps"))).to_be_visible()
    found.get_by_role("button", name=re.compile("gap K0")).first.click()
    expect(found.locator(".strips rect.gap.chosen")).to_have_count(1)
    expect(found.get_by_role("row").and_(page.locator("[aria-current=true]")).filter(has_text="K0")).to_have_count(1)
    page.get_by_role("button", name="built").click()
    expect(found.get_by_role("table", name=re.compile("without a strip.*built"))).to_be_visible()
    assert "status=built" in page.url


def test_pictures_of_land_cover_are_drawn_and_changed_patches_listed(open_page):
    page = open_page("#/audit?region=330300&since=2025-06-30", lang="en")
    answer(page)
    with page.expect_response(re.compile(r"/rasters/land_cover/WebMercatorQuad.*\.png")) as picture:
        page.get_by_role("link", name="Land cover", exact=True).click()
    assert picture.value.ok
    found = answer(page, "land_cover")
    patches = found.get_by_role("table", name=re.compile("Changed patches")).locator("tbody tr")
    expect(patches).to_have_count(1)
    expect(patches.filter(has_text="natural to built-up")).to_have_count(1)


def test_a_region_is_found_by_name_by_code_and_in_the_tree(open_page):
    page = open_page("#/audit?region=330300", lang="zh")
    answer(page)
    box = page.get_by_role("combobox", name="行政区")
    box.fill("洞头区")  # and not the county of that name which it was
    expect(page.get_by_role("listbox").get_by_role("option")).to_have_count(1)
    box.press("Enter")
    expect(page).to_have_url(re.compile("region=330305"))
    box.fill("3303")
    expect(page.get_by_role("listbox").get_by_role("option").first).to_contain_text("温州市")
    box.press("ArrowDown")
    box.press("Enter")
    expect(page).not_to_have_url(re.compile("region=3303(00|05)"))
    page.get_by_text("按层级选择").click()
    page.get_by_role("button", name=re.compile("温州市 330300")).click()
    expect(page).to_have_url(re.compile("region=330300"))


def test_tables_are_downloaded_as_files(open_page, tmp_path):
    page = open_page("#/audit?region=330300", lang="en")
    answer(page)
    page.get_by_label("What to download").select_option("csv")
    with page.expect_download() as got:
        page.get_by_role("button", name="Download").click()
    assert got.value.suggested_filename == "shoreline-330300-2026-11-22.zip"
    path = tmp_path / "tables.zip"
    got.value.save_as(path)
    with zipfile.ZipFile(path) as archive:
        rows = list(csv.reader(io.StringIO(archive.read("by_type.csv").decode("utf-8-sig"))))
    assert len(rows) == len(page.get_by_role("table", name="Length by type").locator("tbody tr").all()) + 1
    page.get_by_label("What to download").select_option("all_html")
    with page.expect_download() as got:
        page.get_by_role("button", name="Download").click()
    assert got.value.suggested_filename == "report-330300-2026-11-22.html"
    assert Path(got.value.path()).read_text(encoding="utf-8").lower().startswith("<!doctype html")


def test_a_recorded_measure_opens_again_under_its_link_in_either_language(open_page):
    page = changes(open_page, lang="en")
    answer(page, "shoreline_changes")
    figures = page.get_by_role("table", name=re.compile("Account of mainland")).inner_text()
    page.get_by_role("button", name="Record and get a permalink").click()
    expect(page).to_have_url(re.compile("#/audit/sha256"))
    expect(page.get_by_role("heading", name="A recorded measure")).to_be_visible()
    assert page.get_by_role("table", name=re.compile("Account of mainland")).inner_text() == figures
    place = re.search(r"#/audit/[^?]*", page.url)[0]
    again = open_page(place, lang="zh")
    expect(again.get_by_role("heading", name="已存档的测算")).to_be_visible()
    answer(again, "shoreline_changes")
    expect(again.get_by_role("table", name=re.compile("变化岸段")).locator("tbody tr").first).to_be_visible()
    expect(again.get_by_role("button", name="存档并取得固定链接")).to_have_count(0)


def test_a_link_to_no_record_says_so(open_page):
    page = open_page("#/audit/sha256:" + "0" * 64, lang="en", allowed=REFUSED)
    expect(page.get_by_role("alert")).to_contain_text("0000")


@pytest.mark.parametrize("panel", ["shoreline", "changes", "areas"])
def test_on_a_phone_nothing_is_wider_than_the_screen(open_page, panel):
    page = open_page(f"#/audit?region=330300&since=2025-06-30&panel={panel}", lang="en", phone=True)
    answer(page)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 390
    assert (
        page.evaluate(
            "Math.max(...[...document.querySelectorAll('.panel > *')].map((one) => one.getBoundingClientRect().right))"
        )
        <= 390
    )
