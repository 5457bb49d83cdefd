import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from layers.errors import BadCRS
from layers.gcj02 import bd09_to_gcj02, gcj02_to_bd09, gcj02_to_wgs84, wgs84_to_gcj02

BEIJING = np.array([[116.404, 39.915]])
ZHEJIANG = np.array([[120.6994, 27.9943], [121.4208, 28.6564], [118.8595, 28.9701]])
ELLIPSOID = Geod(a=6378137.0, rf=298.257222101)


def metres(a, b):
    return ELLIPSOID.inv(a[:, 0], a[:, 1], b[:, 0], b[:, 1])[2]


def test_forward_shift_meets_the_published_point():
    assert wgs84_to_gcj02(BEIJING)[0] == pytest.approx([116.41024449916938, 39.91640428150164], abs=1e-13)


def test_forward_twist_meets_the_published_point():
    assert gcj02_to_bd09(BEIJING)[0] == pytest.approx([116.41036949371029, 39.92133699351021], abs=1e-13)


def test_inverses_come_near_the_published_one_step_results():
    shift = metres(gcj02_to_wgs84(BEIJING), np.array([[116.39775550083061, 39.91359571849836]]))
    twist = metres(bd09_to_gcj02(BEIJING), np.array([[116.39762729119315, 39.90865673957631]]))
    assert 0.01 < shift[0] < 3
    assert 0.001 < twist[0] < 0.5


def test_shift_in_zhejiang_is_half_a_kilometre():
    shifted = wgs84_to_gcj02(ZHEJIANG)
    assert shifted == pytest.approx(
        np.array([[120.70345830, 27.99101790], [121.42522822, 28.65344966], [118.86429444, 28.96701433]]), abs=6e-9
    )
    assert metres(ZHEJIANG, shifted) == pytest.approx([540, 543, 579], abs=1)
    assert metres(ZHEJIANG, gcj02_to_bd09(shifted)) == pytest.approx([1086, 1122, 1146], abs=1)


@given(st.floats(73.5, 135.0), st.floats(3.5, 53.5))
def test_a_round_trip_comes_back_within_ten_micrometres(lon, lat):
    point = np.array([[lon, lat]])
    assert metres(point, gcj02_to_wgs84(wgs84_to_gcj02(point)))[0] < 1e-5
    assert metres(point, bd09_to_gcj02(gcj02_to_bd09(point)))[0] < 1e-5


@pytest.mark.parametrize("transform", [wgs84_to_gcj02, gcj02_to_wgs84, gcj02_to_bd09, bd09_to_gcj02])
@pytest.mark.parametrize("abroad", [[-74.0, 40.7], [27.99, 120.7], [float("nan"), 30.0]])
def test_a_point_outside_china_is_refused_not_left_unshifted(transform, abroad):
    with pytest.raises(BadCRS, match="point 2"):
        transform(np.array([[120.0, 28.0], abroad]))


def test_no_points_give_no_points():
    assert gcj02_to_wgs84(np.empty((0, 2))).shape == (0, 2)
