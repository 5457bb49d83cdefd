"""What a publication would change, seen before: in the place of whom, which features, how much, where."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
import shapely
from delivering import KINDS, NOW, TAIZHOU, WENZHOU, proposed, published, red, square

from layers.geodesy import area
from layers.publication.changes import changes
from layers.publication.preview import covered_m2, preview
from layers.publication.publishing import publish
from layers.stores.files import FilesStore

RED_LINE = KINDS["ecological_red_line"]


@pytest.fixture
def store(tmp_path) -> FilesStore:
    return FilesStore(tmp_path / "store")


def seen(store, edition, at=NOW):
    return preview(store, KINDS[edition.head.layer], edition, store.features(edition), at)


def m2(*geometries):
    return float(area(np.array(geometries, dtype=object)).sum())


def counts(found):
    return found.changes.as_json()["counts"]


def test_against_the_edition_before_it_every_change_is_told_with_its_measure_and_place(store):
    before = published(
        store,
        red("KEPT", square(120.6)),
        red("GONE", square(120.7)),
        red("MOVED", square(120.8)),
        coverage=WENZHOU,
    )
    grown, new = square(120.8, size=0.02), square(120.9)
    edition = proposed(store, red("KEPT", square(120.6)), red("MOVED", grown), red("NEW", new), coverage=WENZHOU)
    found = seen(store, edition)
    assert (found.day, found.affected) == (date(2026, 11, 22), (before,))
    assert counts(found) == {
        "added": 1, "removed": 1, "retyped": 0, "reshaped": 1, "attributes": 0, "renamed": 0, "unchanged": 1,
    }  # fmt: skip
    (total,) = found.changes.totals
    assert total.new_measure - total.old_measure == pytest.approx(m2(grown, new) - m2(square(120.8), square(120.7)))
    assert (found.places[0].change, found.places[0].id) == ("reshaped", "MOVED")  # the largest first
    assert {(place.change, place.id) for place in found.places[1:]} == {("removed", "GONE"), ("added", "NEW")}
    assert found.places[0].outline.equals(grown.difference(square(120.8)))
    assert all(place.outline.covers(shapely.Point(place.point)) for place in found.places)
    assert (covered_m2(found.gained), covered_m2(found.lost)) == (0.0, 0.0)


def test_a_feature_that_changes_its_class_is_retyped_with_its_measure_in_both_classes(store):
    unit = {"name": "单元", "code": "ZH33030010001"}
    published(store, (square(), {**unit, "class": "general"}), layer="control_unit")
    edition = proposed(store, (square(), {**unit, "class": "priority"}), layer="control_unit")
    found = seen(store, edition)
    assert [(place.change, place.id) for place in found.places] == [("retyped", "ZH33030010001")]
    moved = {total.class_code: total.new_measure - total.old_measure for total in found.changes.totals}
    assert moved == {"general": pytest.approx(-m2(square())), "priority": pytest.approx(m2(square()))}


def test_the_first_edition_of_a_region_only_adds(store):
    edition = proposed(store, red("A", square()), coverage=WENZHOU)
    found = seen(store, edition)
    assert found.affected == () and counts(found)["added"] == 1 and len(found.old) == 0
    assert covered_m2(found.gained) == pytest.approx(m2(WENZHOU)) and found.lost.is_empty


def test_coverage_gained_and_lost_is_told(store):
    published(store, red("A", square()), coverage=WENZHOU)
    moved = shapely.box(120.6, 27.5, 121.1, 28.0)
    found = seen(store, proposed(store, red("A", square()), coverage=moved))
    assert covered_m2(found.gained) == pytest.approx(m2(moved.difference(WENZHOU)))
    assert covered_m2(found.lost) == pytest.approx(m2(WENZHOU.difference(moved)))


def test_another_regions_edition_counts_only_where_it_is_silenced(store):
    theirs = published(
        store,
        red("IN", square(120.6)),
        red("ACROSS", shapely.box(120.95, 27.6, 121.05, 27.61)),
        red("OUT", square(121.2)),
        region="330000",
        coverage=shapely.union(WENZHOU, TAIZHOU),
    )
    edition = proposed(store, red("IN", square(120.6)), coverage=WENZHOU, replaces=(("330000", 1),))
    found = seen(store, edition)
    assert found.affected == (theirs,)
    assert found.old.ids == ("330000/1/ACROSS", "IN")  # the part that lies in the new coverage; OUT goes on
    assert counts(found)["unchanged"] == 1 and counts(found)["removed"] == 1
    lost = shapely.box(120.95, 27.6, 121.0, 27.61)
    assert found.changes.removed[0].measure == pytest.approx(m2(lost))
    assert found.places[0].outline.equals(lost)
    assert found.gained.is_empty and found.lost.is_empty  # somebody answers there, now and then


def test_one_id_in_two_places_is_two_features(store):
    published(store, red("A", square(120.6)), region="330000", coverage=WENZHOU)
    edition = proposed(store, red("A", square(120.8)), coverage=WENZHOU, replaces=(("330000", 1),))
    found = seen(store, edition)
    assert (counts(found)["added"], counts(found)["removed"]) == (1, 1)


def test_a_lower_standing_is_seen_only_where_the_higher_does_not_speak(store):
    half = shapely.box(120.5, 27.5, 120.75, 28.0)
    published(store, red("A", square(120.6)), coverage=half, standing="statutory")
    edition = proposed(store, red("B", square(120.65)), red("C", square(120.9)), coverage=WENZHOU)
    found = seen(store, edition)
    assert found.new.ids == ("C",) and found.affected == ()
    assert covered_m2(found.gained) == pytest.approx(m2(WENZHOU.difference(half)))


def test_a_higher_standing_takes_the_place_of_the_lower(store):
    draft = published(store, red("A", square(120.6)), red("B", square(120.9)), coverage=WENZHOU)
    half = shapely.box(120.5, 27.5, 120.75, 28.0)
    edition = proposed(store, red("A", square(120.6, size=0.02)), coverage=half, standing="statutory")
    found = seen(store, edition)
    assert found.affected == (draft,) and found.old.ids == ("A",)
    assert (counts(found)["reshaped"], counts(found)["removed"]) == (1, 0)


def test_what_comes_back_when_an_edition_no_longer_replaces_is_told(store):
    published(store, red("OLD", square(120.8)), region="330000", coverage=WENZHOU)
    half = shapely.box(120.5, 27.5, 120.75, 28.0)
    first = published(store, red("NEW", square(120.6)), coverage=WENZHOU, replaces=(("330000", 1),))
    edition = proposed(store, red("NEW", square(120.6)), coverage=half, replaces=(("330000", 1),))
    found = seen(store, edition)
    assert first in found.affected
    assert [side.id for side in found.changes.added] == ["330000/1/OLD"]
    assert counts(found)["unchanged"] == 1


def test_a_coming_edition_is_compared_on_its_first_day(store):
    published(store, red("A", square()), coverage=WENZHOU)
    coming = published(store, red("B", square()), coverage=WENZHOU, effective_from=date(2027, 1, 1))
    edition = proposed(store, red("C", square()), coverage=WENZHOU, effective_from=date(2027, 2, 1))
    found = seen(store, edition)
    assert (found.day, found.affected) == (date(2027, 2, 1), (coming,))


def test_history_is_compared_on_its_own_day_and_what_never_speaks_changes_nothing(store):
    newest = published(store, red("A", square()), coverage=WENZHOU, effective_from=date(2025, 1, 1))
    past = seen(store, proposed(store, red("B", square()), coverage=WENZHOU, effective_from=date(2020, 1, 1)))
    assert (past.day, past.affected, past.new.ids) == (date(2020, 1, 1), (), ("B",))
    assert newest.number == 1
    overtaken = proposed(store, red("C", square()), coverage=WENZHOU, effective_from=date(2025, 1, 1))
    published(store, red("D", square()), coverage=WENZHOU, effective_from=date(2025, 1, 1))
    never = seen(store, overtaken)
    assert (never.day, never.affected, never.places, len(never.new)) == (None, (), (), 0)


def test_the_preview_is_what_then_comes_about(store):
    first = published(store, red("A", square()), red("B", square(120.8)), coverage=WENZHOU)
    edition = proposed(store, red("A", square(size=0.02)), coverage=WENZHOU)
    found = seen(store, edition)
    later = publish(store, edition, at=NOW + timedelta(hours=1))
    assert found.changes == changes(store.features(first), store.features(later), RED_LINE)


def test_lines_and_points_are_compared_too(store):
    line = shapely.LineString([(120.6, 27.6), (120.7, 27.6)])
    shore = {"kind": "mainland", "type": "N_ROCK", "region": "330302"}
    published(store, (line, shore), layer="coastline", region="330302", coverage=WENZHOU)
    longer = shapely.LineString([(120.6, 27.6), (120.7, 27.6), (120.7, 27.65)])
    edition = proposed(store, (longer, shore), layer="coastline", region="330302", coverage=WENZHOU)
    found = seen(store, edition)
    assert found.changes.unit == "m" and found.places and all(p.outline.length > 0 for p in found.places)
