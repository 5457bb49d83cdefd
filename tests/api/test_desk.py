"""The web desk as it is served: to whom the page, with which headers, its files, and what it is told."""

from __future__ import annotations

import gzip
import re

import pytest
from pydantic import SecretStr

from api.accept import prefers_page
from api.desk import policy
from api.settings import BaseMap

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"}
SCRIPT = "console.log('三线');\n" * 200
BASE = BaseMap(
    tiles="https://t0.example.org:8443/{z}/{x}/{y}.png?tk=1", attribution="某图", approval="审图号：GS（0000）0号"
)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A build with one script."""
    folder = tmp_path_factory.mktemp("dist")
    (folder / "index.html").write_text('<!doctype html><script type="module" src="./assets/main-1a2b.js"></script>')
    (folder / "assets").mkdir()
    (folder / "assets" / "main-1a2b.js").write_text(SCRIPT)
    (folder / "secret.txt").write_text("beside the page, not among its files")
    return folder


@pytest.fixture(scope="module")
def desk_client(desk, serve, built):
    with serve(desk, web=built) as client:
        yield client


def test_a_browser_gets_the_page_and_everybody_else_the_links(desk_client):
    page = desk_client.get("/", headers=BROWSER)
    assert page.headers["content-type"].startswith("text/html")
    for accept in ("*/*", "application/json", "application/json, text/html;q=0.5"):
        landing = desk_client.get("/", headers={"Accept": accept})
        assert landing.json()["desk"] is True, accept
    assert page.headers["vary"].lower().startswith("accept")


@pytest.mark.parametrize(
    ("accept", "page"),
    [
        ("text/html", True),
        ("text/html, */*;q=0.1", True),
        ("text/html;q=0.2, application/json;q=0.9", False),
        ("text/html;q=0", False),
        ("text/html;q=0.9, */*", False),
        ("text/html;q=high", False),
        ("application/geo+json, text/html;q=0.9", False),
        ("*/*", False),
        ("", False),
    ],
)
def test_a_page_is_for_who_prefers_it(accept, page):
    assert prefers_page(accept) is page


def test_without_a_build_everybody_gets_the_links_which_say_so(client):
    landing = client.get("/", headers=BROWSER)
    assert landing.json()["desk"] is False
    assert client.get("/assets/main-1a2b.js").status_code == 404


def test_the_page_is_asked_for_again_each_time_and_not_sent_twice(desk_client):
    page = desk_client.get("/", headers=BROWSER)
    assert page.headers["cache-control"] == "no-cache"
    again = desk_client.get("/", headers={**BROWSER, "If-None-Match": page.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["content-security-policy"] == page.headers["content-security-policy"]


def test_files_are_kept_for_ever_travel_compressed_and_have_a_head(desk_client):
    found = desk_client.get("/assets/main-1a2b.js", headers={"Accept-Encoding": "gzip"})
    assert found.text == SCRIPT
    assert found.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert found.headers["content-encoding"] == "gzip"
    assert len(gzip.compress(SCRIPT.encode())) < len(SCRIPT.encode()) / 10
    assert re.match(r"text/javascript|application/javascript", found.headers["content-type"])
    assert found.headers["x-content-type-options"] == "nosniff"
    again = desk_client.get("/assets/main-1a2b.js", headers={"If-None-Match": found.headers["etag"]})
    assert again.status_code == 304
    head = desk_client.head("/assets/main-1a2b.js", headers={"Accept-Encoding": "identity"})
    assert (head.status_code, head.content) == (200, b"")
    assert int(head.headers["content-length"]) == len(SCRIPT.encode())
    assert desk_client.head("/", headers=BROWSER).headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("path", ["gone.js", "", "..%2fsecret.txt", "../secret.txt", "..%2f..%2fpyproject.toml"])
def test_nothing_but_its_files_is_there(desk_client, path):
    missing = desk_client.get(f"/assets/{path}")
    assert missing.status_code == 404
    assert missing.json()["slug"] == "not-found"


def test_below_the_path_of_a_proxy_the_page_and_its_files_are_found(desk, serve, built):
    with serve(desk, web=built, root_path="/sub") as client:  # the proxy takes the path off
        page = client.get("/", headers=BROWSER).text
        (script,) = re.findall(r'src="\./(.*?)"', page)
        assert client.get(f"/{script}").text == SCRIPT
        assert client.get("/").json()["links"]["layers"] == "/sub/layers"


def test_the_page_may_load_nothing_from_elsewhere_but_the_tiles_beneath_its_map(desk, serve, built, desk_client):
    strict = desk_client.get("/", headers=BROWSER).headers
    assert strict["content-security-policy"] == policy(None)
    assert "unsafe" not in policy(None) and "http" not in policy(None) and "*" not in policy(None)
    assert strict["referrer-policy"] == "no-referrer"
    with serve(desk, web=built, base_map=BASE) as client:
        headers = client.get("/", headers=BROWSER).headers
        assert headers["content-security-policy"] == policy(BASE)
        assert re.findall(r"(\S+) 'self'[^;]* https://t0\.example\.org:8443(?=;)", policy(BASE)) == [
            "img-src",
            "connect-src",
        ]
        assert headers["referrer-policy"] == "strict-origin"
        told = client.get("/desk/settings").json()
    assert told["base_map"] == BASE.model_dump()


def test_a_closed_service_serves_the_page_and_says_only_who_one_is_not(desk, serve, built, key_for):
    with serve(desk, web=built, anonymous_reading=False, write_token=SecretStr("x" * 20)) as client:
        assert client.get("/", headers=BROWSER).headers["content-type"].startswith("text/html")
        assert client.get("/assets/main-1a2b.js").status_code == 200
        nobody = client.get("/desk/settings").json()
        assert (nobody["role"], nobody["rights"], nobody["bounds"]) == ("nobody", [], None)
        unknown = client.get("/desk/settings", headers={"Authorization": "Bearer of-nobody"}).json()
        assert unknown["role"] == "nobody"
        known = client.get("/desk/settings", headers=key_for(desk, "viewer")).json()
        assert known["role"] == "viewer" and known["bounds"] == [120.5, 27.8, 121.3, 28.2]
