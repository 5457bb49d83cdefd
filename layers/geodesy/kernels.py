"""The measures edge by edge, as machine code: the area under an edge, its length, and both summed over chains.

`edge_area` and `edge_length` are the formulas, for every kernel that needs them. Edges are straight in longitude and
latitude; positions are degrees.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from layers.compiled import inlined, kernel
from layers.geodesy.ellipsoid import DEGREE, E2, SEMI_MAJOR

_TERMS: Final = 5  # the next one is below 1e-14 of the area
_SHORT: Final = 0.05  # radians up to which the series of sin(x)/x used here is exact to the last bit
_NODE: Final = 0.5 / 3.0**0.5  # two-point Gauss-Legendre on a unit interval
_LONGEST: Final = 0.25  # degrees of latitude in one quadrature piece; its error is below 1e-12


def _authalic_series() -> tuple[float, ...]:
    """Coefficients q[j]/(2j+1), where Q(B) = sum of q[j] sin((2j+1)B) is the area in m² from the equator per radian.

    Q is the integral of M N cos B dB = a²(1-e²) d(sin B)/(1 - e² sin²B)² (Snyder 1987, USGS PP 1395, eq. 3-12,
    unnormalised); its binomial series in sin B is turned into sines of multiple angles.
    """
    q = [0.0] * _TERMS
    for k in range(16):
        power = SEMI_MAJOR**2 * (1.0 - E2) * (k + 1) / (2 * k + 1) * E2**k / 4.0**k
        for j in range(min(k + 1, _TERMS)):
            q[j] += power * (-1) ** j * math.comb(2 * k + 1, k - j)
    return tuple(coefficient / (2 * j + 1) for j, coefficient in enumerate(q))


AUTHALIC: Final = _authalic_series()


@inlined
def mean_authalic(middle: float, half: float) -> float:
    """Mean of Q (m² per radian of longitude) from latitude `middle - half` to `middle + half`, radians, in closed form.

    The mean of sin(nB) is sin(n middle) sin(n half)/(n half); both sines of multiple angles by recurrence.
    """
    p, h2 = math.sin(middle), half * half
    if h2 <= _SHORT * _SHORT:
        s = 1.0 - h2 / 6.0 * (1.0 - h2 / 20.0 * (1.0 - h2 / 42.0 * (1.0 - h2 / 72.0)))
    else:
        s = math.sin(half) / half
    double_p, double_s = 2.0 - 4.0 * p * p, 2.0 - 4.0 * h2 * s * s  # twice the cosine of the double angle
    mean = AUTHALIC[0] * p * s
    p_before, s_before = -p, -s
    for j in range(1, _TERMS):
        p, p_before = double_p * p - p_before, p
        s, s_before = double_s * s - s_before, s
        mean += AUTHALIC[j] * p * s
    return mean


@inlined
def authalic(lat: float) -> float:
    """Q at a latitude: the area in m² from the equator to it per radian of longitude."""
    return mean_authalic(lat * DEGREE, 0.0)


@inlined
def edge_area(lon0: float, lat0: float, lon1: float, lat1: float, reference: float) -> float:
    """Area in m² between an edge and the parallel where `authalic` is `reference`; above it and eastward is positive.

    Over a ring it sums to the ring's area, clockwise positive, whatever the reference; one near the ring keeps large
    values from cancelling.
    """
    mean = mean_authalic((lat1 + lat0) * (0.5 * DEGREE), (lat1 - lat0) * (0.5 * DEGREE))
    return (mean - reference) * ((lon1 - lon0) * DEGREE)


@inlined
def edge_length(lon0: float, lat0: float, lon1: float, lat1: float) -> float:
    """Length of an edge in m: the ellipsoid's first fundamental form along it, by two-point Gauss-Legendre."""
    d_lon, d_lat = (lon1 - lon0) * DEGREE, (lat1 - lat0) * DEGREE
    pieces = max(1.0, math.ceil(abs(lat1 - lat0) / _LONGEST))
    d_lon, d_lat = d_lon / pieces, d_lat / pieces
    north, east = (1.0 - E2) * (1.0 - E2) * d_lat * d_lat, d_lon * d_lon
    offset = _NODE * d_lat
    o2 = offset * offset
    sin_o = offset * (1.0 - o2 / 6.0 * (1.0 - o2 / 20.0))
    cos_o = 1.0 - o2 / 2.0 * (1.0 - o2 / 12.0)
    metres, middle = 0.0, lat0 * DEGREE + 0.5 * d_lat
    for _ in range(int(pieces)):
        s = math.sin(middle)
        c = math.sqrt(1.0 - s * s)
        for t in (s * cos_o - c * sin_o, s * cos_o + c * sin_o):
            w2 = 1.0 - E2 * t * t
            metres += math.sqrt((north + (1.0 - t * t) * w2 * w2 * east) / w2) / w2
        middle += d_lat
    return 0.5 * SEMI_MAJOR * metres


