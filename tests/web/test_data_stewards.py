"""The data page as stewards use it: a delivery checked, previewed, published and taken back; its impact."""

from __future__ import annotations

import json
import re
import warnings
from pathlib import Path
from urllib.parse import unquote

import httpx2
import pytest
import rasterio
from copies import copied
from desk_service import desk_service
from playwright.sync_api import expect
from rasterio.errors import NotGeoreferencedWarning
from served import DATA

from zoning.definitions import load_definitions
from zoning.impact.desk import ImpactDesk
from zoning.jobs.office import JobOffice
from zoning.jobs.run import Runs

WATER = "#/data/water_source_zone"
CHOSEN = (0xB4, 0x53, 0x09)  # how the map draws what was chosen
ERROR = (0xA3, 0x15, 0x2A)
REFUSED = (r"status of 4\d\d",)  # the browser's own line about a refusal that the page then tells


def square(west, south, east, north):
    """A GeoJSON polygon of a box."""
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def delivery(*zones):
    """A file of water source zones from (code, level, box)."""
    features = [
        {"type": "Feature", "properties": {"code": code, "name": code, "level": level}, "geometry": square(*box)}
        for code, level, box in zones
    ]
    content = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    return {"name": "zones.geojson", "mimeType": "application/geo+json", "buffer": content}


MOVED = delivery(("WS-2", "2", (120.7, 28.0, 120.76, 28.05)), ("WS-3", "2", (120.55, 27.85, 120.57, 27.87)))
# of the level 2 zone nothing is left beside the level 1 zone that covers it
SWALLOWED = delivery(("WS-1", "1", (120.7, 28.0, 120.76, 28.05)), ("WS-2", "2", (120.71, 28.01, 120.73, 28.03)))


def deliver(page, file, button):
    """Fill the form of the page and press a button of it."""
    page.get_by_label("File", exact=True).set_input_files(file)
    page.get_by_label("Region code").fill("330300")
    page.get_by_label("Standing").select_option("illustrative")
    page.get_by_label("Accuracy").fill("5")
    page.get_by_label("In force from").fill("2026-11-22")
    page.get_by_label("Source document").fill("a document of the tests")
    page.get_by_role("button", name=button).click()


def ready(page):
    """Once the map is drawn."""
    expect(page.locator(".map[data-ready=true]")).to_be_visible()
    return page


def pixels(page, colour):
    """How many pixels of the map are exactly of a colour."""
    with warnings.catch_warnings(), rasterio.MemoryFile(page.locator(".map canvas").screenshot()) as held:
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        with held.open() as picture:
            red, green, blue = picture.read()[:3]
    return int(((red == colour[0]) & (green == colour[1]) & (blue == colour[2])).sum())


def until(found):
    """Looks until something holds; each look takes a picture, and so some time."""
    assert any(found() for _ in range(40))


def editions(service, layer, role="steward"):
    """What the service itself says of the editions of a layer: number → state."""
    headers = {"Authorization": f"Bearer {service.key(role)}"}
    answer = httpx2.get(f"{service.url}layers/{layer}/editions", headers=headers).json()
    return {edition["edition"]: edition["state"] for edition in answer["editions"] if edition["region"] == "330300"}


@pytest.fixture(scope="module")
def unpublished(filled, tmp_path_factory):
    """A service over a store in which these tests propose and take back, and publish nothing."""
    with desk_service(copied(filled, tmp_path_factory.mktemp("unpublished") / "store")) as found:
        yield found


@pytest.fixture
def proposed(unpublished):
    """A proposal of the steward that the pages use, beside what is in force."""
    form = {
        "region": "330300",
        "status": "illustrative",
        "accuracy_m": "5",
        "effective_from": "2026-11-22",
        "source": "a document of the tests",
        "coverage": "region",
    }
    headers = {"Authorization": f"Bearer {unpublished.key('steward')}"}
    file = {"file": (MOVED["name"], MOVED["buffer"])}
    url = f"{unpublished.url}layers/water_source_zone/editions"
    answer = httpx2.post(url, data=form, files=file, headers=headers, timeout=60)
    assert answer.status_code == 201, answer.text
    return answer.json()["edition"]["edition"]


def test_a_dry_run_shows_report_and_preview_and_stores_nothing(open_page, unpublished):
    page = open_page(f"{WATER}?tab=deliver", lang="en", role="steward", of=unpublished)
    before = editions(unpublished, "water_source_zone")
    deliver(page, MOVED, "Check only")
    expect(page.get_by_text("A dry run: nothing was stored")).to_be_visible()
    expect(page.get_by_text("The check passed")).to_be_visible()
    expect(page.get_by_role("table", name="Where it changes")).to_contain_text("WS-3")
    assert editions(unpublished, "water_source_zone") == before


