"""What a first load costs: bytes and requests as they travel, and how long until the first map. -s prints them."""

from __future__ import annotations

import gzip
from statistics import median
from time import perf_counter

import pytest
from chromium import WEB, missing_is_a_fault, wanting
from playwright.sync_api import expect

SCRIPTS = 400_000  # all scripts together, gzip
FIRST_SCRIPTS = 340_000  # those of one page
FIRST_BYTES = 450_000  # of one page with the tiles of the small territory
FIRST_REQUESTS = 30
LOADS = 5
SECONDS = 10.0  # for a machine at other work; the figure is what counts


def test_all_scripts_together_are_within_the_budget():
    lacking = wanting()
    if lacking is not None:
        (pytest.fail if missing_is_a_fault() else pytest.skip)(lacking)
    sizes = {path.name: len(gzip.compress(path.read_bytes(), 9)) for path in (WEB / "assets").glob("*.js")}
    print(f"\nscripts, gzip: {sum(sizes.values())} bytes in {len(sizes)} files", sizes)
    assert 100_000 < sum(sizes.values()) < SCRIPTS


@pytest.mark.parametrize("place", ["#/review", "#/alternatives", "#/places", "#/audit", "#/data"])
def test_the_first_load_of_a_page_is_within_the_budget(open_page, place):
    finished = []

    def listen(page):  # a listener is marked by playwright, which a method of a list does not bear
        page.on("requestfinished", lambda request: finished.extend([request]))

    page = open_page(place, listen=listen)
    expect(page.locator(".map[data-ready=true]").first).to_be_visible(timeout=30_000)
    page.wait_for_load_state("networkidle")
    told = [(one.url, one.sizes()["responseBodySize"]) for one in finished if one.url.startswith("http")]
    scripts = sum(size for url, size in told if url.endswith(".js"))
    total = sum(size for _, size in told)
    print(f"\n{place}: {len(told)} requests, {total} bytes, of these scripts {scripts}")
    assert 100_000 < scripts < FIRST_SCRIPTS
    assert total < FIRST_BYTES
    assert len(told) <= FIRST_REQUESTS


def test_the_first_map_is_there_soon(open_page):
    taken = []
    for _ in range(1 + LOADS):  # the first warms the service up
        begun = perf_counter()
        page = open_page("#/review")
        expect(page.locator(".map[data-ready=true]").first).to_be_visible(timeout=30_000)
        taken.append(perf_counter() - begun)
        page.close()
    print(
        f"\nfirst map: median {median(taken[1:]):.2f} s of {LOADS} loads with an empty cache, {taken[0]:.2f} s before"
    )
    assert median(taken[1:]) < SECONDS
