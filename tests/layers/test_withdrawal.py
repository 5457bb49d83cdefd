"""Out of force again, by one person or by two; a proposal taken back; a region rolled back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from delivering import NOW, TAIZHOU, WENZHOU, proposed, published, red, square

from layers.catalogue import edition_state, in_force
from layers.errors import BadInput, Refused
from layers.publication.deliveries import delivered
from layers.publication.history import history
from layers.publication.publishing import Overtaken, publish
from layers.publication.withdrawal import rollback, withdraw
from layers.stores.base import CatalogueMoved, Store, WrongState

LATER = NOW + timedelta(days=1)
RED_LINE = "ecological_red_line"


@pytest.fixture
def store(any_store) -> Store:
    return any_store


def two(store):
    """An edition in force and the one it superseded, newest first."""
    first = published(store, red("HX-1", square()), coverage=WENZHOU)
    return published(store, red("HX-1", square(size=0.02)), coverage=WENZHOU), first


def in_force_now(store, at=LATER):
    return [entry.edition for entry in in_force(store.editions(), RED_LINE, date(2026, 11, 23), at)]


# --- withdrawn


def test_withdrawing_brings_the_earlier_edition_back_and_says_so(store):
    second, first = two(store)
    found = withdraw(store, second, at=LATER, reason="图形有误", actor="key:ann")
    assert (found.done, found.edition.state, found.in_force, found.overlaps) == (True, "withdrawn", (first,), ())
    assert in_force_now(store) == [first]


def test_the_log_tells_who_proposed_published_and_withdrew_and_why(store):
    edition = proposed(store, red("HX-1", square()), actor="key:ann")
    publish(store, edition, at=NOW, actor="key:bob")
    withdraw(store, store.editions()[0], at=LATER, reason="图形有误", actor="key:cy")
    assert [(step.kind, step.actor, step.reason, step.at) for step in history(store, edition)] == [
        ("proposal", "key:ann", None, NOW),
        ("publication", "key:bob", None, NOW),
        ("withdrawal-request", "key:cy", "图形有误", LATER),
        ("withdrawal", "key:cy", "图形有误", LATER),
    ]


def test_withdrawing_tells_where_two_editions_speak_again(store):
    first = published(store, red("HX-1", square()), coverage=WENZHOU)
    second = published(store, red("HX-1", square()), coverage=TAIZHOU)
    other = published(store, red("HX-2", square()), region="330303", coverage=square())
    (overlap,) = withdraw(store, second, at=LATER, reason="x").overlaps
    assert overlap.other == other and overlap.place.within(square())
    assert first.head.coverage.contains(overlap.place)


def test_a_proposal_is_taken_back_and_can_no_longer_be_published(store):
    edition = proposed(store, red("HX-1", square()))
    found = withdraw(store, edition, at=LATER, reason="送错了")
    assert (found.done, found.edition.published_at) == (True, None)
    assert edition_state(found.edition, store.editions(), LATER.date(), LATER) == "withdrawn"
    with pytest.raises(WrongState):
        publish(store, edition, at=LATER)


@pytest.mark.parametrize("reason", ["", "  ", "two\nlines", "x" * 1001])
def test_a_reason_is_a_line_of_text_and_without_one_nothing_happens(store, reason):
    edition, _ = two(store)
    entries = list(store.log())
    with pytest.raises(BadInput, match="reason"):
        withdraw(store, edition, at=LATER, reason=reason)
    assert list(store.log()) == entries


def test_what_is_withdrawn_cannot_be_withdrawn_again(store):
    edition, _ = two(store)
    gone = withdraw(store, edition, at=LATER, reason="x").edition
    entries = list(store.log())
    with pytest.raises(WrongState):
        withdraw(store, gone, at=LATER, reason="x")
    assert list(store.log()) == entries


# --- rolled back


def test_rolling_back_withdraws_the_newest_in_force_and_names_what_follows(store):
    second, first = two(store)
    coming = published(store, red("HX-1", square()), coverage=WENZHOU, effective_from=date(2027, 1, 1))
    found = rollback(store, RED_LINE, "330300", at=LATER, reason="回退")
    assert (found.edition.number, found.in_force) == (second.number, (first,))
    assert coming in store.editions()


def test_rolling_back_to_nothing_must_be_meant(store):
    edition = published(store, red("HX-1", square()), coverage=WENZHOU)
    with pytest.raises(Refused, match="--to-nothing"):
        rollback(store, RED_LINE, "330300", at=LATER, reason="回退")
    assert in_force_now(store) == [edition]
    found = rollback(store, RED_LINE, "330300", at=LATER, reason="回退", to_nothing=True)
    assert (found.in_force, in_force_now(store)) == ((), [])


def test_what_is_not_in_force_cannot_be_rolled_back(store):
    proposed(store, red("HX-1", square()))
    with pytest.raises(Refused, match="none to roll back"):
        rollback(store, RED_LINE, "330300", at=LATER, reason="回退")


def test_of_several_standings_one_has_to_be_named(store):
    two(store)
    statutory = published(store, red("HX-1", square()), standing="statutory")
    with pytest.raises(Refused, match="--status"):
        rollback(store, RED_LINE, "330300", at=LATER, reason="回退")
    found = rollback(store, RED_LINE, "330300", at=LATER, reason="x", standing="statutory", to_nothing=True)
    assert found.edition.number == statutory.number


def test_a_rollback_after_which_the_catalogue_moved_changes_nothing(store, monkeypatch):
    second, _ = two(store)
    withdraw_in_store = store.withdraw

    def late(*given, **named):
        proposed(store, red("HX-3", square(lon=120.8)))
        return withdraw_in_store(*given, **named)

    monkeypatch.setattr(store, "withdraw", late)
    with pytest.raises(CatalogueMoved):
        rollback(store, RED_LINE, "330300", at=LATER, reason="回退")
    assert in_force_now(store) == [second]


# --- two people


def test_with_four_eyes_the_one_who_proposed_cannot_publish_and_another_can(store):
    edition = proposed(store, red("HX-1", square()), actor="key:ann")
    with pytest.raises(Refused, match="another person has to publish"):
        publish(store, edition, at=NOW, actor="key:ann", four_eyes=True)
    assert publish(store, edition, at=NOW, actor="key:bob", four_eyes=True).state == "published"


@pytest.mark.parametrize("nobody", ["", "anonymous", "local:unknown"])
def test_with_four_eyes_nobody_publishes_and_what_nobody_proposed_is_not_published(store, nobody):
    theirs, ours = (
        proposed(store, red("HX-1", square()), actor=nobody),
        proposed(store, red("HX-1", square()), actor="a"),
    )
    with pytest.raises(Refused, match="not known who proposed"):
        publish(store, theirs, at=NOW, actor="key:bob", four_eyes=True)
    with pytest.raises(Refused, match="nobody is known to act"):
        publish(store, ours, at=NOW, actor=nobody, four_eyes=True)
    assert {edition.state for edition in store.editions()} == {"proposed"}


def test_with_four_eyes_a_withdrawal_waits_for_a_second_person(store):
    second, first = two(store)
    for _ in range(2):  # asking twice does not make two people
        asked = withdraw(store, second, at=LATER, reason="图形有误", actor="key:ann", four_eyes=True)
        assert (asked.done, asked.edition.state) == (False, "published")
        assert in_force_now(store) == [second]
    done = withdraw(store, second, at=LATER, reason="同意", actor="key:bob", four_eyes=True)
    assert done.done and in_force_now(store) == [first]
    steps = [(step.kind, step.actor) for step in history(store, second)][-3:]
    assert steps == [("withdrawal-request", "key:ann"), ("withdrawal-request", "key:bob"), ("withdrawal", "key:bob")]


def test_with_four_eyes_a_request_of_long_ago_or_of_nobody_counts_for_nothing(store):
    second, _ = two(store)
    with pytest.raises(Refused):
        withdraw(store, second, at=LATER, reason="x", actor="", four_eyes=True)
    withdraw(store, second, at=LATER, reason="x", actor="key:ann", four_eyes=True)
    much_later = LATER + timedelta(days=31)
    assert not withdraw(store, second, at=much_later, reason="x", actor="key:bob", four_eyes=True).done
    assert withdraw(store, second, at=much_later, reason="x", actor="key:ann", four_eyes=True).done


def test_with_four_eyes_a_rollback_waits_as_well_and_a_proposal_is_taken_back_by_one(store):
    second, first = two(store)
    asked = rollback(store, RED_LINE, "330300", at=LATER, reason="回退", actor="key:ann", four_eyes=True)
    assert not asked.done and in_force_now(store) == [second]
    done = rollback(store, RED_LINE, "330300", at=LATER, reason="回退", actor="key:bob", four_eyes=True)
    assert done.done and done.in_force == (first,)
    mine = proposed(store, red("HX-1", square()), actor="key:ann")
    assert withdraw(store, mine, at=LATER, reason="送错了", actor="key:ann", four_eyes=True).done


# --- two publications


def test_a_publication_overtaken_by_one_of_its_region_is_a_conflict(store, monkeypatch):
    mine, theirs = (proposed(store, red("HX-1", square(size=size))) for size in (0.01, 0.02))
    publish_in_store = store.publish

    def late(edition, at, **named):
        monkeypatch.setattr(store, "publish", publish_in_store)
        store.publish(theirs, at)
        return store.publish(edition, at, **named)

    monkeypatch.setattr(store, "publish", late)
    with pytest.raises(Overtaken, match="look at its preview again"):
        publish(store, mine, at=LATER)
    assert [edition.state for edition in store.editions()] == ["proposed", "published"]


# --- what an edition came from


def test_the_report_of_a_proposal_can_be_read_later(store):
    bow_tie = square().difference(square(lon=120.605, lat=27.605, size=0.001))
    edition = proposed(store, red("HX-1", bow_tie), region="330399", actor="key:ann")
    found = delivered(store, edition)
    assert (found.actor, found.at, found.mapping) == ("key:ann", NOW, None)
    assert found.report["passed"] and found.report["features"] == 1
    assert "region_not_listed" in [note["code"] for note in found.notes]


def test_of_the_same_delivery_twice_each_edition_has_its_own_report(store):
    one = proposed(store, red("HX-1", square()), actor="key:ann")
    two_ = proposed(store, red("HX-1", square()), actor="key:bob")
    assert one.sha256 == two_.sha256
    assert [delivered(store, edition).actor for edition in (one, two_)] == ["key:ann", "key:bob"]
