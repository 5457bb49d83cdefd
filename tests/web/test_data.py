"""The data page as everybody reads it: layers, editions, what lies where; what is withheld, which right is lacking."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import expect

WATER = "#/data/water_source_zone"
REFUSED = (r"status of 4\d\d",)  # the browser's own line about a refusal that the page then tells


def ready(page):
    """Once the map is drawn."""
    expect(page.locator(".map[data-ready=true]")).to_be_visible()
    return page


@pytest.mark.parametrize(
    ("lang", "heading", "layer", "access", "standing"),
    [
        ("zh", "图层目录", "生态保护红线", "受限", "示例，非法定"),
        ("en", "Catalogue of layers", "Ecological protection red line", "restricted", "illustrative, not statutory"),
    ],
)
def test_the_catalogue_lists_layers_with_access_editions_and_standing(
    open_page, lang, heading, layer, access, standing
):
    page = open_page("#/data", lang=lang)

    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    card = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=layer, exact=True))
    expect(card).to_contain_text(access)
    expect(card).to_contain_text("2026-01-01")
    expect(card.locator(".standing").first).to_have_text(standing)


def test_search_and_filters_are_in_the_address_and_hold_after_a_reload(open_page):
    page = open_page("#/data", lang="en")
    page.get_by_role("searchbox").fill("water")
    page.get_by_label("Access").select_option("public")
    page.get_by_label("Standing").select_option("illustrative")

    expect(page).to_have_url(re.compile(r"q=water.*access=public.*standing=illustrative"))
    titles = page.locator(".layer h2")
    expect(titles.filter(has_text="Drinking-water source protection zone")).to_be_visible()
    expect(titles.filter(has_text="Ecological")).to_have_count(0)
    count = titles.count()
    page.reload()
    expect(titles).to_have_count(count)
    page.get_by_role("searchbox").fill("no such layer")
    expect(page.get_by_text("No layer fits")).to_be_visible()


def test_a_layer_of_the_catalogue_is_put_on_the_map_with_its_coverage_and_legend(open_page):
    page = ready(open_page("#/data", lang="en"))
    with (
        page.expect_response(re.compile(r"/industrial_area[^/]*/\d+/\d+/\d+\.mvt")),
        page.expect_response(re.compile("/layers/industrial_area/editions/330300/1$")) as outline,
    ):
        page.get_by_label("on the map: Industrial area").check()

    assert outline.value.json()["outline"]["type"] == "Polygon"
    expect(page).to_have_url(re.compile("show=industrial_area"))
    legend = page.locator(".legend")
    expect(legend.get_by_role("heading")).to_have_text("Industrial area")
    expect(legend).to_contain_text("illustrative, not statutory")


def test_a_raster_layer_is_drawn_as_pictures_with_the_legend_of_its_classes(open_page):
    page = open_page("#/data", lang="en")
    with page.expect_response(re.compile(r"/rasters/land_cover/.*\.png")) as picture:
        page.get_by_label("on the map: Land cover").check()
    assert picture.value.ok
    expect(page.locator(".legend").get_by_role("listitem").first).to_be_visible()


def test_the_timeline_names_each_edition_and_is_walked_with_the_keyboard(open_page):
    page = open_page("#/data/coastline", lang="en")
    timeline = page.locator("figure").get_by_role("group", name="All editions of")
    bars = timeline.get_by_role("link")

    expect(bars).to_have_count(2)
    expect(bars.nth(0)).to_have_accessible_name(re.compile(r"edition 1, superseded, from 2024-01-01 until 2026-01-01"))
    expect(bars.nth(1)).to_have_accessible_name(re.compile(r"edition 2, in force, from 2026-01-01; published 20"))
    expect(bars.nth(0)).to_contain_text("○")
    expect(bars.nth(1)).to_contain_text("●")
    bars.nth(0).focus()
    page.keyboard.press("Tab")
    expect(bars.nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#/data/coastline/330300/2"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("edition 2")


def test_a_click_on_the_map_asks_every_layer_what_lies_there(open_page):
    page = ready(open_page(WATER, lang="en"))
    page.locator(".map canvas").click(position={"x": 300, "y": 360})

    expect(page).to_have_url(re.compile("at=12"))
    card = page.locator(".identify")
    expect(card).to_contain_text("features")
    expect(card).to_contain_text("what restricts there is not known")
    card.locator("summary", has_text="Which layers answer here").click()
    answers = card.get_by_role("table", name="Which layers answer here")
    expect(answers.get_by_role("row").filter(has_text="Aquaculture")).to_contain_text("not covered")
    card.get_by_role("button", name="Close").click()
    expect(card).to_have_count(0)


def test_a_feature_at_the_point_shows_its_attributes_in_words(open_page):
    page = open_page(f"{WATER}?at=120.71,28.01", lang="zh")
    card = page.locator(".identify")
    expect(card.get_by_role("row", name="保护区级别")).to_contain_text("二级保护区")
    expect(card.get_by_role("row", name="是否已依法划定")).to_contain_text("是")


def test_a_point_that_cannot_be_read_is_told(open_page):
    page = open_page(f"{WATER}?at=here", lang="en")
    expect(page.get_by_role("alert")).to_contain_text("longitude,latitude")


def test_changes_between_two_days_are_told_with_their_measures(open_page):
    page = open_page("#/data/coastline?tab=changes&since=2025-12-31&until=2026-11-22", lang="en")
    features = page.get_by_role("table", name="Feature by feature")
    expect(features.get_by_role("row", name=re.compile("S-4"))).to_contain_text("added")
    expect(features.get_by_role("row", name=re.compile("S-1"))).to_contain_text("moved")
    expect(features.get_by_role("row", name=re.compile("S-1"))).to_contain_text(re.compile(r"lost 2[.,]\d\d\d? ?(k?m)"))


def test_a_layer_is_downloaded_whole(open_page):
    page = open_page("#/data/coastline", lang="en")
    with page.expect_download() as found:
        page.get_by_role("button", name="Download").click()
    whole = json.loads(Path(found.value.path()).read_text("utf-8"))
    assert {"S-1", "S-3", "S-4", "I-1"} <= {feature["properties"]["code"] for feature in whole["features"]}
    assert "next" not in [link["rel"] for link in whole["links"]]


def test_the_page_fits_a_phone(open_page):
    for place in ("#/data", "#/data/coastline", "#/data/coastline/330300/2"):
        page = open_page(place, lang="zh", phone=True)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


# --- who may what


def test_a_viewer_is_told_what_is_withheld_and_no_tile_of_it_is_asked_for(open_page):
    asked = []
    page = open_page("#/data", lang="zh", role="viewer")
    page.on("request", lambda request: asked.append(unquote(request.url)))
    page.get_by_role("link", name="生态保护红线", exact=True).click()

    expect(page.get_by_role("heading", level=1)).to_have_text("生态保护红线")
    expect(page.get_by_text("该图层受限")).to_contain_text("see-restricted")
    expect(page.get_by_text("来源（330300/1）：手工示例 by hand")).to_be_visible()
    expect(page.get_by_role("row", name="330300/1")).to_contain_text("不公开")
    ready(page)
    page.get_by_role("navigation", name="图层的各部分").get_by_role("link", name="变化").click()
    expect(page.get_by_text("该图层受限").first).to_be_visible()
    expect(page.get_by_role("button", name="下载")).to_have_count(0)
    assert any(".mvt" in url for url in asked) or any("style.json" in url for url in asked)
    assert not [url for url in asked if "ecological_red_line" in url and (".mvt" in url or "/features" in url)]


@pytest.mark.parametrize("role", ["viewer", "reviewer", "auditor"])
def test_who_is_no_steward_sees_no_controls_and_is_told_which_right_is_lacking(open_page, role):
    page = open_page(f"{WATER}?tab=deliver", lang="en", role=role)
    expect(page.get_by_text("needs the right “steward”")).to_be_visible()
    expect(page.get_by_label("File", exact=True)).to_have_count(0)
    page.get_by_role("link", name="Editions").click()
    expect(page.get_by_role("table")).to_be_visible()
    expect(page.get_by_text("needs the right “steward”")).to_be_visible()
    expect(page.get_by_role("button", name="Roll back")).to_have_count(0)


def test_a_steward_sees_the_controls(open_page):
    page = open_page(f"{WATER}/330300/1", lang="en", role="steward", allowed=REFUSED)
    expect(page.get_by_role("button", name="Withdraw")).to_be_visible()
    expect(page.get_by_text("needs the right")).to_have_count(0)
    page.get_by_role("link", name="Check report").click()
    expect(page.get_by_role("alert")).to_contain_text("330300/1")  # published without a delivery: there is no report
