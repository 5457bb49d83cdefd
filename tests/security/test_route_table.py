"""Who gets what of every route, as `routes.yaml` has it: each is called by every caller for both classes of access."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
import shapely
import yaml
from served import LAND, SEA, features, measuring, screened
from shore_world import fill_shore
from starlette.routing import Mount

from api.access.roles import RIGHTS, Role
from api.app import ROOMS, create_app
from api.settings import ApiSettings
from layers.editions import EditionHead
from layers.stores.files import FilesStore
from zoning.desk import Desk, Limits
from zoning.impact.desk import ImpactDesk
from zoning.jobs.office import JobOffice
from zoning.jobs.run import Runs

TABLE = yaml.safe_load(Path(__file__).with_name("routes.yaml").read_text(encoding="utf-8"))
CALLERS, OUTCOMES, ROWS = TABLE["callers"], TABLE["outcomes"], TABLE["routes"]
ROUTES = sorted(
    f"{method} {route.path.replace(':path', '')}" for room in ROOMS for route in room.routes for method in route.methods
)
# odd places, so that what is met in an answer is these and no other
RED = shapely.box(120.6123457, 27.9123459, 120.6334561, 27.9332467)
SECRETS = (b"RL-SECRET", "某秘密红线".encode(), b"120.6123457", b"27.9123459", b"120.6334561", b"27.9332467")
SITES = {"public": (120.71, 28.01), "restricted": (120.62, 27.92)}
LAYERS = {"public": "water_source_zone", "restricted": "ecological_red_line"}
NUMBERS = {"public": 1, "restricted": 2}
FEATURES = {"public": "WS-2", "restricted": "RL-SECRET"}


def test_every_route_has_a_row_and_every_row_a_route():
    assert sorted(ROWS) == ROUTES


def test_nothing_stands_beside_the_rooms_but_the_contract_which_is_everybodys(world):
    beside = create_app(measuring(world.desk), ApiSettings()).routes
    assert len(beside) == len(ROOMS) + 1
    assert [route.path for route in beside if hasattr(route, "path")] == ["/openapi.json"]


def test_of_the_desk_only_its_files_stand_there_too_and_are_everybodys(world, serve, tmp_path):
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "a.js").write_text("1")
    beside = create_app(measuring(world.desk), ApiSettings(web=tmp_path)).routes
    mounted = [route.path for route in beside if isinstance(route, Mount)]
    assert (len(beside), mounted) == (len(ROOMS) + 2, TABLE["mounted"])
    for anonymous_reading in (True, False):
        with serve(world.desk, web=tmp_path, anonymous_reading=anonymous_reading) as client:
            for headers in ({}, *world.keys.values()):
                assert client.get("/assets/a.js", headers=headers).text == "1"


def test_every_row_says_what_all_callers_get():
    assert ["nobody", *Role] == CALLERS
    for name, row in ROWS.items():
        assert set(row) <= {"public", "restricted", "given", "open"}, name
        assert row["public"] in OUTCOMES and row["restricted"] in {*OUTCOMES, "same"}, name
    assert all(len(outcomes) == len(CALLERS) for outcomes in OUTCOMES.values())


class World:
    """A service over a store of its own, with callers of every role, and what routes ask to be there first."""

    def __init__(self, desk, client, keys, folder):
        self.desk, self.client, self.keys = desk, client, keys
        self.contract = client.get("/openapi.json").json()
        self._folder, self._numbers, self._made = folder, count(1), {}

    def call(self, route, caller, access, given):
        """The answer to a route's own example, pointed at a layer of a class of access."""
        method, _, path = route.partition(" ")
        operation = self.contract["paths"][path][method.lower()]
        lon, lat = SITES[access]
        at = {
            "layer": LAYERS[access],
            "layers": LAYERS[access],
            "number": NUMBERS[access],
            "feature": FEATURES[access],
            "item": f"330300:{FEATURES[access]}",
            "lon": lon,
            "lat": lat,
        }
        at["since"] = "2026-01-15"  # between the two editions of the red line
        at |= self.ready(given, access) if given else {}
        query = {}
        for parameter in operation.get("parameters", ()):
            name, examples = parameter["name"], parameter["schema"].get("examples") or []
            value = at.get(name, examples[0]) if examples else None
            if parameter["in"] == "path":
                path = path.replace(f"{{{name}}}", str(value))
            elif value is not None:
                query[name] = value
        headers = {} if caller == "nobody" else self.keys[caller]
        return self.client.request(method, path, params=query, headers=headers, **self.body(operation, access))

    def body(self, operation, access):
        content = operation.get("requestBody", {}).get("content", {})
        if "multipart/form-data" in content:
            form = dict(content["multipart/form-data"]["example"])
            if "region" in form:
                form["file"] = self.delivery(access)
            return {"files": {"file": ("a.geojson", form.pop("file").encode())}, "data": form}
        example = dict(content["application/json"]["example"]) if content else {}
        if "site" in example:
            example["site"] = self.site(access)
        if "corridor_m" in example:
            lon, lat = SITES[access]
            lon += next(self._numbers) * 1e-5
            example["site"] = {"type": "LineString", "coordinates": [[lon, lat], [lon + 0.01, lat]]}
        if "alternatives" in example:
            example["alternatives"] = [{**one, "site": self.site(access)} for one in example["alternatives"]]
        if "inputs" in example:
            example["inputs"] = {"site": self.site(access)}
        if "points" in example:
            example["points"] = [SITES[access]]
        if "values" in example:  # a mapping names attributes of its layer
            example = {"map": {"name": "MC"}}
        if "measure" in example:
            example = self.areas(access)
        return {"json": example} if content else {}

    def site(self, access):
        lon, lat = SITES[access]
        lon += next(self._numbers) * 1e-5  # no two are the same verdict
        return shapely.geometry.mapping(shapely.box(lon, lat, lon + 0.003, lat + 0.002))

    def areas(self, access):
        return {"measure": "areas", "region": "330300", "layers": [LAYERS[access]]}

    def delivery(self, access):
        east = 120.75 + next(self._numbers) * 1e-5
        stated = {"public": {"code": "WS-2", "level": "2"}, "restricted": {"code": "R", "part": "land"}}[access]
        zone = shapely.geometry.mapping(shapely.box(120.7, 28.0, east, 28.05))
        feature = {"type": "Feature", "properties": {"name": "某处", **stated}, "geometry": zone}
        return json.dumps({"type": "FeatureCollection", "features": [feature]})

    def ready(self, given, access):
        """What a row names as `given`, made by an administrator; the parameters that name it. `new`: for each call."""
        new, _, name = given.rpartition(" ")
        if new or (name, access) not in self._made:
            self._made[name, access] = getattr(self, f"_{name}")(access)
        return self._made[name, access]

    def _ask(self, method, path, **more):
        answer = self.client.request(method, path, headers=self.keys["admin"], **more)
        assert answer.status_code in (200, 201, 202), answer.text
        return answer.json()

    def _check(self, access):
        return {"check_id": self._ask("POST", "/siting/checks", json={"site": self.site(access)})["id"]}

    def _comparison(self, access):
        operation = self.contract["paths"]["/siting/alternatives"]["post"]
        return {"comparison_id": self._ask("POST", "/siting/alternatives", **self.body(operation, access))["id"]}

    def _measure(self, access):
        return {"measure_id": self._ask("POST", "/measures", json=self.areas(access))["id"]}

    def _own_measure(self, access):
        day = date(2026, 2, 1) + timedelta(days=next(self._numbers))  # no two are the same measure
        asked = {**self.areas(access), "as_of": day.isoformat()}
        return {"measure_id": self._ask("POST", "/measures", json=asked)["id"]}

    def _proposed(self, access):
        form = dict(
            self.contract["paths"]["/layers/{layer}/editions"]["post"]["requestBody"]["content"]["multipart/form-data"][
                "example"
            ]
        )
        form.pop("file")
        sent = {"files": {"file": ("a.geojson", self.delivery(access).encode())}, "data": form}
        edition = self._ask("POST", f"/layers/{LAYERS[access]}/editions", **sent)["edition"]
        return {"number": edition["edition"]}

    def _published(self, access):
        found = self._proposed(access)
        self._ask("POST", f"/layers/{LAYERS[access]}/editions/330300/{found['number']}/publication")
        return found

    def _raster(self, access):
        return {"layer": "land_cover"}  # there is no other; tests/api/test_rasters.py has it restricted

    def _key(self, access):
        return {"key_id": self._ask("POST", "/keys", json={"role": "viewer", "label": "of the table"})["id"]}

    def _mapping(self, access):
        operation = self.contract["paths"]["/layers/{layer}/mappings/{office}/{name}"]["put"]
        office, name = (
            next(p["schema"]["examples"][0] for p in operation["parameters"] if p["name"] == wanted)
            for wanted in ("office", "name")
        )
        self._ask("PUT", f"/layers/{LAYERS[access]}/mappings/{office}/{name}", **self.body(operation, access))
        return {}

    def _job(self, access):
        path = f"/layers/{LAYERS[access]}/editions/330300/{NUMBERS[access]}/impact"
        return {"job_id": self._ask("POST", path, json={"action": "withdrawal"})["id"]}

    def _screening(self, access):
        operation = self.contract["paths"]["/siting/screenings"]["post"]
        return {"screening_id": self._ask("POST", "/siting/screenings", **self.body(operation, access))["id"]}

    def _finished_screening(self, access):
        found = self._screening(access)
        screened(self.desk, found["screening_id"], self._folder)
        return found

    def _finished_areas(self, access):
        operation = self.contract["paths"]["/siting/admissible-areas"]["post"]
        asked = {**operation["requestBody"]["content"]["application/json"]["example"], "as_job": True}
        found = self._ask("POST", "/siting/admissible-areas", json=asked)["id"]
        screened(self.desk, found, self._folder)
        return {"areas_id": found}

    def _finished_job(self, access):
        found = self._job(access)
        kind = ImpactDesk(self.desk.store, self.desk.definitions).job()
        office = JobOffice(self.desk.store, {kind.name: kind}, Runs(self._folder / found["job_id"]))
        assert office.work(office.job(found["job_id"]), lambda: datetime.now(UTC)).state == "finished"
        return found


