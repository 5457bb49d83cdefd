"""Siting questions inside one process beside plain geopandas and plain shapely: `python bench/siting.py`.

The same places are put to every engine, one after the other, forwards and backwards in turn, so that whatever else the
machine does falls on all of them alike. Times are processor time: every engine runs in one thread, and a long question
is interrupted by others more often than a short one. See bench/README.md for what each engine answers and how the
answers are compared.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from county import ACCURACY_M, POLYGON_LAYERS, TODAY, County
from numpy.typing import NDArray
from pyproj import Geod
from shapely.geometry.base import BaseGeometry

from layers.engine import overlaps, totals
from layers.intake.types import RawFeature, Reading
from layers.snapshot import Snapshot
from layers.stores.files import FilesStore
from zoning import siting
from zoning.definitions import Definitions, load_definitions
from zoning.desk import Desk, Limits, ProjectInput

SEED = 20261122
GEOD = Geod(a=6378137.0, rf=298.257222101)
DATA = Path(__file__).resolve().parents[1] / "data"
LEAST_M2, LEAST_M = 0.01, 0.001  # what a verdict prints at least; thinner contacts are not compared as overlaps
WARM_UP = 2
Shapes = Mapping[str, NDArray[np.object_]]
Answer = dict[tuple[str, int], float]  # (layer, feature) → m² for a polygon, m for a line, 0 for a point
Engine = Callable[[BaseGeometry], Answer]


class PlainShapely:
    """STRtree, intersection, and the geodesic area or length of what is left: what one writes first."""

    def __init__(self, county: County) -> None:
        self.layers = {layer: np.array(county.geometries[layer], dtype=object) for layer in POLYGON_LAYERS}
        self.trees = {layer: shapely.STRtree(shapes) for layer, shapes in self.layers.items()}

    def __call__(self, place: BaseGeometry) -> Answer:
        """Every feature the place touches, with its overlap."""
        found: Answer = {}
        for layer, tree in self.trees.items():
            met = tree.query(place, predicate="intersects")
            for index, piece in zip(met, shapely.intersection(place, self.layers[layer][met]), strict=True):
                found[layer, int(index)] = geodesic(piece)
        return found


class PlainGeopandas:
    """`geopandas.overlay` of the place with each layer (`sjoin` for a point), then the geodesic measure."""

    def __init__(self, county: County) -> None:
        self.layers = {
            layer: gpd.GeoDataFrame({"index": range(len(shapes))}, geometry=shapes, crs=4490)
            for layer, shapes in county.geometries.items()
        }
        for frame in self.layers.values():
            _ = frame.sindex  # built once, as the tree of the others

    def __call__(self, place: BaseGeometry) -> Answer:
        """Every feature the place overlaps, with its overlap; for a point every feature that holds it."""
        asked = gpd.GeoDataFrame(geometry=[place], crs=4490)
        found: Answer = {}
        for layer, frame in self.layers.items():
            if place.geom_type == "Point":
                met = gpd.sjoin(frame, asked, predicate="intersects")
                found.update({(layer, int(index)): 0.0 for index in met["index"]})
            else:
                cut = gpd.overlay(asked, frame, how="intersection", keep_geom_type=True)
                for index, piece in zip(cut["index"], cut.geometry, strict=True):
                    found[layer, int(index)] = geodesic(piece)
        return found


@dataclass(frozen=True)
class BareEngine:
    """`layers.engine` alone; `totals` adds the dissolved overlap per class."""

    snapshot: Snapshot
    totals: bool = False

    def __call__(self, place: BaseGeometry) -> Answer:
        """Every feature the place touches, with its overlap."""
        found: Answer = {}
        for layer in POLYGON_LAYERS:
            view = self.snapshot.views[layer]
            for entry in overlaps(view, place):
                found[layer, int(entry.feature.id)] = entry.measure.area_m2 or entry.measure.length_m
            if self.totals:
                totals(view, place)
        return found


@dataclass(frozen=True)
class Check:
    """The whole question: project, every rule, certainty, coverage, open questions, and the bytes of the verdict."""

    desk: Desk
    snapshot: Snapshot
    facts: Mapping[str, object]

    def __call__(self, place: BaseGeometry) -> Answer:
        """The findings that overlap; admin_area is read but makes no finding."""
        reading = Reading((RawFeature(place, {}, "site"),), "geojson", "EPSG:4490")
        role = "route" if place.geom_type == "LineString" else None
        project = self.desk.project(reading, ProjectInput(accuracy_m=ACCURACY_M, facts=self.facts, role=role))
        verdict = siting.check(project, [self.snapshot], self.desk.definitions, TODAY)
        verdict.record_bytes()
        findings: Sequence[Mapping[str, object]] = verdict.body["findings"]  # type: ignore[assignment]
        return {
            (str(finding["layer"]), int(str(finding["feature"]))): float(
                str(finding["overlap_area_m2"] or finding["overlap_length_m"])
            )
            for finding in findings
            if finding["relation"] == "overlaps"
        }


def geodesic(piece: BaseGeometry) -> float:
    """Area in m² or length in m with geodesic edges; a hole wound like its shell would be added, so wind first."""
    if shapely.get_dimensions(piece) == 2:
        return abs(float(GEOD.geometry_area_perimeter(shapely.orient_polygons(piece))[0]))
    return float(GEOD.geometry_length(piece))


def tolerance(piece: BaseGeometry, measure: float) -> float:
    """What may lie between edges straight in longitude/latitude and geodesic ones, plus what printing rounds.

    An edge that runs e metres east and n metres north encloses |e|(e² + 2n²) tan(B)/(12 N) m² with its geodesic (third
    order in its length); lengths differ by less than 1e-8. pyproj's own rounding is taken as 2e-8.
    """
    rounding = 0.0051 if shapely.get_dimensions(piece) == 2 else 0.00051
    bulge = 0.0
    if shapely.get_dimensions(piece) == 2:
        for ring in shapely.get_rings(shapely.get_parts(piece)):
            xy = shapely.get_coordinates(ring)
            latitude = np.radians((xy[1:, 1] + xy[:-1, 1]) / 2)
            east = np.abs(np.radians(np.diff(xy[:, 0]))) * 6_390_000.0 * np.cos(latitude)
            north = np.radians(np.diff(xy[:, 1])) * 6_370_000.0
            bulge += float(np.sum(east * (east**2 + 2 * north**2) * np.tan(latitude)) / (12 * 6_378_137.0))
    return rounding + 2e-8 * measure + 1.05 * bulge


@dataclass
class Comparison:
    """How far the answers of one engine lie from those of plain shapely."""

    places: int = 0
    features: int = 0
    furthest: float = 0.0  # greatest difference as a share of its tolerance
    relative: float = 0.0  # greatest difference as a share of the place's own measure
    wrong: list[str] = field(default_factory=list)

    def add(self, place: BaseGeometry, expected: Answer, got: Answer, shapes: Shapes) -> None:
        """Compare two answers about one place, both already limited to what both engines report."""
        self.places += 1
        if expected.keys() != got.keys():
            self.wrong.append(f"features differ: {sorted(expected.keys() ^ got.keys())[:4]}")
        whole = geodesic(place)
        for key in expected.keys() & got.keys():
            self.features += 1
            off = abs(expected[key] - got[key])
            if off == 0.0:
                continue
            piece = shapely.intersection(place, shapes[key[0]][key[1]])
            self.furthest = max(self.furthest, off / tolerance(piece, expected[key]))
            self.relative = max(self.relative, off / whole if whole else 0.0)
        if self.furthest > 1.0:
            self.wrong.append("a measure differs beyond the tolerance")


def comparable(answer: Answer, place: BaseGeometry, *, admin: bool) -> Answer:
    """The part of an answer that both sides report: real overlaps, with or without admin_area."""
    least = {0: 0.0, 1: LEAST_M, 2: LEAST_M2}[int(shapely.get_dimensions(place))]
    return {key: value for key, value in answer.items() if value >= least and (admin or key[0] != "admin_area")}


def ask(
    places: Sequence[BaseGeometry],
    engines: Mapping[str, Engine],
    shapes: Shapes,
    until: float,
) -> tuple[dict[str, list[float]], dict[str, Comparison]]:
    """Processor seconds per question and comparison with the first engine, by engine; stops once `until` has passed."""
    spent: dict[str, list[float]] = {name: [] for name in engines}
    compared = {name: Comparison() for name in engines}
    names = list(engines)
    reference = names[0]
    for number, place in enumerate(places):
        if time.perf_counter() > until:
            break
        answers: dict[str, Answer] = {}
        for name in names if number % 2 else reversed(names):
            begin = time.process_time()
            answers[name] = engines[name](place)
            if number >= WARM_UP:
                spent[name].append(time.process_time() - begin)
        for name, answer in answers.items():
            if name.startswith("engine"):  # touching features count too
                compared[name].add(place, answers[reference], answer, shapes)
            else:
                admin = not name.startswith("check")
                compared[name].add(
                    place,
                    comparable(answers[reference], place, admin=admin),
                    comparable(answer, place, admin=admin),
                    shapes,
                )
    return spent, compared


def stated(definitions: Definitions) -> dict[str, object]:
    """A small factory that does nothing any rule speaks of: few questions stay open."""
    facts: dict[str, object] = {kind.fact: False for kind in definitions.facts.values() if kind.type == "boolean"}
    harmless = {"vessel_use": "none", "waste_facility_kind": "none", "cluster_exception": "none"}
    known = {"nature": "new", "industry_class": "一", "activity": "manufacturing", **harmless}
    return {**facts, **{name: value for name, value in known.items() if name in definitions.facts}}


def main() -> int:
    """Ask, print one line per row, and return 1 where answers differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=40, help="questions of each kind")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--seconds", type=float, default=150.0, help="stop asking after this long")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, closing(FilesStore(Path(folder))) as empty:
        return run(empty, options.count, options.seed, options.seconds)


