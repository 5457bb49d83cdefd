"""Pages of features over HTTP beside tipg over PostGIS: `python bench/features.py --tipg PYTHON`.

`PYTHON` is the interpreter of an environment of its own in which `pip install tipg uvicorn` was done; without it only
ours is measured. Both serve the same features on loopback, each in a process of its own, uncompressed, and are asked
the same questions by turns. Times are those of the clock from the request to the last byte, medians of the rounds.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import quote

import httpx2
import numpy as np
import psycopg
import shapely

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "support"))

import postgis  # noqa: E402 - of the tests

from layers.editions import EditionHead, Features  # noqa: E402
from layers.kinds import load_kinds  # noqa: E402
from layers.stores.files import FilesStore  # noqa: E402

SEED = 20261122
LAYER = "industrial_area"
CORNERS = 40
BOX = "120.3,27.8,120.9,28.4"
QUESTIONS = {
    "100": {"limit": "100"},
    "1000": {"limit": "1000"},
    "100-bbox": {"limit": "100", "bbox": BOX},
    "1000-bbox": {"limit": "1000", "bbox": BOX},
    "100-filter": {"limit": "100", "filter": "code LIKE '%7'", "filter-lang": "cql2-text"},
}


def shapes(count: int) -> tuple[np.ndarray, list[str], list[str]]:
    """Polygons of 40 corners over 2° by 2°, with codes and names."""
    chance = np.random.default_rng(SEED)
    centres = np.column_stack([chance.uniform(120, 122, count), chance.uniform(27, 29, count)])
    angles = np.linspace(0, 2 * np.pi, CORNERS, endpoint=False)
    radii = chance.uniform(0.002, 0.004, (count, CORNERS))
    rings = centres[:, None, :] + radii[..., None] * np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    return shapely.polygons(np.round(rings, 9)), [f"A{n:06}" for n in range(count)], [f"园区 {n}" for n in range(count)]


@contextmanager
def process(command: list[str], ready: str, **env: str) -> Iterator[None]:
    """A server, until it answers at `ready`; ended with the block."""
    with subprocess.Popen(
        command, env={**os.environ, **env}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/"
    ) as server:
        try:
            limit = time.monotonic() + 60
            while True:
                assert server.poll() is None and time.monotonic() < limit, f"{command[0]} does not answer"
                try:
                    if httpx2.get(ready, timeout=30).status_code == 200:
                        break
                except httpx2.HTTPError:
                    time.sleep(0.2)
            yield
        finally:
            server.terminate()
            server.wait(20)


def free_port() -> str:
    """A port that nobody has."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return str(found.getsockname()[1])


@contextmanager
def ours(count: int, folder: Path) -> Iterator[str]:
    """This service over a files store; the address of the items."""
    geometries, codes, names = shapes(count)
    kind = load_kinds(ROOT / "data" / "layers")[LAYER]
    columns = {name: [None] * count for name in kind.attributes} | {"code": codes, "name": names}
    now = datetime.now(UTC)
    store = FilesStore(folder / "store")
    head = EditionHead(LAYER, "330300", "illustrative", 5.0, date(2026, 1, 1), "bench", shapely.box(120, 27, 122, 29))
    store.publish(store.propose(head, Features(tuple(codes), geometries, columns, {}), now), now)
    port = free_port()
    command = [sys.executable, str(ROOT / "tests" / "support" / "small_service.py"), store.location, port]
    base = f"http://127.0.0.1:{port}"
    with process(command, f"{base}/ogc/collections/{LAYER}/items", PYTHONPATH=str(ROOT)):
        yield f"{base}/ogc/collections/{LAYER}/items"


