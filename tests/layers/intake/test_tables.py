"""Corner tables: what the corpus of whole files does not show, cell by cell and rule by rule."""

import itertools
import random

import numpy as np
import pytest
import shapely
from pyproj import Transformer

from layers.errors import BadCRS, BadFile, BadGeometry, TooLarge
from layers.intake.finish import finish
from layers.intake.grid import Grid, Unreadable, cell_of, column_letters
from layers.intake.table import deliver_grids
from layers.intake.table_header import heads_at
from layers.intake.table_words import area_in, name_in, packed_words, stated_crs
from layers.intake.types import ReadLimits

HEAD = ("点号", "X(m)", "Y(m)")
CORNERS = [
    ("J1", 3165737.328, 40636943.771),
    ("J2", 3165739.619, 40637139.426),
    ("J3", 3165961.313, 40637136.828),
    ("J4", 3165959.023, 40636941.177),
]


def grid(*rows, title="Sheet1"):
    return Grid(title, tuple(tuple(row) for row in rows))


def delivered(*rows):
    return deliver_grids([grid(*rows)], "表.xlsx", None)


def reading(*rows, crs=None):
    return finish(delivered(*rows), crs, ReadLimits())


def codes(found):
    return {note.code for note in found.notes}


@pytest.mark.parametrize(("column", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_are_called_as_a_workbook_calls_them(column, letters):
    assert column_letters(column) == letters


def test_an_error_value_of_a_formula_is_no_text():
    assert cell_of("#DIV/0!") == Unreadable("error", "#DIV/0!")
    assert cell_of("#1 井") == "#1 井"
    assert cell_of("  ") is None


@pytest.mark.parametrize(
    "head",
    [
        ("点号", "X", "Y"), ("界址点号", "纵坐标X(m)", "横坐标Y(m)"), ("序号", "北坐标", "东坐标"),
        ("No.", "Northing", "Easting"), ("桩号", "X坐标（米）", "Y坐标（米）"), ("点名", "坐标X", "坐标Y"),
        ("ID", "N", "E"),
        ("拐点编号", "2000坐标X", "2000坐标Y"),
    ],
)  # fmt: skip
def test_heads_of_plane_tables_are_recognised(head):
    (found,) = heads_at(grid(head, CORNERS[0]), 0)
    (pair,) = found.pairs
    assert pair.is_plane
    assert (pair.first.columns, pair.second.columns) == ((1,), (2,))


@pytest.mark.parametrize(
    "head",
    [
        ("点号", "经度", "纬度"),
        ("点", "东经(E)", "北纬(N)"),
        ("id", "lon", "lat"),
        ("点号", "经度L", "纬度B"),
        ("点号", "L", "B"),
    ],
)
def test_heads_of_tables_in_degrees_are_recognised(head):
    (found,) = heads_at(grid(head, ("1", 121.4, 28.6)), 0)
    (pair,) = found.pairs
    assert not pair.is_plane
    assert (pair.first.columns, pair.second.columns) == ((2,), (1,))


@pytest.mark.parametrize(
    "row", [("企业名称", "电话"), ("界址点坐标成果表",), ("点号", "X"), (1, 2, 3), ("经度", "备注")]
)
def test_what_is_no_head_is_none(row):
    assert heads_at(grid(row, ("甲", "乙", "丙")), 0) == []


def test_the_order_of_columns_and_rows_of_heads_does_not_matter():
    wanted = reading(HEAD, *CORNERS).features[0].geometry
    for order in itertools.permutations(range(3)):
        rows = [[row[column] for column in order] for row in (HEAD, *CORNERS)]
        assert reading(*rows).features[0].geometry.equals_exact(wanted, 0)


def test_rows_in_the_other_order_are_told_by_the_sheet_and_cell():
    mixed = [*CORNERS[:3], ("J4", CORNERS[3][2], CORNERS[3][1])]
    with pytest.raises(BadCRS, match=r"Sheet1!B5: .*swap the columns of that row"):
        delivered(HEAD, *mixed)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("3,165,737.328", 3165737.328),
        ("３１６５７３７．３２８", 3165737.328),
        ("3 165 737.328 m", 3165737.328),
        ("3.165737328E6", 3165737.328),
    ],
)
def test_numbers_written_as_text_are_numbers(written, number):
    found = reading(HEAD, ("J1", written, CORNERS[0][2]), *CORNERS[1:])
    assert found.features[0].geometry.equals_exact(reading(HEAD, *CORNERS).features[0].geometry, 1e-12)
    assert float(number) == CORNERS[0][1]


