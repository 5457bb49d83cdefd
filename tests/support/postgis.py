"""A PostGIS server of the tests' own, on a socket in a temporary folder, where Debian's packages are installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PACKAGES = "postgresql and postgresql-postgis"


def binaries() -> Path | None:
    """The folder of a server that has PostGIS; None where there is none."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        extension = Path("/usr/share/postgresql") / folder.parent.name / "extension" / "postgis.control"
        if (folder / "initdb").exists() and extension.exists():
            return folder
    return None


@contextmanager
def server() -> Iterator[PostGIS]:
    """A started server with the extension, ended and removed with the block."""
    found = binaries()
    assert found is not None, f"install {PACKAGES}"
    folder = Path(tempfile.mkdtemp(prefix="sanxian-pg-"))
    user = "postgres" if os.geteuid() == 0 else None
    if user:
        shutil.chown(folder, user, user)
    data = folder / "data"
    try:
        _run([found / "initdb", "-D", data, "-A", "trust", "-U", "postgres", "--no-sync", "-E", "UTF8"], user)
        options = f"-c listen_addresses='' -k {folder} -c fsync=off"
        _run([found / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start"], user)
        try:
            yield PostGIS(found, folder)
        finally:
            _run([found / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop"], user)
    finally:
        shutil.rmtree(folder)


class PostGIS:
    """SQL in, rows of text out."""

    def __init__(self, folder: Path, socket: Path) -> None:
        self._psql = [str(folder / "psql"), "-h", str(socket), "-U", "postgres", "-XqAt", "-v", "ON_ERROR_STOP=1"]
        self.rows("CREATE EXTENSION postgis")

    def rows(self, sql: str) -> list[list[str]]:
        """The rows of the last statement."""
        done = subprocess.run(self._psql, input=sql, capture_output=True, text=True, check=False, timeout=300)
        assert done.returncode == 0, done.stderr
        return [line.split("|") for line in done.stdout.splitlines()]


def _run(command: list[object], user: str | None) -> None:
    done = subprocess.run(
        [str(word) for word in command], user=user, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE, text=True, check=False, timeout=120, cwd="/",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
