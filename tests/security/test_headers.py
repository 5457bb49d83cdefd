"""What browsers, caches and proxies are told of every answer."""

from __future__ import annotations

import pytest
from pydantic import SecretStr, ValidationError

from api.settings import ApiSettings

PAGE = "https://maps.example.cn"
EVERYWHERE = ("/", "/layers", "/health/live", "/openapi.json", "/nowhere", "/layers/unicorns")


@pytest.mark.parametrize("path", EVERYWHERE)
def test_no_answer_may_be_framed_sniffed_scripted_or_traced(client, path):
    headers = client.get(path).headers
    assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "authorization" in headers["vary"].lower()
    assert "strict-transport-security" not in headers


def test_a_fault_of_ours_carries_the_same_headers(desk, serve, monkeypatch):
    def broken():
        raise RuntimeError

    with serve(desk) as client:
        monkeypatch.setattr(desk.store, "editions", broken)
        answer = client.get("/layers", headers={"X-Request-Id": "n1"})
    assert (answer.status_code, answer.headers["x-request-id"]) == (500, "n1")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"


def test_behind_tls_browsers_are_told_to_stay_there(desk, serve):
    with serve(desk, tls=True) as client:
        assert client.get("/").headers["strict-transport-security"] == "max-age=31536000"


# --- other pages


def preflight(client, origin):
    headers = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "Authorization",
    }
    return client.options("/siting/checks", headers=headers)


def test_pages_of_other_origins_may_do_nothing_unless_they_are_named(desk, serve):
    with serve(desk) as client:
        assert "access-control-allow-origin" not in client.get("/layers", headers={"Origin": PAGE}).headers
        assert preflight(client, PAGE).status_code == 405


def test_a_named_origin_may_ask_and_read_what_it_needs(desk, serve):
    with serve(desk, cors_origins=(PAGE,)) as client:
        allowed = preflight(client, PAGE)
        assert allowed.status_code == 200 and allowed.headers["access-control-allow-origin"] == PAGE
        assert "access-control-allow-credentials" not in allowed.headers
        answer = client.get("/layers", headers={"Origin": PAGE})
        assert answer.headers["access-control-allow-origin"] == PAGE and "Origin" in answer.headers["vary"]
        refused = client.post("/keys", headers={"Origin": PAGE})
        assert refused.status_code == 401 and refused.headers["access-control-allow-origin"] == PAGE
        assert preflight(client, "https://maps.example.cn.evil.cn").status_code == 400
        assert "access-control-allow-origin" not in client.get("/layers", headers={"Origin": "https://evil.cn"}).headers


@pytest.mark.parametrize("origin", ["*", "null", "https://*.example.cn", "https://a.cn/path", "a.cn", ""])
def test_an_origin_is_one_site_by_name(origin):
    with pytest.raises(ValidationError):
        ApiSettings(cors_origins=(origin,))


@pytest.mark.parametrize("proxy", ["*", "localhost", "10.0.0.1/8", ""])
def test_a_proxy_that_is_believed_is_an_address(proxy):
    with pytest.raises(ValidationError):
        ApiSettings(trusted_proxies=(proxy,))
    ApiSettings(trusted_proxies=("10.0.0.0/8", "127.0.0.1", "::1"))


def test_only_the_names_it_is_known_by_are_answered(desk, serve):
    with serve(desk, trusted_hosts=("gis.example.cn", "127.0.0.1")) as client:
        assert client.get("/health/live").status_code == 200
        assert client.get("/health/live", headers={"Host": "gis.example.cn"}).status_code == 200
        assert client.get("/health/live", headers={"Host": "evil.cn"}).status_code == 400


# --- caches


@pytest.fixture
def tokens(desk, serve):
    with serve(desk, read_token=SecretStr("r"), write_token=SecretStr("w")) as client:
        yield client


REVIEWER = {"Authorization": "Bearer r"}


def test_nothing_that_depended_on_a_key_is_left_to_a_shared_cache(tokens, site, key_for, desk):
    place = tokens.post("/siting/checks", json={"site": site()}).headers["location"]
    for path in (place, "/layers", "/measures/areas?region=330300&layer=ecological_red_line", "/facts", "/nowhere"):
        for header in (REVIEWER, key_for(desk, "viewer"), {"Authorization": "Bearer wrong"}):
            told = tokens.get(path, headers=header).headers
            assert "no-store" in told["cache-control"] or "private" in told["cache-control"], path
            assert "authorization" in told["vary"].lower()


@pytest.mark.parametrize("kind", ["check", "measure", "asked"])
def test_what_a_reviewer_was_given_is_not_what_a_viewer_has(tokens, site, kind):
    """A tag is for what one sees: one for the full answer never confirms the redacted one, nor the other way round."""
    area = {"measure": "areas", "region": "330300", "layers": ["ecological_red_line"]}
    place = {
        "check": lambda: tokens.post("/siting/checks", json={"site": site(120.61, 27.91)}).headers["location"],
        "measure": lambda: tokens.post("/measures", json=area).headers["location"],
        "asked": lambda: "/measures/areas?region=330300&layer=ecological_red_line",
    }[kind]()
    full, redacted = tokens.get(place, headers=REVIEWER), tokens.get(place)
    assert full.status_code == redacted.status_code == 200
    assert full.headers["etag"] != redacted.headers["etag"]
    for tag, header, status in (
        (full.headers["etag"], {}, 200),
        (redacted.headers["etag"], REVIEWER, 200),
        (full.headers["etag"], REVIEWER, 304),
        (redacted.headers["etag"], {}, 304),
    ):
        assert tokens.get(place, headers={"If-None-Match": tag, **header}).status_code == status
