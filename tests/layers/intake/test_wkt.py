import pytest

from layers.errors import BadCRS, BadGeometry
from layers.intake.finish import finish
from layers.intake.types import ReadLimits
from layers.intake.wkt import START, deliver

POLYGON = "POLYGON ((120 28, 120.1 28, 120.1 28.1, 120 28))"


def read(text, crs=None):
    return finish(deliver(text.encode(), "a.wkt"), crs, ReadLimits())


def test_one_text_may_hold_several_geometries_over_several_lines():
    reading = read(f"{POLYGON}\nPOINT Z (120 28 5)\nPOLYGON ((\n120 28, 120.1 28,\n120.1 28.1, 120 28))\n")
    assert [one.geometry.geom_type for one in reading.features] == ["Polygon", "Point", "Polygon"]
    assert reading.features[1].source == "a.wkt#2"
    assert [note.code for note in reading.notes] == ["z_dropped", "crs_assumed"]


def test_the_srid_is_honoured():
    reading = read("SRID=4549;POINT (568798.873 3098007.181)")
    assert reading.crs == "EPSG:4549"
    assert reading.features[0].geometry.coords[0] == pytest.approx((120.6994, 27.9943), abs=1.2e-8)
    with pytest.raises(BadCRS, match="different SRIDs"):
        read("SRID=4549;POINT (568798.873 3098007.181)\nPOINT (120 28)")
    with pytest.raises(BadCRS, match="no public parameters"):
        read("SRID=4610;POINT (120 28)")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("POLYGON ((120 28, 120.1 28, 120.1 28.1))", "cannot be read"),
        ("POLYGON ((120 28, 120 28))", "cannot be read"),
        ("POLYGON ((120 28, 120.1 28, 120 28, 120 28))", "2 different"),
        ("POINT (120 28", "cannot be read"),
        ("POINT EMPTY", "no geometry"),
        ("POINT (120 nan)", "not a finite"),
        ("GEOMETRYCOLLECTION (POINT (120 28))", "a feature of its own"),
    ],
)
def test_broken_wkt_is_refused(text, words):
    assert START.match(text)
    with pytest.raises(BadGeometry, match=words):
        read(text)


def test_full_width_marks_are_read():
    assert read("ＰＯＩＮＴ（120.6994　27.9943）").features[0].geometry.wkt == "POINT (120.6994 27.9943)"
