"""Rough outlines drawn from a generator: borders that neighbours share, and outlines round a centre. Kilometres."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def koch(start: Floats, end: Floats, widest: Floats, levels: int, rng: np.random.Generator) -> Floats:
    """Random Koch curves from `start` to `end`, both (n, 2): (n, 4^levels + 1, 2).

    Each piece becomes four of equal length, the middle two a bump to a random side. A bump whose foot rises by ψ has
    its tip at an angle of ψ/2 above the ends, so the curve stays in the kite of half-angle ψ/2 ≤ `widest` (n,) radians,
    at most 30°, on either side of the straight line: curves whose kites do not overlap never meet.
    """
    line = np.stack([start, end], axis=1)
    for _ in range(levels):
        foot, head = line[:, :-1], line[:, 1:]
        along = head - foot
        across = np.stack([-along[..., 1], along[..., 0]], axis=-1)
        rise = 2 * widest[:, None] * rng.uniform(0.45, 0.95, along.shape[:2])
        part = 1 / (2 * (1 + np.cos(rise)))
        bump = part * np.sin(rise) * rng.choice([-1.0, 1.0], rise.shape)
        steps = (foot, foot + along * part[..., None], (foot + head) / 2 + across * bump[..., None])
        pieces = np.stack([*steps, head - along * part[..., None]], axis=2)
        line = np.concatenate([pieces.reshape(len(start), -1, 2), end[:, None]], axis=1)
    return line


def blob(count: int, radius: float, rough: float, decay: float, rng: np.random.Generator) -> Floats:
    """A closed outline of `count` corners round the origin, (count + 1, 2), its first corner repeated at the end.

    The logarithm of its radius is a random sum of waves whose heights fall with the power `decay` of their number, with
    standard deviation `rough`: seen from the centre every direction is met once, so it never meets itself.
    """
    waves = np.zeros(count // 2 + 1, dtype=complex)
    number = np.arange(1, len(waves))
    waves[1:] = number**-decay * np.exp(2j * np.pi * rng.random(len(number)))
    shape = np.fft.irfft(waves, count)
    turn = np.arange(count) * (2 * np.pi / count)
    out = radius * np.exp(rough * shape / shape.std())
    ring = np.column_stack([out * np.cos(turn), out * np.sin(turn)])
    return np.vstack([ring, ring[:1]])


def wander(count: int, length: float, heading: float, turning: float, rng: np.random.Generator) -> Floats:
    """A line of `count` equal steps from the origin, (count + 1, 2), its heading wandering by `turning` radians."""
    ways = heading + np.cumsum(rng.normal(0, turning / np.sqrt(count), count))
    steps = length / count * np.column_stack([np.cos(ways), np.sin(ways)])
    return np.vstack([np.zeros((1, 2)), np.cumsum(steps, axis=0)])
