"""Numbers and fields as Protocol Buffers write them, and runs of numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]


def encode_one(value: int) -> bytes:
    """The varint of one number of 0 or more."""
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def field(number: int, content: bytes) -> bytes:
    """A length-delimited field of a message."""
    return encode_one(number << 3 | 2) + encode_one(len(content)) + content


def runs(starts: Integers, counts: Integers) -> Integers:
    """The places of runs of numbers, one run after the other."""
    ends = np.cumsum(counts)
    return np.repeat(starts - (ends - counts), counts) + np.arange(int(ends[-1]) if len(ends) else 0)
