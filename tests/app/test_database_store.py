"""The commands over a PostGIS store: the owner makes its tables, the service publishes, the doctor looks at it."""

from __future__ import annotations

import json

import postgis
import pytest
import shapely


@pytest.fixture
def url(postgis_server) -> str:
    made = postgis_server.fresh()
    yield made
    postgis_server.drop(made)


@pytest.fixture
def service(url) -> str:
    if not postgis.rows(url, "SELECT FROM pg_roles WHERE rolname = 'commands'"):
        postgis.rows(url, "CREATE ROLE commands LOGIN")
    return url.replace("postgres@", "commands@")


@pytest.fixture
def delivery(tmp_path) -> str:
    feature = {
        "type": "Feature",
        "properties": {"code": "R1", "part": "land"},
        "geometry": shapely.geometry.mapping(shapely.box(120.6, 27.95, 120.7, 28.05)),
    }
    path = tmp_path / "red_line.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    return str(path)


PUBLISH = (
    "--region", "330324", "--status", "draft", "--accuracy", "1", "--effective-from", "2026-01-01", "--source", "x",
)  # fmt: skip


def test_a_database_without_tables_is_refused_with_the_command_that_makes_them(sanxian, url):
    for command in (("check", "120.5,27.9"), ("layers", "list"), ("serve", "--port", "0")):
        code, out, err = sanxian(*command, store=url)
        assert (code, out) == (2, "") and "sanxian migrate" in err
    code, out, _ = sanxian("doctor", "--json", store=url)
    assert code == 1 and "sanxian migrate" in json.loads(out)["problems"][0]["en"]


def test_the_owner_migrates_and_the_service_publishes_and_is_looked_at(sanxian, url, service, delivery):
    code, out, _ = sanxian("migrate", "--service-role", "commands", "--json", store=url)
    done = json.loads(out)
    assert code == 0 and done["applied"][0] == "0001" and done["revision"] == done["applied"][-1]
    assert (done["store"], done["service_role"]) == ({"url": url}, "commands")
    assert json.loads(sanxian("migrate", "--json", store=url)[1])["applied"] == []

    code, out, err = sanxian("layers", "publish", "ecological_red_line", delivery, *PUBLISH, "--json", store=service)
    assert code == 0, err
    code, out, _ = sanxian("layers", "list", "--json", store=service)
    assert [e["edition"] for e in json.loads(out)["editions"]] == [1]
    code, out, _ = sanxian("doctor", "--json", store=service)
    found = json.loads(out)
    assert (code, found["sound"]) == (0, True), found["problems"]
    assert (found["store"]["url"], found["store"]["published"], found["store"]["corrupt"]) == (service, 1, 0)

    postgis.execute(url, "UPDATE features SET id = 'other'")
    code, out, _ = sanxian("doctor", "--json", store=service)
    assert code == 1 and json.loads(out)["store"]["corrupt"] == 1


def test_a_publication_by_the_owner_makes_the_tables_itself(sanxian, url, delivery):
    code, _, err = sanxian("layers", "publish", "ecological_red_line", delivery, *PUBLISH, store=url)
    assert code == 0, err
    assert json.loads(sanxian("doctor", "--json", store=url)[1])["store"]["published"] == 1


def test_a_folder_is_not_migrated(sanxian, tmp_path):
    code, out, err = sanxian("migrate", store=tmp_path / "store")
    assert (code, out) == (2, "") and "postgresql://" in err
    assert not (tmp_path / "store").exists()


def test_a_database_that_cannot_be_reached_is_told_in_one_line_without_the_password(sanxian):
    for command in (("layers", "list"), ("migrate",)):
        code, out, err = sanxian(*command, store="postgresql://u:secret@127.0.0.1:1/d")
        assert (code, out, err.count("\n")) == (2, "", 1)
        assert "127.0.0.1:1" in err and "secret" not in err
