"""Degrees in corner files: decimal, or packed as ddd.mmss - which look alike and are 40 % of a degree apart."""

from __future__ import annotations

import re
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from layers.errors import BadCRS, BadGeometry
from layers.notes import Note

_PARTS = re.compile(r"(-?)(\d+)(?:\.(\d*))?")


def degrees(
    first: list[str], second: list[str], packed: bool | None, source: str
) -> tuple[NDArray[np.float64], NDArray[np.float64], Note]:
    """Both columns in decimal degrees, and a note on how they were read.

    `packed` says how they are written where the file says so; else minutes or seconds of 60 and more prove decimal
    degrees, and numbers that could be either raise BadCRS. Raises BadGeometry for packed minutes or seconds above 59.
    """
    numbers = first + second
    possible = all(_is_packed(number) for number in numbers)
    if packed is None:
        if possible:
            raise BadCRS(
                f"{source}：{first[0]}, {second[0]} 可能是度分秒（ddd.mmss）也可能是十进制度；"
                "请在文件头写明“计量单位=度分秒”或“计量单位=十进制度”",
                f"{source}: {first[0]}, {second[0]} may be packed degrees (ddd.mmss) or decimal degrees; state "
                "计量单位=度分秒 (packed) or 计量单位=十进制度 (decimal) in the header",
            )
        packed = False
    if not packed:
        return np.array(first, dtype=np.float64), np.array(second, dtype=np.float64), Note("decimal_degrees")
    if not possible:
        bad = next(number for number in numbers if not _is_packed(number))
        raise BadGeometry(
            f"{source}：{bad} 的分或秒超过 59，不是度分秒",
            f"{source}: {bad} has minutes or seconds above 59, so it is not ddd.mmss",
        )
    return np.array([_unpack(n) for n in first]), np.array([_unpack(n) for n in second]), Note("packed_degrees")


def _split(number: str) -> tuple[int, int, int, Decimal] | None:
    match = _PARTS.fullmatch(number)
    if match is None:
        return None
    digits = (match[3] or "").ljust(4, "0")
    seconds = Decimal(f"{digits[2:4]}.{digits[4:] or '0'}")
    return (-1 if match[1] else 1), int(match[2]), int(digits[:2]), seconds


def _is_packed(number: str) -> bool:
    parts = _split(number)
    return parts is not None and parts[2] < 60 and parts[3] < 60


def _unpack(number: str) -> float:
    parts = _split(number)
    if parts is None:
        raise ValueError(number)
    sign, whole, minutes, seconds = parts
    return float(sign * (whole + Decimal(minutes) / 60 + seconds / 3600))
