"""The bytes that an edition's hash is taken over are RFC 8785 JSON, whichever writer makes them."""

import json

import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from layers.editions import _row_bytes

TEXTS = st.text(st.characters(exclude_categories=("Cs",)))
VALUES = st.none() | st.booleans() | TEXTS | st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(-1e21, 1e21)


@given(TEXTS, st.lists(VALUES, max_size=6), st.none() | TEXTS)
def test_a_row_has_the_same_bytes_by_either_writer(name, values, original):
    row = [name, values, original]
    assert _row_bytes(row) == rfc8785.dumps(row)


def test_every_character_that_is_written_otherwise_somewhere_is_written_alike():
    marks = [chr(code) for code in (*range(0x250), 0x2028, 0x2029, 0xFEFF, 0xFFFF, 0x10FFFF)]
    row = ["".join(marks), marks, None]
    assert _row_bytes(row) == rfc8785.dumps(row)
    assert json.loads(_row_bytes(row)) == row
