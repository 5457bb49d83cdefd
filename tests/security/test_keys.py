"""API keys: shown once, kept as a hash, good until they expire or are revoked, by whichever process."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone

import pytest

from api.access.keys import FORM, Keys
from api.access.roles import Role
from app.cli.main import run
from layers.errors import BadInput, NotFound
from layers.stores.files import FilesStore
from zoning.desk import Desk, Limits

HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def place(tmp_path_factory, definitions, fill_store):
    folder = tmp_path_factory.mktemp("keys") / "store"
    store = FilesStore(folder)
    fill_store(store, definitions)
    store.close()
    return folder


@pytest.fixture
def own(place, definitions):
    return Desk(FilesStore(place), definitions, Limits())


@pytest.fixture
def keys(own):
    return Keys(own.store)


def made(keys, now, role="reviewer", **more):
    return keys.create(Role(role), "测试 of a test", at=now, actor="local:tests", **more)


def bearer(text):
    return {"Authorization": f"Bearer {text}"}


def test_a_key_has_a_form_that_scanners_know_and_no_two_are_alike(keys, now):
    texts = {made(keys, now).text for _ in range(5)}
    assert len(texts) == 5 and all(FORM.fullmatch(text) for text in texts)


def test_what_opens_the_door_is_kept_nowhere(place, keys, own, now, serve, capfd):
    new = made(keys, now)
    with serve(own) as client:
        assert client.get("/layers", headers=bearer(new.text)).status_code == 200
        assert client.get("/layers", headers=bearer(new.text[:-1] + "x")).status_code == 401
    secret = new.text.rpartition("_")[2].encode()
    for path in place.rglob("*"):
        assert not path.is_file() or secret not in path.read_bytes(), path
    said = capfd.readouterr()
    assert secret.decode() not in said.out + said.err + repr(new) + repr(new.key)


def test_a_key_with_a_wrong_secret_is_nobodys(keys, now, own, serve):
    text = made(keys, now).text
    other = text[:-1] + ("0" if text[-1] != "0" else "1")
    with serve(own) as client:
        answer = client.get("/layers", headers=bearer(other))
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, 'Bearer error="invalid_token"')
    assert other not in answer.text


def test_a_key_that_another_process_revokes_opens_nothing_at_the_next_request(place, keys, now, own, serve):
    new = made(keys, now)
    with serve(own) as client:
        assert client.get("/layers", headers=bearer(new.text)).status_code == 200
        Keys(FilesStore(place)).revoke(new.key.id, at=now, actor="local:another")
        answer = client.get("/layers?lang=en", headers=bearer(new.text))
    assert answer.status_code == 401 and new.key.id in answer.json()["detail"] and "revoked" in answer.json()["detail"]


def test_a_key_opens_until_its_time_and_not_at_it(keys, now, own, serve):
    over, open_still = made(keys, now - HOUR, expires_at=now), made(keys, now - HOUR, expires_at=now + HOUR)
    with serve(own) as client:
        assert client.get("/layers?lang=en", headers=bearer(over.text)).status_code == 401
        assert client.get("/layers", headers=bearer(open_still.text)).status_code == 200
    with pytest.raises(BadInput):
        made(keys, now, expires_at=now)


def test_a_time_that_is_none_elsewhere_on_earth_is_refused(keys, now):
    with pytest.raises(BadInput):
        made(keys, now, expires_at=datetime(9999, 12, 31, 23, 59, tzinfo=timezone(-14 * HOUR)))


def test_who_revoked_a_key_first_stands(place, keys, now):
    new = made(keys, now)
    first = keys.revoke(new.key.id, at=now, actor="local:first")
    again = Keys(FilesStore(place)).revoke(new.key.id, at=now + HOUR, actor="local:second")
    assert (again.revoked_by, again.revoked_at) == (first.revoked_by, now) == ("local:first", now)
    with pytest.raises(NotFound):
        keys.revoke("0" * 12, at=now, actor="local:first")


@pytest.mark.parametrize("label", ["", "  ", "x" * 101, "a\x07b"])
def test_a_label_says_something_that_can_be_read(keys, now, label):
    with pytest.raises(BadInput):
        keys.create(Role.VIEWER, label, at=now, actor="local:tests")


def test_the_ledger_names_the_key_and_no_more_of_it(keys, now, own, serve, site):
    new = made(keys, now)
    with serve(own) as client:
        number = client.post("/siting/checks", json={"site": site()}, headers=bearer(new.text)).json()["id"]
    (entry,) = own.store.log(kind="verdict", subject=number)
    assert json.loads(entry.body)["actor"] == f"key:{new.key.id}"
    assert new.text.encode() not in entry.body


def test_administrators_make_list_and_revoke_keys_over_http(keys, now, own, serve):
    admin = made(keys, now, "admin")
    with serve(own) as client:
        client.headers.update(bearer(admin.text))
        answer = client.post("/keys", json={"role": "auditor", "label": "审计 audit"})
        body = answer.json()
        assert answer.status_code == 201 and answer.headers["cache-control"] == "no-store"
        assert (body["role"], body["state"], body["created_by"]) == ("auditor", "active", f"key:{admin.key.id}")
        assert client.get("/layers", headers=bearer(body["key"])).status_code == 200
        listed = client.get("/keys").json()["keys"]
        assert body["id"] in [key["id"] for key in listed] and body["key"] not in json.dumps(listed)
        assert client.post(f"/keys/{body['id']}/revocation").json()["state"] == "revoked"
        assert client.get("/layers", headers=bearer(body["key"])).status_code == 401
        assert client.post("/keys", json={"role": "root", "label": "x"}).status_code == 422
        assert client.post("/keys/0123456789ab/revocation").status_code == 404


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_nobody_else_sees_or_makes_keys(keys, now, own, serve, role):
    header = bearer(made(keys, now, role).text)
    with serve(own) as client:
        assert client.get("/keys", headers=header).status_code == 403
        answer = client.post("/keys", json={"role": "admin", "label": "mine"}, headers=header)
        assert (answer.status_code, answer.json()["slug"]) == (403, "forbidden")
        assert client.get("/keys").status_code == 401


# --- the command


@pytest.fixture
def sanxian(place, monkeypatch, capfd):
    monkeypatch.setenv("SANXIAN_STORE", str(place))

    def command(*arguments):
        capfd.readouterr()
        code = run(["keys", *arguments])
        said = capfd.readouterr()
        # the service of the same process logs meanwhile
        return code, "\n".join(line for line in said.out.splitlines() if "answered" not in line), said.err

    return command


def test_a_key_made_by_command_opens_and_is_listed_and_revoked(sanxian, own, serve):
    code, out, _ = sanxian("create", "--role", "reviewer", "--label", "环评科", "--expires", "2099-12-31", "--json")
    new = json.loads(out)
    assert code == 0 and new["expires_at"] == "2099-12-31T16:00:00+00:00" and new["created_by"].startswith("local:")
    with serve(own) as client:
        assert client.get("/layers", headers=bearer(new["key"])).status_code == 200
        listed = json.loads(sanxian("list", "--json")[1])["keys"]
        assert {key["id"]: key["state"] for key in listed}[new["id"]] == "active" and new["key"] not in str(listed)
        code, out, _ = sanxian("revoke", new["id"], "--json")
        assert code == 0 and json.loads(out)["state"] == "revoked"
        assert client.get("/layers", headers=bearer(new["key"])).status_code == 401
    plain = sanxian("list", "--lang", "en")[1]
    assert f"{new['id']}  reviewer  revoked" in plain


def test_without_json_the_key_alone_stands_on_stdout(sanxian):
    code, out, err = sanxian("create", "--role", "viewer", "--label", "x", "--lang", "en")
    assert code == 0 and FORM.fullmatch(out.strip()) and "not shown again" in err


@pytest.mark.parametrize(
    "arguments",
    [
        ("create", "--role", "root", "--label", "x"),
        ("create", "--role", "viewer", "--label", " "),
        ("create", "--role", "viewer", "--label", "x", "--expires", "2020-01-01"),
        ("create", "--role", "viewer", "--label", "x", "--expires", "soon"),
        ("create", "--role", "viewer"),
        ("revoke", "0123456789ab"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(sanxian, arguments):
    code, out, err = sanxian(*arguments)
    assert code == 2 and out == "" and len(err.strip().splitlines()) == 1
