"""The page of alternatives: places drawn, typed or dropped, ranked side by side, each a verdict of its own."""

from __future__ import annotations

import json
import re
from urllib.parse import urlencode

import pytest
import shapely
from axe import faults
from playwright.sync_api import Page, expect

JUDGING_MS = 60_000
REFUSED = (r"status of 4\d\d",)  # the browser's own line about a refusal that the page then tells
NEAR = shapely.box(120.71, 28.01, 120.712, 28.012)
FAR = shapely.box(120.74, 28.03, 120.742, 28.032)


def address(*places: tuple[str, str], **more: str) -> str:
    """The hash address of a comparison."""

    return f"#/alternatives?{urlencode({'sites': json.dumps(places, ensure_ascii=False), **more})}"


def two(**more: str) -> str:
    return address(("东侧方案", NEAR.wkt), ("西侧方案", FAR.wkt), **more)


def ranked(page: Page):
    rows = page.locator("table.ranked tbody tr")
    expect(rows.first).to_be_visible(timeout=JUDGING_MS)
    return rows


def test_an_address_opens_a_comparison_and_its_verdicts_can_be_recorded(open_page):
    page = open_page(two())
    expect(ranked(page)).to_have_count(2)
    expect(page.get_by_role("status").filter(has_text="已比较：第一名")).to_be_visible()
    expect(page.locator(".mark-letter")).to_have_text(["1", "2"])
    expect(page.locator(".ranked .badge").first).to_be_visible()
    page.locator("summary", has_text="与各图层的重叠").click()
    expect(page.get_by_role("region", name="与各图层的重叠").get_by_role("columnheader")).to_have_count(3)

    page.get_by_role("button", name="1 东侧方案").click()
    expect(page).to_have_url(re.compile("chosen=1"))
    page.get_by_role("button", name="登记比选和各方案的结论").click()
    expect(page).to_have_url(re.compile("#/alternatives/sha256"), timeout=JUDGING_MS)
    expect(page.get_by_role("heading", name="已登记的比选")).to_be_visible()
    page.reload()
    expect(ranked(page)).to_have_count(2)
    expect(page.locator(".mark-letter")).to_have_text(["1", "2"])
    page.get_by_role("link", name="登记的结论").first.click()
    expect(page.locator(".review .verdict .word").first).to_be_visible(timeout=JUDGING_MS)
    expect(page).to_have_url(re.compile("#/review/sha256"))


def test_a_recorded_comparison_is_taken_away_and_compared_again(open_page, tmp_path):
    page = open_page(two(lang="en"), lang="en")
    ranked(page)
    page.get_by_role("button", name="Record the comparison").click()
    expect(page.get_by_role("heading", name="Recorded comparison")).to_be_visible(timeout=JUDGING_MS)
    expect(page.get_by_role("button", name="Record the comparison")).to_have_count(0)
    expect(page.get_by_role("img", name=re.compile("^[12]$"))).to_have_text(["1", "2"])
    assert faults(page) == []
    with page.expect_download() as taken:
        page.get_by_role("button", name="Download the record").click()
    taken.value.save_as(tmp_path / "record.json")
    record = json.loads((tmp_path / "record.json").read_text(encoding="utf-8"))
    assert record["id"] in page.url.replace("%3A", ":") and len(record["alternatives"]) == 2

    page.get_by_role("button", name="Compare these again").click()
    expect(page).to_have_url(re.compile(r"#/alternatives\?"), timeout=JUDGING_MS)
    expect(page.locator(".entries li")).to_have_text([re.compile("东侧方案"), re.compile("西侧方案")])
    expect(ranked(page)).to_have_count(2)
    page.go_back()
    expect(page.get_by_role("heading", name="Recorded comparison")).to_be_visible()


def test_an_address_of_no_recorded_comparison_says_so(open_page):
    page = open_page("#/alternatives/sha256:0", allowed=REFUSED)
    expect(page.get_by_role("alert")).to_contain_text("台账中没有")


def test_places_are_typed_and_dropped_one_after_another(open_page):
    page = open_page("#/alternatives", lang="en")
    expect(page.get_by_text("Give at least 2 alternatives")).to_be_visible()
    page.get_by_role("button", name="Type", exact=True).click()
    page.get_by_label("Name of the alternative").fill("by the road")
    page.get_by_label("Coordinates").fill("120.7100, 28.0100")
    page.get_by_role("button", name="Add it").click()
    expect(page.locator(".entries li")).to_have_text(re.compile("by the road"), timeout=JUDGING_MS)

    page.get_by_role("button", name="Files", exact=True).click()
    site = json.dumps(shapely.geometry.mapping(FAR)).encode()
    page.get_by_label(re.compile("Drop one or several")).set_input_files(
        [
            {"name": "b.geojson", "mimeType": "application/json", "buffer": site},
            {"name": "c.wkt", "mimeType": "text/plain", "buffer": NEAR.wkt.encode()},
        ]
    )
    expect(page.locator(".entries li")).to_have_count(3, timeout=JUDGING_MS)
    expect(ranked(page)).to_have_count(3)
    expect(page.locator(".mark-letter")).to_have_count(3)

    page.get_by_role("button", name="remove b.geojson", exact=False).click()
    expect(page.locator(".entries li")).to_have_count(2)
    expect(page.locator("table.ranked tbody tr")).to_have_count(2, timeout=JUDGING_MS)


@pytest.mark.parametrize("sites", ["nonsense", "[1, 2]", '{"a": 1}', '[["one"]]'])
def test_an_address_that_makes_no_sense_is_an_empty_comparison(open_page, sites):
    page = open_page(f"#/alternatives?sites={sites}")
    expect(page.get_by_text("给出至少 2 个方案后")).to_be_visible()
    expect(page.locator(".entries")).to_have_count(0)
