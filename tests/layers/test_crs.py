import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS, Transformer

from layers.crs import CGCS2000, WGS84, Zone, infer_crs, parse_crs, zone_of
from layers.errors import BadCRS, BadGeometry

# lon, lat; N and E in EPSG:4549; N and E in EPSG:4548
VECTORS = [
    (120.6994, 27.9943, 3098007.181, 568798.873, 3103331.465, 864041.503),
    (121.4208, 28.6564, 3172013.150, 638904.295, 3179197.173, 932408.010),
    (118.8595, 28.9701, 3206491.273, 388835.034, 3207380.285, 681256.782),
    (120.1551, 30.2741, 3350508.870, 514923.734, 3354716.361, 803659.790),
]
MILLIMETRE_DEG = 1.2e-8


def lonlat(token, *points):
    return parse_crs(token).to_cgcs2000(np.array(points, dtype=float))[0]


def codes(token, *points):
    return [note.code for note in parse_crs(token).to_cgcs2000(np.array(points, dtype=float))[1]]


@pytest.mark.parametrize(("lon", "lat", "n120", "e120", "n117", "e117"), VECTORS)
def test_gauss_kruger_coordinates_meet_the_published_vectors(lon, lat, n120, e120, n117, e117):
    expected = pytest.approx([lon, lat], abs=MILLIMETRE_DEG)
    assert lonlat("EPSG:4549", (e120, n120))[0] == expected
    assert lonlat("EPSG:4528", (40e6 + e120, n120))[0] == expected
    assert lonlat("EPSG:4548", (e117, n117))[0] == expected
    assert lonlat("gk3:40", (e120, n120), (e120, n120))[1] == expected
    assert lonlat("gk3:40", (40e6 + e120, n120))[0] == expected
    assert lonlat("gk6:20", (20e6 + e117, n117))[0] == expected
    assert lonlat("EPSG:4509", (e117, n117))[0] == expected
    assert lonlat("4490", (lon, lat))[0] == pytest.approx([lon, lat], abs=0)


def test_every_zone_number_gives_the_epsg_code_of_its_central_meridian():
    for number in range(25, 46):
        assert parse_crs(f"EPSG:{4488 + number}").zone == Zone(3, number)
        assert parse_crs(f"EPSG:{4534 + number - 25}").zone == Zone(3, number)
        assert CRS.from_epsg(4488 + number).name.endswith(f"zone {number}")
        assert CRS.from_epsg(Zone(3, number).epsg).name.endswith(f"3-degree Gauss-Kruger CM {3 * number}E")
    for number in range(13, 24):
        assert parse_crs(f"EPSG:{4478 + number}").zone == Zone(6, number)
        assert CRS.from_epsg(4478 + number).name.endswith(f"zone {number}")
        assert CRS.from_epsg(Zone(6, number).epsg).name.endswith(f"/ Gauss-Kruger CM {6 * number - 3}E")


@given(st.sampled_from([Zone(3, n) for n in range(25, 46)] + [Zone(6, n) for n in range(13, 24)]), st.data())
def test_a_point_of_any_zone_comes_back(zone, data):
    half = zone.width / 2
    lon = data.draw(st.floats(max(73.1, zone.central_meridian - half), min(135, zone.central_meridian + half)))
    lat = data.draw(st.floats(3.1, 54))
    forward = Transformer.from_crs(4490, zone.epsg, always_xy=True)
    east, north = forward.transform(lon, lat)
    with_zone = np.array([[zone.number * 1e6 + east, north]])
    crs, notes = infer_crs(with_zone, CGCS2000)
    assert crs.zone == zone
    assert notes[0].values == {"zone": zone.number, "width": zone.width, "central_meridian": zone.central_meridian}
    assert crs.to_cgcs2000(with_zone)[0][0] == pytest.approx([lon, lat], abs=1e-9)


