"""Changes made to mislead: line that vanishes as a remeasurement is named; ids and rings deceive nobody."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from measuring import NOW, START, TODAY, MemoryStore, ask
from world import ALL, line

from zoning.measures.question import ShorelineChangesQuestion, ShorelineQuestion

COUNTY = "330382"
STRAIGHT, BESIDE = line((0, 0), (1000, 0)), line((0, 8), (1000, 8))


def segment(name, geometry, type_="N_MUD", **more):
    return name, geometry, {"kind": "mainland", "type": type_, "region": COUNTY} | more


def compare(old, new):
    store = MemoryStore()
    store.add("coastline", old, region=COUNTY, coverage=ALL)
    store.add("coastline", new, region=COUNTY, coverage=ALL, effective_from=date(2025, 1, 1))
    return ask(store, ShorelineChangesQuestion(region=COUNTY, as_of=TODAY, since=START)).body


def note(body, code):
    return next((one["values"] for one in body["notes"] if one["code"] == code), None)


def test_natural_line_that_ends_in_the_dike_beside_it_is_not_remeasured_in_silence():
    body = compare([segment("a", STRAIGHT), segment("b", BESIDE, "A_DIKE")], [segment("b", BESIDE, "A_DIKE")])
    said = note(body, "one_sided_mainland_line")
    assert said["old_m"] == pytest.approx(1000, rel=1e-3)
    assert said["new_m"] == 0.0
    assert body["mainland"]["natural"]["change_m"] == pytest.approx(-1000, rel=1e-3)


def test_line_doubled_in_the_new_edition_is_named_too():
    body = compare([segment("a", STRAIGHT)], [segment("a", STRAIGHT), segment("b", line((0, 5), (1000, 5)))])
    assert note(body, "one_sided_mainland_line")["new_m"] == pytest.approx(1000, rel=1e-3)


def test_an_ordinary_change_says_nothing_of_the_kind():
    body = compare([segment("a", STRAIGHT)], [segment("z", line((0, 3), (1000, 3)))])
    assert note(body, "one_sided_mainland_line") is None


def test_every_transition_has_metres():
    body = compare([segment("a", STRAIGHT), segment("b", BESIDE, "A_DIKE")], [segment("b", BESIDE, "A_DIKE")])
    assert all(row["old_m"] or row["new_m"] for row in body["mainland"]["transitions"])


def test_ids_that_changed_places_follow_the_line_and_not_the_name():
    far = line((0, 5000), (1000, 5000))
    body = compare([segment("a", STRAIGHT), segment("b", far)], [segment("a", far, "A_DIKE"), segment("b", STRAIGHT)])
    found = {row["change"]: row["old_m"] for row in body["mainland"]["changes"]}
    assert found["same"] == pytest.approx(1000, rel=2e-3)
    assert found["retyped"] == pytest.approx(1000, rel=2e-3)
    assert found["lost"] == 0.0


def test_illustrative_line_is_not_compared_with_statutory_line():
    store = MemoryStore()
    store.add("coastline", [segment("a", STRAIGHT)], region=COUNTY, coverage=ALL)
    later = {"effective_from": date(2025, 1, 1), "standing": "statutory"}
    store.add("coastline", [segment("a", STRAIGHT, "A_DIKE")], region=COUNTY, coverage=ALL, **later)
    body = ask(store, ShorelineChangesQuestion(region=COUNTY, as_of=TODAY, since=START)).body
    assert body["conclusion"] == "not_comparable"
    (reason,) = [one for one in body["reasons"] if one["code"] == "standing"]
    assert "statutory" in reason["new"]


def test_one_instant_written_in_two_zones_is_one_question():
    store = MemoryStore()
    store.add("coastline", [segment("a", STRAIGHT)], region=COUNTY)
    there = NOW.astimezone(timezone(timedelta(hours=8)))
    one, other = (ask(store, ShorelineQuestion(region=COUNTY, as_of=TODAY, known_at=at)) for at in (NOW, there))
    assert one.id == other.id
    assert datetime.fromisoformat(str(one.body["known_at"])).tzinfo == UTC
