import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.errors import BadGeometry
from layers.intake.dms import is_angle, lonlat, read_angle, read_pair

PLACE = ("第 7 行", "line 7")
LON, LAT = 120.6994, 27.0 + 59 / 60 + 39.5 / 3600


@pytest.mark.parametrize(
    "text",
    [
        "120°41′57.84″",
        "120°41'57.84\"",
        "120º41’57.84”",
        "120°41'57.84''",
        " 120 ° 41 ′ 57.84 ″ ",
        "１２０°４１′５７．８４″",
        "120度41分57.84秒",
        "东经120°41′57.84″",
        "120°41′57.84″E",
        "E120.41.57.84",
        "e 120°41′57.84″",
        "120.41.57.84",
        "120 41 57.84",
        "120:41:57.84",
        "120-41-57.84",
        "经度：120°41′57.84″",
        "120°41.964′",
        "120°41′57.84",
        "120.6994°",
        "120.6994E",
        "lon=120.6994",
    ],
)
def test_every_usual_notation_is_the_same_longitude(text):
    assert read_angle(text, PLACE).degrees == pytest.approx(LON, abs=1e-12)
    assert is_angle(text)


@pytest.mark.parametrize("text", ["120.6994", "40568798.873", "J1", "", "120,5", "2026-11-22", "地块1", "E"])
def test_a_plain_number_or_another_word_is_not_taken_for_an_angle(text):
    assert not is_angle(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("120°60′00″", "minutes of .* are 60; they must be below 60"),
        ("120°41′60″", "seconds of .* are 60"),
        ("120.41.75.2", "seconds of .* are 75.2"),
        ("120.5°30′", "only the last item"),
        ("E120°41′N", "disagree; leave one"),
        ("百二十度", "is no longitude or latitude; write 120°41′57.84″"),
        ("9" * 500, "is no longitude or latitude"),
    ],
)
def test_what_is_no_angle_is_refused_with_its_place(text, words):
    with pytest.raises(BadGeometry, match=words) as caught:
        read_angle(text, PLACE)
    assert caught.value.zh.startswith("第 7 行：") and caught.value.en.startswith("line 7: ")


@pytest.mark.parametrize(
    ("text", "latitude_first"),
    [
        ("120°41′57.84″E 27°59′39.5″N", False),
        ("27°59′39.5″N120°41′57.84″E", True),
        ("E120.41.57.84 N27.59.39.5", False),
        ("E120°41′57.84″，N27°59′39.5″", False),
        ("东经120度41分57.84秒，北纬27度59分39.5秒", False),
        ("北纬27°59′39.5″，东经120°41′57.84″", True),
        ("120 41 57.84 27 59 39.5", False),
        ("27 59 39.5, 120 41 57.84", True),
        ("（120.6994，27.994305555555556）", False),
        ("纬度：27.994305555555556 经度：120.6994", True),
    ],
)
def test_a_pair_is_split_and_put_in_order(text, latitude_first):
    pair = read_pair(text, PLACE)
    assert pair is not None
    lon, lat, swapped = lonlat(*pair, PLACE)
    assert (lon, lat, swapped) == (pytest.approx(LON, abs=1e-12), pytest.approx(LAT, abs=1e-12), latitude_first)


@pytest.mark.parametrize("text", ["120.6994", "1 120.6994 27.9943", "120.6994 至 27.9943", "", "J1", "1,2,3"])
def test_what_is_not_just_two_angles_is_no_pair(text):
    assert read_pair(text, PLACE) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [("120.7E 120.8E", "both numbers are written as a longitude"), ("27.99E 120.69N", "contradict their size")],
)
def test_letters_that_cannot_be_are_refused(text, words):
    with pytest.raises(BadGeometry, match=words):
        lonlat(*read_pair(text, PLACE), PLACE)


@given(st.integers(0, 179), st.integers(0, 59), st.integers(0, 5999))
def test_degrees_minutes_seconds_come_back_as_they_were_written(whole, minutes, hundredths):
    exact = whole + minutes / 60 + hundredths / 360_000
    second = f"{hundredths // 100:02d}.{hundredths % 100:02d}"
    for text in (f"{whole}°{minutes:02d}′{second}″", f"{whole}.{minutes:02d}.{second}", f"{whole} {minutes} {second}"):
        assert read_angle(text, PLACE).degrees == pytest.approx(exact, abs=1e-11)


@given(st.text(alphabet="0123456789.°′″'\"EN 东经,:-度分秒", max_size=300))
def test_any_text_is_read_or_refused_in_words(text):
    for read in (read_angle, read_pair):
        try:
            read(text, PLACE)
        except BadGeometry as error:
            assert error.zh and error.en
