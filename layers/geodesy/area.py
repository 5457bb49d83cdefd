"""Exact ellipsoidal area of polygons whose edges are straight in longitude and latitude."""

from __future__ import annotations

from math import comb
from typing import Final

import numpy as np

from layers.geodesy.ellipsoid import DEGREE, E2, SEMI_MAJOR
from layers.geodesy.flat import Flat, Floats, Geometries, rings

_CHUNK: Final = 8192  # vertices whose work arrays stay in the processor's cache
_TERMS: Final = 5  # the next one is below 1e-14 of the area


def _authalic_series() -> tuple[float, ...]:
    """Coefficients q[j] of Q(B) = sum of q[j] sin((2j+1)B), the area in m² from the equator to B per radian.

    Q is the integral of M N cos B dB = a²(1-e²) d(sin B)/(1 - e² sin²B)² (Snyder 1987, USGS PP 1395, eq. 3-12,
    unnormalised); its binomial series in sin B is turned into sines of multiple angles.
    """
    q = [0.0] * _TERMS
    for k in range(16):
        power = SEMI_MAJOR**2 * (1.0 - E2) * (k + 1) / (2 * k + 1) * E2**k / 4.0**k
        for j in range(min(k + 1, _TERMS)):
            q[j] += power * (-1) ** j * comb(2 * k + 1, k - j)
    return tuple(q)


_Q: Final = _authalic_series()


def _authalic(latitude: Floats) -> Floats:
    """Q at latitudes in radians."""
    return np.asarray(np.sum([c * np.sin((2 * j + 1) * latitude) for j, c in enumerate(_Q)], axis=0))


def _mean_authalic(middle: Floats, half: Floats) -> Floats:
    """Mean of Q along straight edges from `middle - half` to `middle + half` (radians), in closed form.

    The mean of sin(nB) is sin(n middle) sin(n half)/(n half); both sines of multiple angles by recurrence.
    """
    half = np.where(half == 0.0, 1e-300, half)
    p, s = np.sin(middle), np.sin(half)
    double_p, double_s = 2.0 - 4.0 * p * p, 2.0 - 4.0 * s * s  # twice the cosine of the double angle
    mean = (_Q[0] * p) * s
    p_before, s_before = -p, -s
    for j in range(1, _TERMS):
        p, p_before = double_p * p - p_before, p
        s, s_before = double_s * s - s_before, s
        mean += (_Q[j] / (2 * j + 1)) * p * s
    return np.asarray(mean / half)


def _chain_areas(flat: Flat) -> Floats:
    """Signed area of every ring, m²."""
    ends = flat.start[1:] - 1
    reference = _authalic(flat.lat[flat.start[:-1]] * DEGREE)
    base = np.repeat(reference, np.diff(flat.start))
    terms = np.zeros(flat.lon.size)
    for begin in range(0, flat.lon.size - 1, _CHUNK):
        end = min(begin + _CHUNK, flat.lon.size - 1)
        lat = flat.lat[begin : end + 1]
        mean = _mean_authalic((lat[1:] + lat[:-1]) * (0.5 * DEGREE), (lat[1:] - lat[:-1]) * (0.5 * DEGREE))
        mean -= base[begin:end]  # relative to the ring's first vertex, so that large values do not cancel
        terms[begin:end] = mean * np.diff(flat.lon[begin : end + 1])
    terms[ends] = 0.0  # from one ring to the next there is no edge
    return np.asarray(np.add.reduceat(terms, flat.start[:-1]) * DEGREE)


def area(geometries: Geometries) -> Floats:
    """Area on the CGCS2000 ellipsoid in m², shape (n,), of n geometries in EPSG:4490 (lon, lat in degrees).

    Edges are straight in longitude/latitude, so the area is additive under any cut. Each edge contributes the
    integral of the authalic function along it, in closed form for any length. Holes are subtracted whatever their
    orientation; parts of collections are summed; lines, points and empty geometries have area 0.

    Longitudes are taken as numbers: a polygon across the antimeridian has to be cut there into two parts
    (a ring that goes round through 0° is measured as drawn, the long way).

    Raises:
        BadGeometry: a missing geometry, or a vertex that is not a finite longitude and latitude.
    """
    flat = rings(geometries)
    if not flat.owner.size:
        return np.zeros(flat.count)
    return flat.per_geometry(np.abs(_chain_areas(flat)) * flat.sign)
