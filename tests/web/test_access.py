"""Who has no mouse, a large font or a small screen: keyboard, reflow, print."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

PAGES = ["#/review", "#/audit", "#/data"]
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def ready(page):
    """Once the map is drawn and nothing more is asked for."""
    expect(page.locator(".map[data-ready=true]").first).to_be_visible(timeout=30_000)
    page.wait_for_load_state("networkidle")
    return page


@pytest.mark.parametrize("place", PAGES)
def test_at_320_pixels_nothing_is_wider_than_the_screen(open_page, place):
    page = ready(open_page(place, lang="en", role="steward", viewport={"width": 320, "height": 256 * 2}))
    assert page.evaluate(WIDER) == 0


def test_the_keyboard_reaches_everything_in_the_order_in_which_it_stands(open_page):
    page = ready(open_page("#/review", lang="en"))
    reached = []
    pages = [link.text_content().strip() for link in page.locator("header.top nav a").all()]
    assert pages[:1] == ["Review"] and {"Audit", "Data"} < set(pages)
    for _ in range(3 + len(pages)):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.textContent.trim()"))
    assert reached == ["Skip to content", *pages, "Use a key", "中文"]
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    assert page.evaluate(outline) == "solid"


def test_the_skip_link_leads_to_the_content(open_page):
    page = ready(open_page("#/review", lang="en"))
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    assert page.url.endswith("#/review?lang=en")  # where one is, is still in the address


def test_the_map_has_a_name_and_is_moved_by_the_keyboard(open_page):
    page = ready(open_page("#/data", lang="zh"))
    chart = page.locator(".map canvas")
    assert chart.get_attribute("aria-label")
    scale = page.locator(".maplibregl-ctrl-scale")
    before = scale.inner_text()
    chart.focus()
    page.keyboard.press("Equal")
    expect(scale).not_to_have_text(before)
    expect(page.get_by_role("button", name="放大")).to_be_visible()


def test_a_key_is_typed_without_a_mouse_and_escape_puts_the_field_away(open_page, service):
    page = open_page("#/review", lang="en")
    page.get_by_role("button", name="Use a key").focus()
    page.keyboard.press("Enter")
    field = page.get_by_label("Access key")
    expect(field).to_be_focused()
    page.keyboard.press("Escape")
    expect(field).to_be_hidden()
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Use a key").click()
    field.fill(service.key("auditor"))
    page.keyboard.press("Enter")
    expect(page.locator(".role")).to_have_text("Role auditor")


def test_on_paper_there_are_words_and_map_and_no_controls(open_page):
    page = ready(open_page("#/data", lang="en"))
    page.emulate_media(media="print")
    expect(page.locator(".caveat")).to_be_visible()
    expect(page.locator(".panel")).to_be_visible()
    expect(page.get_by_role("navigation")).to_be_hidden()
    expect(page.locator(".maplibregl-ctrl-group")).to_be_hidden()
