"""A feature by its id: in force, gone with what took its place, not yet, or never."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import shapely
from delivering import KINDS, NOW, WENZHOU, proposed, published, red, square

from layers.errors import NotFound
from layers.publication.publishing import publish
from layers.publication.successors import GoneFeature, PastFeatures, feature
from layers.publication.withdrawal import withdraw
from layers.snapshot import Snapshots
from layers.stores.base import Store

TODAY = date(2026, 11, 22)
SHORE = {"kind": "mainland", "type": "N_ROCK", "region": "330302"}


@pytest.fixture
def store(any_store) -> Store:
    return any_store


def ask(store, feature_id, layer="ecological_red_line", region="330300", as_of=TODAY, at=NOW):
    kind, editions = KINDS[layer], store.editions()
    view = Snapshots(store, KINDS).layer(editions, layer, as_of, at)
    return feature(
        PastFeatures(store), kind, editions, view, region=region, feature_id=feature_id, as_of=as_of, known_at=at
    )


def gone(store, feature_id, **asked):
    """What took its place: (id, share) pairs."""
    with pytest.raises(GoneFeature) as fault:
        ask(store, feature_id, **asked)
    return [(successor.feature.id, round(successor.share, 3)) for successor in fault.value.successors]


def test_a_feature_in_force_is_found_with_its_edition(store):
    edition = published(store, red("A", square()), coverage=WENZHOU)
    found = ask(store, "A")
    assert (found.edition, found.geometry, found.attributes["code"]) == (edition, square(), "A")


def test_of_two_standings_the_higher_is_meant(store):
    published(store, red("A", square()))
    statutory = published(store, red("A", square()), standing="statutory")
    assert ask(store, "A").edition == statutory


def test_its_successor_has_the_same_geometry_if_one_has(store):
    published(store, red("A", square()))
    published(store, red("B", square()), red("C", square(size=0.02)))
    assert gone(store, "A") == [("B", 1.0)]


def test_else_those_that_took_the_largest_shares_and_no_mere_neighbour(store):
    published(store, red("A", shapely.box(120.6, 27.6, 120.61, 27.61)))
    published(
        store,
        red("SMALL", shapely.box(120.59, 27.6, 120.603, 27.61)),
        red("LARGE", shapely.box(120.603, 27.6, 120.609, 27.61)),
        red("BESIDE", shapely.box(120.61, 27.6, 120.62, 27.61)),
    )
    assert gone(store, "A") == [("LARGE", 0.6), ("SMALL", 0.3)]


def test_where_nothing_lies_now_it_says_so(store):
    published(store, red("A", square()))
    published(store, red("B", square(120.8)))
    with pytest.raises(GoneFeature, match=r"last in ecological_red_line 330300/1 .* nothing took its place"):
        ask(store, "A")
    assert gone(store, "A") == []


def test_what_another_regions_edition_silences_has_its_successor_there(store):
    published(store, red("A", square()), region="330000", coverage=WENZHOU)
    published(store, red("B", square()), coverage=WENZHOU, replaces=(("330000", 1),))
    assert gone(store, "A", region="330000") == [("B", 1.0)]


def test_a_line_is_followed_along_the_new_survey_within_the_accuracy(store):
    line = shapely.LineString([(120.6, 27.6), (120.7, 27.6)])
    published(store, (line, {**SHORE, "code": "OLD"}), layer="coastline", region="330302", accuracy_m=5.0)
    new = [
        shapely.LineString([(120.59, 27.60002), (120.66, 27.60002)]),
        shapely.LineString([(120.7, 27.7), (120.7, 27.8)]),
    ]
    rows = [(geometry, {**SHORE, "code": f"N{number}"}) for number, geometry in enumerate(new)]
    published(store, *rows, layer="coastline", region="330302", accuracy_m=5.0)
    ((name, share),) = gone(store, "OLD", layer="coastline", region="330302")
    assert name == "N0" and share == pytest.approx(0.6, abs=0.01)


def test_what_is_asked_of_another_day_is_answered_for_that_day(store):
    published(store, red("A", square()), effective_from=date(2025, 1, 1))
    published(store, red("B", square()), effective_from=date(2026, 6, 1))
    assert ask(store, "A", as_of=date(2026, 5, 31)).id == "A"
    assert gone(store, "A", as_of=date(2026, 6, 1)) == [("B", 1.0)]
    with pytest.raises(NotFound, match="only from 2026-06-01") as fault:
        ask(store, "B", as_of=date(2026, 5, 31))
    assert not isinstance(fault.value, GoneFeature)


def test_of_a_withdrawn_edition_features_are_gone_and_of_a_proposal_they_never_were(store):
    published(store, red("A", square()))
    second = published(store, red("B", square()))
    withdraw(store, second, at=NOW + timedelta(hours=1), reason="x")
    assert gone(store, "B", at=NOW + timedelta(hours=1)) == [("A", 1.0)]
    edition = proposed(store, red("C", square()))
    with pytest.raises(NotFound, match="has no feature C") as fault:
        ask(store, "C")
    assert not isinstance(fault.value, GoneFeature)
    publish(store, edition, at=NOW)
    assert ask(store, "C").id == "C"


def test_what_was_withdrawn_before_its_first_day_never_was(store):
    published(store, red("A", square()))
    early = published(store, red("B", square()), effective_from=date(2027, 1, 1))
    late = published(store, red("C", square()), effective_from=date(2027, 1, 1))
    midnight = datetime(2026, 12, 31, 16, tzinfo=UTC)  # in China
    withdraw(store, early, at=midnight - timedelta(microseconds=1), reason="x")
    withdraw(store, late, at=midnight, reason="x")
    day = date(2027, 6, 1)
    with pytest.raises(NotFound, match="has no feature B") as fault:
        ask(store, "B", as_of=day, at=midnight)
    assert not isinstance(fault.value, GoneFeature)
    assert gone(store, "C", as_of=day, at=midnight) == [("A", 1.0)]


@pytest.mark.parametrize(("name", "region"), [("Z", "330300"), ("A", "330302"), ("", "330300")])
def test_what_never_was_is_not_found(store, name, region):
    published(store, red("A", square()))
    with pytest.raises(NotFound) as fault:
        ask(store, name, region=region)
    assert not isinstance(fault.value, GoneFeature)


def test_ids_of_past_editions_are_read_once(store, monkeypatch):
    published(store, red("A", square()))
    published(store, red("B", square()))
    past, editions = PastFeatures(store), store.editions()
    assert not past.holds(editions[0], "B")
    monkeypatch.setattr(store, "features", None)
    assert past.holds(editions[0], "A")