@contextmanager
def tipg(count: int, python: str, server: postgis.Server) -> Iterator[str]:
    """tipg over a table with an index of place and a primary key; the address of the items."""
    geometries, codes, names = shapes(count)
    kind = load_kinds(ROOT / "data" / "layers")[LAYER]
    others = [name for name in kind.attributes if name not in ("code", "name")]
    database = server.fresh()
    with psycopg.connect(database, autocommit=True) as connection:
        more = "".join(f', "{name}" text' for name in others)
        connection.execute(
            f"CREATE TABLE areas (id text PRIMARY KEY, code text, name text{more}, edition text, standing text,"
            " geom geometry(Polygon, 4326))"
        )
        with connection.cursor().copy("COPY areas (id, code, name, edition, standing, geom) FROM STDIN") as copy:
            for code, name, wkb in zip(
                codes, names, shapely.to_wkb(geometries, hex=True, include_srid=True), strict=True
            ):
                copy.write_row((f"330300:{code}", code, name, "330300/1", "illustrative", wkb))
        connection.execute("UPDATE areas SET geom = ST_SetSRID(geom, 4326)")
        connection.execute("CREATE INDEX ON areas USING gist (geom)")
        connection.execute("VACUUM ANALYZE areas")
    port = free_port()
    base = f"http://127.0.0.1:{port}/collections/public.areas/items"
    command = [python, "-m", "uvicorn", "tipg.main:app", "--port", port, "--log-level", "critical"]
    name = database.partition("@/")[2].partition("?")[0]
    url = f"postgresql://postgres@{quote(str(server.home), safe='')}/{name}"  # a socket in its folder
    with process(command, base, DATABASE_URL=url, TIPG_MAX_FEATURES_PER_QUERY="10000"):
        yield base


def asked(client: httpx2.Client, address: str, query: dict[str, str]) -> tuple[float, bytes]:
    """Milliseconds to the last byte, and the bytes."""
    began = time.perf_counter()
    answer = client.get(address, params=query)
    taken = (time.perf_counter() - began) * 1000
    assert answer.status_code == 200, answer.text[:500]
    return taken, answer.content


def same(one: bytes, other: bytes, count: int, *, ordered: bool) -> bool:
    """As many features, each with its 40 corners; the same ones where the question says which."""
    found = [json.loads(content)["features"] for content in (one, other)]
    ids = [sorted(str(feature["properties"]["code"]) for feature in features) for features in found]
    corners = [{len(feature["geometry"]["coordinates"][0]) for feature in features} for features in found]
    return len(ids[0]) == len(ids[1]) <= count and corners[0] == corners[1] == {CORNERS + 1} and (
        not ordered or ids[0] == ids[1]
    )  # fmt: skip


def main() -> int:
    """Measure and print; 1 where the answers differ."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--tipg", help="a Python that has tipg and uvicorn")
    options.add_argument("--count", type=int, default=20_000)
    options.add_argument("--rounds", type=int, default=25)
    chosen = options.parse_args()
    fine = True
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="sanxian-bench-")))
        addresses = {"ours": stack.enter_context(ours(chosen.count, folder))}
        if chosen.tipg and postgis.binaries() is not None:
            server = stack.enter_context(postgis.server())
            addresses["tipg"] = stack.enter_context(tipg(chosen.count, chosen.tipg, server))
        else:
            print("tipg is not measured: name a Python that has it by --tipg; it needs PostGIS too")
        client = stack.enter_context(httpx2.Client(timeout=60, headers={"Accept-Encoding": "identity"}))
        for question, query in QUESTIONS.items():
            times: dict[str, list[float]] = {name: [] for name in addresses}
            bodies: dict[str, bytes] = {}
            for turn in range(chosen.rounds + 2):
                for name in list(addresses)[:: 1 if turn % 2 else -1]:
                    taken, bodies[name] = asked(client, addresses[name], query)
                    if turn >= 2:  # the first two warm up
                        times[name].append(taken)
            for name, found in times.items():
                p50, best, size = statistics.median(found), min(found), len(bodies[name]) / 1000
                print(f"{question:12} {name:5} {p50:8.2f} ms p50 {best:8.2f} ms best {size:6.0f} kB")
            if "tipg" in times:
                ratio = statistics.median(times["tipg"]) / statistics.median(times["ours"])
                best = min(times["tipg"]) / min(times["ours"])
                print(f"RATIO features-{question} {ratio:.2f}× tipg (best of each {best:.2f}×)")
                if not same(bodies["ours"], bodies["tipg"], int(query["limit"]), ordered=False):
                    print(f"DIFFERENT features-{question}")
                    fine = False
    print("SAME" if fine else "DIFFERENT")
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
