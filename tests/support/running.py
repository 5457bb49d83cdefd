"""Programs run as processes of their own, of which tests kill what they like."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2

ROOT = Path(__file__).resolve().parents[2]
_SERVICE = ROOT / "tests" / "support" / "small_service.py"


def started(*arguments: str, **environment: str) -> subprocess.Popen[str]:
    """A Python process of the tree's own code, its stdout read by whoever started it."""
    return subprocess.Popen(
        [sys.executable, *arguments],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
    )


def killed(process: subprocess.Popen[str]) -> str:
    """Kill a process that may have ended; what it wrote and nobody read."""
    if process.poll() is None:
        os.kill(process.pid, signal.SIGKILL)
    return process.communicate(timeout=60)[0]


@contextmanager
def child(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A process killed with the block."""
    process = started(*arguments)
    try:
        yield process
    finally:
        killed(process)


def serving_process(place: str) -> tuple[subprocess.Popen[str], str]:
    """A small service over a store, and its address."""
    process = started(str(_SERVICE), place, "0")
    assert process.stdout is not None
    word, _, port = process.stdout.readline().partition(" ")
    if word != "ready":
        killed(process)
        raise AssertionError("the service did not start")
    return process, f"http://127.0.0.1:{port.strip()}"


@contextmanager
def service(place: str) -> Iterator[httpx2.Client]:
    """A client of a small service, which must still run when the block ends."""
    process, address = serving_process(place)
    try:
        with httpx2.Client(base_url=address, timeout=30) as client:
            yield client
        assert process.poll() is None, "the service ended by itself"
    finally:
        killed(process)