@pytest.mark.parametrize(
    "written", ["3165737,328", "31,65737.328", "三百万", "3165737.328?", "1..2", "0x10", "NaN", "inf"]
)
def test_what_is_no_number_is_refused_by_its_cell(written):
    with pytest.raises(BadGeometry, match=r"Sheet1!B3: "):
        delivered(HEAD, CORNERS[0], ("J2", written, CORNERS[1][2]), *CORNERS[2:])


def test_a_ring_closed_by_its_own_last_row_is_not_noted_as_closed():
    assert "corner_ring_closed" not in codes(reading(HEAD, *CORNERS, CORNERS[0]))
    assert "corner_ring_closed" in codes(reading(HEAD, *CORNERS))


def test_a_blank_row_parts_rings_and_containment_makes_the_hole():
    hole = [("K1", 3165800.0, 40637000.0), ("K2", 3165850.0, 40637000.0), ("K3", 3165850.0, 40637050.0)]
    for rings in ((CORNERS, hole), (hole, CORNERS)):
        (one,) = reading(HEAD, *rings[0], (), *rings[1]).features
        assert len(one.geometry.interiors) == 1


def test_a_blank_row_within_counted_points_parts_nothing():
    found = reading(HEAD, *CORNERS[:2], (), *CORNERS[2:])
    assert found.features[0].geometry.equals(reading(HEAD, *CORNERS).features[0].geometry)
    assert "table_rows_joined" in codes(found)


def test_a_second_parcel_under_its_own_title_is_a_feature_of_its_own():
    other = [(name, x + 500, y) for name, x, y in CORNERS]
    found = reading(("地块：甲",), HEAD, *CORNERS, ("地块：乙",), *other)
    assert [one.name for one in found.features] == ["甲", "乙"]
    inner = [("K1", 3165800.0, 40637000.0), ("K2", 3165850.0, 40637000.0), ("K3", 3165850.0, 40637050.0)]
    (one,) = reading(HEAD, *CORNERS, ("内环（扣除）",), *inner).features
    assert len(one.geometry.interiors) == 1


def test_totals_and_signatures_below_are_no_corners():
    below = [("合计", 3.0, 4.0), ("面积", 4.338, "公顷"), ("备注：以实测为准",), ("制表：张三", None, "2026-11-01")]
    found = reading(HEAD, *CORNERS, *below)
    assert [one.vertices for one in found.features] == [5]
    assert found.features[0].declared_area_m2 == pytest.approx(43380.0)


def test_a_table_of_six_digits_takes_the_zone_of_its_title():
    six = [(name, x, y - 40e6) for name, x, y in CORNERS]
    wanted = reading(HEAD, *CORNERS).features[0].geometry
    for title in (
        "中央子午线120°",
        "3度带第40带",
        "带号：40",
        "CGCS2000 / 3-degree zone 40",
        "高斯克吕格投影坐标系，120度带",
    ):
        found = reading((title,), HEAD, *six)
        assert found.features[0].geometry.equals_exact(wanted, 1e-9), title
    with pytest.raises(BadCRS, match="without a zone number"):
        reading(HEAD, *six)
    assert reading(HEAD, *six, crs="gk3:40").features[0].geometry.equals_exact(wanted, 1e-9)


def test_packed_and_decimal_degrees_are_never_guessed():
    rows = [("点号", "经度", "纬度"), (1, 121.2359, 28.3559), (2, 121.2406, 28.3559), (3, 121.2406, 28.3606)]
    with pytest.raises(BadCRS, match="--crs packed"):
        reading(*rows)
    decimal, packed = reading(*rows, crs="decimal"), reading(*rows, crs="packed")
    assert decimal.features[0].geometry.bounds[0] == 121.2359
    assert packed.features[0].geometry.bounds[0] == pytest.approx(121 + 23 / 60 + 59 / 3600, abs=1e-12)
    rows[0] = ("点号", "经度(十进制)", "纬度(十进制)")
    assert reading(*rows).features[0].geometry.equals(decimal.features[0].geometry)
    rows[0] = ("点号", "经度(度分秒)", "纬度(度分秒)")
    assert reading(*rows).features[0].geometry.equals(packed.features[0].geometry)


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("面积：4.338公顷", 43380.0), ("用地面积(公顷)：4.338", 43380.0), ("总面积 43380 平方米", 43380.0),
        ("面积65.07亩", 43380.0), ("面积 0.04338km2", 43380.0), ("面积（m²） 43,380.0", 43380.0),
        ("area: 4.338 ha", 43380.0), ("面积 4.338", None),
    ],
)  # fmt: skip
def test_areas_are_read_with_their_units(text, area):
    found = area_in(text)
    assert found is not None
    assert found[0] == (None if area is None else pytest.approx(area))


def test_words_without_an_area_state_none():
    assert area_in("面积见附表") is None
    assert name_in("界址点坐标成果表") is None
    assert name_in("宗地号：330303-01") == "330303-01"
    assert packed_words(["经度", "纬度"]) is None


