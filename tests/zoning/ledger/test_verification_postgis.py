"""In a database too every byte that is changed in the log is found where it is, past all triggers."""

from __future__ import annotations

from datetime import UTC, datetime

import psycopg
import pytest
from postgis import execute, rows

from layers.stores.postgis.store import PostgisStore
from zoning.asked import Asked
from zoning.definition_set import DefinitionSet
from zoning.ledger import Context, Ledger
from zoning.ledger.verification import verify
from zoning.verdict import Verdict

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
USED = DefinitionSet("siting", {"codes/a.yaml": b"version: 1\n"})
COLUMNS = ("kind", "subject", "body", "previous", "hash")


@pytest.fixture
def place(postgis_place):
    store = PostgisStore(postgis_place)
    ledger = Ledger(store)
    for word in ("admissible", "prohibited", "conditional"):
        verdict = Verdict({"as_of": "2026-11-22", "verdict": word}, asked=Asked({"word": word}, NOW, NOW))
        ledger.record(verdict, USED, Context(NOW, "local:tests", "check", "zh", {"GEOS": "x"}))
    assert verify(store).sound
    store.close()
    return postgis_place


def found(place):
    store = PostgisStore(place)
    try:
        return {(fault.sequence, fault.code) for fault in verify(store).faults}
    finally:
        store.close()


@pytest.mark.parametrize("step", [pytest.param(1, marks=pytest.mark.long), 67])
def test_every_changed_byte_is_found(place, step):
    changes = 0
    for sequence, *contents in rows(place, f"SELECT sequence, {', '.join(COLUMNS)} FROM sanxian.log"):
        for column, content in zip(COLUMNS, contents, strict=True):
            kept = content if isinstance(content, bytes) else content.encode()
            given = "%s" if column == "body" else "convert_from(%s, 'UTF8')"
            for byte in range(0, len(kept), step):
                changed = bytearray(kept)
                changed[byte] ^= 1
                for value in (bytes(changed), kept):
                    execute(place, f"UPDATE log SET {column} = {given} WHERE sequence = {sequence}", value)
                    told = {at for at, _ in found(place)} if value != kept else set()
                    assert value == kept or sequence in told, (sequence, column, byte)
                changes += 1
    assert changes > 20 and not found(place)


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE log SET at = at + interval '1 microsecond' WHERE sequence = 2", (2, "altered")),
        ("UPDATE log SET at = 'infinity' WHERE sequence = 2", (2, "unreadable")),
        ("DELETE FROM log WHERE sequence = 2", (2, "missing")),
        ("UPDATE log SET sequence = sequence + 1 WHERE sequence = 4", (4, "missing")),
        ("DELETE FROM blob_pieces", (1, "blob_altered")),
    ],
)
def test_what_is_done_to_the_rows_is_found(place, statement, fault):
    execute(place, statement)
    assert fault in found(place)


def test_an_ordinary_hand_cannot_change_the_log(place):
    with psycopg.connect(place, autocommit=True) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("UPDATE sanxian.log SET kind = 'x' WHERE sequence = 2")
