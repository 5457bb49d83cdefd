"""A viewer of the service: two stores that look alike, and no restricted coordinate or measure anywhere."""

from __future__ import annotations

import json
import math
import re

import pytest
import shapely
from alike import ACROSS, DAY, FARM, RED, SITES, check, texts

from api.app import ROOMS
from layers.canonical import canonical

HIDDEN = ("ecological_red_line", "permanent_farmland")
SLOW = ("inside", "far", "road")
POINTS = [(120.62, 27.92), (120.6342, 27.92), (120.6339, 27.92), (120.645, 27.92), (120.71, 28.01)]
OF_RED = "/ecological_red_line/editions"


def compare(service, headers, *sites, **more):
    asked = [{"site": shapely.geometry.mapping(SITES[site])} for site in (*sites, "far")]
    return service.post("/siting/alternatives", json={"alternatives": asked, "as_of": DAY, **more}, headers=headers)


def without_id(answer):
    assert answer.status_code in (200, 201), answer.text
    body = answer.json()
    number = body.pop("id", None)
    return number, body


# --- two stores


def test_two_stores_that_differ_in_restricted_outlines_give_one_redacted_comparison(services, viewers):
    seen = []
    for service, viewer in zip(services, viewers, strict=True):
        answer = compare(service, viewer, "across")
        path = f"/siting/alternatives/{answer.json()['id']}"
        for shown in (answer, service.get(f"{path}/words", headers=viewer), service.get(path, headers=viewer)):
            body = without_id(shown)[1]
            assert body["redacted"] is True
            for row in body["alternatives"]:  # ids are those of the whole verdicts
                del row["verdict_id"]
            seen.append(canonical(body))
    assert (seen[:3], seen[0]) == (seen[3:], seen[1])


@pytest.mark.parametrize("name", ["across", *(pytest.param(name, marks=pytest.mark.long) for name in SLOW)])
def test_two_stores_that_differ_in_restricted_outlines_give_one_redacted_verdict(services, viewers, name):
    seen, recorded, still = [], [], []
    for service, viewer in zip(services, viewers, strict=True):
        number, body = without_id(check(service, viewer, SITES[name]))
        assert body["redacted"] is True and "ecological_red_line" in body["withheld"]
        seen.append((number, canonical(body)))
        read = service.get(f"/siting/checks/{number}", headers=viewer)
        assert read.content == canonical(read.json()) and read.json()["id"] == number
        recorded.append(canonical(without_id(read)[1]))
        still.append(canonical(without_id(service.get(f"/siting/checks/{number}/status", headers=viewer))[1]))
    assert seen[0][0] != seen[1][0], "the two records are the same: the test compares nothing"
    assert seen[0][1] == seen[1][1] and recorded[0] == recorded[1] and still[0] == still[1]


@pytest.mark.parametrize("path", ["", "/ecological_red_line", OF_RED, f"{OF_RED}/330300/2"])
def test_two_stores_list_the_same_editions(services, viewers, path):
    one, other = (
        service.get(f"/layers{path}", headers=viewer).content for service, viewer in zip(services, viewers, strict=True)
    )
    assert one == other and b"RL-SECRET" not in one


@pytest.mark.parametrize("within_m", [0, 3.2, 60, 150, 1000])
def test_two_stores_identify_alike(services, viewers, within_m):
    for lon, lat in POINTS:
        query = {"lon": lon, "lat": lat, "within_m": within_m, "as_of": DAY}
        one, other = (
            service.get("/layers/identify", params=query, headers=viewer).content
            for service, viewer in zip(services, viewers, strict=True)
        )
        assert one == other
        hidden = [f for f in json.loads(one)["features"] if f["layer"] in json.loads(one)["withheld"]]
        assert all(f["distance_m"] % 100 == 0 and not f["attributes"] and f["feature"] is None for f in hidden)


@pytest.mark.parametrize("layer", ["ecological_red_line", "ecological_red_line,water_source_zone"])
def test_two_stores_measure_alike(services, viewers, layer):
    query = {"region": "330300", "layer": layer, "as_of": DAY, "since": "2026-01-15"}
    one, other = (
        without_id(service.get("/measures/areas", params=query, headers=viewer))
        for service, viewer in zip(services, viewers, strict=True)
    )
    assert one[0] != other[0] and canonical(one[1]) == canonical(other[1]) and one[1]["redacted"] is True
    red = one[1]["layers"][0]
    assert red["area_m2"] > 0 and red["area_m2"] % 10_000 == 0 and red["plane_area_m2"] is None
    indicators = [
        without_id(service.get("/measures/indicators", params={"region": "330300", "as_of": DAY}, headers=viewer))
        for service, viewer in zip(services, viewers, strict=True)
    ]
    assert canonical(indicators[0][1]) == canonical(indicators[1][1])


