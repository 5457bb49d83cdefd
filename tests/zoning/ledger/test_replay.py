"""A recorded answer is given again, byte for byte, whatever has happened to the store and the checkout since."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest
import shapely
from recorded import judged, proposed
from served import features
from world import definitions

from layers.editions import EditionHead
from zoning.desk import ProjectInput, SitingQuestion
from zoning.ledger import Context
from zoning.ledger.replay import Replayer
from zoning.ledger.replaying import answered, record_replay, replays
from zoning.ledger.verification import verify

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
LATER = NOW + timedelta(days=30)
SITE = shapely.box(120.6195, 27.9195, 120.6205, 27.9205)  # across the corner of the red line
pytestmark = pytest.mark.usefixtures("quick")


def told(replay):
    return replay.outcome, replay.reason


def whole(replay):
    return told(replay) + tuple(difference.path for difference in replay.differences)


@pytest.mark.parametrize("processes", [1, pytest.param(2, marks=pytest.mark.long)])
def test_every_verdict_and_every_measure_comes_out_identical(first_book, processes):
    subjects = answered(first_book.store)
    assert set(subjects) == {*first_book.verdicts, *first_book.measures}
    done = {replay.id: whole(replay) for replay in replays(str(first_book.folder), subjects, processes)}
    assert done == dict.fromkeys(subjects, ("identical", None))


def test_an_answer_is_given_by_the_editions_of_then_whatever_was_published_and_withdrawn_since(book):
    store = book.store
    standing = next(e for e in store.editions() if e.head.layer == "ecological_red_line" and e.number == 1)
    store.publish(proposed(store, definitions(), ("RL-9", SITE)), LATER)
    store.withdraw(standing, LATER)
    replayer = Replayer(store)
    assert {told(replayer.replay(subject)) for subject in (book.verdicts[1], *book.measures)} == {("identical", None)}


def test_an_edition_that_was_being_committed_meanwhile_is_not_taken_for_one_that_was_seen(book):
    """It bears an earlier time than the verdict, but the verdict was judged without it."""
    store = book.store
    store.publish(proposed(store, definitions(), ("RL-9", SITE)), NOW)
    assert told(Replayer(store).replay(book.verdicts[1])) == ("identical", None)


def test_an_edition_that_was_being_withdrawn_meanwhile_is_still_one_that_was_seen(book):
    store = book.store
    store.withdraw(next(e for e in store.editions() if e.head.layer == "control_unit"), NOW)
    assert told(Replayer(store).replay(book.verdicts[1])) == ("identical", None)


def test_a_coarse_edition_far_away_that_the_body_does_not_name_changes_nothing(book):
    """How far one looks for neighbours follows from the coarsest edition in force, also from one out of reach."""
    store, desk = book.store, book.desk().desk
    far = shapely.box(118.0, 29.0, 118.5, 29.5)
    about = {"code": "330800", "name": "远处", "level": "county", "part": "land"}
    head = EditionHead("admin_area", "330800", "illustrative", 900.0, date(2026, 1, 1), "test", far)
    store.publish(store.propose(head, features(definitions(), "admin_area", [("far", far, about)]), NOW), NOW)
    subject = judged(desk, SITE, at=NOW + timedelta(hours=1))
    body = json.loads(desk.ledger.body(subject))
    assert "330800" not in {edition["region"] for edition in body["editions"]}
    assert told(Replayer(store).replay(subject)) == ("identical", None)


def test_a_verdict_by_drafts_too_comes_out_identical(book):
    store, desk = book.store, book.desk().desk
    store.publish(proposed(store, definitions(), ("D-1", SITE), standing="draft"), NOW)
    subject = judged(desk, SITE, at=LATER, include=("draft",))
    assert told(Replayer(store).replay(subject)) == ("identical", None)


def test_an_answer_about_what_was_known_earlier_comes_out_identical(book):
    desk = book.desk().desk
    book.store.publish(proposed(book.store, definitions(), ("RL-9", SITE)), LATER)
    reading = next_reading(SITE)
    verdict = desk.check(SitingQuestion(reading, ProjectInput(), date(2026, 12, 22), known_at=NOW), LATER)
    desk.record(verdict, Context(LATER, "local:tests", "check", "zh", {}))
    replay = Replayer(book.store).replay(verdict.id)
    assert (told(replay), replay.known_at) == (("identical", None), NOW)


def next_reading(*geometries):
    from layers.intake.types import RawFeature, Reading

    return Reading(tuple(RawFeature(g, {}, "test") for g in geometries), "geojson", "EPSG:4490")


def test_industry_and_facts_are_judged_again(book):
    desk = book.desk().desk
    stated = ProjectInput(
        name="化工", industry="C2614", accuracy_m=1.0, facts={"nature": "new", "investment_cny": None}
    )
    verdict = desk.check(SitingQuestion(next_reading(SITE), stated, date(2026, 11, 22)), NOW)
    desk.record(verdict, Context(NOW, "local:tests", "check", "zh", {}))
    assert told(Replayer(book.store).replay(verdict.id)) == ("identical", None)


@pytest.mark.long
def test_a_site_that_no_edition_reaches_comes_out_identical(book):
    subject = judged(book.desk().desk, shapely.box(100.0, 30.0, 100.0001, 30.0001))
    assert told(Replayer(book.store).replay(subject)) == ("identical", None)


def test_the_vertices_as_delivered_are_measured_again(book):
    """The survey's own formula reads them finer than the body prints them."""
    ragged = shapely.box(120.7312345678949, 28.0112345678951, 120.7512345678949, 28.0312345678951)
    subject = judged(book.desk().desk, shapely.segmentize(ragged, 0.001))
    assert told(Replayer(book.store).replay(subject)) == ("identical", None)


def test_a_replay_leaves_no_trace_unless_it_is_recorded(book):
    before = book.store.head()
    replay = Replayer(book.store).replay(book.verdicts[0])
    assert book.store.head() == before
    record_replay(book.store, replay, Context(LATER, "local:tests", "ledger replay", "zh", {}))
    entry = book.store.head()
    assert (entry.kind, entry.subject, json.loads(entry.body)["outcome"]) == ("replay", book.verdicts[0], "identical")
    assert verify(book.store).sound
