"""A whole siting check over HTTP, one process each: ours beside a FastAPI service over PostGIS."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx2
import numpy as np
import orjson
import shapely

from bench.processes import free_port, processor_seconds, rest, service
from bench.ratios import Ratio, figure
from bench.rows.siting import Different
from bench.stage import AS_OF, Stage, told
from bench.turns import Times

QUESTIONS, WARM = 40, 4
QUIET = {"SANXIAN_ANONYMOUS_RATE": "0", "SANXIAN_LOG_LEVEL": "error"}


def whole_checks(stage: Stage) -> Iterator[Ratio]:
    """Polygons and points; by the clock, for the goals are milliseconds until the answer is there."""
    assert stage.views  # so that the grids are kept
    with ExitStack() as held:
        store = stage.store.location
        port = free_port()
        base = f"http://127.0.0.1:{port}"
        script = Path(sys.executable).parent / "sanxian"
        env = {"SANXIAN_STORE": store, "SANXIAN_ANONYMOUS_ROLE": "reviewer", **QUIET}
        command = [str(script), "serve", "--port", str(port)]
        started = held.enter_context(service(command, f"{base}/health/ready", **env))
        begun = time.perf_counter()
        rest(started.pid)
        told("the maps of the service", begun)
        addresses = {"ours": f"{base}/siting/checks"}
        if stage.database is not None:
            other = free_port()
            peer = [sys.executable, "-m", "bench.peers.service", stage.database, str(other)]
            held.enter_context(service(peer, f"http://127.0.0.1:{other}/health/ready"))
            addresses["fastapi-postgis"] = f"http://127.0.0.1:{other}/checks"
        client = held.enter_context(httpx2.Client(timeout=120, headers={"Accept-Encoding": "identity"}))
        count = QUESTIONS + WARM
        polygons = [shapely.geometry.mapping(place) for place in stage.asked.footprints[:count]]
        points = [{"type": "Point", "coordinates": lonlat} for lonlat in stage.asked.points[:count].tolist()]
        for kind, sites, limit in (("polygon", polygons, 5), ("point", points, 2)):
            used = processor_seconds(started.pid)
            times = _asked(client, addresses, sites)
            each = (processor_seconds(started.pid) - used) / count
            if times.different:
                raise Different(f"{kind}: {len(times.different)} answers: {times.different[:3]}")
            yield from _ratios(kind, limit, times, each)


def _ratios(kind: str, limit: int, times: Times, each: float) -> Iterator[Ratio]:
    mine = np.array(list(times.seconds["ours"].values())) * 1e3
    p50, p99 = (float(np.quantile(mine, share)) for share in (0.5, 0.99))
    parts = [limit / float(np.median(part)) for part in np.array_split(mine, 5)]
    note = f"p50 {figure(p50)} ms, p99 {figure(p99)} ms by the clock; {len(mine)} asked"
    note += f"; {figure(each * 1e3)} ms of processor each on average"
    yield Ratio(f"check-{kind}/{limit}-ms", limit / p50, (min(parts), max(parts)), note)
    if "fastapi-postgis" in times.seconds:
        value, least, most = times.ratio("ours", "fastapi-postgis", 0.5)
        theirs = times.quantile("fastapi-postgis", 0.5) * 1e3
        note = f"{figure(p50)} ms against {figure(theirs)} ms by the clock"
        yield Ratio(f"check-{kind}/fastapi-postgis", value, (least, most), note)


def _asked(client: httpx2.Client, addresses: dict[str, str], sites: list[dict[str, Any]]) -> Times:
    times = Times({name: {} for name in addresses})
    for number, site in enumerate(sites):
        found = {}
        for name in list(addresses)[:: 1 if number % 2 else -1]:
            body: dict[str, Any] = {"site": site}
            if name == "ours":
                body |= {"project": {"industry": "C2631", "facts": {"nature": "new"}}, "as_of": AS_OF.isoformat()}
            content = orjson.dumps(body)
            answer = client.post(addresses[name], content=content, headers={"Content-Type": "application/json"})
            if answer.status_code != 201:
                raise Different(f"{name}: {answer.status_code} {answer.text[:300]}")
            if number >= WARM:
                times.seconds[name][number] = answer.elapsed.total_seconds()
            found[name] = _overlaps(answer.json())
        if len(found) == 2 and found["ours"] != found["fastapi-postgis"]:
            apart = found["ours"] ^ found["fastapi-postgis"]
            times.different.append(f"place {number}: {sorted(apart)[:4]}")
    return times


def _overlaps(answer: dict[str, Any]) -> set[tuple[str, str]]:
    """The features of polygon layers that a site overlaps, by at least 1 m² where it is an area.

    In ours admin_area makes no finding; in the peer lines have no overlap.
    """
    return {
        (finding["layer"], finding["feature"].rpartition(":")[2])
        for finding in answer["findings"]
        if finding["layer"] not in ("admin_area", "coastline")
        and finding.get("relation", "overlaps") == "overlaps"
        and not 0.0 < (finding["overlap_area_m2"] or 0.0) < 1.0
    }
