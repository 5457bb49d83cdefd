"""The page of where a project could stand: a disc around a point, its areas in words and on the map."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from playwright.sync_api import expect

JUDGING_MS = 90_000
ASKED = {"centre": "120.711,28.011", "within": "150", "radius": "20", "industry": "C2614"}


def test_an_address_opens_the_answer_and_an_area_tells_why(open_page):
    page = open_page(f"#/places?{urlencode({**ASKED, 'find': '1'})}")
    answer = page.get_by_role("region", name="结果")
    expect(answer).to_be_visible(timeout=JUDGING_MS)
    expect(answer.locator("table").first.locator("tbody tr")).to_have_count(4)
    hectares = answer.locator("table").first.locator("tbody tr td:nth-child(3)").all_inner_texts()
    assert 6.9 < sum(float(text) for text in hectares) < 7.1  # a circle of 150 m, by the ellipsoid
    page.get_by_role("button", name=re.compile("第 1 片")).click()
    expect(page).to_have_url(re.compile("chosen=0"))
    expect(answer.get_by_role("status").locator("li").first).to_be_visible()

    page.get_by_label("项目占地的半径（米）").fill("25")
    page.get_by_label("项目占地的半径（米）").press("Tab")
    expect(page.get_by_text("条件已改")).to_be_visible()


def test_the_centre_is_picked_on_the_map_and_nothing_is_asked_before_it_is_wanted(open_page):
    page = open_page("#/places", lang="en")
    find = page.get_by_role("button", name="Find", exact=True)
    expect(find).to_be_disabled()
    expect(page.locator(".map[data-ready=true]")).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="Pick it on the map").click()
    page.locator(".map canvas").click(position={"x": 200, "y": 200})
    expect(page.get_by_label("Centre (LON,LAT)")).to_have_value(re.compile(r"^1[12]\d\.\d+,2\d\.\d+$"))
    page.get_by_label("So far around it (m)").fill("100")
    page.get_by_label("Radius of the project (m)").fill("20")
    page.get_by_label("Radius of the project (m)").press("Tab")
    expect(find).to_be_enabled()
    expect(page.get_by_role("region", name="Answer")).to_have_count(0)