@pytest.fixture(scope="module")
def world(definitions, fill_store, serve, key_for, now, tmp_path_factory):
    folder = tmp_path_factory.mktemp("table")
    store = FilesStore(folder / "store")
    fill_store(store, definitions)
    fill_shore(store, definitions)
    red = [("RL-SECRET", RED, {"code": "R", "name": "某秘密红线", "part": "land", "core_zone": False})]
    head = EditionHead(
        "ecological_red_line", "330300", "illustrative", 5.0, date(2026, 2, 1), "手工 by hand", shapely.union(LAND, SEA)
    )
    store.publish(store.propose(head, features(definitions, "ecological_red_line", red), now), now)
    desk = Desk(store, definitions, Limits())
    with serve(desk) as client:
        yield World(desk, client, {role.value: key_for(desk, role) for role in Role}, folder)


def outcome(answer, redacted):
    if answer.status_code == 401:
        return "no-key"
    if answer.status_code == 403:
        return {"withheld": "withheld", "forbidden": "forbidden"}[answer.json()["slug"]]
    assert answer.status_code in (200, 201, 202), answer.text
    return "redacted" if redacted and not any(secret in answer.content for secret in SECRETS) else "ok"


CASES = [(route, access, row[access]) for route, row in ROWS.items() for access in SITES if row[access] != "same"]


