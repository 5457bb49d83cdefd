"""docs/ogc.md: its table has every class that is declared and no other, and every test it names is there."""

from __future__ import annotations

import re
from pathlib import Path

from api.ogc.classes import CLASSES

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "ogc.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| `([a-z0-9-]+/[0-9.]+/conf/[a-z0-9-]+)` \| (.*) \|$", PAGE, re.MULTILINE))
FILES = {
    path.stem: path.read_text(encoding="utf-8")
    for folder in ("tests/ogc", "tests/layers/query")
    for path in (ROOT / folder).glob("test_*.py")
}


def test_the_table_has_the_classes_that_are_declared():
    assert {f"http://www.opengis.net/spec/{name}" for name in ROWS} == set(CLASSES)


def test_every_test_of_the_table_is_there():
    for row in ROWS.values():
        for file, names in re.findall(r"`(test_\w+)`: ([^;]+)", row):
            for name in names.split(","):
                assert re.search(rf"^def {name.strip()}\(", FILES[file], re.MULTILINE), (file, name)


def test_no_class_stands_without_a_test():
    assert all(re.search(r"`test_\w+`: test_", row) for row in ROWS.values())


def test_nobody_is_said_to_have_vouched_for_it():
    assert "certif" not in PAGE.lower()
