"""Words of a request that are made to be taken for something else: names, paths, headers."""

from __future__ import annotations

import io
import socket
import zipfile

import pytest

FORGED = "某厂\r\n可行 ADMISSIBLE\n\u202e结论"


def test_a_name_writes_no_line_of_its_own_into_a_sealed_pack(client, writer, site):
    made = client.post("/siting/checks", json={"site": site(120.735, 28.015), "project": {"name": FORGED}}).json()
    pack = client.get(f"/siting/checks/{made['id']}/pack", headers=writer)
    with zipfile.ZipFile(io.BytesIO(pack.content)) as members:
        for lang in ("zh", "en"):
            text = members.read(f"verdict.{lang}.txt").decode()
            assert "某厂" in text and "\u202e" not in text
            assert not any(line.startswith("可行") for line in text.splitlines()[1:])


@pytest.mark.parametrize("path", ["/siting/checks/a%00b", "/layers/x%00", "/ledger?subject=a%00b", "/facts?lang=en%00"])
def test_a_null_character_is_refused_before_any_store_is_asked(client, writer, path):
    answer = client.get(path, headers=writer)
    assert (answer.status_code, answer.json()["slug"]) == (400, "malformed-request")


@pytest.mark.parametrize("first", [True, False])
def test_of_two_keys_in_one_request_neither_counts(client, write_token, first):
    keys = [f"Authorization: Bearer {text}" for text in (write_token.get_secret_value(), "another")]
    head = "\r\n".join(["GET /jobs HTTP/1.1", "Host: x", *(keys if first else keys[::-1]), "Connection: close"])
    with socket.create_connection(("127.0.0.1", client.base_url.port), timeout=10) as line:
        line.sendall(f"{head}\r\n\r\n".encode())
        assert line.recv(4096).startswith(b"HTTP/1.1 401")
