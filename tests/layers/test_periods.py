"""Periods in force: at every moment they say what the catalogue says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.catalogue import CHINA, civil_date, in_force
from layers.editions import Edition, EditionHead
from layers.periods import periods

START = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
WEST, EAST = shapely.box(120, 27, 121, 28), shapely.box(120.5, 27, 121.5, 28)
HEAD = EditionHead("bay", "330300", "draft", 1.0, date(2026, 1, 1), "试验", WEST)


def edition(number=1, at=START - timedelta(days=9), withdrawn=None, **head):
    return Edition(
        replace(HEAD, **head), number, f"{number:064x}", 0, "withdrawn" if withdrawn else "published", at, at, withdrawn
    )


def spoken(found, moment):
    return {
        (p.edition.label, p.edition.head.standing, p.excluded)
        for p in found
        if (p.since is None or p.since <= moment) and (p.until is None or moment < p.until)
    }


def expected(editions, moment):
    entries = in_force(editions, "bay", civil_date(moment), moment)
    return {(e.edition.label, e.edition.head.standing, e.excluded) for e in entries}


def test_a_coming_edition_takes_force_at_midnight_in_china():
    now, coming = edition(), edition(2, effective_from=date(2026, 12, 1))
    first, second = periods([now, coming], "bay", START)
    midnight = datetime(2026, 12, 1, tzinfo=CHINA)
    assert (first.edition, first.since, first.until) == (now, None, midnight)
    assert (second.edition, second.since, second.until) == (coming, midnight, None)


def test_an_edition_withdrawn_later_gives_way_then():
    later = START + timedelta(hours=3)
    old, new = edition(), edition(2, withdrawn=later)
    first, second = periods([old, new], "bay", START)
    assert (first.edition, first.since, first.until) == (old, later, None)
    assert (second.edition, second.since, second.until) == (new, None, later)


def test_an_edition_that_another_silences_from_a_day_on_has_two_periods():
    city = edition()
    county = edition(1, region="330324", standing="statutory", coverage=EAST, effective_from=date(2027, 1, 1))
    before, after, _ = periods([city, county], "bay", START)
    assert before.edition == after.edition == city
    assert before.excluded is None and after.excluded.equals(EAST)
    assert before.until == after.since == datetime(2027, 1, 1, tzinfo=CHINA)


def test_what_is_past_proposed_or_of_another_layer_has_no_period():
    past = edition(1, withdrawn=START - timedelta(days=1))
    proposed = replace(edition(2), state="proposed", published_at=None)
    other = edition(3, layer="beach")
    assert periods([past, proposed, other], "bay", START) == ()


days = st.integers(-3, 3)


@st.composite
def catalogues(draw):
    made = []
    for number in range(1, draw(st.integers(1, 6)) + 1):
        published = START + timedelta(days=draw(days), hours=draw(st.integers(0, 5)))
        withdrawn = draw(st.none() | days.map(lambda d: START + timedelta(days=d, minutes=7)))
        if withdrawn is not None and withdrawn < published:
            withdrawn = None
        made.append(
            edition(
                number,
                at=published,
                withdrawn=withdrawn,
                region=draw(st.sampled_from(["330300", "330324"])),
                standing=draw(st.sampled_from(["statutory", "draft"])),
                coverage=draw(st.sampled_from([None, WEST, EAST])),
                effective_from=date(2026, 11, 22) + timedelta(days=draw(days)),
            )
        )
    return made


@settings(max_examples=60, deadline=None)
@given(catalogues())
def test_at_every_moment_the_periods_say_what_the_catalogue_says(editions):
    found = periods(editions, "bay", START)
    for minutes in range(0, 5 * 24 * 60, 41):
        moment = START + timedelta(minutes=minutes)
        assert spoken(found, moment) == expected(editions, moment)
    midnights = [datetime(2026, 11, day, tzinfo=CHINA) for day in range(23, 27)]
    for moment in (*midnights, *(m - timedelta(microseconds=1) for m in midnights)):
        assert spoken(found, moment) == expected(editions, moment)
