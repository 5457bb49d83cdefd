"""Tokens of an identity provider: only those it signed, for us, now, and with a role of ours."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from pydantic import ValidationError

from api.access.oidc import OidcSettings, ProviderUnavailable, Tokens
from api.access.roles import Role
from api.problems import Forbidden, Unauthorized
from layers.errors import DefinitionError

ISSUER, AUDIENCE = "https://id.example.cn/realm", "sanxian"
RSA, OTHER, EC = (
    rsa.generate_private_key(65537, 2048),
    rsa.generate_private_key(65537, 2048),
    ec.generate_private_key(ec.SECP256R1()),
)


def published(*keys):
    """A JWKS of (kid, private key)."""
    listed = []
    for kid, key in keys:
        kind = jwt.algorithms.RSAAlgorithm if isinstance(key, rsa.RSAPrivateKey) else jwt.algorithms.ECAlgorithm
        listed.append({**kind.to_jwk(key.public_key(), as_dict=True), "kid": kid, "use": "sig"})
    return {"keys": listed}


def settings(jwks, **more):
    roles = {
        "gis-viewer": Role.VIEWER,
        "gis-reviewer": Role.REVIEWER,
        "gis-audit": Role.AUDITOR,
        "gis-data": Role.STEWARD,
    }
    return OidcSettings(**{"issuer": ISSUER, "audience": AUDIENCE, "jwks": str(jwks), "roles": roles, **more})


@pytest.fixture
def jwks(tmp_path):
    path = tmp_path / "jwks.json"
    path.write_text(json.dumps(published(("one", RSA), ("two", EC))))
    return path


@pytest.fixture
def tokens(jwks):
    return Tokens(settings(jwks))


def claims(**change):
    now = int(time.time())
    stated = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": "zhang.san",
        "iat": now,
        "exp": now + 300,
        "roles": ["gis-reviewer"],
    }
    return {name: value for name, value in {**stated, **change}.items() if value is not None}


def token(key=RSA, kid="one", algorithm="RS256", **change):
    return jwt.encode(claims(**change), key, algorithm=algorithm, headers={"kid": kid} if kid else {})


def test_a_good_token_is_a_principal_without_a_name(tokens):
    found = tokens.principal(token())
    assert found.role is Role.REVIEWER
    assert found.actor == "oidc:" + hashlib.sha256(f"{ISSUER}\nzhang.san".encode()).hexdigest()[:16]
    assert tokens.principal(token(EC, "two", "ES256")).actor == found.actor
    assert tokens.principal(token(sub="li.si")).actor != found.actor


def test_clocks_may_differ_a_little(tokens):
    now = int(time.time())
    assert tokens.principal(token(exp=now - 10)).role is tokens.principal(token(nbf=now + 10)).role


@pytest.mark.parametrize(
    "change",
    [
        {"iss": "https://evil.example/realm"},
        {"iss": ISSUER + "/"},
        {"iss": None},
        {"aud": "another-service"},
        {"aud": None},
        {"aud": []},
        {"exp": int(time.time()) - 3600},
        {"exp": None},
        {"nbf": int(time.time()) + 3600},
        {"iat": int(time.time()) + 3600},
        {"sub": None},
    ],
)
def test_a_token_that_is_not_for_us_or_not_for_now_is_refused(tokens, change):
    with pytest.raises(Unauthorized):
        tokens.principal(token(**change))


def parts(*found):
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in found)


def test_a_token_that_nobody_signed_is_refused(tokens):
    for algorithm in ("none", "None", "NONE"):
        head = json.dumps({"alg": algorithm, "typ": "JWT", "kid": "one"}).encode()
        with pytest.raises(Unauthorized):
            tokens.principal(parts(head, json.dumps(claims()).encode(), b""))


def test_a_token_signed_with_the_published_key_as_a_password_is_refused(tokens):
    """The classic: an HMAC whose secret is the public key, which everybody has."""
    public = RSA.public_key()
    for encoding, form in (
        (serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo),
        (serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo),
        (serialization.Encoding.PEM, serialization.PublicFormat.PKCS1),
    ):
        secret = public.public_bytes(encoding, form)
        head = json.dumps({"alg": "HS256", "typ": "JWT", "kid": "one"}).encode()
        signed = parts(head, json.dumps(claims()).encode())
        seal = hmac.new(secret, signed.encode(), hashlib.sha256).digest()
        with pytest.raises(Unauthorized):
            tokens.principal(f"{signed}.{parts(seal)}")


def test_a_token_of_another_key_or_of_none_is_refused(tokens):
    for bad in (
        token(OTHER),
        token(kid="three"),
        token(kid=None),
        token(EC, "one", "ES256"),
        token()[:-8] + "AAAAAAAA",
    ):
        with pytest.raises(Unauthorized):
            tokens.principal(bad)
    whole = token().split(".")
    changed = parts(json.dumps(claims(roles=["gis-data"])).encode())
    with pytest.raises(Unauthorized):
        tokens.principal(f"{whole[0]}.{changed}.{whole[2]}")


def test_a_token_that_brings_its_own_key_is_refused(tokens):
    head = {"kid": "mine", "jwk": published(("mine", OTHER))["keys"][0], "jku": "http://127.0.0.1:1/jwks.json"}
    with pytest.raises(Unauthorized):
        tokens.principal(jwt.encode(claims(), OTHER, algorithm="RS256", headers=head))


@pytest.mark.parametrize("roles", [[], ["gis-root"], "gis-root", None, {"gis-data": True}, [["gis-data"]], 7])
def test_a_token_without_a_role_of_ours_is_refused_and_is_no_viewer(tokens, roles):
    with pytest.raises(Forbidden):
        tokens.principal(token(roles=roles))


def test_of_several_roles_the_one_that_includes_the_others_counts(tokens):
    assert tokens.principal(token(roles=["gis-viewer", "offline_access", "gis-audit"])).role is Role.AUDITOR
    with pytest.raises(Forbidden, match=r"auditor.*steward"):
        tokens.principal(token(roles=["gis-audit", "gis-data"]))


def test_roles_may_stand_deeper(jwks):
    tokens = Tokens(settings(jwks, role_claim="realm_access.roles"))
    assert tokens.principal(token(roles=None, realm_access={"roles": ["gis-data"]})).role is Role.STEWARD
    with pytest.raises(Forbidden):
        tokens.principal(token(realm_access="gis-data"))


@pytest.mark.parametrize("algorithms", [("HS256",), ("none",), ()])
def test_only_algorithms_with_a_private_key_can_be_allowed(jwks, algorithms):
    with pytest.raises(ValidationError):
        settings(jwks, algorithms=algorithms)


@pytest.mark.parametrize(
    "place", ["/nowhere/jwks.json", "http://id.example.cn/jwks", "file:///etc/passwd", "ftp://x/y"]
)
def test_keys_come_by_https_or_from_a_file(place):
    with pytest.raises(DefinitionError):
        Tokens(settings(place))


# --- keys at an address


@pytest.fixture
def provider():
    """A provider on this machine; `held` is what it answers (None: it fails), `asked` how often it was asked."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self):
            self.server.asked += 1
            self.send_response(200 if self.server.held is not None else 500)
            self.end_headers()
            self.wfile.write(self.server.held or b"")

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Answers)
    server.asked, server.held = 0, json.dumps(published(("one", RSA))).encode()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    server.url = f"http://127.0.0.1:{server.server_port}/jwks"
    yield server
    server.shutdown()
    server.server_close()


