"""Files of bad will: none reaches the network, another file or another program, and none outgrows its limits.

A listener on loopback stands for the network: whatever a reader would fetch, it would be heard asking.
"""

from __future__ import annotations

import io
import socket
import sqlite3
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from outside_files import KML, good_files, good_raster, packed

from layers.errors import BadFile, BadInput, TooLarge
from layers.intake import ReadLimits, read
from layers.rasters.classes import load_class_tables
from layers.rasters.intake import read_raster

DATA = Path(__file__).resolve().parents[2] / "data"
LIMITS = ReadLimits(bytes=5_000_000, unpacked_bytes=20_000_000, vertices=50_000, cpu_seconds=10, wall_seconds=30)


class Listener:
    """A port that counts who knocks."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.settimeout(0.05)
        self.address = f"127.0.0.1:{self._socket.getsockname()[1]}"
        self.heard = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def _listen(self) -> None:
        while not self._ended.is_set():
            try:
                caller = self._socket.accept()[0]
            except TimeoutError:
                continue
            self.heard += 1
            caller.close()

    def end(self) -> None:
        self._ended.set()
        self._thread.join()
        self._socket.close()


@contextmanager
def listening() -> Iterator[Listener]:
    listener = Listener()
    try:
        yield listener
    finally:
        listener.end()


SECRET = "top-secret-content-of-another-file"


def vector_vrt(place: str) -> bytes:
    return (
        f'<OGRVRTDataSource><OGRVRTLayer name="site"><SrcDataSource>{place}</SrcDataSource></OGRVRTLayer>'
        "</OGRVRTDataSource>"
    ).encode()


def raster_vrt(place: str) -> bytes:
    return (
        '<VRTDataset rasterXSize="8" rasterYSize="8"><SRS>EPSG:4490</SRS><GeoTransform>120,0.001,0,28,0,-0.001'
        f'</GeoTransform><VRTRasterBand dataType="Byte" band="1"><SimpleSource><SourceFilename>{place}'
        "</SourceFilename><SourceBand>1</SourceBand></SimpleSource></VRTRasterBand></VRTDataset>"
    ).encode()


def virtual_geopackage(place: str) -> bytes:
    content = good_files()["site.gpkg"]
    path = Path("/dev/shm") if Path("/dev/shm").is_dir() else Path.cwd()
    file = path / f"sanxian-virtual-{threading.get_ident()}.gpkg"
    try:
        file.write_bytes(content)
        with sqlite3.connect(file) as database:
            database.execute("PRAGMA writable_schema=ON")
            database.execute(
                "INSERT INTO sqlite_master VALUES ('table', 'v', 'v', 0, ?)",
                (f"CREATE VIRTUAL TABLE v USING VirtualOGR('{place}')",),
            )
        database.close()
        return file.read_bytes()
    finally:
        file.unlink(missing_ok=True)


@pytest.mark.parametrize(
    "place",
    [
        "/vsicurl/http://{address}/a.geojson",
        "http://{address}/a.geojson",
        "WFS:http://{address}/wfs",
        "PG:host=127.0.0.1 port={port} user=postgres",
        "/vsizip//vsicurl/http://{address}/a.zip",
        "/vsis3/bucket/a",
    ],
)
@pytest.mark.parametrize("make", [vector_vrt, raster_vrt, virtual_geopackage, str.encode], ids=lambda one: one.__name__)
def test_no_file_sends_the_reader_to_another_place(make, place):
    with listening() as listener:
        target = place.format(address=listener.address, port=listener.address.partition(":")[2])
        with pytest.raises(BadInput):
            read(make(target), name="site.vrt", limits=LIMITS)
        assert listener.heard == 0


@pytest.mark.parametrize("place", ["/vsicurl/http://{address}/a.tif", "http://{address}/a.tif", "/etc/passwd"])
def test_no_raster_sends_the_reader_to_another_place(place):
    table = load_class_tables(DATA / "codes" / "land_cover").named("esa-worldcover")
    with listening() as listener:
        with (
            pytest.raises(BadInput),
            read_raster(raster_vrt(place.format(address=listener.address)), table, limits=LIMITS),
        ):
            pass
        assert listener.heard == 0


@pytest.mark.parametrize(
    "name", ["/vsicurl/http://{address}/a.geojson", "PG:host={address}", "http://{address}/x.kml", "../../etc/passwd"]
)
def test_the_name_of_a_file_is_only_a_name(name):
    with listening() as listener:
        reading = read(good_files()["site.geojson"], name=name.format(address=listener.address), limits=LIMITS)
        assert len(reading.features) == 2
        assert listener.heard == 0
    assert all("/" not in feature.source for feature in reading.features)


@pytest.mark.parametrize(
    "place", ["/vsicurl/http://{address}/a.geojson", "http://{address}/a.geojson", "PG:host={address}"]
)
def test_a_path_that_is_none_is_a_missing_file(place):
    with listening() as listener:
        with pytest.raises(BadFile, match="there is no file"):
            read(Path(place.format(address=listener.address)), limits=LIMITS)
        assert listener.heard == 0


@pytest.mark.parametrize(
    "door",
    [
        '<!DOCTYPE kml [<!ENTITY x SYSTEM "file://{secret}">]>',
        '<!DOCTYPE kml [<!ENTITY x SYSTEM "http://{address}/x">]>',
        '<!DOCTYPE kml SYSTEM "http://{address}/x.dtd">',
        '<!DOCTYPE kml [<!ENTITY % p SYSTEM "http://{address}/x"> %p;]>',
        '<!DOCTYPE kml [<!ENTITY a "aaaaaaaaaa"><!ENTITY x "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    ],
)
def test_xml_has_no_entities(door, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text(SECRET)
    with listening() as listener:
        declared = door.replace("{secret}", str(secret)).replace("{address}", listener.address)
        text = KML.replace("?>\n", f"?>\n{declared}\n", 1).replace("厂区", "&x;")
        for name, content in (("site.kml", text.encode()), ("site.kmz", packed({"doc.kml": text.encode()}))):
            with pytest.raises(BadFile, match="DOCTYPE") as refusal:
                read(content, name=name, limits=LIMITS)
            assert SECRET not in str(refusal.value)
        assert listener.heard == 0


def test_a_network_link_is_not_followed():
    with listening() as listener:
        link = f"<NetworkLink><Link><href>http://{listener.address}/a.kml</href></Link></NetworkLink>"
        try:
            read(KML.replace("<Placemark>", f"{link}<Placemark>").encode(), name="site.kml", limits=LIMITS)
        except BadInput as error:
            assert error.en
        assert listener.heard == 0


@pytest.mark.parametrize("member", ["../site.shp", "/etc/site.shp", "a/../../site.shp", "C:\\site.shp", "..\\site.shp"])
def test_no_member_of_an_archive_leads_outside_it(member, tmp_path):
    content = packed({member: b"x", "site.kml": KML.encode()})
    with pytest.raises(BadFile, match="outside"):
        read(content, name="site.zip", limits=LIMITS)


def test_a_link_in_an_archive_is_no_link(tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo("doc.kml")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(BadInput) as refusal:
        read(out.getvalue(), name="site.kmz", limits=LIMITS)
    assert "root:" not in refusal.value.en


def test_an_archive_that_unpacks_without_end_is_stopped():
    bomb = packed({"doc.kml": b"0" * 30_000_000})
    assert len(bomb) < 50_000
    with pytest.raises(TooLarge, match="unpacks"):
        read(bomb, name="site.kmz", limits=LIMITS)


def test_an_archive_that_lies_about_its_size_is_stopped():
    bomb = bytearray(packed({"doc.kml": b"0" * 30_000_000}))
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = bomb.find(mark) + offset
        bomb[at : at + 4] = (1000).to_bytes(4, "little")
    with pytest.raises(BadInput):
        read(bytes(bomb), name="site.kmz", limits=LIMITS)


def test_an_archive_of_very_many_members_is_stopped():
    with pytest.raises(TooLarge, match="10000 files"):
        read(packed({f"{number}.txt": b"" for number in range(10_001)}), name="site.zip", limits=LIMITS)


def test_an_archive_in_an_archive_is_not_opened():
    inner = packed({"doc.kml": KML.encode()})
    for _ in range(5):
        inner = packed({"inner.zip": inner})
    with pytest.raises(BadInput):
        read(inner, name="site.zip", limits=LIMITS)


@pytest.mark.parametrize("opening", ["[", '{"a":', '{"type":"GeometryCollection","geometries":['])
def test_json_nested_without_end_is_refused(opening):
    with pytest.raises(BadInput):
        read((opening * 200_000).encode(), name="site.geojson", limits=LIMITS)


def test_a_raster_that_claims_to_be_enormous_is_refused():
    import numpy as np
    import rasterio
    from rasterio.transform import from_origin

    profile = {
        "driver": "GTiff", "width": 1_000_000, "height": 1_000_000, "count": 1, "dtype": "uint8", "crs": "EPSG:4490",
        "transform": from_origin(100.0, 40.0, 1e-6, 1e-6), "tiled": True, "sparse_ok": True, "nodata": 0,
        "bigtiff": "yes", "blockxsize": 32768, "blockysize": 32768, "compress": "deflate",
    }  # fmt: skip
    with rasterio.MemoryFile() as memory:
        with memory.open(**profile) as out:
            out.write(np.full((16, 16), 10, dtype="uint8"), 1, window=((0, 16), (0, 16)))
        content = memory.read()
    assert len(content) < 5_000_000
    table = load_class_tables(DATA / "codes" / "land_cover").named("esa-worldcover")
    with pytest.raises(BadInput), read_raster(content, table, limits=LIMITS):
        pass


def test_the_good_ones_of_these_files_are_read():
    for name, content in good_files().items():
        assert read(content, name=name, limits=LIMITS).features
    table = load_class_tables(DATA / "codes" / "land_cover").named("esa-worldcover")
    with read_raster(good_raster(), table, limits=LIMITS) as arrival:
        assert arrival.reading.features
