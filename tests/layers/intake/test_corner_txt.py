import pytest
from pyproj import Transformer

from layers.crs import parse_crs
from layers.errors import BadCRS, BadFile, BadGeometry, BadInput
from layers.intake.corner_txt import deliver
from layers.intake.finish import finish
from layers.intake.types import ReadLimits

KEYS = """[属性描述]
格式版本号=1.01版本
坐标系=2000国家大地坐标系
几度分带=3
投影类型=高斯克吕格
计量单位=米
带号=40
精度=0.001
转换参数=0,0,0,0,0,0,0
[地块坐标]
"""
SQUARE = """J1,1,3165737.328,40636943.771
J2,1,3165739.619,40637139.426
J3,1,3165961.313,40637136.828
J4,1,3165959.023,40636941.177
"""
CLOSING = "J1,1,3165737.328,40636943.771\n"
HEADER = "4,4.338,1,地块1,面,,工业用地,,@\n"
GOOD = KEYS + HEADER + SQUARE + CLOSING


def read(text, crs=None):
    data = text if isinstance(text, bytes) else text.encode()
    return finish(deliver(data, "a.txt"), crs, ReadLimits())


def codes(reading):
    return [note.code for note in reading.notes]


def square(north, east, side, number=1):
    """Corner rows of a closed square whose south-west corner is given, east with its zone number."""
    corners = [(0, 0), (0, side), (side, side), (side, 0), (0, 0)]
    return "".join(f"J{i},{number},{north + dn},{east + de}\n" for i, (dn, de) in enumerate(corners, 1))


def test_x_is_north_and_y_is_east():
    reading = read(GOOD)
    (parcel,) = reading.features
    assert reading.crs == "gk3:40"
    assert codes(reading) == []
    assert parcel.geometry.bounds == pytest.approx((121.400, 28.600, 121.402, 28.602), abs=1e-6)
    assert parcel.attributes["地块名称"] == "地块1"
    assert parcel.attributes["地块用途"] == "工业用地"
    assert "地块1" in parcel.source


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-8", "utf-8-sig", "utf-16"])
def test_every_usual_encoding_gives_the_same_parcels(encoding):
    reading = read(GOOD.encode(encoding))
    assert reading.features == read(GOOD).features
    assert ("gbk_assumed" in codes(reading)) == encoding.startswith("gb")


def test_full_width_marks_tabs_and_blank_lines_are_read():
    text = (
        GOOD.replace("[", "【")
        .replace("]", "】")
        .replace("=", "＝")
        .replace("J2,1,", "J2，１，\u3000")
        .replace("J3,1,", "J3\t1\t ")
    )
    text = text.replace("\n", " \r\n\r\n")
    assert [f.geometry for f in read(text).features] == [f.geometry for f in read(GOOD).features]


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        ("4", SQUARE + CLOSING),
        ("5", SQUARE + CLOSING),
        ("4", SQUARE),
        ("5", SQUARE),
    ],
)
def test_the_closing_point_may_be_there_or_not_and_counted_or_not(header, rows):
    reading = read(KEYS + HEADER.replace("4,", f"{header},", 1) + rows)
    assert reading.features[0].geometry.equals(read(GOOD).features[0].geometry)
    assert codes(reading) == ([] if rows.endswith(CLOSING) else ["corner_ring_closed"])


@pytest.mark.parametrize("count", ["3", "6", "40"])
def test_a_count_that_does_not_fit_says_the_file_may_be_incomplete(count):
    with pytest.raises(BadFile, match=f"states {count} corners but 5 rows"):
        read(KEYS + HEADER.replace("4,", f"{count},", 1) + SQUARE + CLOSING)


@pytest.mark.parametrize(
    "header",
    [
        "5,4.338,1,地块1,面,,工业用地,@\n",
        "5,4.338,1,地块1,面,,工业用地,0601,,,,,,@\n",
        "5,4.338,1,地块1,面,,工业用地,0601,@ \n",
        "5，4.338，1，地块1，面，，工业用地，，＠\n",
    ],
)
def test_parcel_lines_of_seven_eight_and_twelve_fields_are_read(header):
    reading = read(KEYS + header + SQUARE + CLOSING)
    assert reading.features[0].attributes["地块名称"] == "地块1"
    assert codes(reading) == []


