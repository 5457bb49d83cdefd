"""Copies of stores that other tests may have open."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

CATALOGUE = "catalogue.sqlite"


def copied(place: Path, to: Path) -> Path:
    """The store at `place`, copied to `to` for a test that changes it.

    Closing the last connection, at whatever time, removes SQLite's log beside the catalogue: a copy file by file
    may list the log and then not find it, or lack what stood in it. The catalogue is therefore read by SQLite.
    """
    shutil.copytree(place, to, ignore=shutil.ignore_patterns(f"{CATALOGUE}*"))
    with (
        closing(sqlite3.connect(f"{(place / CATALOGUE).absolute().as_uri()}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(to / CATALOGUE)) as target,
    ):
        source.backup(target)
        target.execute("PRAGMA journal_mode=WAL")
    (to / CATALOGUE).chmod((place / CATALOGUE).stat().st_mode)
    return to
