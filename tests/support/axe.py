"""What axe-core and the size of targets have against a page in the browser."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from chromium import LEFT_OUT, missing_is_a_fault
from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[2] / "app" / "web" / "node_modules" / "axe-core" / "axe.min.js"
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


def faults(page: Page) -> list[str]:
    """Serious faults of a page as it stands, and targets that are too small."""
    page.evaluate(_source())
    return [*page.evaluate(FAULTS), *page.evaluate(SMALL)]


@cache
def _source() -> str:
    if not AXE.is_file():
        (pytest.fail if missing_is_a_fault() else pytest.skip)(f"{LEFT_OUT}: no axe-core; run make web")
    return AXE.read_text(encoding="utf-8")
