"""Natural shoreline of a province by county, beside the same question in plain geopandas: `python bench/measures.py`.

40,050 segments (about 8,000 km, 320,000 edges; a third of it islands, 1,350 of them by name) in 90 counties, invented.
Every engine answers the same question: natural and artificial metres of mainland and of islands in every county. The
engines take turns, forwards and backwards; times are processor time. `cold` begins at the file on disk; `warm` has
everything loaded and moves the date: ours goes through the whole answer path with its topology gates, tables by type,
bay and island, canonical JSON and hash, geopandas only groups a column of lengths it has kept.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from pyproj import Geod

from layers.editions import EditionHead, Features
from layers.stores.files import FilesStore
from zoning.definitions import load_definitions
from zoning.desk import Desk, Limits
from zoning.measures.definitions import MeasureDefinitions, load_measure_definitions
from zoning.measures.desk import MeasureDesk
from zoning.measures.question import ShorelineQuestion

SEED = 20261122
DATA = Path(__file__).resolve().parents[1] / "data"
NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
TODAY = date(2026, 11, 22)
GEOD = Geod(a=6378137.0, rf=298.257222101)
COUNTIES, PER_COUNTY, EDGES, EDGE_M = 90, 445, 8, 25.0
TYPES = ("N_ROCK", "N_SAND", "N_MUD", "A_DIKE", "A_PORT", "A_AQUA")
Answer = dict[tuple[str, str, str], float]  # (county, kind, natural | artificial) → metres


def province(seed: int) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Segments with their county codes, and the counties as boxes that each hold their own segments."""
    rng = np.random.default_rng(seed)
    boxes, rows, lines = [], [], []
    for county in range(COUNTIES):
        west, south = 119.0 + 0.4 * (county % 9), 27.0 + 0.4 * (county // 9)
        boxes.append(shapely.box(west, south, west + 0.4, south + 0.4))
        code = f"33{county // 9 + 1:02d}{county % 9 + 1:02d}"
        lon, lat = shore(rng, west + 0.2, south + 0.2)
        for number in range(PER_COUNTY):
            part = slice(number * EDGES, (number + 1) * EDGES + 1)
            lines.append(shapely.LineString(np.column_stack([lon[part], lat[part]])))
            island = f"{code} island {number // 10}" if number % 30 < 10 else None
            kind = "mainland" if island is None else "island"
            rows.append((f"{code}-{number:04d}", code, kind, TYPES[int(rng.integers(len(TYPES)))], island))
    names = ("code", "region", "kind", "type", "island")
    coast = gpd.GeoDataFrame(dict(zip(names, zip(*rows, strict=True), strict=True)), geometry=lines, crs="EPSG:4490")
    counties = gpd.GeoDataFrame({"county": sorted(set(coast["region"]))}, geometry=boxes, crs="EPSG:4490")
    return coast, counties


def shore(rng: np.random.Generator, lon: float, lat: float) -> tuple[np.ndarray, np.ndarray]:
    """A rough line that winds round a place and nowhere meets itself, as positions about EDGE_M metres apart."""
    turns, metres = 2.2, EDGE_M * np.arange(PER_COUNTY * EDGES + 1)
    reach = metres[-1] / (turns * np.pi)  # of a spiral of so many turns and this length
    angle = 2.0 * np.pi * turns * np.sqrt(np.linspace(0.01, 1.0, metres.size))
    waves = 0.5 ** np.arange(6)
    phases = rng.uniform(0.0, 2.0 * np.pi, 6)
    rough = (waves[:, None] * np.sin(metres / (3000.0 * waves[:, None]) + phases[:, None])).sum(axis=0)
    radius = reach * angle / angle[-1] + 500.0 * rough
    return lon + radius * np.cos(angle) / 98_000.0, lat + radius * np.sin(angle) / 111_000.0


def publish(store: FilesStore, definitions: MeasureDefinitions, coast: gpd.GeoDataFrame) -> None:
    """The coast as two editions, so that a date can be moved between them."""
    kind = definitions.base.kinds["coastline"]
    coast = coast.sort_values("code")
    given = {
        name: tuple(coast[name].astype(object).where(coast[name].notna(), None))
        for name in ("code", "region", "kind", "type", "island")
    }
    columns = {name: given.get(name, (None,) * len(coast)) for name in kind.attributes}
    for year in (2020, 2025):
        head = EditionHead("coastline", "330000", "illustrative", 5.0, date(year, 1, 1), "invented")
        table = Features(tuple(coast["code"]), np.array(coast.geometry, dtype=object), columns, {})
        edition = store.propose(head, table, NOW - timedelta(days=1))
        store.publish(edition, NOW - timedelta(days=1))


def ours(desk: MeasureDesk, day: date) -> Answer:
    """The whole answer path."""
    body = desk.answer(ShorelineQuestion(region="330000", as_of=day), NOW).record()
    found: Answer = {}
    for row in body["by_region"]:
        for kind, member in (("mainland", "mainland"), ("island", "islands")):
            if row["leaf"]:
                found[row["region"], kind, "natural"] = row[member]["natural_m"]
                found[row["region"], kind, "artificial"] = row[member]["artificial_m"]
    return found


def grouped(frame: gpd.GeoDataFrame, region: str) -> Answer:
    """The lengths of a frame by county, kind and whether natural."""
    what = np.where(frame["type"].str.startswith("N_"), "natural", "artificial")
    sums = frame["metres"].groupby([frame[region], frame["kind"], what]).sum()
    return {key: float(value) for key, value in sums.items()}


def measured(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The frame with geodesic lengths, as one does it with pyproj."""
    return frame.assign(metres=[GEOD.geometry_length(line) for line in frame.geometry])


def main() -> None:
    """Run all engines in turn and print p50, p95 and ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    arguments = parser.parse_args()
    base = load_definitions(DATA)
    definitions = load_measure_definitions(DATA, base)
    coast, counties = province(SEED)
    with tempfile.TemporaryDirectory() as folder, closing(FilesStore(Path(folder) / "store")) as store:
        publish(store, definitions, coast)
        path = Path(folder) / "coast.parquet"
        coast.to_parquet(path)
        warm_desk = MeasureDesk(Desk(store, base, Limits()), definitions)
        kept = measured(coast)
        days = [date(2021, 1, 1), TODAY]
        for day in days:
            ours(warm_desk, day)
        engines: dict[str, Callable[[int], Answer]] = {
            "ours, cold": lambda n: ours(MeasureDesk(Desk(store, base, Limits()), definitions), days[n % 2]),
            "ours, warm": lambda n: ours(warm_desk, days[n % 2]),
            "geopandas, cold, by code": lambda _: grouped(measured(gpd.read_parquet(path)), "region"),
            "geopandas, cold, overlay with counties": lambda _: grouped(
                measured(gpd.overlay(gpd.read_parquet(path), counties, how="intersection")), "county"
            ),
            "geopandas, warm, lengths kept": lambda _: grouped(kept, "region"),
        }
        times: dict[str, list[float]] = {name: [] for name in engines}
        answers: dict[str, Answer] = {}
        for turn in range(arguments.rounds):
            names = list(engines) if turn % 2 == 0 else list(reversed(engines))
            for name in names:
                begun = time.process_time()
                answers[name] = engines[name](turn)
                times[name].append(time.process_time() - begun)
    _compare(answers)
    print(
        f"{len(coast)} segments, {kept['metres'].sum() / 1000:.0f} km, {COUNTIES} counties, {arguments.rounds} rounds"
    )
    print(f"{'engine':42} {'p50 ms':>9} {'max ms':>9}")
    for name, found in times.items():
        print(f"{name:42} {1000 * np.median(found):9.1f} {1000 * max(found):9.1f}")
    for mine, theirs in (
        ("ours, cold", "geopandas, cold, by code"),
        ("ours, cold", "geopandas, cold, overlay with counties"),
        ("ours, warm", "geopandas, warm, lengths kept"),
    ):
        ratios = np.array(times[theirs]) / np.array(times[mine])
        name = f"{mine} beside {theirs}".replace(", ", "-").replace(" ", "_")
        print(f"RATIO {name} {np.median(ratios):.2f}× spread {ratios.min():.2f}–{ratios.max():.2f}")


def _compare(answers: dict[str, Answer]) -> None:
    """Every engine has the same lengths; an answer that differs ends the run."""
    first = answers["geopandas, cold, by code"]
    for name, found in answers.items():
        worst = max(abs(found.get(key, 0.0) - value) / max(value, 1.0) for key, value in first.items())
        extra = sum(value for key, value in found.items() if key not in first)
        print(f"same answers: {name}: worst relative difference {worst:.1e}")
        if worst > 1e-6 or extra > 0.001:
            raise SystemExit(f"{name} gives another answer")


if __name__ == "__main__":
    main()