def test_corners_without_a_parcel_line_are_one_polygon_with_a_note():
    assert codes(read(KEYS + SQUARE + CLOSING)) == ["corner_parcel_without_header"]


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("4.338", []),
        ("4.336", []),
        ("4.342", []),
        ("4.36", ["declared_area_differs"]),
        ("4.37", ["declared_area_differs"]),
        ("4.40", ["declared_area_differs", "declared_area_wrong"]),
        ("0.4338", ["declared_area_differs", "declared_area_decimal_point"]),
        ("43.38", ["declared_area_differs", "declared_area_decimal_point"]),
        ("65.07", ["declared_area_differs", "declared_area_in_mu"]),
        ("43380", ["declared_area_differs", "declared_area_in_square_metres"]),
        ("43380平方米", []),
        ("65.07亩", []),
        ("", []),
        ("约四公顷", ["declared_area_unreadable"]),
    ],
)
def test_a_declared_area_is_compared_with_the_plane_and_the_ellipsoidal_one(stated, expected):
    reading = read(GOOD.replace("4.338,", f"{stated},"))
    assert codes(reading) == expected
    if "declared_area_differs" in expected:
        note = reading.notes[0]
        assert note.values["computed_ha"] == pytest.approx(4.338, abs=3e-3)
        assert note.values["severity"] == ("slight" if len(expected) == 1 else "wrong")


def test_a_declared_area_of_a_line_cannot_be_compared_and_that_is_said():
    assert codes(read(GOOD.replace("面", "线").replace("4,4.338", "5,4.338"))) == ["declared_area_not_compared"]


def test_rings_are_holes_by_containment_whatever_their_number_and_order():
    outer, hole, island = (
        square(3165000, 40636000, 1000, 2),
        square(3165100, 40636100, 800, 1),
        square(3165200, 40636200, 100, 3),
    )
    apart = square(3170000, 40636000, 100, 4)
    for rows in (outer + hole + island + apart, hole + apart + island + outer):
        reading = read(KEYS + "20,38,1,甲,面,,,,@\n" + rows)
        (parcel,) = reading.features
        assert parcel.geometry.geom_type == "MultiPolygon"
        assert len(parcel.geometry.geoms) == 3
        assert sum(len(part.interiors) for part in parcel.geometry.geoms) == 1
        assert parcel.geometry.is_valid
        (note,) = reading.notes
        assert (note.code, note.values["outer"], note.values["holes"]) == ("rings_by_containment", 3, 1)


def test_rings_that_share_one_number_are_parted_where_they_close():
    rows = square(3165000, 40636000, 1000) + square(3165100, 40636100, 800)
    (parcel,) = read(KEYS + "10,36,1,甲,面,,,,@\n" + rows).features
    assert len(parcel.geometry.interiors) == 1


def test_the_same_ring_twice_is_refused():
    rows = square(3165000, 40636000, 1000, 1) + square(3165000, 40636000, 1000, 2)
    with pytest.raises(BadGeometry, match="twice"):
        read(KEYS + "10,,1,甲,面,,,,@\n" + rows)


def test_points_and_lines_are_read_as_what_they_are():
    points = read(KEYS + "1,,1,排口,点,,,,@\nP1,1,3165737.328,40636943.771\n")
    assert points.features[0].geometry.geom_type == "Point"
    line = read(KEYS + "4,,1,管线,线,,,,@\n" + SQUARE)
    assert line.features[0].geometry.geom_type == "LineString"
    assert len(line.features[0].geometry.coords) == 4


def test_several_parcels_are_several_features():
    text = KEYS + HEADER + SQUARE + CLOSING + "5,1,2,地块2,面,,,,@\n" + square(3170000, 40636000, 100)
    assert [one.attributes["地块名称"] for one in read(text).features] == ["地块1", "地块2"]


def test_the_zone_comes_from_the_easting_where_the_header_leaves_it_out():
    reading = read(GOOD.replace("带号=40", "带号="))
    assert reading.crs == "gk3:40"
    assert codes(reading) == ["zone_inferred", "datum_assumed"]


def test_six_digit_eastings_take_the_zone_of_the_header_or_of_the_caller():
    plain = GOOD.replace(",40636", ",636").replace(",40637", ",637")
    assert read(plain).features[0].geometry.equals_exact(read(GOOD).features[0].geometry, 1e-12)
    zoneless = plain.replace("带号=40", "带号=")
    assert read(zoneless, "gk3:40").features[0].geometry.equals_exact(read(GOOD).features[0].geometry, 1e-12)
    with pytest.raises(BadCRS, match="name the zone with --crs"):
        read(zoneless)


