"""The page of where a project could stand: a disc around a point, its areas in words and on the map."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import expect

from zoning.admissible.desk import AdmissibleDesk
from zoning.definitions import load_definitions
from zoning.desk import Desk, Limits
from zoning.jobs.office import JobOffice
from zoning.jobs.run import Runs

JUDGING_MS = 90_000
DATA = Path(__file__).resolve().parents[2] / "data"
LARGE = {"centre": "120.75,28.0", "within": "6300", "radius": "30", "industry": "C2614", "find": "1"}
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


def test_larger_ground_goes_as_a_job_that_the_page_follows_and_a_reload_finds_again(open_page, own_service, tmp_path):
    page = open_page(f"#/places?{urlencode(LARGE)}", of=own_service, role="reviewer")
    expect(page).to_have_url(re.compile("job=[0-9a-f]{32}"), timeout=JUDGING_MS)
    expect(page.get_by_role("status").filter(has_text="排队中")).to_be_visible()
    expect(page.get_by_role("progressbar", name="推算进度")).to_be_visible()
    page.reload()
    expect(page.get_by_role("status").filter(has_text="排队中")).to_be_visible()
    (number,) = re.findall("job=([0-9a-f]{32})", page.url)

    kind = AdmissibleDesk(Desk(own_service.store, load_definitions(DATA), Limits())).job()
    office = JobOffice(own_service.store, {kind.name: kind}, Runs(tmp_path))
    assert len(office.jobs()) == 1, "reloading asks for no second one"
    assert office.work(office.job(number), own_service.now).state == "finished"
    answer = page.get_by_role("region", name="结果")
    expect(answer).to_be_visible(timeout=JUDGING_MS)
    hectares = answer.locator("table").first.locator("tbody tr td:nth-child(3)").all_inner_texts()
    assert 12_400 < sum(float(text.replace(",", "")) for text in hectares) < 12_500


def test_a_job_is_cancelled_from_the_page_by_whoever_asked_for_it(open_page, own_service):
    page = open_page(f"#/places?{urlencode(LARGE)}", lang="en", of=own_service, role="reviewer")
    page.get_by_role("button", name="Cancel the job").click(timeout=JUDGING_MS)
    expect(page.get_by_role("status").filter(has_text="cancelled")).to_be_visible()
    page.get_by_role("button", name="Find", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="waiting its turn")).to_be_visible(timeout=JUDGING_MS)