def test_a_delivery_is_checked_previewed_on_the_map_published_and_in_force(open_page, own_service):
    page = open_page(f"{WATER}?tab=deliver", lang="en", role="steward", of=own_service)
    deliver(page, MOVED, "Check and propose")

    expect(page).to_have_url(re.compile("water_source_zone/330300/2.*tab=preview"))
    counts = page.locator(".counts")
    expect(counts).to_contain_text(re.compile(r"added\s*1"))
    expect(counts).to_contain_text(re.compile(r"moved\s*1"))
    features = page.get_by_role("table", name="Feature by feature")
    expect(features.get_by_role("row", name=re.compile("WS-2"))).to_contain_text("gained 544.90 ha")
    ready(page)
    assert pixels(page, CHOSEN) == 0
    page.get_by_role("button", name="show WS-3").click()
    expect(page).to_have_url(re.compile(r"chosen=added"))
    until(lambda: pixels(page, CHOSEN) > 200)

    page.get_by_role("link", name="Check report").click()
    expect(page.get_by_text("The check passed")).to_be_visible()
    expect(page.get_by_text("the default true was taken")).to_be_visible()
    page.get_by_role("button", name="Publish").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("From 2026-11-22 on, verdicts rest on this edition")
    dialog.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Published; in force from 2026-11-22")).to_be_visible()
    expect(page.locator(".state").first).to_contain_text("in force")
    assert editions(own_service, "water_source_zone") == {1: "superseded", 2: "published"}
    ready(page)  # drawn anew, from the release that holds it


def test_the_address_of_a_preview_shows_the_same_place_again(open_page, unpublished, proposed):
    place = f"{WATER}/330300/{proposed}?tab=preview&chosen=added%20WS-3"
    page = ready(open_page(place, lang="en", role="steward", of=unpublished))
    expect(page.locator("tr[aria-current=true]")).to_contain_text("WS-3")
    until(lambda: pixels(page, CHOSEN) > 5)


def test_a_delivery_with_errors_shows_them_on_the_map_and_is_not_stored(open_page, unpublished):
    page = open_page(f"{WATER}?tab=deliver", lang="en", role="steward", of=unpublished, allowed=REFUSED)
    before = editions(unpublished, "water_source_zone")
    deliver(ready(page), SWALLOWED, "Check and propose")

    expect(page.get_by_role("alert")).to_contain_text("it cannot be published")
    expect(page.get_by_text("nothing was stored")).to_be_visible()
    problem = page.get_by_role("table", name="Problems found").get_by_role("row", name=re.compile("error")).first
    expect(problem).to_contain_text("zones.geojson#2")
    until(lambda: pixels(page, ERROR) > 20)
    problem.get_by_role("button", name="show").click()
    until(lambda: pixels(page, CHOSEN) > 20)
    expect(page.get_by_role("button", name="Publish")).to_have_count(0)
    assert editions(unpublished, "water_source_zone") == before


def test_a_file_that_cannot_be_read_is_told_in_words(open_page, unpublished):
    page = open_page(f"{WATER}?tab=deliver", lang="en", role="steward", of=unpublished, allowed=REFUSED)
    deliver(page, {"name": "x.geojson", "mimeType": "application/geo+json", "buffer": b"{"}, "Check only")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_role("button", name="Check only")).to_be_enabled()


def test_a_mapping_is_saved_and_then_chosen_for_a_delivery(open_page, unpublished):
    page = open_page(f"{WATER}?tab=deliver", lang="en", role="steward", of=unpublished)
    page.get_by_text("Mapping of fields").click()
    page.get_by_label("Fields (ATTRIBUTE=FIELD").fill("level=name")
    page.get_by_label("Values (ATTRIBUTE:FROM=TO)").fill("level:WS-2=2\nlevel:WS-3=1")
    page.get_by_label("Office").fill("某测绘院")
    page.get_by_role("button", name="Save the mapping").click()
    expect(page.get_by_text("Saved: 某测绘院/default, version 1")).to_be_visible()
    page.get_by_label("Fields (ATTRIBUTE=FIELD").fill("")
    page.get_by_label("Values (ATTRIBUTE:FROM=TO)").fill("")
    page.get_by_label("Saved mapping").select_option("某测绘院/default")
    deliver(page, MOVED, "Check only")
    expect(page.get_by_role("table", name="Sums per class")).to_contain_text("level 1")
    expect(page.get_by_text("Mapping: 某测绘院/default, version 1")).to_be_visible()


