"""`sanxian demo` and `sanxian serve`, on a demonstration of two deliveries and one site."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
import shapely

from app import wiring
from app.cli.serve import listen
from app.settings import Settings
from layers.errors import BadInput
from layers.stores.files import FilesStore

ROOT = Path(__file__).resolve().parents[2]
COUNTY = shapely.box(120.4, 27.8, 121.0, 28.2)
RED_LINE = shapely.box(120.6, 27.95, 120.7, 28.05)
SITE = shapely.box(120.65, 28.0, 120.651, 28.001)
MANIFEST = """
version: "1"
region: "330324"
crs: EPSG:4490
deliveries:
  - {layer: admin_area, file: admin.geojson, region: "330324", standing: illustrative, accuracy_m: 1.0,
     effective_from: 2020-01-01, source: 试验}
  - {layer: ecological_red_line, file: red.geojson, region: "330324", standing: illustrative, accuracy_m: 1.0,
     effective_from: 2020-01-01, source: 试验, coverage: region}
"""


def collection(shape, **fields):
    feature = {"type": "Feature", "properties": fields, "geometry": json.loads(shapely.to_geojson(shape))}
    return json.dumps({"type": "FeatureCollection", "features": [feature]}, ensure_ascii=False)


@pytest.fixture
def data(tmp_path):
    """The definitions as they are, with a demonstration of our own."""
    folder = tmp_path / "data"
    folder.mkdir()
    for name in ("layers", "codes", "rules", "methods", "targets"):
        (folder / name).symlink_to(ROOT / "data" / name)
    demo = folder / "demo"
    (demo / "sites").mkdir(parents=True)
    (demo / "manifest.yaml").write_text(MANIFEST, encoding="utf-8")
    (demo / "admin.geojson").write_text(collection(COUNTY, code="330324", part="land"), encoding="utf-8")
    (demo / "red.geojson").write_text(collection(RED_LINE, name="试验红线"), encoding="utf-8")
    (demo / "sites" / "works.geojson").write_text(collection(SITE), encoding="utf-8")
    return folder


def contents(folder):
    store = FilesStore(folder)
    found = [edition.label for edition in store.editions()], len(list(store.log(kind="verdict")))
    store.close()
    return found


def test_a_demo_publishes_once_however_often_it_runs(sanxian, data, tmp_path):
    store = tmp_path / "demo-store"
    for run, said in enumerate(("新发布 2 个版本，已有 0 个", "新发布 0 个版本，已有 2 个"), start=1):
        code, out, err = sanxian("demo", "--no-serve", store=store, DATA=data)
        assert (code, err) == (0, "") and said in out
        assert "sites/works.geojson" in out and "示例数据，不得用于决策" in out and "试验红线" in out
        assert "$ sanxian measure areas" in out and "不能计算" in out  # of the layers that this demonstration lacks
        assert contents(store) == (["admin_area 330324/1", "ecological_red_line 330324/1"], run)


def test_a_demo_told_not_to_serve_by_the_environment_ends(sanxian, environment, data, tmp_path):
    environment.setenv("DEMO_SERVE", "0")
    assert sanxian("demo", store=tmp_path / "demo-store", DATA=data)[0] == 0


def test_a_taken_port_is_one_clear_line(sanxian):
    taken = listen("127.0.0.1", 0)
    taken.listen()
    port = taken.getsockname()[1]
    code, out, err = sanxian("serve", "--port", port)
    taken.close()
    assert (code, out, err.count("\n")) == (2, "", 1) and str(port) in err and "--port" in err


def test_an_address_that_is_not_ours_is_refused():
    with pytest.raises(BadInput, match="cannot listen"):
        listen("192.0.2.1", 0)


def test_the_service_answers_from_the_store_of_the_settings(environment, held):
    from fastapi.testclient import TestClient

    client = TestClient(wiring.create_service(Settings(store=str(held))))
    ready = client.get("/health/ready")
    assert ready.status_code == 200 and ready.json()["editions"] == 2


def test_a_served_store_answers_and_stops_when_told(held, tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "SANXIAN_STORE": str(held)}
    command = [sys.executable, "-c", "from app.cli.main import main; main()", "serve", "--port", str(port)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        try:
            assert ready(process, f"http://127.0.0.1:{port}/layers/identify?lon=120.65&lat=28.0") == 200
        finally:
            process.send_signal(signal.SIGTERM)
            out, err = process.communicate(timeout=30)
    said, *log = err.decode().splitlines()
    assert out == b"" and str(port) in said
    assert all(isinstance(json.loads(line), dict) for line in log)
    assert "/layers/identify" in err.decode() and "120.65" not in err.decode()


def ready(process, address):
    for _ in range(200):
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                return answer.status
        except urllib.error.HTTPError as answer:
            return answer.code
        except OSError:
            assert process.poll() is None
            time.sleep(0.1)
    return None