def run(empty: FilesStore, count: int, seed: int, seconds: float) -> int:
    """As `main`; the desk needs a store, but what it is asked here rests on the snapshot in memory."""
    county = County(seed)
    definitions = load_definitions(DATA)
    snapshot = county.snapshot(definitions.kinds)
    desk = Desk(empty, definitions, Limits())
    shapely_alone = PlainShapely(county)
    engines: dict[str, Engine] = {
        "shapely": shapely_alone,
        "geopandas": PlainGeopandas(county),
        "engine": BareEngine(snapshot),
        "engine+totals": BareEngine(snapshot, totals=True),
        "check": Check(desk, snapshot, stated(definitions)),
        "check-nothing-stated": Check(desk, snapshot, {}),
    }
    for layer, shapes in shapely_alone.layers.items():
        print(f"DATA {layer}: {len(shapes)} polygons, {int(shapely.get_num_coordinates(shapes).sum())} vertices")
    sites = county.sites(count + WARM_UP)
    start, failed = time.perf_counter(), False
    kinds = {"point": sites.points, "polygon": sites.polygons, "line": sites.lines}
    for number, (kind, places) in enumerate(kinds.items(), 1):
        until = start + seconds * number / len(kinds)
        spent, compared = ask(places, engines, shapely_alone.layers, until)
        p50 = {name: float(np.quantile(times, 0.5)) * 1e3 for name, times in spent.items()}
        for name, times in spent.items():
            p99 = float(np.quantile(times, 0.99)) * 1e3
            print(f"TIME {kind} {name}: p50 {p50[name]:.2f} ms, p99 {p99:.2f} ms of processor, {len(times)} questions")
        for name in list(engines)[2:]:
            print(
                f"RATIO {kind}-{name} {p50['shapely'] / p50[name]:.2g}× shapely {p50['geopandas'] / p50[name]:.2g}× "
                f"geopandas ({p50[name]:.1f} ms against {p50['shapely']:.1f} and {p50['geopandas']:.1f} ms)"
            )
        for name, comparison in list(compared.items())[1:]:
            verdict = "; ".join(sorted(set(comparison.wrong))) or "same features, measures within tolerance"
            failed |= bool(comparison.wrong)
            print(
                f"SAME {kind} {name}: {verdict}; {comparison.features} overlaps, furthest {comparison.furthest:.2f} of "
                f"the tolerance, {comparison.relative:.1e} of the place"
            )
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
