"""A layer of a few features with every type of attribute, some of them unknown."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import shapely
from served import definitions, features

from layers.catalogue import InForce
from layers.editions import Edition, EditionHead
from layers.held import tables_of
from layers.kinds import LayerKind
from layers.query.table import Table
from layers.snapshot import LayerView, features_of

__all__ = ["definitions"]
NOW = datetime(2026, 1, 1, tzinfo=UTC)
TITLE = {"zh": "某", "en": "some"}
KIND = LayerKind.model_validate(
    {
        "layer": "things",
        "title": TITLE,
        "geometry": "polygon",
        "attributes": {
            "name": {"type": "text", "title": TITLE},
            "level": {"type": "code", "title": TITLE, "values": {"1": TITLE, "2": TITLE}},
            "size": {"type": "number", "title": TITLE},
            "count": {"type": "integer", "title": TITLE},
            "backup": {"type": "boolean", "title": TITLE},
            "approved": {"type": "date", "title": TITLE},
        },
        "applies": {"source": "test"},
        "coverage": "declared",
        "style": {},
    }
)
ROWS = {
    "A": (shapely.box(120, 28, 121, 29), ("Aa水库", "1", 1.5, 1, True, "2020-01-01")),
    "B": (shapely.box(121, 28, 122, 29), ("aB水库", "2", 2.5, 2, False, "2021-06-30")),
    "C": (shapely.box(120.25, 28.25, 120.75, 28.75), ("100%_x", "2", -3.0, 3, True, "2022-12-31")),
    "D": (shapely.box(130, 40, 131, 41), (None, None, None, None, None, None)),
}


def table_of(definitions, rows, *, region="330300", number=1, standing="statutory"):
    """A table of rows as `ROWS` has them."""
    head = EditionHead("things", region, standing, 5.0, date(2026, 1, 1), "手工 by hand")
    entry = InForce(Edition(head, number, "0" * 64, len(rows), "published", NOW, NOW), None)
    told = [(name, shape, dict(zip(KIND.attributes, said, strict=True))) for name, (shape, said) in rows.items()]
    found = features(Things, "things", told)
    return Table(LayerView(KIND, tables_of(features_of("things", entry, found)), [entry]))


class Things:
    """Definitions that know this one kind."""

    kinds = {"things": KIND}  # noqa: RUF012


@pytest.fixture(scope="session")
def kind():
    return KIND


@pytest.fixture(scope="session")
def table(definitions):
    return table_of(definitions, ROWS)


@pytest.fixture(scope="session")
def make_table(definitions):
    return lambda rows: table_of(definitions, rows)