@pytest.mark.parametrize(("route", "access", "row"), CASES, ids=[f"{route} {access}" for route, access, _ in CASES])
def test_every_caller_gets_what_the_table_says(world, route, access, row):
    expected = dict(zip(CALLERS, OUTCOMES[row], strict=True))
    got, bodies = {}, {}
    for caller, word in expected.items():
        allowed = word in ("ok", "redacted", "withheld")
        answer = world.call(route, caller, access, ROWS[route].get("given") if allowed else None)
        got[caller] = outcome(answer, word == "redacted")
        bodies[caller] = answer.content
    assert got == expected
    if "redacted" in expected.values():  # there was something to redact
        assert any(secret in bodies["admin"] for secret in SECRETS) or bodies["admin"] != bodies["viewer"]


@pytest.mark.parametrize("route", ROUTES)
def test_a_closed_service_answers_nobody_without_a_key(world, serve, closed, route):
    method, _, path = route.partition(" ")
    answer = closed.request(method, path.replace("{", "").replace("}", ""))
    if ROWS[route].get("open"):
        assert answer.status_code == 200
    else:
        assert (answer.status_code, answer.json()["slug"]) == (401, "unauthorized")


@pytest.fixture(scope="module")
def closed(world, serve):
    with serve(world.desk, anonymous_reading=False) as client:
        yield client


def test_rights_grow_from_viewer_to_administrator():
    assert RIGHTS[Role.VIEWER] < RIGHTS[Role.REVIEWER]
    assert all(RIGHTS[Role.REVIEWER] < RIGHTS[role] < RIGHTS[Role.ADMIN] for role in (Role.AUDITOR, Role.STEWARD))
