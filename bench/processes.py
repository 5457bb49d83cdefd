"""Services in processes of their own on loopback, ended with the block by their process ids."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx2

PATIENCE_S = 400.0
TREE = Path(__file__).resolve().parents[1]


class NotAnswering(Exception):
    """A service ended, or did not answer in time."""


def free_port() -> int:
    """A port that nobody has."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def service(command: Sequence[str], ready: str, **env: str) -> Iterator[subprocess.Popen[bytes]]:
    """A service, from when it answers at `ready` with 200."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, env={**os.environ, **env}, cwd=TREE, **quiet) as started:  # type: ignore[call-overload]
        try:
            limit = time.monotonic() + PATIENCE_S
            while not _answers(ready):
                if started.poll() is not None:
                    raise NotAnswering(f"{' '.join(command[:3])} ended with {started.returncode}")
                if time.monotonic() > limit:
                    raise NotAnswering(f"{' '.join(command[:3])} does not answer within {PATIENCE_S:.0f} s")
                time.sleep(0.1)
            yield started
        finally:
            started.terminate()
            started.wait(30)


def _answers(ready: str) -> bool:
    try:
        return bool(httpx2.get(ready, timeout=30).status_code == 200)
    except httpx2.HTTPError:
        return False


def processor_seconds(process: int) -> float:
    """User and system time that a process has taken so far, of all its threads."""
    user, system = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def rest(process: int, limit_s: float = 300.0) -> None:
    """Wait until a process takes less than a tenth of a processor over a second.

    A service makes its maps ready beside the first questions. Raises NotAnswering where it does not come to rest.
    """
    limit, before = time.monotonic() + limit_s, processor_seconds(process)
    while time.monotonic() < limit:
        time.sleep(1.0)
        used, before = processor_seconds(process) - before, processor_seconds(process)
        if used < 0.1:
            return
    raise NotAnswering(f"process {process} is still busy after {limit_s:.0f} s")


def resident_bytes(process: int) -> int:
    """Memory of a process that is its own: no page of a file that it maps, unless it changed its copy.

    What a file system in memory keeps is `Private_Dirty` of whoever maps it, and so of nobody here.
    """
    fields = (line.split() for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines())
    return 1024 * sum(int(field[1]) for field in fields if field[0] == "Anonymous:")
