"""axe-core finds no serious fault on any page, in either language, on a desktop and on a phone."""

from __future__ import annotations

import pytest
from axe import faults
from playwright.sync_api import expect

PAGES = ["#/review", "#/alternatives", "#/places", "#/audit", "#/data"]


def ready(page):
    """Once the map is drawn and nothing more is asked for."""
    expect(page.locator(".map[data-ready=true]").first).to_be_visible(timeout=30_000)
    page.wait_for_load_state("networkidle")
    return page


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("place", PAGES)
def test_axe_finds_nothing_serious_and_every_target_is_large_enough(open_page, place, lang, phone):
    page = ready(open_page(place, lang=lang, phone=phone, role="steward"))
    assert faults(page) == []


def test_where_a_key_is_needed_axe_finds_nothing_serious(open_page, serve_desk):
    with serve_desk(anonymous_reading=False) as closed:
        page = open_page(of=closed)
        expect(page.get_by_role("heading", name="需要访问密钥")).to_be_visible()
        assert faults(page) == []
        page.close()
