import pytest

from layers.errors import BadCRS, BadFile
from layers.intake import read
from layers.intake.cass_dat import deliver
from layers.intake.corner_txt import deliver as corners
from layers.intake.finish import finish
from layers.intake.types import ReadLimits

POINTS = [("40636943.771", "3165737.328"), ("40637139.426", "3165739.619"), ("40637136.828", "3165961.313")]


def points(form="{i},,{e},{n},{h}", pairs=POINTS):
    return "".join(form.format(i=i, e=e, n=n, h=5.2) + "\n" for i, (e, n) in enumerate(pairs, 1))


def dat(text, crs=None):
    return finish(deliver(text.encode(), "a.dat"), crs, ReadLimits())


def codes(reading):
    return [note.code for note in reading.notes]


EXPECTED = finish(
    corners("".join(f"J{i},1,{n},{e}\n" for i, (e, n) in enumerate(POINTS, 1)).encode(), "a.txt"), None, ReadLimits()
)


@pytest.mark.parametrize(
    "form",
    [
        "{i},,{e},{n},{h}",
        "{i},JZD,{e},{n},{h}",
        "{i},1,{e},{n},{h}",
        "{i},{e},{n},{h}",
        "{i}，，{e}，{n}，{h}",
        "{i},,{e},{n},",
    ],
)
def test_east_stands_first(form):
    reading = dat(points(form))
    assert reading.crs == "gk3:40"
    assert reading.features[0].geometry.equals(EXPECTED.features[0].geometry)
    assert "points_as_polygon" in codes(reading)
    assert ("z_dropped" in codes(reading)) == ("{h}" in form)


def test_the_service_tells_a_dat_from_a_corner_file_by_its_order():
    assert read(points().encode(), name="a.dat").intake == "cass_dat"
    assert read(points("J{i},1,{n},{e}").encode(), name="a.txt").intake == "corner_txt"


def test_a_count_in_the_first_line_must_fit():
    assert dat("3\n" + points()).features == dat(points()).features
    with pytest.raises(BadFile, match=r"states 4 points but 3 rows follow.*complete it"):
        dat("4\n" + points())


def test_north_first_is_told_by_size_and_noted():
    reading = dat(points("{i},JZD,{n},{e},{h}"))
    assert reading.features[0].geometry.equals(EXPECTED.features[0].geometry)
    assert "axes_swapped" in codes(reading)


def test_points_of_different_codes_are_doubted():
    rows = points().splitlines()
    assert "point_codes_differ" in codes(
        dat("\n".join([rows[0].replace(",,", ",F0,"), rows[1].replace(",,", ",D1,"), rows[2]]))
    )


def test_one_point_is_a_point():
    assert dat(points(pairs=POINTS[:1])).features[0].geometry.geom_type == "Point"


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        (points() + "4,,abc,3165737.328,5\n", BadFile, 'line 4: .* is not "name,code,east,north,height"'),
        (points() + "4,,40637136.828\n", BadFile, "line 4"),
        (points() + "4,,3165961.313,40637136.828,5\n", BadCRS, "line 4: .* exchanged"),
        (points(pairs=[(e[2:], n) for e, n in POINTS]), BadCRS, "without a zone number"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_line(text, error, words):
    with pytest.raises(error, match=words):
        dat(text)


def test_six_digit_eastings_take_the_zone_of_the_caller():
    reading = dat(points(pairs=[(e[2:], n) for e, n in POINTS]), "gk3:40")
    assert reading.features[0].geometry.equals_exact(EXPECTED.features[0].geometry, 1e-12)
