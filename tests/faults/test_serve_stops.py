"""A service that is told to stop finishes what it has begun, takes nothing new, and is gone within its time."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep

import pytest
from served import fill

from layers.stores.files import FilesStore
from zoning.definitions import load_definitions

TREE = Path(__file__).resolve().parents[2]
HEAD = "POST /siting/checks HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n"
BODY = b'{"site": "120.7100,28.0100"}'


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """The folder of a small store."""
    folder = tmp_path_factory.mktemp("served") / "store"
    store = FilesStore(folder)
    fill(store, load_definitions(TREE / "data"))
    store.close()
    return folder


@pytest.fixture
def service(filled, request):
    """The command `sanxian serve` with its seconds to stop, and the address it tells."""
    stated = {"SANXIAN_STORE": str(filled), "SANXIAN_SHUTDOWN_SECONDS": str(request.param), "SANXIAN_LANG": "en"}
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("SANXIAN_")}
    command = [sys.executable, "-c", "from app.cli.main import main; main()", "serve", "--port", "0"]
    process = subprocess.Popen(command, cwd=TREE, env=inherited | stated, stderr=subprocess.PIPE, text=True)
    try:
        for line in process.stderr:
            if found := re.search(r"http://127\.0\.0\.1:(\d+)", line):
                assert str(filled) in line  # which store it serves is seen at once
                break
        else:
            pytest.fail("the service did not start")
        yield process, ("127.0.0.1", int(found[1]))
    finally:
        process.kill()
        process.wait(20)
        process.stderr.close()


def connected(address):
    limit = monotonic() + 60
    while monotonic() < limit:
        try:
            return socket.create_connection(address, timeout=60)
        except ConnectionRefusedError:
            sleep(0.05)
    return pytest.fail("nobody listens")


def answered(line):
    whole = b""
    while part := line.recv(65536):
        whole += part
    return whole


@pytest.mark.parametrize("service", [60], indirect=True)  # a busy machine may need some of them for a first answer
def test_what_has_begun_is_answered_and_nothing_new_is_taken(service):
    process, address = service
    with connected(address) as line:
        line.sendall(HEAD.format(len(BODY)).encode() + BODY[:10])
        line.settimeout(60)
        with connected(address) as other:  # it answers: so the first request has arrived
            other.sendall(b"GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            assert answered(other).startswith(b"HTTP/1.1 200")
        process.send_signal(signal.SIGTERM)
        with pytest.raises(OSError):
            while True:
                socket.create_connection(address, timeout=5).close()
        line.sendall(BODY[10:])
        assert answered(line).startswith(b"HTTP/1.1 201")
    assert process.wait(30) in (0, -signal.SIGTERM)


@pytest.mark.parametrize("service", [2], indirect=True)
def test_a_request_that_never_ends_holds_it_for_its_time_only(service):
    process, address = service
    with connected(address) as line:
        line.sendall(HEAD.format(100).encode() + b"{")
        with connected(address) as other:
            other.sendall(b"GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            assert answered(other).startswith(b"HTTP/1.1 200")
        process.send_signal(signal.SIGTERM)
        assert process.wait(40) in (0, -signal.SIGTERM)
