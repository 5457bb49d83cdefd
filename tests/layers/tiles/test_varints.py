"""Varints and positions as Protocol Buffers' own writer and another reader have them."""

import mapbox_vector_tile
import numpy as np
from google.protobuf.internal.encoder import _EncodeVarint
from hypothesis import given
from hypothesis import strategies as st

from layers.tiles.encoder import Commands, Shown, layer_message
from layers.tiles.paths import Paths
from layers.tiles.properties import Properties
from layers.tiles.varints import encode_one

FAR = st.one_of(
    st.integers(-300, 300), st.integers(-(2**29), 2**29), st.sampled_from([2**k - d for k in range(30) for d in (0, 1)])
)


def by_protobuf(value):
    out = []
    _EncodeVarint(out.append, value)
    return b"".join(out)


@given(st.integers(0, 2**64 - 1))
def test_one_number_may_have_64_bits(value):
    assert encode_one(value) == by_protobuf(value)


@given(st.lists(st.tuples(FAR, FAR), min_size=2, max_size=9), st.booleans(), st.tuples(FAR, FAR))
def test_steps_however_long_lead_where_they_should(positions, whole, corner):
    """As a feature of the tile, and as one told beforehand and put into a tile with another corner."""
    lines = Paths("line", np.array(positions), np.array([0, len(positions)]), np.array([0]))
    none = Paths("line", np.zeros((0, 2), dtype=np.int64), np.array([0]), np.zeros(0, dtype=np.int64))
    of_all, of_tile = (Commands.of(lines, 1), none) if whole else (Commands.of(none, 0), lines)
    pick = np.array([0 if whole else ~0])
    content = layer_message("l", Shown(np.array([0]), pick, of_all, corner, of_tile), Properties([{"a": 1}]))
    decoded = mapbox_vector_tile.decode(content, default_options={"y_coord_down": True})
    (feature,) = decoded["l"]["features"]
    moved = np.array(positions) - (corner if whole else (0, 0))
    assert feature["geometry"]["coordinates"] == moved.tolist()
    assert feature["properties"] == {"a": 1}
