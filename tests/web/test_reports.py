"""The report of a recorded verdict, downloaded from its page."""

from __future__ import annotations

from pathlib import Path

import httpx2
import pytest
import shapely

SITE = shapely.box(120.71, 28.01, 120.712, 28.012)


@pytest.fixture
def number(service):
    asked = {"site": shapely.geometry.mapping(SITE), "project": {"name": "某加工厂"}}
    return httpx2.post(f"{service.url}siting/checks", json=asked, timeout=60).json()["id"]


@pytest.mark.parametrize(
    ("lang", "button", "both", "query"),
    [
        ("zh", "网页", None, {"lang": "zh"}),
        ("en", "Web page", "Chinese and English", {"bilingual": "true"}),
    ],
)
def test_a_report_is_the_services_own_in_the_language_asked_for(open_page, service, number, lang, button, both, query):
    page = open_page(f"#/review/{number}", lang=lang)
    if both is not None:
        page.get_by_label(both).check()
    with page.expect_download(timeout=60_000) as taken:
        page.get_by_role("button", name=button).click()
    assert taken.value.suggested_filename == f"siting-{number.removeprefix('sha256:')[:12]}.html"
    own = httpx2.get(f"{service.url}siting/checks/{number}/report", params={"format": "html", **query}, timeout=60)
    assert Path(taken.value.path()).read_bytes() == own.content
