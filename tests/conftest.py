"""What every test may ask for: a PostGIS server of this run's own; and what the run says it left out."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import chromium
import postgis
import pytest
import structlog

from layers import held
from layers.stores.base import Store
from layers.stores.files import FilesStore


def pytest_configure() -> None:
    """A run that is told to stop (`timeout` does so) ends as by Ctrl+C: its servers and folders go with it.

    With SANXIAN_ENGINE=reference no layer gets a grid: shapely alone answers all that is asked.
    """
    # a request left running by an earlier test would print its line amid the output of a command tried in this process
    structlog.configure(logger_factory=structlog.stdlib.LoggerFactory(), wrapper_class=structlog.stdlib.BoundLogger)
    if os.environ.get("SANXIAN_ENGINE") == "reference":
        held.laid_flat = lambda _: None
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, signal.default_int_handler)


@pytest.fixture(autouse=True)
def _environment_left_alone() -> Iterator[None]:
    """A reader of files that a test calls in this process tells GDAL by the environment: not beyond that test."""
    before = dict(os.environ)
    yield
    if dict(os.environ) != before:
        os.environ.clear()
        os.environ.update(before)


@pytest.fixture(scope="session")
def postgis_server() -> Iterator[postgis.Server]:
    """A throw-away server. Without the packages the test is skipped and told at the end; where CI is set it fails."""
    if postgis.binaries() is None:
        (pytest.fail if postgis.missing_is_a_fault() else pytest.skip)(postgis.LEFT_OUT)
    with postgis.server() as server:
        yield server


@pytest.fixture
def postgis_place(postgis_server: postgis.Server) -> Iterator[str]:
    """The URL of a database with an empty store, removed after the test."""
    url = postgis_server.ready()
    yield url
    postgis_server.drop(url)


@pytest.fixture(params=["files", "postgis"])
def any_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store of either kind; the test runs once for each."""
    if request.param == "files":
        yield FilesStore(tmp_path / "store")
        return
    from layers.stores.postgis.store import PostgisStore  # not for runs that need no database

    store = PostgisStore(request.getfixturevalue("postgis_place"))
    yield store
    store.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in plain words which tests were left out for want of a part of the system."""
    skipped = [str(report.longrepr) for report in terminalreporter.getreports("skipped")]
    for of, why in (("the PostGIS store", postgis.LEFT_OUT), ("the web desk in a browser", chromium.LEFT_OUT)):
        left = [reason for reason in skipped if why in reason]
        if left:
            terminalreporter.section("LEFT OUT", yellow=True)
            wanting = left[0][left[0].index(why) :].rstrip("')")
            terminalreporter.line(f"{len(left)} tests of {of} did not run; {wanting}")