@pytest.mark.parametrize(
    ("old", "new", "error", "words"),
    [
        ("2000国家大地坐标系", "1980西安坐标系", BadCRS, "no public parameters"),
        ("2000国家大地坐标系", "北京54", BadCRS, "no public parameters"),
        ("2000国家大地坐标系", "台州城市坐标系", BadCRS, "unknown"),
        ("带号=40", "带号=39", BadCRS, "zone number 40, but gk3:39"),
        ("带号=40", "带号=20", BadCRS, "one of 6"),
        ("带号=40", "带号=24", BadCRS, "no zone 24"),
        ("带号=40", "带号=四十", BadCRS, "no whole number"),
        ("计量单位=米", "计量单位=毫米", BadCRS, "use metres"),
        ("高斯克吕格", "墨卡托", BadCRS, "use Gauss-Krüger"),
        ("J2,1,3165739.619,40637139.426", "J2,1,40637139.426,3165739.619", BadCRS, "line 13: .*exchanged"),
        ("J2,1,3165739.619", "J2,1,NaN", BadFile, "line 13"),
        ("J2,1,3165739.619,40637139.426", "J2,1,3165739.619", BadFile, "line 13"),
        ("J2,1,3165739.619", "J2,1,三百", BadFile, "line 13"),
        ("4,4.338,1,地块1", "四,4.338,1,地块1", BadFile, "count of corners"),
        (SQUARE + CLOSING, "", BadGeometry, "no corners"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_place(old, new, error, words):
    assert old in GOOD
    with pytest.raises(error, match=words):
        read(GOOD.replace(old, new, 1))


def test_swapped_columns_are_told_by_size_and_noted():
    rows = "".join("{0},{1},{3},{2}\n".format(*line.split(",")) for line in (SQUARE + CLOSING).splitlines())
    for keys in (KEYS, KEYS.replace("带号=40", "带号=")):
        reading = read(keys + HEADER + rows)
        assert reading.features[0].geometry.equals(read(GOOD).features[0].geometry)
        (note,) = [note for note in reading.notes if note.code == "axes_swapped"]
        assert dict(note.values) == {"source": "a.txt", "first": "X", "second": "Y"}


def test_a_ring_of_two_points_is_refused():
    rows = "J1,1,3165737.328,40636943.771\nJ2,1,3165739.619,40637139.426\n"
    with pytest.raises(BadGeometry, match="2 different"):
        read(KEYS + "2,0,1,甲,面,,,,@\n" + rows)


def test_a_self_crossing_ring_is_passed_on_as_it_is():
    lines = SQUARE.splitlines(keepends=True)
    reading = read(KEYS + HEADER.replace("4.338", "") + lines[0] + lines[2] + lines[1] + lines[3] + CLOSING)
    assert not reading.features[0].geometry.is_valid


DEGREES = KEYS.replace("带号=40\n", "").replace("计量单位=米\n", "")


def degree_rows(*pairs):
    return f"{len(pairs)},,1,甲,面,,,,@\n" + "".join(f"J{i},1,{lat},{lon}\n" for i, (lat, lon) in enumerate(pairs, 1))


PACKED = degree_rows(("28.3600", "121.2359"), ("28.3600", "121.2410"), ("28.3610", "121.2410"))
DECIMAL = degree_rows(("28.600000", "121.399722"), ("28.600000", "121.402778"), ("28.602778", "121.402778"))


def test_degrees_that_may_be_packed_are_refused_until_the_header_says():
    with pytest.raises(BadCRS, match="may be packed degrees"):
        read(DEGREES + PACKED)
    packed = read("计量单位=度分秒\n" + DEGREES + PACKED)
    assert packed.features[0].geometry.exterior.coords[0] == pytest.approx((121.39972222, 28.6), abs=1e-8)
    assert "packed_degrees" in codes(packed)
    decimal = read("计量单位=十进制度\n" + DEGREES + PACKED)
    assert decimal.features[0].geometry.exterior.coords[0] == (121.2359, 28.36)
    assert "decimal_degrees" in codes(decimal)


def test_minutes_above_59_prove_decimal_degrees():
    reading = read(DEGREES + DECIMAL)
    assert reading.features[0].geometry.exterior.coords[0] == (121.399722, 28.6)
    assert "decimal_degrees" in codes(reading)
    with pytest.raises(BadGeometry, match="above 59"):
        read("计量单位=度分秒\n" + DEGREES + DECIMAL)


def test_degrees_with_longitude_first_are_told_by_size_and_noted():
    swapped = degree_rows(("121.399722", "28.600000"), ("121.402778", "28.600000"), ("121.402778", "28.602778"))
    reading = read(DEGREES + swapped)
    assert reading.features[0].geometry.equals(read(DEGREES + DECIMAL).features[0].geometry)
    assert "axes_swapped" in codes(reading)


@pytest.mark.parametrize(
    "row",
    [
        "J1,1,28°36′00″,121°23′59″",
        "J1,1,N28°36′00″,E121°23′59″",
        "J1,1,28.36.00,121.23.59",
        "J1,1,28 36 00,121 23 59",
        "J1，1，２８°３６′００″，１２１°２３′５９″",
        "J1\t1\t28度36分00秒\t121度23分59秒",
        "J1 1 28°36′00″ 121°23′59″",
    ],
)
def test_degrees_minutes_and_seconds_may_stand_in_the_columns(row):
    rows = f"{row}\n" + "J2,1,28°36′00″,121°24′10″\nJ3,1,28°36′10″,121°24′10″\n"
    reading = read(DEGREES + "3,,1,甲,面,,,,@\n" + rows)
    assert reading.features[0].geometry.exterior.coords[0] == pytest.approx(
        (121 + 23 / 60 + 59 / 3600, 28.6), abs=1e-12
    )
    assert codes(reading) == ["corner_ring_closed"]


@pytest.mark.parametrize("separator", [" ", "   ", "\t", ";", "；", "、", "，", ", "])
def test_columns_may_be_set_apart_by_anything(separator):
    rows = (SQUARE + CLOSING).replace(",", separator)
    assert read(KEYS + HEADER + rows).features[0].geometry.equals(read(GOOD).features[0].geometry)


def test_rows_without_a_ring_number_are_parted_where_they_close():
    rows = "".join("{0},{2},{3}\n".format(*line.split(",")) for line in (SQUARE + CLOSING).splitlines())
    assert read(KEYS + HEADER + rows).features[0].geometry.equals(read(GOOD).features[0].geometry)


def test_several_sections_may_follow_each_other_while_they_agree_on_the_system():
    second = GOOD.replace("地块1", "地块2").replace("2026-11-01", "2026-11-02").replace("3165", "3166")
    assert [feature.name for feature in read(GOOD + second).features] == ["地块1", "地块2"]
    with pytest.raises(BadFile, match='line 23: 带号 was "40" before and is "39" here'):
        read(GOOD + second.replace("带号=40", "带号=39"))


def test_the_central_meridian_may_stand_for_the_zone():
    keys = KEYS.replace("带号=40", "中央子午线=120")
    assert read(keys + HEADER + SQUARE + CLOSING).crs == "gk3:40"
    with pytest.raises(BadCRS, match="no 3° zone has the central meridian 121°"):
        read(keys.replace("=120", "=121") + HEADER + SQUARE)
    with pytest.raises(BadCRS, match="central meridian 117°, but that of zone 40 is 120°"):
        read(KEYS.replace("带号=40", "带号=40\n中央子午线=117") + HEADER + SQUARE)


def test_heights_and_remarks_behind_the_coordinates_are_noted():
    assert codes(read(GOOD.replace("40637139.426", "40637139.426,5.2"))) == ["z_dropped"]
    assert codes(read(GOOD.replace("40637139.426", "40637139.426,界桩"))) == ["corner_remarks_dropped"]


def test_six_degree_zones_are_read_too():
    east, north = Transformer.from_crs(4490, parse_crs("gk6:21").zone.epsg, always_xy=True).transform(121.4, 28.6)
    rows = square(north, 21e6 + east, 100)
    keys = KEYS.replace("几度分带=3", "几度分带=6").replace("带号=40", "带号=21")
    assert read(keys + "4,1,1,甲,面,,,,@\n" + rows).features[0].geometry.bounds[0] == pytest.approx(121.4, abs=1e-4)


@pytest.mark.parametrize("text", ["", "[属性描述]\n[地块坐标]\n", "\x81\x20\xff"])
def test_nothing_in_it_is_an_error(text):
    with pytest.raises(BadInput):
        read(text)


def test_a_header_that_contradicts_itself_is_refused():
    with pytest.raises(BadFile, match='line 9: 坐标系 was "2000国家大地坐标系" before and is "1980西安坐标系" here'):
        read(KEYS.replace("转换参数", "坐标系=1980西安坐标系\n转换参数") + HEADER + SQUARE)
    assert read(KEYS.replace("转换参数", "带号=40\n转换参数") + HEADER + SQUARE).crs == "gk3:40"


def test_a_row_that_lost_its_ring_number_is_refused_with_its_line():
    with pytest.raises(BadFile, match="line 13: some rows state their ring and some do not"):
        read(GOOD.replace("J2,1,", "J2,"))
