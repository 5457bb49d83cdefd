import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pyproj import Transformer

from layers.errors import BadCRS
from layers.intake.axes import china_pair, east_first

TO_ZONE = {zone: Transformer.from_crs(4490, 4488 + zone, always_xy=True) for zone in (39, 40, 41)}
# a little more than Zhejiang
LON, LAT = st.floats(117.5, 123.5), st.floats(26.5, 31.8)


def place(row):
    return f"第 {row + 1} 行", f"row {row + 1}"


def told(*pairs):
    first, second = np.array(pairs, dtype=float).T
    return east_first(first, second, place)


@given(LON, LAT)
def test_longitude_and_latitude_are_told_by_size(lon, lat):
    assert told((lon, lat)) is True
    assert told((lat, lon)) is False
    assert china_pair(lat, lon) == china_pair(lon, lat) == (lon, lat)


@given(LON, LAT, st.sampled_from(sorted(TO_ZONE)), st.booleans())
def test_eastings_and_northings_are_told_by_size(lon, lat, zone, prefixed):
    assume(abs(lon - 3 * zone) < 4.5)  # as far from its meridian as a zone is used
    east, north = TO_ZONE[zone].transform(lon, lat)
    east -= 0 if prefixed else zone * 1e6
    assert told((east, north)) is True
    assert told((north, east)) is False


@pytest.mark.parametrize("pair", [(1234.5, 2345.6), (120.0, 150.0), (0.0, 0.0), (500_000.0, 600_000.0), (np.nan, 28.0)])
def test_numbers_that_do_not_tell_are_left_open(pair):
    assert told(pair) is None


@pytest.mark.parametrize(("odd", "row"), [(0, 1), (1, 2), (2, 3), (3, 4)])
def test_a_row_of_the_other_order_is_named(odd, row):
    pairs = [(120.6, 28.0)] * 4
    pairs[odd] = (28.0, 120.6)
    with pytest.raises(BadCRS, match=f"row {row}: .* exchanged"):
        told(*pairs)


def test_of_as_many_each_those_unlike_the_first_are_named():
    with pytest.raises(BadCRS, match="row 2: "):
        told((120.6, 28.0), (28.0, 120.6))
