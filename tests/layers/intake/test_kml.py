import pytest

from layers.errors import BadFile, BadGeometry
from layers.intake.finish import finish
from layers.intake.kml import deliver
from layers.intake.types import ReadLimits

RING = "120,28,5 120.1,28,5 120.1,28.1,5 120,28,5"


def document(*placemarks, head='<?xml version="1.0" encoding="UTF-8"?>'):
    return f'{head}<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder>{"".join(placemarks)}</Folder></Document></kml>'


def placemark(inside, name="厂区"):
    return f"<Placemark><name>{name}</name>{inside}</Placemark>"


def polygon(outer=RING, inner=""):
    def ring(which, text):
        return f"<{which}BoundaryIs><LinearRing><coordinates>{text}</coordinates></LinearRing></{which}BoundaryIs>"

    return f"<Polygon>{ring('outer', outer)}{ring('inner', inner) if inner else ''}</Polygon>"


def line(text):
    return f"<LineString><coordinates>\n {text}\n</coordinates></LineString>"


def read(text, crs=None):
    return finish(deliver(text if isinstance(text, bytes) else text.encode(), "a.kml"), crs, ReadLimits())


def codes(reading):
    return [note.code for note in reading.notes]


def test_placemarks_come_in_two_dimensions_with_their_data():
    data = '<ExtendedData><Data name="role"><value>occupied</value></Data></ExtendedData>'
    reading = read(document(placemark(polygon(inner="120.05,28.01 120.06,28.01 120.06,28.02 120.05,28.01") + data)))
    (one,) = reading.features
    assert one.geometry.geom_type == "Polygon"
    assert len(one.geometry.interiors) == 1
    assert not one.geometry.has_z
    assert one.attributes == {"name": "厂区", "role": "occupied"}
    assert reading.crs == "EPSG:4326"
    assert codes(reading) == ["z_dropped", "crs_assumed", "wgs84_as_cgcs2000"]


def test_a_phone_map_export_is_moved_back_when_the_user_says_so():
    point = "<Point><coordinates>120.70345830,27.99101790</coordinates></Point>"
    reading = read(document(placemark(point)), "GCJ02")
    assert reading.intake == "gcj02"
    assert reading.features[0].geometry.coords[0] == pytest.approx((120.6994, 27.9943), abs=2e-8)


def test_a_closed_line_stays_a_line_and_an_open_ring_is_closed():
    reading = read(document(placemark(line(RING)), placemark(polygon(outer="120,28 120.1,28 120.1,28.1"))))
    assert [one.geometry.geom_type for one in reading.features] == ["LineString", "Polygon"]
    assert {"closed_line", "ring_closed"} <= set(codes(reading))


def test_parts_of_one_kind_are_one_multi_part_geometry():
    inside = f"<MultiGeometry>{polygon()}<MultiGeometry>{polygon()}</MultiGeometry></MultiGeometry>"
    assert read(document(placemark(inside))).features[0].geometry.geom_type == "MultiPolygon"
    with pytest.raises(BadGeometry, match="a feature of its own"):
        read(document(placemark(f"<MultiGeometry>{polygon()}{line(RING)}</MultiGeometry>")))


@pytest.mark.parametrize("declared", ["GBK", "gb2312"])
def test_gbk_names_are_read(declared):
    text = document(placemark(polygon()), head=f'<?xml version="1.0" encoding="{declared}"?>')
    reading = read(text.encode("gbk"))
    assert reading.features[0].attributes["name"] == "厂区"
    assert "gbk_assumed" in codes(reading)


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        ('<!DOCTYPE k [<!ENTITY e SYSTEM "file:///etc/passwd">]><kml>&e;</kml>', BadFile, "DOCTYPE"),
        ('<!DOCTYPE k [<!ENTITY a "x"><!ENTITY b "&a;&a;">]><kml>&b;</kml>', BadFile, "DOCTYPE"),
        ("<kml><NetworkLink><Link><href>http://a/b.kml</href></Link></NetworkLink></kml>", BadFile, "NetworkLink"),
        ("<kml><Document>", BadFile, "not well-formed"),
        ("<svg/>", BadFile, "root svg"),
        (document(), BadFile, "no feature"),
        (document(placemark("")), BadGeometry, "this has 0"),
        (document(placemark("<Model/>")), BadGeometry, "Model is not read"),
        (document(placemark("<Polygon/>")), BadGeometry, "one outer ring"),
        (document(placemark(line(""))), BadGeometry, "no coordinates"),
        (document(placemark(line("120,28"))), BadGeometry, "1 different"),
        (document(placemark(line("120,28 120.1;28"))), BadGeometry, "vertex 2"),
        (document(placemark(line("120,28 nan,28"))), BadGeometry, "vertex 2.*not a finite"),
        (document(placemark(line("120,28 181,28"))), BadGeometry, "vertex 2"),
        (document(placemark(polygon(outer="120,28 120.1,28 120,28"))), BadGeometry, "2 different"),
    ],
)
def test_what_cannot_be_used_is_refused(text, error, words):
    with pytest.raises(error, match=words):
        read(text)


def test_a_vertex_behind_a_nested_element_is_not_lost():
    with pytest.raises(BadGeometry, match="one <coordinates>"):
        read(document(placemark(polygon(outer="120,28 120.1,28 120.1,28.1 <b/> 120,28.1 120,28"))))
    with pytest.raises(BadGeometry, match="one <coordinates>"):
        read(document(placemark("<Point><coordinates>120,28</coordinates><coordinates>121,29</coordinates></Point>")))


def test_the_folders_of_a_placemark_are_kept_and_its_name_is_the_name_of_the_part():
    inside = f"<Folder><name>红线</name><Folder><name>一期</name>{placemark(polygon())}</Folder></Folder>"
    (one,) = read(document(inside)).features
    assert (one.name, one.attributes["folder"]) == ("厂区", "红线/一期")


def test_a_prefix_that_the_exporter_forgot_to_declare_is_read_and_noted():
    text = document(placemark("<gx:balloonVisibility>1</gx:balloonVisibility>" + polygon()))
    reading = read(text)
    assert "xml_prefix_declared" in codes(reading)
    declared = text.replace("<kml ", '<kml xmlns:gx="http://www.google.com/kml/ext/2.2" ')
    assert "xml_prefix_declared" not in codes(read(declared))
    assert read(declared).features == reading.features


def test_a_recorded_track_is_a_line():
    coords = "<gx:coord>120 28 5</gx:coord><when>2026-11-22T00:00:00Z</when><gx:coord>120.1 28.1 5</gx:coord>"
    reading = read(document(placemark(f"<gx:Track>{coords}</gx:Track>")))
    assert reading.features[0].geometry.wkt == "LINESTRING (120 28, 120.1 28.1)"
    with pytest.raises(BadGeometry, match="vertex 1"):
        read(document(placemark(f"<gx:Track>{coords.replace('120 28 5', '120')}</gx:Track>")))


def test_blanks_after_commas_do_not_part_a_position():
    reading = read(document(placemark(line("120, 28, 0 120.1 , 28.1,0"))))
    assert reading.features[0].geometry.wkt == "LINESTRING (120 28, 120.1 28.1)"
