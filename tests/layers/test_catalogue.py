"""Which edition speaks where, when, and as known when."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.catalogue import civil_date, edition_state, in_force, views
from layers.editions import STANDINGS, Edition, EditionHead

T0 = datetime(2026, 1, 1, tzinfo=UTC)
WEST, EAST, MIDDLE = shapely.box(0, 0, 2, 1), shapely.box(2, 0, 4, 1), shapely.box(1, 0, 3, 1)


def edition(
    number, region="330300", standing="statutory", effective="2026-01-01", coverage=None, replaces=(), day=0, gone=None
) -> Edition:
    """An edition of layer `bay`, published on day `day` after T0 and withdrawn on day `gone`."""
    head = EditionHead("bay", region, standing, 1.0, date.fromisoformat(effective), "doc", coverage, replaces)
    return Edition(
        head,
        number,
        "0" * 64,
        1,
        "published" if gone is None else "withdrawn",
        T0,
        T0 + timedelta(days=day),
        None if gone is None else T0 + timedelta(days=gone),
    )


def proposed(number) -> Edition:
    return replace(edition(number), state="proposed", published_at=None)


def force(editions, as_of="2026-06-01", known=100):
    return in_force(editions, "bay", date.fromisoformat(as_of), T0 + timedelta(days=known))


def numbers(entries) -> list[tuple[str, int]]:
    return [(entry.edition.head.region, entry.edition.number) for entry in entries]


def excluded(entries, region):
    return next(entry.excluded for entry in entries if entry.edition.head.region == region)


def test_a_newer_edition_of_a_region_replaces_the_earlier_from_its_effective_date():
    editions = [edition(1, effective="2026-01-01"), edition(2, effective="2026-05-01")]
    assert numbers(force(editions, "2025-12-31")) == []
    assert numbers(force(editions, "2026-01-01")) == [("330300", 1)]
    assert numbers(force(editions, "2026-04-30")) == [("330300", 1)]
    assert numbers(force(editions, "2026-05-01")) == [("330300", 2)]


def test_the_latest_effective_date_counts_and_not_the_latest_number():
    history_added_later = [edition(1, effective="2026-05-01"), edition(2, effective="2020-01-01")]
    assert numbers(force(history_added_later)) == [("330300", 1)]
    assert numbers(force(history_added_later, "2024-01-01")) == [("330300", 2)]


def test_of_one_effective_date_the_highest_number_counts():
    assert numbers(force([edition(3), edition(10), edition(9)])) == [("330300", 10)]


def test_what_was_not_yet_published_or_already_withdrawn_is_not_known():
    editions = [edition(1), edition(2, effective="2026-02-01", day=10, gone=20), proposed(3)]
    assert numbers(force(editions, known=9)) == [("330300", 1)]
    assert numbers(force(editions, known=10)) == [("330300", 2)]
    assert numbers(force(editions, known=19.999)) == [("330300", 2)]
    assert numbers(force(editions, known=20)) == [("330300", 1)]


def test_other_layers_and_regions_do_not_disturb():
    other = replace(edition(5), head=replace(edition(5).head, layer="coastline"))
    assert numbers(force([other, edition(1), edition(2, "331000")])) == [("330300", 1), ("331000", 2)]


def test_a_lower_standing_is_silent_within_the_coverage_of_a_higher_one():
    editions = [
        edition(1, coverage=WEST),
        edition(2, standing="draft", coverage=MIDDLE),
        edition(3, standing="illustrative", coverage=EAST),
    ]
    silent = {entry.edition.number: entry.excluded for entry in force(editions)}
    assert silent[1] is None
    assert silent[2].equals(WEST)
    assert silent[3].equals(shapely.union(WEST, MIDDLE))


def test_a_higher_standing_without_coverage_silences_nobody():
    editions = [edition(1), edition(2, standing="draft", coverage=MIDDLE)]
    assert [entry.excluded for entry in force(editions)] == [None, None]


def test_a_higher_standing_silences_only_once_it_is_in_force():
    editions = [edition(1, effective="2026-05-01", coverage=WEST), edition(2, standing="draft", coverage=WEST)]
    assert force(editions, "2026-04-30")[0].excluded is None
    assert excluded(force(editions, "2026-05-01")[1:], "330300").equals(WEST)


def test_replacing_across_regions_counts_inside_the_new_coverage_from_its_date():
    editions = [
        edition(1, "330000", coverage=shapely.box(0, 0, 4, 1)),
        edition(1, "330300", effective="2026-05-01", coverage=WEST, replaces=(("330000", 1),)),
    ]
    assert excluded(force(editions, "2026-04-30"), "330000") is None
    assert numbers(force(editions, "2026-05-01")) == [("330000", 1), ("330300", 1)]
    assert excluded(force(editions, "2026-05-01"), "330000").equals(WEST)
    assert excluded(force(editions, "2026-05-01"), "330300") is None


def test_replacing_ends_when_the_replacing_edition_is_withdrawn_or_superseded():
    old = edition(1, "330000", coverage=WEST)
    new = edition(1, coverage=WEST, replaces=(("330000", 1),), gone=50)
    assert excluded(force([old, new], known=49), "330000").equals(WEST)
    assert excluded(force([old, new], known=50), "330000") is None
    newer = edition(2, effective="2026-03-01", coverage=WEST)
    assert excluded(force([old, replace(new, withdrawn_at=None), newer]), "330000") is None


def test_only_the_named_edition_is_replaced():
    editions = [
        edition(1, "330000", coverage=WEST),
        edition(2, "330000", effective="2026-03-01", coverage=WEST),
        edition(1, coverage=WEST, replaces=(("330000", 1),)),
    ]
    assert excluded(force(editions, "2026-02-01"), "330000").equals(WEST)
    assert excluded(force(editions, "2026-03-01"), "330000") is None


def test_standing_never_climbs_by_replacing():
    editions = [
        edition(1, "330000", coverage=WEST),
        edition(1, standing="illustrative", coverage=WEST, replaces=(("330000", 1),)),
    ]
    assert excluded(force(editions), "330000") is None
    assert excluded(force(editions), "330300").equals(WEST)


def test_including_a_lower_standing_adds_a_view_in_which_it_goes_first():
    editions = [
        edition(1, "330000", coverage=WEST),
        edition(1, standing="draft", coverage=MIDDLE),
        edition(1, "331000", standing="illustrative", coverage=EAST),
    ]
    plain, draft, illustrative = views(
        editions, "bay", date(2026, 6, 1), T0 + timedelta(days=100), ["illustrative", "draft"]
    )
    assert plain == force(editions)
    assert excluded(draft, "330300") is None
    assert excluded(draft, "330000").equals(MIDDLE)
    assert excluded(draft, "331000").equals(shapely.union(WEST, MIDDLE))
    assert excluded(illustrative, "331000") is None
    assert excluded(illustrative, "330000").equals(EAST)
    assert excluded(illustrative, "330300").equals(shapely.union(WEST, EAST))


def test_an_included_edition_without_coverage_only_adds_its_features():
    editions = [edition(1, "330000", coverage=WEST), edition(1, standing="draft")]
    _, draft = views(editions, "bay", date(2026, 6, 1), T0 + timedelta(days=100), ["draft"])
    assert excluded(draft, "330000") is None
    assert excluded(draft, "330300") is None


def test_an_included_draft_is_not_silenced_by_the_statutory_edition_that_names_it():
    editions = [
        edition(1, "330000", standing="draft", coverage=WEST),
        edition(1, coverage=WEST, replaces=(("330000", 1),)),
    ]
    plain, draft = views(editions, "bay", date(2026, 6, 1), T0 + timedelta(days=100), ["draft"])
    assert excluded(plain, "330000").equals(WEST)
    assert excluded(draft, "330000") is None


def test_civil_dates_are_those_of_china():
    assert civil_date(datetime(2026, 11, 21, 15, 59, 59, tzinfo=UTC)) == date(2026, 11, 21)
    assert civil_date(datetime(2026, 11, 21, 16, 0, tzinfo=UTC)) == date(2026, 11, 22)


def test_the_state_shown_follows_time():
    one, two = edition(1), edition(2, effective="2026-05-01", day=10, gone=40)

    def state(which, as_of, known):
        return edition_state(which, [one, two], date.fromisoformat(as_of), T0 + timedelta(days=known))

    assert state(two, "2026-06-01", 9) == "proposed"
    assert state(two, "2026-04-30", 10) == "scheduled"
    assert state(two, "2026-05-01", 10) == "published"
    assert state(two, "2026-05-01", 40) == "withdrawn"
    assert state(one, "2026-04-30", 10) == "published"
    assert state(one, "2026-05-01", 10) == "superseded"
    assert state(one, "2026-05-01", 40) == "published"
    assert edition_state(proposed(3), [one], date(2026, 6, 1), T0) == "proposed"


def test_a_scheduled_edition_that_will_never_take_force_is_superseded():
    one, two = edition(1, effective="2027-01-01"), edition(2, effective="2027-01-01")
    assert edition_state(one, [one, two], date(2026, 6, 1), T0) == "superseded"
    assert edition_state(two, [one, two], date(2026, 6, 1), T0) == "scheduled"


cells = st.integers(0, 3).map(lambda x: shapely.box(x, 0, x + 1, 1))
some_editions = st.lists(
    st.builds(
        edition,
        number=st.integers(1, 4),
        region=st.sampled_from(["330000", "330300", "331000"]),
        standing=st.sampled_from(STANDINGS),
        effective=st.sampled_from(["2026-01-01", "2026-02-01", "2027-01-01"]),
        coverage=st.none() | cells,
        day=st.integers(0, 5),
        gone=st.none() | st.integers(6, 9),
    ),
    max_size=8,
    unique_by=lambda e: (e.head.region, e.number),
)


@settings(max_examples=150, deadline=None)
@given(editions=some_editions, known=st.integers(0, 10), order=st.randoms())
def test_wherever_any_edition_covers_a_place_someone_speaks_and_only_of_the_highest_standing(editions, known, order):
    entries = force(editions, known=known)
    shuffled = list(editions)
    order.shuffle(shuffled)
    assert force(shuffled, known=known) == entries  # the order of the catalogue does not matter
    for x in range(4):
        point = shapely.Point(x + 0.5, 0.5)
        covering = [e for e in entries if e.edition.head.coverage is not None and e.edition.head.coverage.covers(point)]
        speaking = [e for e in covering if e.excluded is None or not e.excluded.covers(point)]
        best = min((STANDINGS.index(e.edition.head.standing) for e in covering), default=None)
        assert {STANDINGS.index(e.edition.head.standing) for e in speaking} == ({best} if covering else set())