# --- who sees what


def test_a_reviewer_reads_the_recorded_bytes_and_a_viewer_the_same_id_redacted(services, viewers, reviewers):
    service, viewer, reviewer = services[0], viewers[0], reviewers[0]
    number = check(service, viewer, ACROSS).json()["id"]
    whole, shown = (service.get(f"/siting/checks/{number}", headers=who) for who in (reviewer, viewer))
    assert whole.json()["id"] == shown.json()["id"] == number
    assert "redacted" not in whole.json() and shown.json()["redacted"] is True
    assert whole.headers["etag"] != shown.headers["etag"]
    (red,) = [f for f in whole.json()["findings"] if f["layer"] == "ecological_red_line"]
    assert red["feature"] == "RL-SECRET"
    (told,) = [f for f in shown.json()["findings"] if f["layer"] == "ecological_red_line"]
    assert told["overlap_area_m2"] == math.floor(red["overlap_area_m2"] / 1e4 + 0.5) * 1e4 > 0
    assert {r["rule"] for r in told["rules"]} == {r["rule"] for r in red["rules"] if r["holds"] is not False}
    assert all(r["basis"]["title"] for r in told["rules"])
    assert (
        service.get(f"/siting/checks/{number}", headers={**viewer, "If-None-Match": whole.headers["etag"]}).status_code
        == 200
    )


@pytest.mark.parametrize(
    "path",
    [
        "/layers/ecological_red_line/changes?since=2026-01-15",
        "/measures/land-cover?region=330300&zone=ecological_red_line",
        "/measures/areas?region=330300&layer=ecological_red_line&format=gpkg",
        "/measures/areas?region=330300&layer=ecological_red_line&format=geojson",
        "/measures/areas?region=330300&layer=ecological_red_line&format=svg&part=map",
    ],
)
def test_what_has_no_coarse_form_is_refused_with_its_reason(services, viewers, reviewers, path):
    answer = services[0].get(path, headers=viewers[0])
    assert (answer.status_code, answer.json()["slug"]) == (403, "withheld")
    allowed = services[0].get(path, headers=reviewers[0])
    assert allowed.status_code == 200 or allowed.json()["slug"] == "no-editions"  # there is no raster here


# --- a search for leaks


def secrets_of(service, reviewer, desk, sites):
    """Every coordinate of a restricted feature and every exact figure that follows from one, as numbers; and names."""
    numbers, words = set(), {"RL-SECRET", "PF-SECRET", "某秘密红线", "秘密图斑"}
    words |= {edition.sha256 for edition in desk.store.editions() if edition.head.layer in HIDDEN}
    for geometry in (RED, FARM):
        numbers |= {float(x) for x in shapely.get_coordinates(geometry).ravel()}
    for site in sites:
        body = check(service, reviewer, SITES[site], record=False).json()
        # of a site wholly within a zone, the overlap is that of the site; a report gives it in hectares too
        own = set(floats(body["project"]["measures"]))
        own |= {area / 1e4 for area in own}
        for member in ("findings", "totals", "thin_contacts", "lines", "next_steps"):
            for entry in restricted_entries(body[member]):
                numbers |= set(floats(entry)) - own
        # how far a move is to keep away follows from stated accuracies alone, and is the same for public layers
        numbers -= {float(step["values"]["keep_m"]) for step in body["next_steps"] if "keep_m" in step["values"]}
        numbers |= {n for n in floats(body["red_line"]) if all(abs(n - of) > 1e-4 for of in own)}
        for entry in body["surroundings"]["layers"]:
            if entry["layer"] in HIDDEN:
                numbers |= set(floats(entry["classes"]))
    query = {"region": "330300", "layer": "ecological_red_line", "as_of": DAY}
    held = service.get("/measures/areas", params=query, headers=reviewer).json()
    numbers |= set(floats(held["layers"]))
    return {n for n in numbers if abs(n) > 5 and n != round(n)}, words  # whole numbers stand anywhere


def restricted_entries(value):
    if isinstance(value, dict):
        if value.get("layer") in HIDDEN:
            yield value
        else:
            for item in value.values():
                yield from restricted_entries(item)
    elif isinstance(value, list):
        for item in value:
            yield from restricted_entries(item)


