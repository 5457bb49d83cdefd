"""Whether the web desk can be opened in a browser here: Debian's Chromium, and a build of the desk."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

PROGRAMS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
LEFT_OUT = "no browser tests here"
WEB = Path(__file__).resolve().parents[2] / "app" / "web" / "dist"


def chromium() -> Path | None:
    """The browser of this machine; None where there is none."""
    found = next(filter(None, map(shutil.which, PROGRAMS)), None)
    return None if found is None else Path(found)


def wanting() -> str | None:
    """What a test in the browser lacks here and how to get it; None where nothing is lacking."""
    if chromium() is None:
        return f"{LEFT_OUT}: install chromium"
    if not (WEB / "index.html").is_file():
        return f"{LEFT_OUT}: the web desk is not built; run make web"
    return None


def missing_is_a_fault() -> bool:
    """Whether a run without browser or build must fail and not merely say so."""
    return bool(os.environ.get("CI"))