@pytest.mark.parametrize(
    "text", ["1980西安坐标系", "西安80", "北京54坐标系", "BJ54", "温州市独立坐标系", "UTM zone 51N"]
)
def test_old_and_local_systems_are_never_read_as_cgcs2000(text):
    with pytest.raises(BadCRS):
        reading((text,), HEAD, *CORNERS)


def test_phone_maps_are_shifted_back_when_the_title_says_so():
    rows = [
        ("点号", "经度", "纬度"),
        (1, 121.412345, 28.612345),
        (2, 121.422345, 28.612345),
        (3, 121.422345, 28.622345),
    ]
    found = reading(("坐标取自高德地图（GCJ-02）",), *rows)
    assert found.intake == "gcj02"
    away = shapely.distance(found.features[0].geometry.centroid, reading(*rows).features[0].geometry.centroid)
    assert 0.003 < away < 0.008
    assert stated_crs(["百度坐标"], None)[0].name == "BD09"


def test_rows_of_any_length_are_read_or_refused_in_words():
    rng = random.Random(7)
    cells = [
        None,
        "X",
        "Y",
        "点号",
        "经度",
        "纬度",
        "坐标",
        "面积",
        "度",
        121.4,
        28.6,
        3165737.3,
        40636943.7,
        "J1",
        True,
        "121°24′",
    ]
    outcomes = set()
    for _ in range(3000):
        rows = [[rng.choice(cells) for _ in range(rng.randrange(6))] for _ in range(rng.randrange(1, 7))]
        try:
            outcomes.add(len(delivered(*rows).features) > 0)
        except (BadFile, BadGeometry, BadCRS, TooLarge) as fault:
            assert fault.zh and fault.en
            outcomes.add("refused")
    assert {True, "refused"} <= outcomes


def test_ten_thousand_corners_are_read_whole():
    angle = np.linspace(0, 2 * np.pi, 10_000, endpoint=False)
    rows = [(f"J{n}", 3165737 + 500 * np.cos(a), 40636943 + 500 * np.sin(a)) for n, a in enumerate(angle, 1)]
    assert reading(HEAD, *[(name, float(x), float(y)) for name, x, y in rows]).features[0].vertices == 10_001


class TestTwoPairsOfColumns:
    """Corners of which a table gives plane and geographic coordinates side by side; the latter are left out."""

    LONLAT = ((121.4, 28.6), (121.402, 28.6), (121.402, 28.602), (121.4, 28.602))

    def table(self, plane_of, write=lambda value: f"{value:.8f}", heads=("经度(十进制)", "纬度(十进制)"), shift=0.0):
        forward = Transformer.from_crs(4490, plane_of, always_xy=True)
        rows = [["点号", "X", "Y", *heads]]
        for number, (lon, lat) in enumerate(self.LONLAT, 1):
            east, north = forward.transform(lon, lat)
            rows.append([f"J{number}", f"{north:.3f}", f"{east:.3f}", write(lon + shift), write(lat)])
        return rows

    def differs(self, rows):
        found = reading(*rows)
        assert "table_columns_left_out" in codes(found)
        return [note.values for note in found.notes if note.code == "table_columns_differ"]

    @pytest.mark.parametrize("plane_of", [4528, 4549, 4499, 4510])
    def test_that_agree_are_not_doubted_whatever_zone_the_metres_are_in(self, plane_of):
        assert self.differs(self.table(plane_of)) == []

    def test_that_lie_apart_are_told_with_the_metres_and_the_cells(self):
        (found,) = self.differs(self.table(4528, shift=0.005))
        assert (found["columns"][:-1], found["other"][:-1]) == ("Sheet1!B", "Sheet1!D")
        assert (found["count"], found["metres"]) == (4, 489)

    def test_degrees_of_few_decimals_may_be_as_far_off_as_these_hide(self):
        assert self.differs(self.table(4528, write=lambda value: f"{value:.3f}", shift=0.0004)) == []

    def test_packed_degrees_are_unpacked_to_be_compared(self):
        def packed(value):
            minutes, seconds = divmod(round(value % 1 * 3600, 4), 60)
            return f"{int(value)}.{int(minutes):02d}{round(seconds * 1000):05d}"

        assert self.differs(self.table(4528, packed, heads=("经度", "纬度"))) == []
        assert self.differs(self.table(4528, packed, heads=("经度(度分秒)", "纬度(度分秒)"))) == []

    def test_a_pair_that_holds_no_coordinates_is_not_compared(self):
        rows = self.table(4528)
        assert self.differs([rows[0], *([*row[:3], "见附件", "见附件"] for row in rows[1:])]) == []
