"""`sanxian layers impact` and `sanxian jobs`, and the same asked of a running service."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time

import httpx2
import pytest
import shapely

ON = "120.6500,28.0000"
FAR = "120.4500,27.8500"
ELSEWHERE = shapely.box(120.8, 27.9, 120.82, 27.92)
TOKEN = "steward-of-the-tests"


@pytest.fixture(scope="module")
def territory(tmp_path_factory, store_maker):
    """A store with two verdicts, one on the red line, and a proposal that moves the line away."""
    folder = tmp_path_factory.mktemp("impact") / "store"
    store_maker(folder)
    return folder


@pytest.fixture(scope="module")
def known():
    """What the first test that needs it has recorded."""
    return []


@pytest.fixture
def recorded(sanxian, territory, tmp_path, known):
    """Ids of the verdicts on and off the line."""
    if not known:
        known += record(sanxian, territory, tmp_path)
    return known


def record(sanxian, territory, tmp_path):
    ids = []
    for site in (ON, FAR):
        code, out, err = sanxian("check", site, "--json", store=territory)
        assert code == 0, err
        ids.append(json.loads(out)["id"])
    shape = shapely.geometry.mapping(ELSEWHERE)
    feature = {"type": "Feature", "properties": {"code": "R2", "MC": "新红线"}, "geometry": shape}
    (tmp_path / "new.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    cover = tmp_path / "cover.geojson"
    cover.write_text(shapely.to_geojson(shapely.box(120.4, 27.8, 121.0, 28.2)))
    code, _, err = sanxian(
        "layers", "propose", "ecological_red_line", tmp_path / "new.geojson", "--region", "330324", "--status",
        "statutory", "--accuracy", "1", "--effective-from", "2026-01-01", "--source", "公告", "--coverage", cover,
        store=territory,
    )  # fmt: skip
    assert code == 0, err
    return ids


def test_a_proposal_names_the_verdicts_that_it_changes(sanxian, territory, recorded):
    code, out, err = sanxian("layers", "impact", "ecological_red_line", "330324/2", "--json", store=territory)
    assert code == 0, err
    body = json.loads(out)
    assert (body["recorded"], body["candidates"], body["judged"], body["changed"]) == (2, 1, 1, 1)
    (verdict,) = body["verdicts"]
    assert (verdict["id"], verdict["layers"]) == (recorded[0], ["ecological_red_line"])
    assert re.search(r"1/1 · [\d.]+ 个/秒", err)


def test_candidates_alone_are_told_without_judging(sanxian, territory, recorded):
    code, out, err = sanxian(
        "layers", "impact", "ecological_red_line", "330324/2", "--candidates-only", "--lang", "en", store=territory
    )
    assert (code, err) == (0, "")
    assert "2 recorded verdicts, 1 of them may be concerned" in out
    assert recorded[0] in out and recorded[1] not in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["330324/2", "--withdraw"], "published"),
        (["330324/1"], "proposed"),
        (["330324/9"], "330324/9"),
        (["here"], "REGION/N"),
        (["330324/2", "--also", "here"], "--also"),
        (["330324/1", "--withdraw", "--published"], "--withdraw"),
    ],
)
def test_what_cannot_be_asked_is_told(sanxian, territory, recorded, arguments, said):
    code, out, err = sanxian("layers", "impact", "ecological_red_line", *arguments, "--lang", "en", store=territory)
    assert (code, out) == (2, "") and said in err


def test_a_service_does_the_job_and_goes_on_after_it_was_killed(sanxian, territory, recorded):
    address = "/layers/ecological_red_line/editions/330324/2"
    with serving(territory) as (client, process):
        assert client.get(f"{address}/candidates").json()["verdicts"][0]["id"] == recorded[0]
        job = client.post(f"{address}/impact", json={})
        assert job.status_code == 202
        os.kill(process.pid, signal.SIGKILL)
    with serving(territory) as (client, process):
        ended = until(lambda: _ended(client, job.headers["location"]))
        assert ended["state"] == "finished", ended
        result = client.get(f"{job.headers['location']}/result").json()
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) in (0, -signal.SIGTERM)
    assert [verdict["id"] for verdict in result["verdicts"]] == [recorded[0]]
    code, out, _ = sanxian("jobs", "list", "--json", store=territory)
    assert (code, json.loads(out)["jobs"][0]["state"]) == (0, "finished")
    code, out, _ = sanxian("jobs", "show", ended["id"], "--result", store=territory)
    assert (code, json.loads(out)) == (0, result)
    code, out, err = sanxian("jobs", "cancel", ended["id"], "--lang", "en", store=territory)
    assert (code, out) == (2, "") and "ended" in err


class serving:
    """The service as a process on a free port; a steward's client of it."""

    def __init__(self, store) -> None:
        environment = {**os.environ, "SANXIAN_STORE": str(store), "SANXIAN_WRITE_TOKEN": TOKEN}
        command = [sys.executable, "-m", "app", "serve", "--port", "0", "--lang", "en"]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment)

    def __enter__(self):
        for line in self.process.stderr:
            if "serving on" in line:
                self.client = httpx2.Client(
                    base_url=line.split()[2], headers={"Authorization": f"Bearer {TOKEN}"}, timeout=60
                )
                break
        until(self.answers)
        return self.client, self.process

    def answers(self):
        try:
            return self.client.get("/health/live").status_code == 200
        except httpx2.TransportError:
            return False

    def __exit__(self, *_):
        self.client.close()
        self.process.kill()
        self.process.stderr.close()
        self.process.wait()


def _ended(client, address):
    job = client.get(address).json()
    return job if job["state"] in ("finished", "failed", "cancelled") else None


def until(what, seconds=120.0):
    end = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.1)
    return found