def test_three_and_six_degree_zone_numbers_never_collide():
    assert zone_of(40) == Zone(3, 40)
    assert zone_of(20) == Zone(6, 20)
    with pytest.raises(BadCRS, match="no zone 24"):
        zone_of(24)


PRJ = (
    'PROJCS["{name}",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["{datum}",'
    'SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],'
    'PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",{fe}],PARAMETER["False_Northing",0.0],'
    'PARAMETER["Central_Meridian",{cm}],PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],'
    'UNIT["Meter",1.0]]'
)


def prj(name="CGCS2000_3_Degree_GK_Zone_40", datum="D_China_2000", fe=40500000.0, cm=120.0):
    return PRJ.format(name=name, datum=datum, fe=fe, cm=cm)


def test_an_esri_prj_is_known_by_its_parameters():
    zoned = parse_crs(prj())
    assert (zoned.zone, zoned.prefix) == (Zone(3, 40), "with")
    plain = parse_crs(prj(name="renamed by someone", fe=500000.0))
    assert (plain.zone, plain.prefix) == (Zone(3, 40), "without")
    six = parse_crs(prj(name="CGCS2000_GK_Zone_20", fe=20500000.0, cm=117.0))
    assert (six.zone, six.prefix) == (Zone(6, 20), "with")
    assert zoned.same_place(parse_crs("gk3:40"))
    assert not zoned.same_place(parse_crs("gk3:39"))


def test_a_bare_esri_name_is_known():
    assert parse_crs("CGCS2000_3_Degree_GK_Zone_40").zone == Zone(3, 40)
    assert parse_crs("CGCS2000_3_Degree_GK_CM_120E").prefix == "without"
    assert parse_crs("CGCS2000_GK_CM_117E").zone == Zone(6, 20)
    assert parse_crs("GCS_China_Geodetic_Coordinate_System_2000") == CGCS2000


def test_a_local_projection_of_cgcs2000_is_computed_from_its_own_parameters():
    local = prj(name="Local", fe=400000.0, cm=120.5)
    east, north = Transformer.from_crs(4490, CRS.from_wkt(local), always_xy=True).transform(120.7, 28.0)
    assert lonlat(local, (east, north))[0] == pytest.approx([120.7, 28.0], abs=1e-9)


@pytest.mark.parametrize("code", [4214, 4610, 2363, 2384, 2385, 2437, 2401, 21420, 4555, 2327])
def test_beijing_1954_and_xian_1980_are_refused(code):
    with pytest.raises(BadCRS, match="no public parameters"):
        parse_crs(f"EPSG:{code}")


def test_an_esri_prj_of_xian_1980_is_refused():
    with pytest.raises(BadCRS, match="no public parameters"):
        parse_crs(prj(name="Xian_1980_3_Degree_GK_Zone_40", datum="D_Xian_1980"))


def test_an_unknown_datum_is_refused_before_a_ballpark_shift():
    with pytest.raises(BadCRS, match="no reliable transformation"):
        lonlat(prj(name="mystery", datum="D_Mystery"), (40568798.873, 3098007.181))


@pytest.mark.parametrize(
    "token", ["EPSG:999999", "EPSG", "gk3:20", "gk6:40", "gk9:40", "moon", "", "EPSG:4479", "PROJCS[x"]
)
def test_an_unknown_crs_is_refused(token):
    with pytest.raises(BadCRS):
        parse_crs(token)


@pytest.mark.parametrize("token", ["EPSG:4326", "wgs84", "urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4326"])
def test_wgs84_is_taken_as_cgcs2000_with_a_note(token):
    assert parse_crs(token) == WGS84
    assert codes(token, (120.7, 28.0)) == ["wgs84_as_cgcs2000"]
    assert lonlat(token, (120.7, 28.0)).tolist() == [[120.7, 28.0]]