def floats(value):
    if isinstance(value, dict):
        for item in value.values():
            yield from floats(item)
    elif isinstance(value, list):
        for item in value:
            yield from floats(item)
    elif isinstance(value, float):
        yield value


def leaks(text, secrets):
    numbers, words = secrets
    found = [word for word in words if word in text]
    for shown in {float(n) for n in re.findall(r"(?<![\w.])\d{1,12}\.\d+", text)}:
        for secret in numbers:
            apart = 1e-9 if 20 < secret < 130 else 0.01  # degrees are printed to 1e-9
            if abs(shown - secret) < apart:
                found.append(shown)
    return found


def routes(service, viewer, sites):
    """Every GET of the service with what its path and query may take, and what a viewer recorded before."""
    checks = [check(service, viewer, SITES[site]).json()["id"] for site in sites]
    sent = service.post(
        "/measures",
        json={"measure": "areas", "region": "330300", "layers": ["ecological_red_line"], "as_of": DAY},
        headers=viewer,
    )
    contract = service.get("/openapi.json").json()
    choices = {
        "layer": ["ecological_red_line", "permanent_farmland"],
        "layers": ["ecological_red_line", "water_source_zone,permanent_farmland", "water_source_zone"],
        "region": ["330300"],
        "number": ["1", "2"],
        "feature": ["RL-SECRET", "PF-SECRET", "RL-1"],
        "check_id": checks,
        "measure_id": [sent.json()["id"]],
        "comparison_id": [compare(service, viewer, *sites).json()["id"]],
    }
    addresses = []
    for path, operations in contract["paths"].items():
        operation = operations.get("get")
        if operation is None:
            continue
        found = [(path, {})]
        for parameter in operation.get("parameters", ()):
            name, examples = parameter["name"], parameter["schema"].get("examples") or parameter.get("examples") or []
            values = choices.get(name) or [str(example) for example in examples[:1]]
            if parameter["in"] == "path":
                found = [(at.replace(f"{{{name}}}", value), q) for at, q in found for value in values]
            elif values and name != "If-None-Match":
                found = [(at, {**q, name: value}) for at, q in found for value in values]
        addresses += found
    written = (
        ("json", "csv", "html", "gpkg", "geojson")
        if len(sites) == 1
        else ("json", "csv", "html", "xlsx", "svg", "png", "gpkg", "geojson")
    )
    formats = [{"format": form} for form in written]
    where = {"region": "330300", "layer": "ecological_red_line,permanent_farmland", "as_of": DAY}
    addresses += [("/measures/areas", {**where, "since": "2026-01-15", **form}) for form in formats]
    addresses += [("/measures/report", {**where, **form}) for form in formats if form["format"] in ("json", "html")]
    reports = ({"format": "pdf"}, {"format": "docx"}, {"format": "xlsx", "bilingual": "true"})
    addresses += [(f"/siting/checks/{number}/report", form) for number in checks for form in reports]
    addresses += [("/measures/indicators", {"region": "330300", "as_of": DAY, **form}) for form in formats[:3]]
    addresses += [
        ("/layers/identify", {"lon": lon, "lat": lat, "within_m": within})
        for lon, lat in POINTS
        for within in (0, 250, 1000)
    ]
    return addresses


@pytest.mark.parametrize("sites", [("across",), pytest.param(tuple(SITES), marks=pytest.mark.long)])
def test_no_answer_to_a_viewer_holds_a_restricted_coordinate_measure_or_name(
    services, viewers, reviewers, desks, sites
):
    service, viewer = services[0], viewers[0]
    secrets, asked = secrets_of(service, reviewers[0], desks[0], sites), routes(service, viewer, sites)
    assert len(secrets[0]) > 12 and len(asked) > len(ROOMS)
    found, answered = {}, 0
    for path, query in asked:
        answer = service.get(path, params=query, headers=viewer)
        assert answer.status_code < 500, (path, query, answer.text)
        answered += answer.status_code == 200
        seen = leaks(texts(answer.content, answer.headers.get("content-type", "")), secrets)
        if answer.status_code != 404 and seen:  # a name that was asked for is said not to be there
            found[path, str(query)] = seen
    for site in sites:
        for more in ({"record": False}, {"include": ["draft"]}, {"width_m": 30.0})[: len(sites)]:
            seen = leaks(check(service, viewer, SITES[site], **more).text, secrets)
            if seen:
                found[site, str(more)] = seen
    assert found == {} and answered > 30
    seen = leaks(check(service, reviewers[0], ACROSS).text, secrets)
    assert "RL-SECRET" in seen and len(seen) > 2, "the search does not find what one who may see it is shown"
