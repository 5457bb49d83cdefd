"""The name of a release says what layers hold, and leads back to a moment at which they hold it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pace import own_seconds

from layers.catalogue import civil_date, in_force
from layers.editions import STANDINGS, Edition, EditionHead
from layers.errors import NotFound
from layers.tiles import release as room
from layers.tiles.release import Moment, Releases, release

T0 = datetime(2026, 1, 1, tzinfo=UTC)
NOW = T0 + timedelta(days=300)
WEST, MIDDLE = shapely.box(0, 0, 2, 1), shapely.box(1, 0, 3, 1)


def edition(number, *, layer="bay", standing="statutory", effective="2026-01-01", coverage=None, day=0, gone=None):
    head = EditionHead(layer, "330300", standing, 1.0, date.fromisoformat(effective), "doc", coverage)
    return Edition(
        head,
        number,
        f"{number:064x}",
        1,
        "published" if gone is None else "withdrawn",
        T0,
        T0 + timedelta(days=day),
        None if gone is None else T0 + timedelta(days=gone),
    )


def at(day, known=300):
    return Moment(date.fromisoformat(day), T0 + timedelta(days=known))


LIFE = [
    edition(1, effective="2026-01-01"),
    edition(2, effective="2026-05-01", day=10),
    edition(3, effective="2026-06-01", day=20, gone=50),
    edition(1, layer="island", effective="2026-03-01", day=5),
]


def test_a_release_has_sixteen_figures_and_is_the_same_whatever_the_order():
    name = release(LIFE, ["bay", "island"], at("2026-07-01"))
    assert len(name) == 16 and int(name, 16) >= 0
    assert release(LIFE[::-1], ["island", "bay", "bay"], at("2026-07-01")) == name


def test_another_edition_another_place_of_silence_and_another_method_are_other_releases(monkeypatch):
    plain = release([edition(1)], ["bay"], at("2026-07-01"))
    assert release(LIFE, ["bay"], at("2026-07-01")) != plain
    lower = edition(1, standing="illustrative")
    silent = release([edition(2, coverage=WEST), lower], ["bay"], at("2026-07-01"))
    assert silent != release([edition(2, coverage=MIDDLE), lower], ["bay"], at("2026-07-01"))
    monkeypatch.setattr(room, "METHOD", "tiles/next")
    assert release([edition(1)], ["bay"], at("2026-07-01")) != plain


def test_a_release_is_the_same_on_every_day_until_something_becomes_otherwise():
    days = [release(LIFE, ["bay"], at(day)) for day in ("2026-01-01", "2026-04-30", "2026-05-01", "2026-11-22")]
    assert days[0] == days[1] != days[2] == days[3]


def test_what_was_withdrawn_can_still_be_found_by_its_name():
    name = release(LIFE, ["bay"], at("2026-07-01", known=30))  # of the third edition, withdrawn on day 50
    found = Releases().moment(LIFE, ["bay"], name, NOW)
    assert [e.edition.number for e in in_force(LIFE, "bay", found.as_of, found.known_at)] == [3]


def test_before_the_first_edition_nothing_is_a_release_too():
    name = release(LIFE, ["bay"], at("2020-01-01"))
    found = Releases().moment(LIFE, ["bay"], name, NOW)
    assert in_force(LIFE, "bay", found.as_of, found.known_at) == ()


def test_a_name_that_no_release_has_is_not_found_and_costs_one_search_of_the_catalogue(monkeypatch):
    searched = []
    monkeypatch.setattr(room, "current", lambda *asked: searched.append(asked) or ())
    releases = Releases()
    for made_up in ("0" * 16, "1" * 16, "0" * 16):
        with pytest.raises(NotFound):
            releases.moment(LIFE, ["bay"], made_up, NOW)
        first = len(searched)
        assert first > 0
        monkeypatch.setattr(room, "current", lambda *asked: pytest.fail("the history is searched a second time"))


def test_a_publication_and_a_withdrawal_make_another_catalogue_that_is_searched_anew():
    releases = Releases()
    more = [*LIFE, edition(4, effective="2026-08-01", day=290)]
    gone = [*LIFE[:1], replace(LIFE[1], state="withdrawn", withdrawn_at=T0 + timedelta(days=295)), *LIFE[2:]]
    for catalogue in (more, gone):
        name = release(catalogue, ["bay"], at("2026-09-01"))
        with pytest.raises(NotFound):
            releases.moment(LIFE, ["bay"], "f" * 16, NOW)
        found = releases.moment(catalogue, ["bay"], name, NOW)
        assert release(catalogue, ["bay"], found) == name


def test_what_another_machine_has_published_ahead_of_our_clock_is_not_known_yet():
    ahead = [*LIFE, edition(4, effective="2026-08-01", day=301)]
    name = release(ahead, ["bay"], at("2026-09-01", known=302))
    with pytest.raises(NotFound):
        Releases().moment(ahead, ["bay"], name, NOW)
    assert Releases().moment(ahead, ["bay"], name, NOW + timedelta(days=2)).known_at == T0 + timedelta(days=301)


editions = st.builds(
    lambda number, layer, standing, month, day, gone, coverage: edition(
        number,
        layer=layer,
        standing=standing,
        effective=f"2026-{month:02d}-01",
        day=day,
        gone=None if gone is None else day + gone,
        coverage=coverage,
    ),
    st.integers(1, 9),
    st.sampled_from(["bay", "island"]),
    st.sampled_from(STANDINGS),
    st.integers(1, 12),
    st.integers(0, 200),
    st.none() | st.integers(1, 60),
    st.sampled_from([None, WEST, MIDDLE]),
)
lives = st.lists(editions, max_size=6, unique_by=lambda e: (e.head.layer, e.number))


@settings(max_examples=60, deadline=None)
@given(lives, st.integers(1, 12), st.integers(0, 300))
def test_every_release_there_ever_was_is_found_and_holds_what_it_held(life, month, known):
    moment = Moment(date(2026, month, 15), T0 + timedelta(days=known))
    name = release(life, ["bay", "island"], moment)
    found = Releases().moment(life, ["bay", "island"], name, NOW)
    for layer in ("bay", "island"):
        then, back = (in_force(life, layer, m.as_of, m.known_at) for m in (moment, found))
        assert [e.edition.label for e in then] == [e.edition.label for e in back]


def test_a_long_life_of_many_layers_is_searched_to_an_end():
    """A made-up name takes no thread for ever: all that was once the present is looked at, of the rest so much."""
    names = [f"layer_{n}" for n in range(40)]
    months = [f"{year}-{month:02d}-{1 + year % 7:02d}" for year in range(2016, 2020) for month in range(1, 13)]
    life = [
        edition(n, layer=layer, effective=day, day=n * 40 + place)
        for place, layer in enumerate(names)
        for n, day in enumerate(months)
    ]
    now = T0 + timedelta(days=4000)

    def ask():
        with pytest.raises(NotFound):
            Releases().moment(life, names, "0" * 16, now)

    assert own_seconds(ask, enough=8) < 8
    for known in (1000, 1500, 1999):  # what was the present then
        at = T0 + timedelta(days=known)
        moment = Moment(civil_date(at), at)
        found = Releases().moment(life, names, release(life, names, moment), now)
        assert release(life, names, found) == release(life, names, moment)
