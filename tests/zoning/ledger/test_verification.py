"""Whatever is changed in a ledger, or in what it names, is found, and where is said."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from first_version import leave_as_first_version

from layers.canonical import canonical
from layers.errors import BadInput
from layers.stores.chain import chained, entry_hash
from layers.stores.files import FilesStore
from zoning.asked import Asked
from zoning.definition_set import DefinitionSet
from zoning.ledger import Context, Ledger
from zoning.ledger.anchor import Anchor, anchor
from zoning.ledger.blanking import blank
from zoning.ledger.verification import verify
from zoning.verdict import Verdict

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
COLUMNS = ("at", "kind", "subject", "body", "previous", "hash")
USED = DefinitionSet("siting", {"codes/a.yaml": b"version: 1\n", "rules/b.yaml": b"version: 2\n"})


def verdict(word, number):
    return Verdict(
        {"as_of": "2026-11-22", "verdict": word, "number": number}, asked=Asked({"number": number}, NOW, NOW)
    )


def write(folder):
    """Definitions, three verdicts, a blanking, an entry of another room: six or seven entries."""
    store = FilesStore(folder)
    ledger = Ledger(store)
    for number, word in enumerate(("admissible", "prohibited", "conditional")):
        ledger.record(verdict(word, number), USED, Context(NOW, "local:tests", "check", "zh", {"GEOS": "x"}))
    blank(store, verdict("prohibited", 1).id, "测试", actor="local:tests", at=NOW + timedelta(hours=1))
    store.append("export", "x", canonical({"body": store.put_blob(b"pack"), "actor": "local:tests"}), NOW)
    return store


@pytest.fixture
def store(tmp_path):
    return write(tmp_path / "store")


def rows(store):
    with closing(sqlite3.connect(f"{store.location}/catalogue.sqlite")) as database:
        return database.execute(f"SELECT sequence, {', '.join(COLUMNS)} FROM log ORDER BY sequence").fetchall()


def execute(store, *statements):
    with closing(sqlite3.connect(f"{store.location}/catalogue.sqlite")) as database, database:
        for statement, values in statements:
            database.execute(statement, values)


def found(store, **how):
    return [(fault.sequence, fault.code) for fault in verify(store, **how).faults]


def test_a_ledger_that_nobody_touched_is_sound_and_tells_its_head(store):
    done = verify(store, deep=True)
    assert done.sound and done.as_json()["faults"] == []
    assert dict(done.kinds) == {"definitions": 1, "verdict": 3, "blanking": 1, "export": 1}
    assert (done.blanked, str(done.head)) == (1, f"6:{store.head().hash}")


def altered(content, place):
    """The content with one bit of one byte changed."""
    changed = bytearray(content)
    changed[place] ^= 1 << (place % 7)
    return bytes(changed)


def every_change(row, step):
    """(column, content) of every single-byte change of a row; with `step`, of every so many bytes."""
    for column, value in zip(COLUMNS, row[1:], strict=True):
        content = value if isinstance(value, bytes) else value.encode()
        places = range(0, len(content), step) if column == "body" else range(0, len(content), min(step, 5))
        for place in places:
            yield column, altered(content, place)


@pytest.mark.parametrize("step", [pytest.param(1, marks=pytest.mark.long), 41])
def test_every_changed_byte_of_every_entry_is_found_where_it_is(store, step):
    changes = 0
    for row in rows(store):
        for column, content in every_change(row, step):
            as_kept = "CAST(? AS TEXT)" if column != "body" else "?"
            execute(store, (f"UPDATE log SET {column} = {as_kept} WHERE sequence = ?", (content, row[0])))
            told = found(store)
            assert row[0] in {sequence for sequence, _ in told}, (row[0], column, content)
            execute(
                store, (f"UPDATE log SET {column} = ? WHERE sequence = ?", (row[COLUMNS.index(column) + 1], row[0]))
            )
            changes += 1
    assert changes > 200 and verify(store).sound


def test_every_entry_taken_out_is_found_at_its_place(tmp_path):
    for sequence in range(1, 6):
        store = write(tmp_path / str(sequence))
        execute(store, ("DELETE FROM log WHERE sequence = ?", (sequence,)))
        assert (sequence, "missing") in found(store)
        store.close()


def test_every_two_entries_exchanged_are_found_at_both_places(tmp_path):
    for one in range(1, 7):
        for other in range(one + 1, 7):
            store = write(tmp_path / f"{one}-{other}")
            execute(
                store,
                ("UPDATE log SET sequence = 100 WHERE sequence = ?", (one,)),
                ("UPDATE log SET sequence = ? WHERE sequence = ?", (one, other)),
                ("UPDATE log SET sequence = ? WHERE sequence = 100", (other,)),
            )
            assert {(one, "altered"), (other, "altered")} <= set(found(store))
            store.close()


def test_an_entry_written_anew_with_its_own_hash_breaks_the_link_behind_it(store):
    entry = list(store.log())[1]
    body = canonical({**json.loads(entry.body), "actor": "local:somebody"})
    forged = replace(entry, body=body)
    forged = replace(forged, hash=entry_hash(forged))
    execute(store, ("UPDATE log SET body = ?, hash = ? WHERE sequence = 2", (body, forged.hash)))
    assert found(store) == [(3, "unlinked")]


def test_an_end_that_was_cut_off_is_found_by_a_head_noted_before(store):
    head = verify(store).head
    execute(store, ("DELETE FROM log WHERE sequence > 4", ()))
    assert "head_cut" not in [code for _, code in found(store)]
    assert (6, "head_cut") in found(store, head=head)


def test_a_ledger_rewritten_from_some_entry_on_is_found_by_a_head_noted_before(tmp_path):
    noted = verify(write(tmp_path / "one")).head
    other = FilesStore(tmp_path / "other")
    for number in range(8):
        other.append("export", str(number), canonical({"actor": "x"}), NOW)
    assert verify(other).sound
    assert found(other, head=noted) == [(6, "head_replaced")]


def test_a_head_noted_before_and_reached_by_the_ledger_says_nothing(store):
    noted = verify(store).head
    store.append("export", "y", canonical({"actor": "x"}), NOW)
    assert verify(store, head=noted).sound


@pytest.mark.parametrize("text", ["", "6", "6:abc", "x:" + "0" * 64, "6:" + "G" * 64, "-1:" + "0" * 64])
def test_what_is_no_head_is_refused(text):
    with pytest.raises(BadInput):
        anchor(text)


def test_a_head_is_read_as_it_is_printed():
    assert anchor(f" 12:{'ab' * 32}\n") == Anchor(sequence=12, hash="ab" * 32)


def named(store, sequence, member):
    return json.loads(list(store.log())[sequence - 1].body)[member]


@pytest.mark.parametrize(("sequence", "member"), [(2, "body"), (2, "question"), (5, "left"), (6, "body")])
def test_a_content_that_is_gone_or_damaged_is_found_at_the_entry_that_names_it(store, sequence, member):
    sha256 = named(store, sequence, member)
    path = Path(store.location, "blobs", sha256[:2], sha256)
    path.write_bytes(b"X" + path.read_bytes()[1:])
    assert found(store) == [(sequence, "blob_altered")]
    store.forget(sha256)
    assert found(store) == [(sequence, "blob_missing")]


def test_a_definition_file_that_is_gone_is_found_and_named(store):
    sha256 = named(store, 1, "files")["rules/b.yaml"]
    store.forget(sha256)
    (fault,) = verify(store).faults
    assert (fault.sequence, fault.code) == (1, "blob_missing")
    assert "rules/b.yaml" in fault.text("en") and "rules/b.yaml" in fault.text("zh")


def test_a_body_of_another_verdict_is_found(store):
    """Blob and chain are sound, but the body is not what the id says."""
    body = canonical({"body": named(store, 2, "body"), "definitions": USED.id, "actor": "x"})
    store.append("verdict", "sha256:" + "1" * 64, body, NOW)
    assert found(store) == [(7, "body_of_another")]


def test_a_blanking_excuses_no_content_of_another_id(store):
    sha256 = named(store, 4, "body")
    store.forget(sha256)
    body = canonical({"removed": [sha256], "left": named(store, 5, "left"), "actor": "x"})
    store.append("blanking", "sha256:" + "1" * 64, body, NOW)
    assert (4, "blob_missing") in found(store)


def test_a_definition_cannot_be_blanked_away(store):
    sha256 = named(store, 1, "files")["rules/b.yaml"]
    store.forget(sha256)
    body = canonical({"removed": [sha256], "left": named(store, 5, "left"), "actor": "x"})
    store.append("blanking", verdict("admissible", 0).id, body, NOW)
    assert (1, "blob_missing") in found(store)


def test_definitions_that_were_never_entered_are_found(store):
    body = canonical({"body": named(store, 2, "body"), "definitions": "sha256:" + "2" * 64, "actor": "x"})
    store.append("verdict", verdict("admissible", 0).id, body, NOW)
    assert found(store) == [(7, "definitions_unknown")]


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"body":5}', b'"x"', b"{"])
def test_an_entry_that_is_not_of_its_kind_is_found(store, body):
    store.append("verdict", "sha256:x", body, NOW)
    assert found(store) == [(7, "malformed")]


def test_an_edition_that_the_ledger_names_is_read_only_when_asked_deeply(book):
    store = book.store
    edition = store.editions()[0]
    with sqlite3.connect(book.folder / "catalogue.sqlite") as database:
        (name,) = database.execute("SELECT sha256 FROM editions WHERE state = 'published' LIMIT 1").fetchone()
    database.close()
    path = book.folder / "editions" / f"{name}.parquet"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    assert verify(store).sound
    assert {fault.code for fault in verify(store, deep=True).faults} == {"edition_altered"}
    execute(store, ("DELETE FROM editions WHERE layer = ?", (edition.head.layer,)))
    assert "edition_missing" in {fault.code for fault in verify(store).faults}


def test_a_ledger_with_real_answers_is_sound(first_book):
    assert verify(first_book.store, deep=True).sound


@pytest.mark.parametrize("column", ["kind", "subject"])
def test_an_entry_that_can_be_read_and_not_looked_up_is_found(store, column):
    """The same bytes, but no text for SQLite: by kind or subject nobody would find it."""
    execute(store, (f"UPDATE log SET {column} = CAST({column} AS BLOB) WHERE sequence = 3", ()))
    assert (3, "unreadable") in found(store)


def test_a_second_entry_of_one_number_is_found(store):
    """Linked to the first, with a hash of its own: possible where the table is another one."""
    last = list(store.log())[-1]
    other = chained(last, "export", "y", b"{}", NOW)
    twice = replace(other, sequence=last.sequence)
    twice = replace(twice, hash=entry_hash(twice))

    class Two(FilesStore):
        def log(self, **which):
            entries = list(super().log(**which))
            return iter([*entries, twice] if entries and not which.get("kind") else entries)

    assert found(Two(Path(store.location))) == [(6, "unlinked")]


def test_the_result_of_a_job_that_is_gone_is_found(store):
    sha256 = store.put_blob(b"{}")
    store.append("job", "0" * 32, canonical({"event": "finished", "result": sha256}), NOW)
    store.forget(sha256)
    assert found(store) == [(7, "blob_missing")]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE editions SET state = 'withdrawn', withdrawn_at = published_at WHERE layer = ?",
        "UPDATE editions SET published_at = '2020-01-01T00:00:00.000000+00:00' WHERE layer = ?",
        "UPDATE editions SET state = 'proposed', published_at = NULL WHERE layer = ?",
    ],
)
def test_an_edition_that_was_published_or_withdrawn_past_the_ledger_is_found_at_its_last_entry(book, change):
    store = book.store
    assert verify(store).sound
    execute(store, (change, ("control_unit",)))
    last = max(e.sequence for e in store.log() if e.kind == "publication" and e.subject.startswith("control_unit "))
    (fault,) = verify(store).faults
    assert (fault.sequence, fault.code) == (last, "edition_unlike")
    assert "control_unit" in fault.text("en") and "control_unit" in fault.text("zh")


def test_a_store_that_wrote_no_entries_of_proposals_is_sound_and_what_else_they_lack_is_found(book, tmp_path):
    old = FilesStore(tmp_path / "old")
    leave_as_first_version(book.store, old)
    assert verify(old).sound and "proposal" not in verify(old).kinds
    execute(
        old, ("UPDATE editions SET state = 'withdrawn', withdrawn_at = published_at WHERE layer = ?", ("control_unit",))
    )
    assert {fault.code for fault in verify(old).faults} == {"edition_unlike"}


def test_an_edition_that_no_entry_tells_of_is_found(book):
    store = book.store
    columns = "region, sha256, feature_count, standing, accuracy_m, effective_from, source, coverage, replaces, state"
    times = "proposed_at, published_at, withdrawn_at"
    execute(
        store,
        (
            f"INSERT INTO editions (layer, number, {columns}, {times}) SELECT layer, 99, {columns}, {times}"
            " FROM editions WHERE layer = ? LIMIT 1",
            ("control_unit",),
        ),
    )
    (fault,) = verify(store).faults
    assert (fault.sequence, fault.code) == (0, "edition_unlike")


def test_what_is_published_while_the_ledger_is_read_is_no_fault(book, monkeypatch):
    store, written = book.store, []
    edition = next(e for e in store.editions() if e.state == "published")
    editions = store.editions

    def withdrawn_meanwhile():
        if not written and len(asked) == 1:
            written.append(book.store.withdraw(edition, NOW + timedelta(days=1)))
        asked.append(None)
        return editions()

    asked = []
    monkeypatch.setattr(store, "editions", withdrawn_meanwhile)
    assert verify(store).sound and written
