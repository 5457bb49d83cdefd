"""Links to web maps: the position is read from the text of the URL; nothing is opened over the network.

Which service shifts its coordinates is from the project's domain notes (Amap and Tencent GCJ-02, Baidu BD-09, Tianditu
unshifted); the forms of their URLs are general knowledge, and a form not known here is refused, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from shapely import Point

from layers.crs import BD09, CGCS2000, GCJ02, WGS84, SourceCRS
from layers.errors import BadCRS, BadFile
from layers.intake.axes import china_pair
from layers.intake.delivered import Delivered
from layers.intake.text import decode
from layers.intake.types import RawFeature
from layers.notes import Note

_URL = re.compile(r"(?:https?://|geo:)[^\s<>\"'“”，。；）】]+", re.IGNORECASE)
_PAIR = re.compile(r"(?<![\d.])(-?\d{1,3}\.\d+)\s*[,/ +]\s*(-?\d{1,3}\.\d+)(?![\d.])")
_METRES = re.compile(r"(?<![\d.])(\d{7,8}(?:\.\d+)?)\s*,\s*(\d{6,8}(?:\.\d+)?)")
_GOOGLE_PIN = re.compile(r"!3d(-?\d+\.\d+)!4d(-?\d+\.\d+)")
# names of parameters that hold longitude and latitude apart
_LON = ("lng", "lon", "longitude", "mlon", "pointx", "x")
_LAT = ("lat", "latitude", "mlat", "pointy", "y")
# names of parameters that hold a pair, before the position of the middle of the map
_PAIRS = (
    "position", "location", "marker", "coord", "latlng", "latlon", "lnglat", "q", "query", "p", "dest", "destination",
    "to", "tocoord", "from", "origin", "fromcoord", "ll", "center", "c",
)  # fmt: skip
_SYSTEMS: Mapping[str, SourceCRS] = {
    "wgs84": WGS84, "wgs84ll": WGS84, "gps": WGS84, "gaode": GCJ02, "gcj02": GCJ02, "gcj02ll": GCJ02,
    "bd09": BD09, "bd09ll": BD09, "cgcs2000": CGCS2000,
}  # fmt: skip
_SYSTEM_WORDS = ("coordinate", "coord_type", "coordtype", "in_coord_type")


@dataclass(frozen=True)
class _Service:
    zh: str
    en: str
    crs: SourceCRS


_SERVICES: Mapping[str, _Service] = {
    "amap.com": _Service("高德地图", "Amap", GCJ02),
    "gaode.com": _Service("高德地图", "Amap", GCJ02),
    "map.qq.com": _Service("腾讯地图", "Tencent Maps", GCJ02),
    "baidu.com": _Service("百度地图", "Baidu Maps", BD09),
    "tianditu.gov.cn": _Service("天地图", "Tianditu", CGCS2000),
    "tianditu.com": _Service("天地图", "Tianditu", CGCS2000),
    "openstreetmap.org": _Service("OpenStreetMap", "OpenStreetMap", WGS84),
    "osm.org": _Service("OpenStreetMap", "OpenStreetMap", WGS84),
    "google.com": _Service("谷歌地图", "Google Maps", GCJ02),
    "google.cn": _Service("谷歌地图", "Google Maps", GCJ02),
    "google.com.hk": _Service("谷歌地图", "Google Maps", GCJ02),
}
_SHORTENERS = ("surl.amap.com", "j.map.baidu.com", "goo.gl", "maps.app.goo.gl", "url.cn", "dwz.cn", "t.cn")


def find_link(text: str) -> str | None:
    """The link in a text, None where it holds none."""
    match = _URL.search(text)
    return match[0] if match else None


def deliver(data: bytes, name: str) -> Delivered:
    """The one place that a link (alone or among words) points to. Raises BadFile and BadCRS."""
    text, _ = decode(data)
    return deliver_text(text, name)


def deliver_text(text: str, name: str) -> Delivered:
    """The same of a text already decoded."""
    links = _URL.findall(text)
    if len(set(links)) != 1:
        raise BadFile(
            f"{name}：文字中有 {len(links)} 个链接；请只给一个",
            f"{name}: the text holds {len(links)} links; give one",
        )
    try:
        parts = urlsplit(links[0])
        host = (parts.hostname or "").lower()
    except ValueError as fault:
        raise BadFile(f"{name}：链接写法有误；请重新复制", f"{name}: the link is malformed; copy it again") from fault
    if parts.scheme.lower() == "geo":
        lon, lat, _ = _placed(_pairs_of(parts.path), links[0], name)
        return _delivered(lon, lat, WGS84, [Note("map_link_read", {"service": "geo", "crs": WGS84.name})], name)
    service = _service(host, links[0], name)
    query = {key.lower(): values[-1] for key, values in parse_qs(parts.query).items()}
    crs = _system(query, service, name)
    lon, lat, centre = _place(parts, query, links[0], name)
    notes = [Note("map_link_read", {"service": host, "crs": crs.name})]
    if centre:
        notes.append(Note("map_link_centre", {"service": host}))
    return _delivered(lon, lat, crs, notes, name)


def _delivered(lon: float, lat: float, crs: SourceCRS, notes: list[Note], name: str) -> Delivered:
    return Delivered("lonlat", [RawFeature(Point(lon, lat), {}, name)], crs, notes=notes)


def _service(host: str, link: str, name: str) -> _Service:
    if host in _SHORTENERS:
        raise BadFile(
            f"{name}：短链接 {link[:60]} 里没有坐标，本服务不联网打开；请在浏览器打开后复制完整网址，或直接抄写坐标",
            f"{name}: the short link {link[:60]} holds no coordinates and is not opened here; open it in a browser "
            "and copy the full address, or write the coordinates",
        )
    for domain, service in _SERVICES.items():
        if host == domain or host.endswith("." + domain):
            return service
    known = "、".join(dict.fromkeys(one.zh for one in _SERVICES.values()))
    english = ", ".join(dict.fromkeys(one.en for one in _SERVICES.values()))
    raise BadFile(
        f"{name}：不认识网站 {host[:60]} 的链接，不知其坐标是否偏移；可用：{known}；或直接抄写坐标并注明坐标系",
        f"{name}: links of {host[:60]} are not known, nor whether its coordinates are shifted; use {english}, or write "
        "the coordinates and state their CRS",
    )


def _system(query: Mapping[str, str], service: _Service, name: str) -> SourceCRS:
    """The CRS the link states for its coordinates, else that of the service. Raises BadCRS for plane coordinates."""
    said = next((query[word].lower() for word in _SYSTEM_WORDS if word in query), None)
    if said is None:
        return service.crs
    if said in _SYSTEMS:
        return _SYSTEMS[said]
    if "mc" in said:
        raise _mercator(name)
    raise BadCRS(
        f"{name}：链接写明的坐标类型 {said[:20]} 不认识；请直接抄写坐标并注明坐标系",
        f"{name}: the link states the coordinate type {said[:20]}, which is not known; write the coordinates and state "
        "their CRS",
    )


def _mercator(name: str) -> BadCRS:
    return BadCRS(
        f"{name}：百度链接里是米制的墨卡托坐标（bd09mc），本服务不换算；请在百度“坐标拾取”中取经纬度，并注明 BD09",
        f"{name}: the Baidu link holds Mercator metres (bd09mc), which are not converted here; pick longitude "
        "and latitude in Baidu's coordinate picker and state BD09",
    )


def _place(parts: SplitResult, query: Mapping[str, str], link: str, name: str) -> tuple[float, float, bool]:
    """Longitude, latitude, and whether that is only the middle of the map shown."""
    lon = next((query[word] for word in _LON if word in query), None)
    lat = next((query[word] for word in _LAT if word in query), None)
    if lon is not None and lat is not None:
        found = _pairs_of(f"{lon},{lat}")
        if found:
            return _placed(found, link, name)
    pinned = _GOOGLE_PIN.search(unquote(parts.path))
    if pinned is not None:
        return _placed([(float(pinned[1]), float(pinned[2]))], link, name)
    pairs = [pair for word in _PAIRS if word in query and word != "c" for pair in _pairs_of(query[word])]
    if pairs:
        return _placed(pairs, link, name)
    for where in (parts.path, query.get("c", ""), parts.fragment):
        middle = _pairs_of(unquote(where))
        if middle:
            lon_, lat_, _ = _placed(middle, link, name)
            return lon_, lat_, True
    if _METRES.search(unquote(link)):
        raise _mercator(name)
    raise _nothing(link, name)


def _pairs_of(text: str) -> list[tuple[float, float]]:
    return [(float(one), float(other)) for one, other in _PAIR.findall(text)]


def _placed(pairs: list[tuple[float, float]], link: str, name: str) -> tuple[float, float, bool]:
    """The one pair that is a longitude and a latitude of China, in its order."""
    places = {place for pair in pairs if (place := china_pair(*pair)) is not None}
    if len(places) > 1:
        raise BadFile(
            f"{name}：链接里有 {len(places)} 处位置（如起点和终点）；请给只含一处的链接，或直接抄写坐标",
            f"{name}: the link holds {len(places)} places (as a start and an end); give a link of one place, or write "
            "the coordinates",
        )
    if not places:
        raise _nothing(link, name)
    lon, lat = places.pop()
    return lon, lat, False


def _nothing(link: str, name: str) -> BadFile:
    return BadFile(
        f"{name}：链接 {link[:60]} 里看不到中国境内的经纬度；请在地图上点出该处再复制网址，或直接抄写坐标",
        f"{name}: the link {link[:60]} shows no longitude and latitude in China; mark the place on the map and copy "
        "the address, or write the coordinates",
    )
