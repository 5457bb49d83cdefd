"""How answers travel: compressed where it helps, weakly tagged then, never beside a secret; HEAD without a body."""

from __future__ import annotations

import gzip

import pytest

PACKED, PLAIN = {"Accept-Encoding": "gzip"}, {"Accept-Encoding": "identity"}


def raw(client, path, headers, method="GET", **more):
    """The answer, and its bytes as they came."""
    with client.stream(method, path, headers=headers, **more) as answer:
        return answer, b"".join(answer.iter_raw())


@pytest.mark.parametrize("path", ["/layers", "/openapi.json", "/tiles/style.json", "/tiles/legend.json"])
def test_a_long_answer_is_compressed_for_who_takes_it(client, path):
    (packed, short), (plain, long) = raw(client, path, PACKED), raw(client, path, PLAIN)
    assert packed.headers["content-encoding"] == "gzip" and "content-encoding" not in plain.headers
    assert gzip.decompress(short) == long and len(short) < len(long) / 2
    assert int(packed.headers["content-length"]) == len(short)
    for answer in (packed, plain):
        assert {"accept-encoding", "authorization"} <= {
            one.strip().lower() for one in answer.headers["vary"].split(",")
        }


@pytest.mark.parametrize("path", ["/health/live", "/nowhere"])
def test_a_short_answer_is_left_as_it_is(client, path):
    assert "content-encoding" not in client.get(path, headers=PACKED).headers


def test_recorded_bytes_keep_their_strong_tag_and_compressed_ones_have_a_weak_one(client, site):
    place = client.post("/siting/checks", json={"site": site()}).headers["location"]
    (packed, short), (plain, long) = raw(client, place, PACKED), raw(client, place, PLAIN)
    assert gzip.decompress(short) == long
    assert plain.headers["etag"].startswith('"') and packed.headers["etag"] == f"W/{plain.headers['etag']}"
    for tag in (plain.headers["etag"], packed.headers["etag"]):
        for how in (PACKED, PLAIN):
            assert client.get(place, headers={**how, "If-None-Match": tag}).status_code == 304


def test_answers_about_keys_are_not_compressed_beside_what_the_caller_wrote(client, desk, key_for):
    admin = {**key_for(desk, "admin"), **PACKED}
    for _ in range(8):
        made = client.post("/keys", json={"role": "viewer", "label": "a" * 80}, headers=admin)
        assert made.status_code == 201 and "content-encoding" not in made.headers
    listed = client.get("/keys", headers=admin)
    assert len(listed.content) > 1000 and "content-encoding" not in listed.headers


def test_what_is_compressed_in_itself_is_not_compressed_again(client, desk, key_for, site):
    check = client.post("/siting/checks", json={"site": site()}).json()["id"]
    pack = client.get(f"/siting/checks/{check}/pack", headers={**key_for(desk, "auditor"), **PACKED})
    assert pack.content[:2] == b"PK" and "content-encoding" not in pack.headers
    table = {"region": "330300", "layer": "water_source_zone", "format": "gpkg"}
    book = client.get("/measures/areas", params=table, headers=PACKED)
    assert book.content[:6] == b"SQLite" and "content-encoding" not in book.headers


@pytest.mark.parametrize("path", ["/layers", "/layers/unicorns", "/health/ready", "/openapi.json"])
def test_head_is_get_without_its_body(client, path):
    (head, nothing), (whole, _) = raw(client, path, PACKED, "HEAD"), raw(client, path, PACKED)
    assert nothing == b"" and head.status_code == whole.status_code
    own = ("x-request-id", "date")
    assert {k: v for k, v in head.headers.items() if k not in own} == {
        k: v for k, v in whole.headers.items() if k not in own
    }
