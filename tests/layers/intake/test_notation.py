"""Degrees that look decimal and may be packed as ddd.mmss: how likely that is by chance alone."""

from __future__ import annotations

import random

import numpy as np
import pytest

from layers.intake.notation import packed_suspected, packed_suspected_among


def packed(degrees):
    """ddd.mmss of decimal degrees, to a tenth of a second."""
    minutes, tenths = divmod(round(degrees % 1 * 36_000), 600)
    return float(f"{int(degrees)}.{minutes:02d}{tenths:03d}")


def district(rng, count):
    """Decimal degrees of places whose minutes would be below 60 whatever they are written as."""
    return [round(low + rng.random() * 0.18, 6) for low in (120.41, 27.11) for _ in range(count)]


def test_corners_of_one_small_place_share_their_minutes_and_are_not_suspected_for_that():
    corners = np.array([[120.4123, 27.3021], [120.4131, 27.3021]])
    assert packed_suspected(corners) == ()
    outline = np.array([[120.4123, 27.3021], [120.4131, 27.3034], [120.4145, 27.3052], [120.4112, 27.3013]])
    (note,) = packed_suspected(outline)
    assert note.values == {"count": 8, "chance_percent": 0.6}


def test_a_table_of_packed_degrees_is_suspected_from_four_places_on():
    values = [packed(value) for value in (120.6994, 27.9943, 120.5312, 28.1176, 120.8127, 27.8259, 120.4419, 28.0333)]
    (note,) = packed_suspected_among(values)
    assert note.values == {"count": 8, "of": 8, "chance_percent": 1.68}
    assert packed_suspected_among(values[:6]) == ()


def test_a_table_is_suspected_where_one_row_in_five_is_truly_decimal():
    rng = random.Random(1)
    values = [packed(value) for value in district(rng, 80)] + [round(120.7 + rng.random() / 4, 6) for _ in range(40)]
    (note,) = packed_suspected_among(values)
    assert note.values["count"] < note.values["of"]


@pytest.mark.parametrize("count", [5, 50, 500])
def test_tables_of_decimal_degrees_are_seldom_suspected_even_of_one_district(count):
    rng = random.Random(2)
    assert sum(bool(packed_suspected_among(district(rng, count))) for _ in range(100)) <= 3


@pytest.mark.parametrize("values", [[], [120.5, 28.0], [120.71, 28.01] * 20])
def test_degrees_of_two_decimals_tell_nothing(values):
    assert packed_suspected_among(values) == ()
