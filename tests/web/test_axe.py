"""axe-core finds no serious fault on any page, in either language, on a desktop and on a phone."""

from __future__ import annotations

from pathlib import Path

import pytest
from chromium import LEFT_OUT, missing_is_a_fault
from playwright.sync_api import expect

AXE = Path(__file__).resolve().parents[2] / "app" / "web" / "node_modules" / "axe-core" / "axe.min.js"
PAGES = ["#/review", "#/alternatives", "#/places", "#/audit", "#/data"]
FAULTS = """async () => (await axe.run(document, { resultTypes: ["violations"] })).violations
    .filter((one) => ["serious", "critical"].includes(one.impact))
    .map((one) => `${one.id} (${one.impact}): ` + one.nodes.map((node) => node.html.slice(0, 160)).join(" | "))"""
# what can be clicked, below 24 CSS pixels in one direction and not within a sentence (WCAG 2.2, 2.5.8)
SMALL = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }))
    .filter((one) => !one.closest(".skip, .hidden, p, li, td, dd, caption, h2, h3"))
    .map((one) => [one, (one.closest("label") ?? one).getBoundingClientRect()])
    .filter(([, box]) => box.width > 0 && (box.width < 24 || box.height < 24))
    .map(([one, box]) => `${one.outerHTML.slice(0, 120)} ${box.width}x${box.height}`)"""


def ready(page):
    """Once the map is drawn and nothing more is asked for."""
    expect(page.locator(".map[data-ready=true]").first).to_be_visible(timeout=30_000)
    page.wait_for_load_state("networkidle")
    return page


@pytest.fixture(scope="module")
def axe():
    if not AXE.is_file():
        (pytest.fail if missing_is_a_fault() else pytest.skip)(f"{LEFT_OUT}: no axe-core; run make web")
    return AXE.read_text(encoding="utf-8")


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("place", PAGES)
def test_axe_finds_nothing_serious_and_every_target_is_large_enough(open_page, axe, place, lang, phone):
    page = ready(open_page(place, lang=lang, phone=phone, role="steward"))
    page.evaluate(axe)
    assert page.evaluate(FAULTS) == []
    assert page.evaluate(SMALL) == []


def test_where_a_key_is_needed_axe_finds_nothing_serious(open_page, axe, serve_desk):
    with serve_desk(anonymous_reading=False) as closed:
        page = open_page(of=closed)
        expect(page.get_by_role("heading", name="需要访问密钥")).to_be_visible()
        page.evaluate(axe)
        assert page.evaluate(FAULTS) == []
        page.close()
