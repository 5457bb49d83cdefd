"""Files made to exhaust the reader: each is refused in words, within the limits of its process."""

import io
import random
import zipfile

import ezdxf
import openpyxl
import pytest
from office_files import OLD_BOOK
from outside_files import broken

from layers.errors import BadFile, BadInput, TooLarge
from layers.intake import ReadLimits, read

LIMITS = ReadLimits(
    bytes=20_000_000, unpacked_bytes=30_000_000, cpu_seconds=20, wall_seconds=120, memory_bytes=2_000_000_000
)


def packed(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def workbook(rows):
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Sheet1")
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_member(archive, name, change):
    with zipfile.ZipFile(io.BytesIO(archive)) as old:
        return packed({one: change(old.read(one)) if one == name else old.read(one) for one in old.namelist()})


def entities(data):
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return data.replace(b"<worksheet", f'<!DOCTYPE x [<!ENTITY a0 "ha">{laughs}]><worksheet'.encode(), 1)


def outside(data):
    return data.replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet', 1)


@pytest.mark.parametrize("change", [entities, outside])
def test_entities_in_a_workbook_are_refused_before_they_are_read(change):
    bomb = with_member(workbook([["点号", "X", "Y"]]), "xl/worksheets/sheet1.xml", change)
    with pytest.raises(BadFile, match="has a DOCTYPE"):
        read(bomb, name="a.xlsx", limits=LIMITS)


def test_a_sheet_that_unpacks_beyond_the_limit_is_refused_by_its_stated_size():
    bomb = with_member(
        workbook([["点号", "X", "Y"]]), "xl/worksheets/sheet1.xml", lambda data: data + b" " * 40_000_000
    )
    assert len(bomb) < 100_000
    with pytest.raises(TooLarge, match="unpacks to more than the limit"):
        read(bomb, name="a.xlsx", limits=LIMITS)


def test_archives_within_archives_share_one_limit():
    inner = packed({"site.geojson": b" " * 29_990_000})
    with pytest.raises(TooLarge, match="unpacks to more than the limit"):
        read(packed({"a.zip": inner}), name="a.zip", limits=LIMITS)
    for _ in range(5):
        inner = packed({"a.zip": inner})
    with pytest.raises(BadFile, match="unpack it first"):
        read(inner, name="a.zip", limits=LIMITS)


def test_a_stray_cell_at_the_edge_of_the_sheet_is_refused_with_the_mend():
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "点号", 1
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(TooLarge, match="delete the stray cells"):
        read(out.getvalue(), name="a.xlsx", limits=LIMITS)


def test_an_old_workbook_whose_sectors_go_in_a_circle_is_stopped():
    chained = broken(OLD_BOOK.read_bytes(), random.Random(11))
    with pytest.raises(BadInput, match=r"bytes of memory|damaged or incomplete"):
        read(chained, name="a.xls", limits=LIMITS)


def test_a_circle_as_large_as_the_earth_is_refused_for_its_vertices():
    made = ezdxf.new()
    made.modelspace().add_lwpolyline([(40568700, 3098000), (40568900, 3098000), (40568900, 3098100)], close=True)
    made.modelspace().add_circle((40568700, 3098000), 1e11)
    out = io.StringIO()
    made.write(out)
    with pytest.raises(TooLarge, match="more than 3000000 vertices"):
        read(out.getvalue().encode(), name="a.dxf", limits=LIMITS)
