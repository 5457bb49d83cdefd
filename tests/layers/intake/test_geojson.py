import json

import pytest

from layers.errors import BadCRS, BadFile, BadGeometry, TooLarge
from layers.intake import ReadLimits, read_geojson, read_lonlat
from layers.intake.geojson import parse_json

SQUARE = [[120.0, 28.0], [120.1, 28.0], [120.1, 28.1], [120.0, 28.1], [120.0, 28.0]]


def polygon(*rings):
    return {"type": "Polygon", "coordinates": list(rings)}


def feature(geometry, **properties):
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def collection(*features, **members):
    return {"type": "FeatureCollection", "features": list(features), **members}


def codes(reading):
    return [note.code for note in reading.notes]


def test_features_keep_their_properties_and_the_document_its_project():
    document = collection(
        feature(polygon(SQUARE), role="occupied", width_m=None, nested={"a": 1}),
        feature({"type": "LineString", "coordinates": [[120, 28], [120.5, 28.5]]}, role="route", width_m=20),
        project={"name": "厂房", "facts": {"discharges_pollutants": True}},
    )
    reading = read_geojson(document)
    assert [one.geometry.geom_type for one in reading.features] == ["Polygon", "LineString"]
    assert reading.features[0].attributes == {"role": "occupied", "width_m": None, "nested": '{"a": 1}'}
    assert reading.features[1].source == "site#2"
    assert reading.project == {"name": "厂房", "facts": {"discharges_pollutants": True}}
    assert (reading.intake, reading.crs, codes(reading)) == ("geojson", "EPSG:4490", ["crs_assumed"])


@pytest.mark.parametrize(
    ("kind", "coordinates"),
    [
        ("Point", [120.5, 28.5]),
        ("MultiPoint", [[120.5, 28.5], [120.6, 28.5]]),
        ("LineString", [[120.5, 28.5], [120.6, 28.5]]),
        ("MultiLineString", [[[120.5, 28.5], [120.6, 28.5]], [[121.0, 28.0], [121.5, 28.0]]]),
        ("MultiPolygon", [[SQUARE], [[[121, 28], [121.1, 28], [121.1, 28.1], [121, 28]]]]),
    ],
)
def test_every_geometry_type_is_read_bare(kind, coordinates):
    shape = read_geojson({"type": kind, "coordinates": coordinates}).features[0].geometry
    assert shape.geom_type == kind
    assert json.loads(json.dumps(shape.__geo_interface__["coordinates"])) == coordinates


def test_coordinates_are_not_rounded():
    lon = 120.12345678901234
    assert read_geojson({"type": "Point", "coordinates": [lon, 28]}).features[0].geometry.x == lon


def test_heights_are_dropped_and_an_open_ring_closed_with_a_note_each():
    mixed = [[120.0, 28.0, 5.0], [120.1, 28.0], [120.1, 28.1, 6.0]]
    reading = read_geojson(feature(polygon(mixed)))
    assert reading.features[0].geometry.equals_exact(
        read_geojson(polygon([*[p[:2] for p in mixed], [120.0, 28.0]])).features[0].geometry, 0
    )
    assert not reading.features[0].geometry.has_z
    assert codes(reading) == ["ring_closed", "z_dropped", "crs_assumed"]


def test_a_self_crossing_ring_is_passed_on_as_it_is():
    bow = [[120, 28], [120.1, 28.1], [120.1, 28], [120, 28.1], [120, 28]]
    shape = read_geojson(polygon(bow)).features[0].geometry
    assert not shape.is_valid
    assert len(shape.exterior.coords) == 5


def test_the_old_crs_member_is_honoured():
    document = {
        "type": "Point",
        "coordinates": [40568798.873, 3098007.181],
        "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4528"}},
    }
    reading = read_geojson(document)
    assert reading.crs == "EPSG:4528"
    assert reading.features[0].geometry.coords[0] == pytest.approx((120.6994, 27.9943), abs=1.2e-8)
    assert codes(read_geojson(document, crs="gk3:40")) == []


def test_a_crs_given_against_that_of_the_file_is_noted():
    document = {
        "type": "Point",
        "coordinates": [120.7, 28],
        "crs": {"type": "name", "properties": {"name": "EPSG:4490"}},
    }
    reading = read_geojson(document, crs="GCJ02")
    assert (reading.intake, reading.crs) == ("gcj02", "GCJ02")
    assert codes(reading) == ["crs_overrides_file", "gcj02_unshifted", "wgs84_as_cgcs2000"]


@pytest.mark.parametrize("member", [None, {"type": "link", "properties": {"href": "x"}}, {"type": "name"}, "EPSG:4490"])
def test_an_unusable_crs_member_is_refused(member):
    with pytest.raises(BadCRS):
        read_geojson({"type": "Point", "coordinates": [120.7, 28], "crs": member})


def test_eight_digit_eastings_tell_their_zone():
    reading = read_geojson({"type": "Point", "coordinates": [40568798.873, 3098007.181]})
    assert reading.crs == "gk3:40"
    assert codes(reading) == ["zone_inferred", "datum_assumed"]


