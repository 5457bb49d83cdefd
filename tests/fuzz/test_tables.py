"""Tables of projects broken in every way: read, or refused in words."""

from __future__ import annotations

import random
from datetime import date

import pytest
from screening import workbook

from layers.errors import BadInput
from layers.intake.types import ReadLimits
from layers.tables.files import sheets_of

SOUND = {
    "xlsx": workbook(
        ("编号", "经度", "纬度"), ("a", 120.7, 28.0), ("b", "120°42′", date(2026, 8, 15)), ("c", "=A1", True)
    ),
    "csv": '编号,经度,纬度\na,120.7,28.0\n"b,""c",120°42′,28\n'.encode(),
}
LIMITS = ReadLimits(unpacked_bytes=50_000_000)


def broken(content, rng):
    """A copy with bytes changed, cut out, doubled or cut off."""
    out = bytearray(content)
    for _ in range(rng.randint(1, 6)):
        at, size = rng.randrange(len(out)), rng.randint(1, 24)
        kind = rng.randrange(4)
        if kind == 0:
            out[at : at + size] = rng.randbytes(size)
        elif kind == 1 and len(out) > 2 * size:
            del out[at : at + size]
        elif kind == 2:
            out[at:at] = out[at : at + size]
        elif len(out) > 64:
            del out[max(32, at) :]
    return bytes(out)


@pytest.mark.parametrize("count", [150, pytest.param(5000, marks=pytest.mark.long)])
@pytest.mark.parametrize("kind", sorted(SOUND))
def test_a_broken_table_is_read_or_refused_in_words(tmp_path, kind, count):
    rng = random.Random(count)
    path, refused = tmp_path / "input", 0
    for _ in range(count):
        path.write_bytes(broken(SOUND[kind], rng))
        try:
            sheets = sheets_of(path, f"p.{kind}", LIMITS)
        except BadInput as fault:
            assert f"p.{kind}" in fault.zh and f"p.{kind}" in fault.en
            refused += 1
        else:
            assert all(isinstance(row, tuple) for sheet in sheets for row in sheet.rows)
    assert 0 < refused < count or kind == "csv"
