import numpy as np
import pytest
import shapely

from layers import geodesy
from layers.intake.declared_area import area_in, contradictions, declared_area_notes, parse_area
from layers.intake.types import RawFeature

SQUARE = shapely.box(121.40, 28.60, 121.41, 28.61)
AREA_M2 = float(geodesy.area(SQUARE)[0])
PLANE = shapely.box(0, 0, 1000, AREA_M2 / 1000 * 1.0005)  # as far above the ellipsoid as a zone makes it


def notes(declared, plane=None, shape=SQUARE):
    shapes = np.array([shape], dtype=object)
    planes = None if plane is None else np.array([plane], dtype=object)
    return list(declared_area_notes([RawFeature(shape, {}, "row 1", None, declared)], shapes, planes))


@pytest.mark.parametrize(
    ("factor", "codes"),
    [
        (1.0, []),
        (1.0009, []),
        (1.002, ["declared_area_differs"]),
        (0.991, ["declared_area_differs"]),
        (1.011, ["declared_area_differs", "declared_area_wrong"]),
        (10.0, ["declared_area_differs", "declared_area_decimal_point"]),
        (0.01, ["declared_area_differs", "declared_area_decimal_point"]),
        (15.0, ["declared_area_differs", "declared_area_in_mu"]),
        (1e4, ["declared_area_differs", "declared_area_in_square_metres"]),
        (1e-4, ["declared_area_differs", "declared_area_in_hectares"]),
        (0.0, ["declared_area_differs", "declared_area_wrong"]),
    ],
)
def test_the_share_says_how_loud_and_the_factor_what_slipped(factor, codes):
    found = notes(AREA_M2 * factor)
    assert [note.code for note in found] == codes
    assert len(list(contradictions(found))) == (len(codes) == 2)


def test_the_plane_area_or_the_ellipsoidal_one_may_have_been_stated():
    assert notes(AREA_M2, PLANE) == notes(PLANE.area, PLANE) == []
    # 0.13 % from the ellipsoid, 0.08 % from the plane
    assert notes(AREA_M2 * 1.0013, PLANE) == []
    assert [note.code for note in notes(AREA_M2 * 1.0013)] == ["declared_area_differs"]


def test_a_small_parcel_is_believed_within_the_rounding_of_its_hectares():
    small = shapely.box(121.4, 28.6, 121.4001, 28.6001)
    area = float(geodesy.area(small)[0])
    assert area * 0.001 < 0.4
    assert notes(area + 0.4, shape=small) == []
    assert notes(area + 0.6, shape=small) != []


def test_a_feature_that_states_no_area_is_not_compared_and_a_point_cannot_be():
    assert notes(None) == []
    assert [note.code for note in notes(43_000.0, shape=shapely.Point(121, 28))] == ["declared_area_not_compared"]


@pytest.mark.parametrize(
    ("text", "unit", "square_metres"),
    [
        ("4.338", "ha", 43_380.0),
        ("４．３３８", "ha", 43_380.0),
        ("4.338公顷", "m2", 43_380.0),
        ("43,380 平方米", "ha", 43_380.0),
        ("15亩", "ha", 10_000.0),
        ("1.5 km²", "ha", 1_500_000.0),
        ("15", "mu", 10_000.0),
    ],
)
def test_an_area_is_read_in_its_unit(text, unit, square_metres):
    assert parse_area(text, unit) == pytest.approx(square_metres)


@pytest.mark.parametrize("text", ["", "约四公顷", "4.3.3", "-4", "1e5", "4 5"])
def test_what_is_no_area_is_none(text):
    assert parse_area(text, "ha") is None


@pytest.mark.parametrize(
    ("words", "square_metres"),
    [
        ("面积：4.338公顷", 43_380.0),
        ("地块一，面积15亩", 10_000.0),
        ("长 4 公顷", None),
        ("面积1公顷（15亩）", 10_000.0),
    ],
)
def test_the_area_in_a_line_of_words(words, square_metres):
    assert area_in(words) == (square_metres if square_metres is None else pytest.approx(square_metres))