@inlined
def mid_latitude(lon0: float, lat0: float, lon1: float, lat1: float) -> tuple[float, float]:
    """How far east and north of the first position the second one lies, in m, in the frame midway on their geodesic.

    Gauss's mid-latitude formula to the third order, with the sphere's terms in the last: the distance is right to 1e-8
    up to 20 km and to 5e-7 up to 100 km, at latitudes up to 80°.
    """
    d_lon, d_lat, middle = (lon1 - lon0) * DEGREE, (lat1 - lat0) * DEGREE, (lat0 + lat1) * (0.5 * DEGREE)
    s = math.sin(middle)
    s2, l2, b2 = s * s, d_lon * d_lon, d_lat * d_lat
    w2 = 1.0 - E2 * s2
    n = SEMI_MAJOR / math.sqrt(w2)
    east = n * math.sqrt(1.0 - s2) * d_lon * (1.0 + (b2 - l2 * s2) / 24.0)
    north = n * (1.0 - E2) / w2 * d_lat * (1.0 - l2 * (2.0 + s2) / 24.0)
    return east, north


@kernel("int64(float64[:,::1])")
def first_outside(xy: NDArray[np.float64]) -> int:
    """Index of the first position that is not a finite longitude and latitude in degrees, else -1."""
    for i in range(len(xy)):
        if not (abs(xy[i, 0]) <= 180.0 and abs(xy[i, 1]) <= 90.0):
            return i
    return -1


@kernel("void(float64[:,::1], int64[::1], int64[::1], float64[::1], float64[::1])")
def add_areas(
    xy: NDArray[np.float64],
    start: NDArray[np.int64],
    owner: NDArray[np.int64],
    sign: NDArray[np.float64],
    total: NDArray[np.float64],
) -> None:
    """Adds to `total[owner[i]]` the area in m², times `sign[i]`, of the ring of vertices `start[i]:start[i + 1]`."""
    for i in range(len(owner)):
        begin, end = start[i], start[i + 1]
        if begin == end:
            continue
        ring, reference = 0.0, authalic(xy[begin, 1])
        for j in range(begin, end - 1):
            ring += edge_area(xy[j, 0], xy[j, 1], xy[j + 1, 0], xy[j + 1, 1], reference)
        total[owner[i]] += sign[i] * abs(ring)


@kernel("void(float64[:,::1], int64[::1], int64[::1], float64[::1])")
def add_lengths(
    xy: NDArray[np.float64], start: NDArray[np.int64], owner: NDArray[np.int64], total: NDArray[np.float64]
) -> None:
    """Adds to `total[owner[i]]` the length in m of the chain of vertices `start[i]:start[i + 1]`."""
    for i in range(len(owner)):
        metres = 0.0
        for j in range(start[i], start[i + 1] - 1):
            metres += edge_length(xy[j, 0], xy[j, 1], xy[j + 1, 0], xy[j + 1, 1])
        total[owner[i]] += metres


@kernel("float64[::1](float64[:,::1], float64[:,::1])")
def edge_lengths(start: NDArray[np.float64], end: NDArray[np.float64]) -> NDArray[np.float64]:
    """Length in m of each edge from a row of `start` to the same row of `end`."""
    metres = np.empty(len(start))
    for i in range(len(start)):
        metres[i] = edge_length(start[i, 0], start[i, 1], end[i, 0], end[i, 1])
    return metres