def test_utm_and_hong_kong_are_transformed_by_proj():
    east, north = Transformer.from_crs(4326, 32651, always_xy=True).transform(121.5, 28.5)
    assert lonlat("EPSG:32651", (east, north))[0] == pytest.approx([121.5, 28.5], abs=1e-9)
    assert codes("EPSG:2326", (836694.05, 819069.80)) == ["crs_transformed", "wgs84_as_cgcs2000"]
    # the origin of the Hong Kong 1980 grid, whose WGS 84 place the survey office publishes as 22°18'38" N, 114°10'52" E
    assert lonlat("EPSG:2326", (836694.05, 819069.80))[0] == pytest.approx([114.1812, 22.3106], abs=2e-4)


def test_phone_map_coordinates_are_moved_back():
    assert lonlat("GCJ02", (120.70345830, 27.99101790))[0] == pytest.approx([120.6994, 27.9943], abs=2e-8)
    assert codes("bd09", (120.71, 27.99)) == ["bd09_unshifted", "wgs84_as_cgcs2000"]


@pytest.mark.parametrize(
    ("token", "point", "words"),
    [
        ("EPSG:4549", (40568798.873, 3098007.181), "a zone number"),
        ("EPSG:4528", (568798.873, 3098007.181), "no zone number"),
        ("gk3:40", (39568798.873, 3098007.181), "zone number 39"),
        ("EPSG:4527", (40568798.873, 3098007.181), "zone number 40"),
        ("gk3:40", (3098007.181, 568798.873), "exchanged"),
        ("gk3:40", (3098007.181, 40568798.873), "exchanged"),
        ("gk3:40", (120.6, 28.0), "are degrees"),
        ("gk3:40", (5123456.0, 3098007.0), "no point of"),
        ("gk3:40", (568798.0, 30.0), "no point of"),
        ("gk3:40", (999000.0, 5000000.0), "too far from the central meridian"),
        ("gk3:45", (900000.0, 3098007.0), "outside China"),
        ("EPSG:4490", (568798.873, 3098007.181), "metres"),
        ("EPSG:4490", (28.0, 120.0), "latitude first"),
        ("EPSG:4490", (28.0, 91.0), "latitude first"),
        ("EPSG:4490", (2.0, 48.0), "outside China"),
        ("GCJ02", (28.0, 120.0), "latitude first"),
        ("EPSG:32651", (500000.0, 8000000.0), "outside China"),
    ],
)
def test_numbers_that_contradict_the_crs_are_refused(token, point, words):
    with pytest.raises(BadCRS, match=words) as caught:
        lonlat(token, point)
    assert "point 1" in caught.value.en
    assert "第 1 点" in caught.value.zh


@pytest.mark.parametrize("point", [(181.0, 28.0), (120.0, 91.0), (float("nan"), 28.0), (120.0, float("inf"))])
def test_numbers_that_are_no_coordinates_are_refused_naming_the_point(point):
    with pytest.raises(BadGeometry, match="point 2"):
        lonlat("EPSG:4490", (120.0, 28.0), point)


def test_eastings_with_and_without_zone_number_may_not_be_mixed():
    with pytest.raises(BadCRS, match=r"point 2.*differ in form"):
        lonlat("gk3:40", (40568798.873, 3098007.181), (568798.873, 3098007.181))


def test_a_point_far_beyond_its_zone_is_noted():
    assert codes("EPSG:4548", (932408.010, 3179197.173)) == ["beyond_zone"]
    assert codes("EPSG:4549", (568798.873, 3098007.181)) == []


def test_degrees_without_a_crs_take_the_default_and_say_so():
    crs, notes = infer_crs(np.array([[120.0, 28.0]]), WGS84)
    assert crs == WGS84
    assert [note.code for note in notes] == ["crs_assumed"]


def test_a_six_digit_easting_without_a_zone_asks_for_the_zone():
    with pytest.raises(BadCRS, match="name the zone with --crs"):
        infer_crs(np.array([[568798.873, 3098007.181]]), CGCS2000)


def test_no_points_are_no_error():
    assert parse_crs("gk3:40").to_cgcs2000(np.empty((0, 2)))[0].shape == (0, 2)
