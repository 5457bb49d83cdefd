"""Sealed packs by command: made, signed, verified offline, refused."""

from __future__ import annotations

import json
import stat

import pytest

from app.cli.main import run


@pytest.fixture(scope="module")
def ids():
    """What is recorded once for all tests here."""
    return []


@pytest.fixture
def recorded(held, environment, capfd, ids):
    """The id of a check recorded in the small store."""
    environment.setenv("SANXIAN_STORE", str(held))
    if not ids:
        assert run(["check", "120.6500,28.0000", "--json"]) == 0
        ids.append(json.loads(capfd.readouterr().out)["id"])
    return ids[0]


@pytest.fixture
def key(tmp_path, monkeypatch, capfd):
    """A configured signing key; its public half."""
    assert run(["keys", "signing-key", "--out", str(tmp_path / "k.pem"), "--json"]) == 0
    capfd.readouterr()
    monkeypatch.setenv("SANXIAN_SIGNING_KEY", str(tmp_path / "k.pem"))
    return tmp_path / "k.pub.pem"


def told(capfd):
    return json.loads(capfd.readouterr().out)


def test_a_signed_pack_is_made_and_verified_with_nothing_but_itself(recorded, key, tmp_path, capfd, monkeypatch):
    out = tmp_path / "pack.zip"
    assert run(["ledger", "pack", recorded, "--out", str(out), "--json"]) == 0
    made = told(capfd)
    for variable in ("SANXIAN_STORE", "SANXIAN_DATA"):
        monkeypatch.setenv(variable, str(tmp_path / "nowhere"))  # another office has neither
    anchor = f"{made['head']['sequence']}:{made['head']['hash']}"
    assert run(["ledger", "verify-pack", str(out), "--head", anchor, "--public-key", str(key), "--json"]) == 0
    found = told(capfd)
    assert (found["sound"], found["signature"], found["anchored"], found["id"]) == (True, "pinned", True, recorded)


def test_a_damaged_pack_is_refused_in_words_with_exit_code_1(recorded, tmp_path, capfd):
    out = tmp_path / "pack.zip"
    assert run(["ledger", "pack", recorded, "--out", str(out)]) == 0
    capfd.readouterr()
    out.write_bytes(out.read_bytes().replace(b"admin_area", b"admin_arca", 1))
    assert run(["ledger", "verify-pack", str(out), "--lang", "en"]) == 1
    assert "✗" in capfd.readouterr().out
    assert run(["ledger", "verify-pack", str(out), "--json"]) == 1
    assert told(capfd)["sound"] is False


def test_a_signing_key_is_for_its_owner_alone_and_never_overwritten(key, tmp_path, capfd):
    assert stat.S_IMODE((tmp_path / "k.pem").stat().st_mode) == 0o600
    assert run(["keys", "signing-key", "--out", str(tmp_path / "k.pem"), "--lang", "en"]) == 2
    assert "never overwritten" in capfd.readouterr().err


def test_a_signing_key_that_cannot_be_read_stops_the_pack(recorded, tmp_path, capfd, monkeypatch):
    monkeypatch.setenv("SANXIAN_SIGNING_KEY", str(tmp_path / "absent.pem"))
    assert run(["ledger", "pack", recorded, "--out", str(tmp_path / "p.zip"), "--lang", "en"]) == 2
    assert "SANXIAN_SIGNING_KEY" in capfd.readouterr().err
    assert not (tmp_path / "p.zip").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ledger", "pack", "sha256:0", "--out", "{tmp}/p.zip"], "the ledger holds no verdict"),
        (["ledger", "pack", "{id}", "--out", "{tmp}/p.tar"], "name a .zip"),
        (["ledger", "pack", "{id}", "--out", "{tmp}/no/p.zip"], "name a .zip"),
        (["ledger", "pack", "{id}", "--out", "{store}/p.zip"], "lies in the store"),
        (["ledger", "pack", "{id}", "--out", "{tmp}/p.zip", "--evidence", "some"], "none, public or all"),
        (["ledger", "verify-pack", "{tmp}/absent.zip"], "cannot be read"),
        (["ledger", "verify-pack", "{tmp}", "--head", "1"], "SEQ:HASH"),
        (["ledger", "verify-pack", "{tmp}", "--public-key", "{tmp}/absent.pem"], "cannot be read"),
    ],
)
def test_what_cannot_be_done_is_one_line(recorded, held, tmp_path, capfd, arguments, said):
    filled = [text.format(id=recorded, tmp=tmp_path, store=held) for text in arguments]
    assert run([*filled, "--lang", "en"]) == 2
    message = capfd.readouterr().err
    assert said in message and message.count("\n") == 1
