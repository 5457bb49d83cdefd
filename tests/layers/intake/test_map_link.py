import socket

import pytest

from layers.crs import BD09, CGCS2000, GCJ02, WGS84
from layers.errors import BadCRS, BadFile
from layers.intake import read_text
from layers.intake.map_link import deliver_text

LON, LAT = 120.703458, 27.991018


def where(link):
    delivered = deliver_text(link, "text")
    (part,) = delivered.features
    return part.geometry.coords[0], delivered.declared, {note.code for note in delivered.notes}


@pytest.mark.parametrize(
    ("link", "crs"),
    [
        (f"https://uri.amap.com/marker?position={LON},{LAT}&name=某厂", GCJ02),
        (f"https://uri.amap.com/marker?position={LON},{LAT}&coordinate=wgs84", WGS84),
        (f"https://www.amap.com/?p=B0FFG12345,{LAT},{LON},某厂", GCJ02),
        (f"https://ditu.amap.com/regeo?lng={LON}&lat={LAT}", GCJ02),
        (f"https://apis.map.qq.com/uri/v1/marker?marker=coord:{LAT},{LON};title:某厂", GCJ02),
        (f"https://map.qq.com/?type=marker&pointx={LON}&pointy={LAT}", GCJ02),
        (f"http://api.map.baidu.com/marker?location={LAT},{LON}&title=某厂&output=html", BD09),
        (f"http://api.map.baidu.com/marker?location={LAT},{LON}&coord_type=gcj02", GCJ02),
        (f"https://map.tianditu.gov.cn/?lon={LON}&lat={LAT}", CGCS2000),
        (f"https://www.openstreetmap.org/?mlat={LAT}&mlon={LON}#map=15/27.9/120.6", WGS84),
        (f"https://www.google.com/maps/place/某厂/@27.9,120.6,17z/data=!3m1!4b1!3d{LAT}!4d{LON}", GCJ02),
        (f"https://maps.google.com/?q={LAT},{LON}", GCJ02),
        (f"geo:{LAT},{LON}?z=15", WGS84),
        (f"【位置】某厂 https://uri.amap.com/marker?position={LON}%2C{LAT} 点击查看", GCJ02),
    ],
)
def test_the_position_and_its_system_are_read_from_the_link(link, crs):
    place, declared, codes = where(link)
    assert place == (LON, LAT)
    assert declared == crs
    assert codes == {"map_link_read"}


@pytest.mark.parametrize(
    "link",
    [
        f"https://www.openstreetmap.org/#map=15/{LAT}/{LON}",
        f"https://www.google.com/maps/@{LAT},{LON},15z",
        f"https://map.tianditu.gov.cn/?c={LON},{LAT}&z=12",
    ],
)
def test_the_middle_of_the_map_is_no_marked_point_and_that_is_noted(link):
    place, _, codes = where(link)
    assert place == (LON, LAT)
    assert codes == {"map_link_read", "map_link_centre"}


@pytest.mark.parametrize(
    ("link", "error", "words"),
    [
        ("https://map.baidu.com/@13432123.5,3234234.1,15z", BadCRS, "Mercator metres .* state BD09"),
        (f"http://api.map.baidu.com/marker?location={LAT},{LON}&coord_type=bd09mc", BadCRS, "Mercator metres"),
        (f"http://api.map.baidu.com/marker?location={LAT},{LON}&coord_type=x", BadCRS, "type x, which is not known"),
        ("https://surl.amap.com/abcdef", BadFile, "short link .* copy the full address"),
        (f"https://example.com/?q={LAT},{LON}", BadFile, "links of example.com are not known"),
        (f"https://amap.com.example.com/?q={LAT},{LON}", BadFile, "are not known"),
        ("https://uri.amap.com/navigation?from=120.1001,28.1001,a&to=120.2001,28.2002,b", BadFile, "holds 2 places"),
        ("https://www.google.com/maps/@48.85,2.35,15z", BadFile, "no longitude and latitude in China"),
        ("https://uri.amap.com/marker?position=abc", BadFile, "mark the place on the map"),
        ("http://[::1", BadFile, "malformed"),
        ("https://uri.amap.com/a https://uri.amap.com/b", BadFile, "holds 2 links; give one"),
    ],
)
def test_what_a_link_does_not_tell_is_refused_in_words(link, error, words):
    with pytest.raises(error, match=words) as caught:
        deliver_text(link, "text")
    assert caught.value.zh.startswith("text：")


def test_nothing_is_opened_over_the_network(monkeypatch):
    def refused(*_, **__):
        raise AssertionError("a link was opened")

    monkeypatch.setattr(socket.socket, "connect", refused)
    reading = read_text(f"https://uri.amap.com/marker?position={LON},{LAT}")
    assert (reading.intake, reading.crs) == ("gcj02", "GCJ02")
    assert reading.features[0].geometry.coords[0] == pytest.approx((120.6994, 27.9943), abs=1e-6)