def test_with_four_eyes_the_proposer_is_refused_in_words_and_another_steward_publishes(open_page, serve_desk):
    with serve_desk(four_eyes=True) as service:
        page = open_page(f"{WATER}?tab=deliver", lang="en", role="steward", of=service, allowed=REFUSED)
        deliver(page, MOVED, "Check and propose")
        page.get_by_role("button", name="Publish").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_role("button", name="Publish").click()
        expect(dialog.get_by_role("alert")).to_contain_text("another person has to publish it")
        expect(dialog).to_contain_text("whoever proposed an edition cannot publish it")
        dialog.get_by_role("button", name="Cancel").click()
        assert editions(service, "water_source_zone")[2] == "proposed"

        service.keys.pop("steward")  # another person, with a key of their own
        page = open_page(f"{WATER}/330300/2", lang="en", role="steward", of=service)
        page.get_by_role("button", name="Publish").click()
        page.get_by_role("dialog").get_by_role("button", name="Publish").click()
        expect(page.get_by_text("Published; in force")).to_be_visible()
        page.get_by_role("button", name="Withdraw").click()
        page.get_by_label("Reason").fill("wrong boundary")
        page.get_by_role("dialog").get_by_role("button", name="Withdraw").click()
        expect(page.get_by_text("It takes a second person")).to_be_visible()
        assert editions(service, "water_source_zone")[2] == "published"
        ready(page)


def test_an_edition_is_withdrawn_with_a_reason_and_not_without(open_page, unpublished, proposed):
    page = open_page(f"{WATER}/330300/{proposed}", lang="en", role="steward", of=unpublished)
    page.get_by_role("button", name="Take the proposal back").click()
    dialog = page.get_by_role("dialog")
    confirm = dialog.get_by_role("button", name="Take the proposal back")
    expect(confirm).to_be_disabled()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    assert editions(unpublished, "water_source_zone")[proposed] == "proposed"

    page.get_by_role("button", name="Take the proposal back").click()
    dialog.get_by_label("Reason").fill("the outline is another document's")
    confirm.click()
    expect(page.get_by_role("status").filter(has_text="is withdrawn")).to_be_visible()
    steps = page.get_by_role("table", name="Steps of its life")
    expect(steps.get_by_role("row", name=re.compile("withdrawn"))).to_contain_text("the outline is another document's")
    assert editions(unpublished, "water_source_zone")[proposed] == "withdrawn"
    ready(page)


def test_a_region_is_rolled_back_to_the_edition_before(open_page, unpublished):
    page = open_page("#/data/coastline", lang="en", role="steward", of=unpublished)
    page.get_by_role("button", name="Roll back by one edition").click()
    page.get_by_label("Reason").fill("surveyed anew")
    page.get_by_role("dialog").get_by_role("button", name="Roll back").click()
    expect(page.get_by_text("In force instead: 330300/1")).to_be_visible()
    expect(page.get_by_role("row", name="330300/2")).to_contain_text("withdrawn")
    assert editions(unpublished, "coastline") == {1: "published", 2: "withdrawn"}
    ready(page)


# --- impact


def test_the_impact_of_a_proposal_is_listed_and_judged_as_a_job(open_page, unpublished, proposed):
    headers = {"Authorization": f"Bearer {unpublished.key('steward')}"}
    question = {"site": square(120.752, 28.01, 120.754, 28.012), "project": {"accuracy_m": 1}}
    url = f"{unpublished.url}siting/checks"
    recorded = httpx2.post(url, json=question, headers=headers, timeout=60).json()["id"]

    page = open_page(f"{WATER}/330300/{proposed}?tab=preview", lang="en", role="steward", of=unpublished)
    expect(page.get_by_text("1 verdicts are recorded; 1 of them may be concerned")).to_be_visible()
    page.get_by_role("link", name="See which").click()
    verdict = page.get_by_role("table", name="Verdicts that may be concerned").get_by_role("link")
    expect(verdict).to_have_attribute("title", recorded)
    assert unquote(verdict.get_attribute("href") or "").startswith(f"#/review/{recorded}")
    page.get_by_role("button", name="Judge them again").click()
    expect(page).to_have_url(re.compile("job=[0-9a-f]{32}"))
    expect(page.get_by_text("waiting its turn")).to_be_visible()

    do_jobs(unpublished)
    expect(page.get_by_text("finished")).to_be_visible()
    expect(page.get_by_text("1 judged again; 1 do not stay as they are")).to_be_visible()
    changed = page.get_by_role("table", name="Verdicts that change")
    expect(changed.get_by_role("link")).to_have_attribute("title", recorded)


def do_jobs(service):
    """Work on what waits, as the service's supervisor would in a process of its own."""
    place = Path(service.store.location)
    impacts = ImpactDesk(service.store, load_definitions(DATA), place / ".work" / "footprints")
    office = JobOffice(service.store, {"impact": impacts.job()}, Runs(place / ".work" / "jobs"))
    for job in office.jobs():
        assert office.work(job, service.now).state == "finished"
