import pytest

from layers.errors import BadCRS, BadFile, BadGeometry, TooLarge
from layers.intake import read, read_text
from layers.intake.finish import finish
from layers.intake.pasted import deliver_text
from layers.intake.types import ReadLimits

CORNERS = [(28.600, 121.400), (28.600, 121.402), (28.602, 121.402)]
METRES = [("3165737.328", "40636943.771"), ("3165739.619", "40637139.426"), ("3165961.313", "40637136.828")]


def pasted(text, crs=None):
    return finish(deliver_text(text, "text"), crs, ReadLimits())


def codes(reading):
    return [note.code for note in reading.notes]


def rows(pairs, form="{i} {a} {b}", between="\n"):
    return between.join(form.format(i=i, a=a, b=b) for i, (a, b) in enumerate(pairs, 1))


EXPECTED = pasted(rows(METRES)).features[0].geometry


@pytest.mark.parametrize(
    "form",
    [
        "{a} {b}",
        "{a},{b}",
        "{a}，{b}",
        "{i} {a} {b}",
        "{i},{a},{b}",
        "{i}、{a}、{b}",
        "{i}. {a}; {b}",
        "({i}) {a}  {b}",
        "（{i}）{a}，{b}",
        "J{i}\t{a}\t{b}",
        "界址点{i}：{a} {b}",
        "J{i} 1 {a} {b}",
        "J{i} {a} {b} 5.2",
        "X={a} Y={b}",
        "X：{a}，Y：{b}",
        "J{i} X={a},Y={b}",
        "• {a} {b}",
        "{i} {b} {a}",
        "{b},{a}",
    ],
)
def test_rows_are_read_however_they_are_written(form):
    assert pasted(rows(METRES, form)).features[0].geometry.equals(EXPECTED)


def test_the_order_told_by_size_is_noted():
    assert "north_first" in codes(pasted(rows(METRES)))
    assert "east_first" in codes(pasted(rows(METRES, "{b} {a}")))
    assert "latitude_first" in codes(pasted(rows(CORNERS)))
    assert "latitude_first" not in codes(pasted(rows(CORNERS, "{b} {a}")))


def test_a_list_is_an_outline_and_that_is_noted():
    reading = pasted(rows(METRES))
    assert [part.geometry.geom_type for part in reading.features] == ["Polygon"]
    assert "points_as_polygon" in codes(reading)
    closed = pasted(rows([*METRES, METRES[0]]))
    assert closed.features[0].geometry.equals(EXPECTED)
    assert "points_as_polygon" not in codes(closed)
    assert codes(pasted(rows(METRES[:2])))[1] == "points_as_line"


def test_blank_lines_part_rings_and_words_part_parcels():
    inner = [("3165800.0", "40636980.0"), ("3165800.0", "40637000.0"), ("3165820.0", "40637000.0")]
    outer = [("3165700.0", "40636900.0"), ("3165700.0", "40637100.0"), ("3165900.0", "40637100.0")]
    holed = pasted(rows(outer) + "\n\n" + rows([(a, str(float(b) + 50)) for a, b in inner])).features
    assert [len(part.geometry.interiors) for part in holed] == [1]
    apart = pasted("地块一：\n" + rows(outer) + "\n地块二：\n" + rows(inner)).features
    assert [part.name for part in apart] == ["地块一", "地块二"]


def test_a_blank_line_after_every_row_parts_nothing():
    assert pasted(rows(METRES, between="\n\n")).features[0].geometry.equals(EXPECTED)


def test_words_give_names_areas_and_the_system():
    reading = pasted(
        "拐点坐标（2000国家大地坐标系，中央子午线120°）\n某厂区\n点号 X Y\n" + rows(METRES) + "\n面积：2.17公顷"
    )
    assert reading.crs == "gk3:40"
    assert (reading.features[0].name, reading.features[0].declared_area_m2) == ("某厂区", 21700.0)
    assert codes(reading) == ["north_first", "points_as_polygon", "words_not_read"]


@pytest.mark.parametrize(
    ("words", "crs"),
    [
        ("高德坐标", "GCJ02"),
        ("火星坐标系", "GCJ02"),
        ("百度地图拾取", "BD09"),
        ("WGS-84", "EPSG:4326"),
        ("CGCS2000", "EPSG:4490"),
        ("2000国家大地坐标系", "EPSG:4490"),
    ],
)
def test_a_system_named_in_words_is_that_of_the_numbers(words, crs):
    assert pasted(f"{words}：\n120.6994,27.9943").crs == crs
    assert pasted(f"{words} 120.6994 27.9943").crs == crs


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        ("某厂位于温州", BadGeometry, "holds no coordinates; write LON,LAT"),
        ("1 1234.567 2345.678", BadFile, "line 1: .* does not show two coordinates.*local system"),
        ("1 120.6994 27.9943\n2 120.7004", BadFile, "line 2: .* does not show"),
        ("120.6 27.9 28.1 120.7", BadFile, "does not show two coordinates"),
        ("1 120°71′57.84″ 27°59′39.5″", BadGeometry, "minutes .* are 71"),
        ("1 120.6994 27.9943\n2 27.9943 120.7004\n3 120.7004 27.9953", BadCRS, "line 2: .* exchanged"),
        ("1980西安坐标系\n1 3165737.328 40636943.771", BadCRS, "1980西安坐标系"),
        ("西安80 3165737.328 40636943.771", BadCRS, "1980西安坐标系"),
        ("高德转CGCS2000\n120.6994,27.9943", BadCRS, "name several systems"),
        ("120.6994,27.9943\n120.6994,27.9943", BadGeometry, "1 different point"),
        (rows([(a, b[2:]) for a, b in METRES]), BadCRS, "without a zone number"),
        ("-120.5,28", BadCRS, "outside China"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_line(text, error, words):
    with pytest.raises(error, match=words):
        pasted(text)


def test_a_row_that_lost_a_number_does_not_become_words():
    with pytest.raises(BadFile, match="line 2"):
        pasted("120.6994 27.9943\n120.7004\n120.7004 27.9953")


def test_a_file_and_a_typed_text_are_read_alike():
    text = rows(METRES)
    assert read(text.encode("gbk"), name="a.txt").features[0].geometry == read_text(text).features[0].geometry


def test_a_long_text_is_for_a_file():
    with pytest.raises(TooLarge, match="save it as a file"):
        read_text("120.6994,27.9943\n" * 2000)


@pytest.mark.parametrize(
    "damaged", ["J2 abc def", "2 经度缺", "J2 120.7o04 27.99", "120.7oo4 27.9943", "J2: 120.7004E"]
)
def test_a_damaged_row_among_others_is_not_taken_for_words(damaged):
    with pytest.raises((BadFile, BadGeometry), match="line 2"):
        pasted(f"J1 120.6994 27.9943\n{damaged}\nJ3 120.7004 27.9953\nJ4 120.6994 27.9953")
