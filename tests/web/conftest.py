"""The desk in a real browser over a real service on loopback.

`open_page("#/audit", lang="en", phone=True, role="steward")` opens a watched page of `service`, whose store all tests
share: read there, and record verdicts if you like. Who publishes or withdraws takes `own_service`.
At the end of a test every page must have said no error and asked nobody but 127.0.0.1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import pytest
from browsing import Watch, browsing, context_of
from chromium import missing_is_a_fault, wanting
from copies import copied
from desk_service import DeskService, desk_service, fill_territory
from playwright.sync_api import Browser, BrowserContext, Page, expect


class OpenPage(Protocol):
    """Opens a page; every argument has a default."""

    def __call__(
        self,
        place: str = "",
        *,
        lang: str = "zh",
        phone: bool = False,
        role: str | None = None,
        of: DeskService | None = None,
        allowed: tuple[str, ...] = (),
        listen: Callable[[Page], None] | None = None,
        **options: Any,
    ) -> Page:
        """The page at `place` (a hash address; the language is added) of service `of`, asked with a key of `role`.

        Console errors that a pattern of `allowed` finds are expected; `listen` is called with the page before it loads
        anything; `options` are those of a browser context.
        """


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that nobody serves, to be copied."""
    return fill_territory(tmp_path_factory.mktemp("territory") / "store")


@pytest.fixture(scope="session")
def service(filled: Path, tmp_path_factory: pytest.TempPathFactory):
    """The service that tests share."""
    with desk_service(copied(filled, tmp_path_factory.mktemp("served") / "store")) as found:
        yield found


@pytest.fixture
def contexts():
    """The profiles of the pages that a test opened: closed before the service they ask, so that no request fails."""
    found: list[BrowserContext] = []
    yield found
    close(found)


def close(contexts: list[BrowserContext]) -> None:
    """Close profiles, and with them their pages."""
    while contexts:
        contexts.pop().close()


@pytest.fixture
def serve_desk(filled: Path, tmp_path: Path, contexts: list[BrowserContext]):
    """`with serve_desk(**settings) as service`: one with settings of its own over a store of its own."""

    @contextmanager
    def serving(**settings: Any) -> Iterator[DeskService]:
        with desk_service(copied(filled, tmp_path / "store"), **settings) as found:
            yield found
            close(contexts)

    return serving


@pytest.fixture
def own_service(serve_desk):
    """A service over a store of this test's own, which it may change."""
    with serve_desk() as found:
        yield found


@pytest.fixture(scope="module")
def browser():
    """The browser, of one file of tests: no event loop is left behind for files that run their own."""
    lacking = wanting()
    if lacking is not None:
        (pytest.fail if missing_is_a_fault() else pytest.skip)(lacking)
    with browsing() as found:
        expect.set_options(timeout=15_000)
        yield found


@pytest.fixture
def open_page(browser: Browser, request: pytest.FixtureRequest, contexts: list[BrowserContext]):
    """Opens watched pages; see OpenPage."""
    opened: list[Watch] = []

    def opening(place="", *, lang="zh", phone=False, role=None, of=None, allowed=(), listen=None, **options):
        of = of or request.getfixturevalue("service")
        context = context_of(browser, lang=lang, phone=phone, key=role and of.key(role), **options)
        contexts.append(context)
        watch = Watch(allowed)
        opened.append(watch)
        context.on("request", watch.asked)
        page = context.new_page()
        watch.on(page)
        if listen is not None:
            listen(page)
        page.goto(of.url + with_language(place, lang))
        return page

    yield opening
    close(contexts)
    for watch in opened:
        assert watch.unexpected() == []
        assert watch.abroad() == []


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """The first page, in Chinese, on a desktop."""
    return open_page()


def with_language(place: str, lang: str) -> str:
    """A hash address with the language in it."""
    place = place or "#/review"
    return place if "lang=" in place else f"{place}{'&' if '?' in place else '?'}lang={lang}"
