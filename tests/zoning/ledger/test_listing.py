"""Entries as they are listed and shown."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from layers.canonical import canonical
from layers.errors import NotFound
from layers.stores.files import FilesStore
from zoning.ledger.listing import Filter, entry_at, page, row, whole

START = datetime(2026, 11, 22, 4, tzinfo=UTC)


@pytest.fixture
def store(tmp_path):
    store = FilesStore(tmp_path)
    for number in range(10):
        body = {"actor": f"key:{number % 2}", "as_of": "2026-11-22", "known_at": START.isoformat()}
        at = START + timedelta(hours=number)
        store.append("verdict" if number < 6 else "export", f"sha256:{number}", canonical(body), at)
    return store


def sequences(store, which=Filter(), **more):  # noqa: B008 - frozen
    return [entry.sequence for entry in page(store, which, **more).entries]


def test_pages_follow_each_other_without_a_gap_or_an_entry_twice(store):
    seen, after = [], 0
    while after is not None:
        found = page(store, Filter(), after=after, limit=3)
        seen += [entry.sequence for entry in found.entries]
        after = found.next
    assert seen == list(range(1, 11))


def test_a_page_that_ends_with_the_last_entry_has_no_next(store):
    assert page(store, Filter(), limit=10).next is None
    assert page(store, Filter(kind="verdict"), limit=6).next is None


@pytest.mark.parametrize(
    ("which", "found"),
    [
        (Filter(kind="export"), [7, 8, 9, 10]),
        (Filter(subject="sha256:3"), [4]),
        (Filter(actor="key:1", kind="verdict"), [2, 4, 6]),
        (Filter(since=START + timedelta(hours=8)), [9, 10]),
        (Filter(until=START + timedelta(hours=2)), [1, 2]),
        (Filter(actor="nobody"), []),
    ],
)
def test_filters_take_what_they_say(store, which, found):
    assert sequences(store, which) == found


def test_an_entry_is_found_by_its_number_alone(store):
    assert entry_at(store, 10).subject == "sha256:9"
    for wrong in (0, -1, 11):
        with pytest.raises(NotFound):
            entry_at(store, wrong)


def test_a_row_has_both_clocks_and_an_entry_has_all_it_says(store):
    entry = entry_at(store, 1)
    assert row(entry) == {
        "sequence": 1,
        "at": "2026-11-22T04:00:00.000000+00:00",
        "kind": "verdict",
        "subject": "sha256:0",
        "actor": "key:0",
        "as_of": "2026-11-22",
        "known_at": START.isoformat(),
        "hash": entry.hash,
    }
    assert whole(entry)["body"]["actor"] == "key:0" and whole(entry)["previous"] == "0" * 64
