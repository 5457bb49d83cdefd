"""The ground of a report comes from the editions that its verdict names, by hash, as they stood then."""

from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pytest
import shapely
from measuring import MemoryStore
from world import LAT, LON, array, box, definitions

from layers.editions import Edition, EditionHead, Features, content_hash
from layers.errors import NotFound
from layers.snapshot import Snapshots
from zoning.reports.siting.ground import EditionsGround

LAYER = "bathing_beach"
EARLY, LATE = datetime(2025, 1, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)
EVERYWHERE = (LON - 1.0, LAT - 1.0, LON + 1.0, LAT + 1.0)


def published(store, number, geometries, at, *, standing="statutory", coverage=None, region="330300"):
    """One edition of beaches in a store in memory."""
    kind = definitions().kinds[LAYER]
    ids = tuple(sorted(geometries))
    columns = {name: [None] * len(ids) for name in kind.attributes}
    columns["name"] = [f"沙滩{one}" for one in ids]
    features = Features(ids, array(*(geometries[one] for one in ids)), columns, {})
    head = EditionHead(LAYER, region, standing, 2.0, date(2020, 1, 1), "海水浴场公告", coverage)
    edition = Edition(head, number, content_hash(head, features), len(ids), "published", at, at)
    store._editions[LAYER, region, number] = (edition, features)
    return edition


def named(edition):
    """An edition as a body names it."""
    return {
        "layer": LAYER,
        "region": edition.head.region,
        "edition": edition.number,
        "status": edition.head.standing,
        "sha256": edition.sha256,
    }


def ground_of(store, *editions, include=(), shows=lambda layer: True):
    body = {"editions": [named(one) for one in editions], "as_of": "2026-11-22", "include": list(include)}
    known = definitions()
    return EditionsGround(Snapshots(store, known.kinds), known, body, shows)


@pytest.fixture
def store():
    return MemoryStore()


def test_an_edition_is_known_by_what_the_catalogue_says_of_it(store):
    edition = published(store, 1, {"a": box(0, 0, 10, 10)}, EARLY, coverage=box(-100, -100, 100, 100))
    facts = ground_of(store, edition).edition(named(edition))
    assert (facts.source, facts.accuracy_m, facts.effective_from) == ("海水浴场公告", 2.0, date(2020, 1, 1))
    assert facts.declares_coverage
    assert facts.feature_count == 1


def test_an_edition_with_another_hash_is_not_that_edition(store):
    edition = published(store, 1, {"a": box(0, 0, 10, 10)}, EARLY)
    ground = ground_of(store, replace(edition, sha256="f" * 64))
    assert ground.edition({**named(edition), "sha256": "f" * 64}) is None
    with pytest.raises(NotFound, match=f"{LAYER} 330300/1"):
        ground.features(LAYER, EVERYWHERE)


def test_an_edition_whose_hash_is_withheld_is_still_known(store):
    edition = published(store, 1, {"a": box(0, 0, 10, 10)}, EARLY)
    assert ground_of(store, edition).edition({**named(edition), "sha256": None}) is not None


def test_features_within_the_bounds_come_with_key_and_name(store):
    edition = published(store, 1, {"a": box(0, 0, 10, 10), "b": box(5000, 0, 5010, 10)}, EARLY)
    land = ground_of(store, edition).features(LAYER, box(-50, -50, 50, 50).bounds)
    assert land.keys == (("330300", 1, "a"),)
    assert land.names == ("沙滩a",)
    assert shapely.equals(land.geometries[0], box(0, 0, 10, 10))


def test_what_was_published_later_is_not_drawn(store):
    first = published(store, 1, {"a": box(0, 0, 10, 10)}, EARLY)
    published(store, 2, {"z": box(0, 0, 99, 99)}, LATE)
    land = ground_of(store, first).features(LAYER, EVERYWHERE)
    assert land.keys == (("330300", 1, "a"),)


def test_what_was_withdrawn_since_is_drawn_still(store):
    edition = published(store, 1, {"a": box(0, 0, 10, 10)}, EARLY)
    gone = replace(edition, state="withdrawn", withdrawn_at=LATE)
    store._editions[LAYER, "330300", 1] = (gone, store._editions[LAYER, "330300", 1][1])
    assert ground_of(store, gone).features(LAYER, EVERYWHERE).keys == (("330300", 1, "a"),)


def test_where_a_higher_standing_speaks_the_lower_is_not_drawn_unless_it_was_included(store):
    high = published(store, 1, {"a": box(0, 0, 10, 10)}, EARLY, coverage=box(-100, -100, 100, 100))
    low = published(store, 2, {"d": box(20, 0, 30, 10)}, EARLY, standing="draft", coverage=box(-100, -100, 100, 100))
    assert ground_of(store, high, low).features(LAYER, EVERYWHERE).keys == (("330300", 1, "a"),)
    both = ground_of(store, high, low, include=("draft",)).features(LAYER, EVERYWHERE)
    assert both.keys == (("330300", 1, "a"), ("330300", 2, "d"))


def test_a_layer_that_the_reader_may_not_see_is_none_and_one_without_editions_is_empty(store):
    edition = published(store, 1, {"a": box(0, 0, 10, 10)}, EARLY)
    assert ground_of(store, edition, shows=lambda layer: layer != LAYER).features(LAYER, EVERYWHERE) is None
    nothing = ground_of(store).features(LAYER, EVERYWHERE)
    assert nothing.keys == ()
    assert nothing.geometries.dtype == np.dtype(object)
