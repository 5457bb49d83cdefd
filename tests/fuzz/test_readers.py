"""Broken files at every reader: each is read or refused in words, by nobody's crash and within the limits.

The files are broken by a seed, so that one that fails can be made again: `broken(good_files()[name], Random(seed))`.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from outside_files import broken, good_files, good_raster

from layers.errors import BadInput, ReaderStopped
from layers.intake import ReadLimits, read

ROOT = Path(__file__).resolve().parents[2]
NAMES = [
    "site.geojson",
    "site.gpkg",
    "site.zip",
    "site.kml",
    "site.kmz",
    "site.wkt",
    "site.txt",
    "site.dat",
    "pasted.txt",
    "link.txt",
    "site.xlsx",
    "site.xls",
    "site.csv",
    "site.dxf",
    "old.dxf",
    "site.gdb.zip",
    "cover.tif",
]
CPU_SECONDS = 5

# what the child of intake does with one file, for many files in one process: a crash ends it and names the seed
MANY = """
import json, random, resource, sys, tempfile
from pathlib import Path

sys.modules.update(dict.fromkeys(("pandas", "pyarrow")))
from layers.errors import BadInput
from layers.intake.types import ReadLimits
from layers.intake.parse import parse
from layers.rasters.classraster import opened

root, name, first, count = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
limits = ReadLimits(bytes=10_000_000, unpacked_bytes=20_000_000, vertices=100_000)
seconds = lambda: sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
for seed in range(first, first + count):
    print(json.dumps({"seed": seed}), flush=True)
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "input"
        path.write_bytes(Path(root, str(seed)).read_bytes())
        began = seconds()
        try:
            if name.endswith(".tif"):
                with opened(path, name) as raster:
                    raster.grid.frame()
                outcome, told = "read", None
            else:
                reading = parse(path, name, None, None, limits)
                outcome, told = "read", len(reading.features)
        except BadInput as error:
            outcome, told = "refused", [error.zh, error.en]
        except Exception as error:
            outcome, told = "fault", f"{type(error).__name__}: {error}"
        print(json.dumps({"seed": seed, "outcome": outcome, "told": told, "cpu": seconds() - began}), flush=True)
"""


def outcomes(name: str, content: bytes, seeds: range, folder: Path) -> list[dict]:
    """What became of each broken file; one that ended the process has the outcome `crash`."""
    for seed in seeds:
        (folder / str(seed)).write_bytes(broken(content, random.Random(seed)))
    found: dict[int, dict] = {}
    first = seeds.start
    while first < seeds.stop:
        arguments = [str(folder), name, str(first), str(seeds.stop - first)]
        done = subprocess.run(
            [sys.executable, "-c", MANY, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=1800,
            env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False,
        )  # fmt: skip
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        assert lines, done.stderr[-2000:]
        found |= {line["seed"]: line for line in lines if "outcome" in line}
        last = lines[-1]["seed"]
        if "outcome" not in lines[-1]:
            # the reader of .xls ends its process where a broken chain asks for memory without end
            ended = "stopped" if name.endswith(".xls") and "memory allocation of" in done.stderr else "crash"
            found[last] = {"seed": last, "outcome": ended, "told": done.stderr[-500:], "cpu": 0.0}
        first = last + 1
    return [found[seed] for seed in seeds]


def held(name: str, seeds: range, folder: Path) -> list[dict]:
    content = good_raster() if name.endswith(".tif") else good_files()[name]
    results = outcomes(name, content, seeds, folder)
    assert [one for one in results if one["outcome"] in ("fault", "crash")] == []
    assert max(one["cpu"] for one in results) < CPU_SECONDS
    for one in results:
        if one["outcome"] == "refused":
            zh, en = one["told"]
            assert zh and en and str(folder) not in zh + en and "\n" not in zh + en
            assert len(en) < 1000
    return results


@pytest.mark.parametrize("name", NAMES)
def test_a_broken_file_is_read_or_refused_in_words(name, tmp_path):
    results = held(name, range(120), tmp_path)
    assert {"refused"} <= {one["outcome"] for one in results}


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
def test_thousands_of_broken_files_are_read_or_refused_in_words(name, tmp_path):
    held(name, range(1_000, 6_000), tmp_path)


@pytest.mark.parametrize("name", NAMES[:-1])
def test_the_door_itself_answers_for_a_broken_file(name):
    content = good_files()[name]
    limits = ReadLimits(cpu_seconds=5, wall_seconds=20)
    assert read(content, name=name, limits=limits).features
    refused = 0
    for seed in range(3):
        try:
            read(broken(content[: len(content) // 2], random.Random(seed)), name=name, limits=limits)
        except BadInput as error:
            refused += 1
            assert not isinstance(error, ReaderStopped), error.en
            assert "sanxian-intake" not in error.en
    assert refused
