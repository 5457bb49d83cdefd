"""A reader that runs over a limit, crashes or reaches for more than its file."""

import subprocess
import sys

import pytest

from layers.errors import ReaderStopped
from layers.intake import ReadLimits, read
from layers.intake.vector_files import GDAL_ENVIRONMENT


def big_document():
    return ('{"type":"MultiPoint","coordinates":[' + ",".join(["[120.123456,28.123456]"] * 1_500_000) + "]}").encode()


def test_a_reader_over_its_processor_time_is_stopped():
    with pytest.raises(ReaderStopped, match="1 s of processor time"):
        read(
            b'{"type":"MultiPoint","coordinates":[' + b"[120.123456,28.123456]," * 6_000_000,
            limits=ReadLimits(cpu_seconds=1),
        )


def test_a_reader_over_its_memory_is_stopped():
    with pytest.raises(ReaderStopped, match="bytes of memory"):
        read(big_document(), limits=ReadLimits(memory_bytes=60_000_000))


def test_a_reader_over_its_wall_time_is_killed_and_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    with pytest.raises(ReaderStopped, match=r"longer than 0\.2 s"):
        read(big_document(), limits=ReadLimits(wall_seconds=0.2))
    assert list(tmp_path.iterdir()) == []


def test_a_reader_that_crashes_is_reported_as_stopped(monkeypatch):
    monkeypatch.setattr("layers.intake.sandbox.sys.executable", "/bin/false")
    with pytest.raises(ReaderStopped, match="the reader failed"):
        read(b"POINT (120 28)")


def test_the_reader_may_open_shapefiles_geopackages_and_geodatabases_only():
    code = "import pyogrio; print(sorted(pyogrio.list_drivers()))"
    out = subprocess.run([sys.executable, "-c", code], env=GDAL_ENVIRONMENT, capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "['ESRI Shapefile', 'GPKG', 'OpenFileGDB']"


@pytest.mark.parametrize("child", ["layers.intake.child", "layers.tables.child"])
def test_a_reader_starts_without_machine_code_that_most_files_never_need(child):
    code = f"import sys, {child}; print('numba' in sys.modules)"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "False"


def test_a_file_that_states_an_area_is_measured_within_the_least_memory_that_can_be_set():
    text = "[属性描述]\n坐标系=2000国家大地坐标系\n带号=40\n[地块坐标]\n4,0.5,1,a,面,,,@\n" + "".join(
        f"J{n},1,{y},{x}\n"
        for n, (y, x) in enumerate(
            ((3165700, 40636900), (3165700, 40637000), (3165800, 40637000), (3165700, 40636900)), 1
        )
    )
    found = read(text.encode(), limits=ReadLimits(memory_bytes=500_000_000))
    assert len(found.features) == 1