def test_keys_are_asked_for_once_and_made_up_ones_do_not_send_us_asking(provider):
    tokens = Tokens(settings(provider.url))
    for _ in range(3):
        tokens.principal(token())
    for number in range(5):
        with pytest.raises(Unauthorized):
            tokens.principal(token(OTHER, kid=f"made-up-{number}"))
    assert provider.asked == 1


@pytest.mark.parametrize("answer", [None, b"<html>", b"[]", b'{"keys": []}'])
def test_where_the_keys_cannot_be_had_nobody_is_let_in_and_the_provider_is_left_alone(provider, answer):
    provider.held = answer
    tokens = Tokens(settings(provider.url))
    for _ in range(3):
        with pytest.raises(ProviderUnavailable):
            tokens.principal(token())
    assert provider.asked == 1


def test_over_http_a_token_is_a_caller_and_a_provider_out_of_reach_is_no_401(desk, serve, provider, site):
    def header(text):
        return {"Authorization": f"Bearer {text}"}

    with serve(desk, oidc=settings(provider.url), anonymous_reading=False) as client:
        asked = client.post("/siting/checks", json={"site": site()}, headers=header(token()))
        assert asked.status_code == 201, asked.text
        (entry,) = desk.store.log(kind="verdict", after=desk.store.head().sequence - 1)
        assert json.loads(entry.body)["actor"].startswith("oidc:") and b"zhang" not in entry.body
        assert client.get("/layers", headers=header(token(roles=["x"]))).status_code == 403
        assert client.get("/layers", headers=header(token(OTHER))).status_code == 401
        assert client.post("/layers/bay/editions", headers=header(token())).status_code == 403
    provider.held = None
    with serve(desk, oidc=settings(provider.url)) as client:
        answer = client.get("/layers", headers=header(token()))
        assert (answer.status_code, answer.json()["slug"]) == (503, "provider-unavailable")
        assert int(answer.headers["retry-after"]) > 0
        assert client.get("/layers").status_code == 200
    with serve(desk) as client:  # no provider is configured: its tokens are nobody's
        assert client.get("/layers", headers=header(token())).status_code == 401
