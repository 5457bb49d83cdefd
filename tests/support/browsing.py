"""A real browser, Debian's Chromium without a window, and pages in it that are watched."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from chromium import chromium
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

# WebGL is drawn by the processor; names are not looked up at all, so that nothing can leave this machine
FLAGS = (
    "--no-sandbox",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}


@contextmanager
def browsing() -> Iterator[Browser]:
    """A browser, ended with the block. While it runs its thread has an event loop: nothing may run another there."""
    program = chromium()
    assert program is not None
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Watch:
    """What a page said and asked for while it was open."""

    allowed: Sequence[str] = ()
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def on(self, page: Page) -> None:
        """Begin to watch."""
        page.on("console", self._said)
        page.on("pageerror", lambda fault: self.errors.append(str(fault)))
        page.on("crash", lambda _: self.errors.append("the page crashed"))

    def asked(self, request: Request) -> None:
        """Take down one request."""
        self.requests.append(request.url)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(f"{message.text} ({message.location.get('url')})")

    def unexpected(self) -> list[str]:
        """Errors that no pattern of `allowed` finds."""
        return [error for error in self.errors if not any(re.search(one, error) for one in self.allowed)]

    def abroad(self) -> list[str]:
        """Requests to anywhere but this machine."""
        return [url for url in self.requests if urlsplit(url).scheme not in ("data", "blob") and not _here(url)]


def _here(url: str) -> bool:
    return urlsplit(url).hostname == "127.0.0.1"


def context_of(
    browser: Browser, *, lang: str = "zh", phone: bool = False, key: str | None = None, **options: Any
) -> BrowserContext:
    """A fresh profile: language of the browser, size and touch of a phone, an access key in use."""
    context = browser.new_context(
        locale={"zh": "zh-CN", "en": "en-GB"}[lang],
        viewport=options.pop("viewport", PHONE if phone else DESKTOP),
        has_touch=phone,
        is_mobile=phone,
        reduced_motion=options.pop("reduced_motion", "reduce"),
        **options,
    )
    context.set_default_timeout(15_000)
    if key is not None:
        # once only: a test that drops the key and loads anew is then without it
        context.add_init_script(
            f"if (!sessionStorage.getItem('of-the-tests')) {{ sessionStorage.setItem('of-the-tests', '1'); "
            f"sessionStorage.setItem('sanxian-key', '{key}'); }}"
        )
    return context
