"""The frame around every page: where one is, in which language, with whose key."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

TITLES = {
    "zh": {
        "review": "研判",
        "alternatives": "比选",
        "places": "选址",
        "screening": "批量",
        "audit": "岸线与指标",
        "data": "数据",
    },
    "en": {
        "review": "Review",
        "alternatives": "Alternatives",
        "places": "Where",
        "screening": "Screening",
        "audit": "Audit",
        "data": "Data",
    },
}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ["review", "alternatives", "places", "screening", "audit", "data"])
def test_every_page_opens_in_both_languages_and_says_where_one_is(open_page, lang, name):
    page = open_page(f"#/{name}", lang=lang, role="steward")

    current = page.get_by_role("navigation").locator("[aria-current=page]")
    expect(current).to_have_text(TITLES[lang][name])
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN" if lang == "zh" else "en")
    expect(page).to_have_title(re.compile(TITLES[lang][name]))


def test_the_map_is_drawn(open_page):
    page = open_page("#/review", lang="en")

    expect(page.locator(".map[data-ready=true]")).to_be_visible()