@pytest.mark.parametrize(
    ("document", "error", "words"),
    [
        ([], BadFile, "object at its top"),
        ({"type": "Topology"}, BadFile, "Topology"),
        (collection(), BadFile, "no feature"),
        ({"type": "FeatureCollection"}, BadFile, "no array"),
        (collection({"type": "Point"}), BadFile, "site#1 is not a Feature"),
        (collection(feature(None)), BadGeometry, "site#1: the feature has no geometry"),
        (collection({**feature(polygon(SQUARE)), "properties": 3}), BadFile, "properties"),
        ({**collection(feature(polygon(SQUARE))), "project": 3}, BadFile, "project"),
        (feature({"type": "GeometryCollection", "geometries": []}), BadGeometry, "a feature of its own"),
        (polygon(), BadGeometry, "empty"),
        (polygon([[120, 28], [120.1, 28], [120, 28]]), BadGeometry, "2 different"),
        (polygon([[120, 28], [120.1, 28]] * 4 + [[120, 28]]), BadGeometry, "2 different"),
        ({"type": "LineString", "coordinates": [[120, 28]]}, BadGeometry, "1 different"),
        ({"type": "LineString", "coordinates": [[120, 28], [120, 28]]}, BadGeometry, "1 different"),
        ({"type": "LineString", "coordinates": [[120, 28], [120.1]]}, BadGeometry, "vertex 2"),
        ({"type": "LineString", "coordinates": [[120, 28], ["120.1", 28]]}, BadGeometry, "vertex 2"),
        ({"type": "LineString", "coordinates": [[120, 28], [None, 28]]}, BadGeometry, "vertex 2"),
        ({"type": "LineString", "coordinates": [[120, 28], [10**400, 28]]}, BadGeometry, "vertex 2"),
        ({"type": "Point", "coordinates": [float("nan"), 28]}, BadGeometry, "vertex 1.*not a finite"),
        ({"type": "Point", "coordinates": [181, 28]}, BadGeometry, "longitude ±180"),
        ({"type": "Point", "coordinates": [28, 120]}, BadCRS, "latitude first"),
        ({"type": "Point", "coordinates": [568798.8, 3098007.2]}, BadCRS, "name the zone"),
        (polygon([[float("nan"), 28], *SQUARE[1:-1], [float("nan"), 28]]), BadGeometry, "vertex 1.*not finite"),
        (polygon(SQUARE, [*SQUARE[:2], [120.02, float("inf")], SQUARE[0]]), BadGeometry, "vertex 8"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_with_its_place(document, error, words):
    with pytest.raises(error, match=words):
        read_geojson(document)


def test_the_second_feature_is_named_when_its_vertex_is_wrong():
    document = collection(
        feature(polygon(SQUARE)), feature({"type": "LineString", "coordinates": [[120, 28], [120, 95]]})
    )
    with pytest.raises(BadGeometry, match="site#2, vertex 2"):
        read_geojson(document)


def test_more_vertices_than_allowed_are_refused():
    with pytest.raises(TooLarge, match="limit of 4"):
        read_geojson(polygon(SQUARE), limits=ReadLimits(vertices=4))


@pytest.mark.parametrize("text", ['{"type": "Point"', "[" * 100_000, '{"a": 1' + "0" * 5000 + "}", "{'a': 1}"])
def test_broken_json_is_a_bad_file(text):
    with pytest.raises(BadFile):
        parse_json(text.encode())


def test_lonlat_reads_a_pair_of_numbers():
    assert read_lonlat("120.6994,27.9943").features[0].geometry.coords[0] == (120.6994, 27.9943)
    assert read_lonlat("１２０．５，28").features[0].geometry.coords[0] == (120.5, 28.0)
    assert read_lonlat("120.7, 28", "BD09").intake == "bd09"
    assert read_lonlat("40568798.873,3098007.181").crs == "gk3:40"
    with pytest.raises(BadCRS, match="latitude first"):
        read_lonlat("28,120.7")
    for bad in ("120.7", "120.7,28,3", "a,b", ""):
        with pytest.raises(BadGeometry, match="not LON,LAT"):
            read_lonlat(bad)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"type": "Point", "coordinates": [120, 28], "coordinates": [121, 28]}', 'key "coordinates" stands twice'),
        ('{"type": "Point", "coordinates": [120, 28], "project": {"facts": {"a": 1, "a": 2}}}', 'key "a" stands twice'),
        ('{"project": {"accuracy_m": 1' + "0" * 400 + "}}", "401 digits"),
        ('{"project": {"name": "\\ud800"}}', "surrogate"),
    ],
)
def test_json_with_more_than_one_meaning_is_refused(text, words):
    with pytest.raises(BadFile, match=words):
        parse_json(text.encode())


@pytest.mark.parametrize("owner", ["feature", "geometry"])
def test_a_feature_with_a_crs_of_its_own_is_refused(owner):
    one = feature(polygon(SQUARE))
    (one if owner == "feature" else one["geometry"])["crs"] = {"type": "name", "properties": {"name": "EPSG:4610"}}
    with pytest.raises(BadCRS, match="site#1 has a crs of its own"):
        read_geojson(collection(one))


@pytest.mark.parametrize("kind", [["Polygon"], {"a": 1}, 5, None])
def test_a_type_that_is_no_word_is_refused(kind):
    with pytest.raises(BadFile, match="the GeoJSON has the type"):
        read_geojson({"type": kind, "features": []})
    with pytest.raises(BadGeometry, match="unknown geometry type"):
        read_geojson(collection(feature({"type": kind, "coordinates": SQUARE})))


def test_an_empty_crs_token_is_no_token():
    with pytest.raises(BadCRS, match="unknown coordinate reference system"):
        read_geojson(polygon(SQUARE), crs="")


def test_the_crs_member_of_2006_is_read_too():
    document = polygon([[568798.873, 3098007.181], [568998.873, 3098007.181], [568998.873, 3098207.181]])
    document["crs"] = {"type": "EPSG", "properties": {"code": 4549}}
    assert read_geojson(document).crs == "EPSG:4549"


@pytest.mark.parametrize("key", ["name", "名称", "地块名称"])
def test_a_name_among_the_properties_names_the_part(key):
    one = feature(polygon(SQUARE))
    one["properties"] = {key: "地块一"}
    assert read_geojson(collection(one)).features[0].name == "地块一"
