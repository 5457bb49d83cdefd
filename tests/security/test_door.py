"""The service shows features through the door alone: no room reads a store, a snapshot or the ledger past it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

API = Path(__file__).resolve().parents[2] / "api"
ROOMS = sorted(API.rglob("*.py"))
# attribute: the files that may read it, and why no reader sees more than the clearance by it
ALLOWED = {
    "features": {},
    "snapshots": {"watch.py": "loads what was published, answers nobody"},
    "body": {},
    "measure": {},
    "question": {},
    "blob": {"shelf.py": "uploaded site files by the hash of their content"},
    "file": {},
    "evidence": {},
    "recorded": {},
}


class Reads(ast.NodeVisitor):
    """Attributes read off something that is not the door, by line."""

    def __init__(self):
        self.found = []

    def visit_Attribute(self, node):
        base = ast.unparse(node.value)
        if node.attr in ALLOWED and not base.endswith("door") and ".door(" not in base and called_on_data(base):
            self.found.append((node.attr, node.lineno, ast.unparse(node)))
        self.generic_visit(node)


def called_on_data(base):
    """Whether an expression is, or hangs on, a desk, a store, a ledger or measures."""
    words = base.replace("(", ".").replace(")", ".").split(".")
    return any(word.strip("_") in ("desk", "store", "ledger", "measures", "snapshots", "result") for word in words)


@pytest.mark.parametrize("room", ROOMS, ids=[str(room.relative_to(API)) for room in ROOMS])
def test_no_room_reads_features_past_the_door(room):
    reads = Reads()
    reads.visit(ast.parse(room.read_text(encoding="utf-8")))
    beyond = [f"{room.name}:{line} {text}" for name, line, text in reads.found if room.name not in ALLOWED[name]]
    assert beyond == []


def test_the_test_sees_a_reading_past_the_door():
    reads = Reads()
    reads.visit(ast.parse("here.desk.store.features(edition); self._desk.ledger.body(x); door.features(edition)"))
    assert [name for name, *_ in reads.found] == ["features", "body"]


def test_every_exception_is_still_needed():
    for name, files in ALLOWED.items():
        for file in files:
            reads = Reads()
            reads.visit(ast.parse((API / file).read_text(encoding="utf-8")))
            assert name in {found for found, *_ in reads.found}, f"{file} reads no {name}"
