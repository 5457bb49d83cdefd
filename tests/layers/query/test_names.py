"""Every feature in force has one name of its own, whatever editions stand together."""

from __future__ import annotations

from datetime import UTC, date, datetime

import shapely
from served import features

from layers.catalogue import InForce
from layers.editions import Edition, EditionHead
from layers.held import tables_of
from layers.query.names import names
from layers.snapshot import LayerView, features_of

NOW = datetime(2026, 1, 1, tzinfo=UTC)
LAYER = "industrial_area"


def view(definitions, *editions):
    """A view of editions given as (region, number, standing, ids)."""
    entries, found = [], []
    for region, number, standing, ids in editions:
        table = features(definitions, LAYER, [(name, shapely.box(120, 28, 121, 29), {}) for name in ids])
        head = EditionHead(LAYER, region, standing, 5.0, date(2026, 1, 1), "手工 by hand")
        entry = InForce(Edition(head, number, f"{region}{number}", len(ids), "published", NOW, NOW), None)
        entries.append(entry)
        found += features_of(LAYER, entry, table)
    return LayerView(definitions.kinds[LAYER], tables_of(found), entries)


def test_a_feature_is_named_by_region_and_id(definitions):
    found = view(definitions, ("330300", 1, "statutory", ["A", "B:2"]), ("330400", 1, "statutory", ["A"]))
    assert names(found) == ("330300:A", "330300:B:2", "330400:A")


def test_of_two_standings_the_lower_says_which_it_is(definitions):
    found = view(definitions, ("330300", 2, "statutory", ["A"]), ("330300", 1, "draft", ["A", "B"]))
    named = dict(zip(names(found), ((f.edition.head.standing, f.id) for f in found.features), strict=True))
    assert named == {
        "330300:A": ("statutory", "A"),
        "330300:A~draft": ("draft", "A"),
        "330300:B": ("draft", "B"),
    }


def test_no_id_can_take_the_name_of_another_feature(definitions):
    found = view(
        definitions,
        ("330300", 3, "statutory", ["A", "A~draft"]),
        ("330300", 2, "draft", ["A"]),
        ("330300", 1, "illustrative", ["A", "A~draft"]),
    )
    assert len(set(names(found))) == len(found) == 5
    assert {"330300:A", "330300:A~draft", "330300:A~draft~draft"} <= set(names(found))


def test_an_empty_view_has_no_names(definitions):
    assert names(view(definitions)) == ()
