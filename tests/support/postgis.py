"""A PostGIS server of the tests' own, on a socket in a temporary folder, where Debian's packages are installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg

PACKAGES = "postgresql and postgresql-postgis"
LEFT_OUT = f"no PostGIS server here: install {PACKAGES}"
_DATABASE = "sanxian_test"


def binaries() -> Path | None:
    """The folder of a server that has PostGIS; None where there is none."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        extension = Path("/usr/share/postgresql") / folder.parent.name / "extension" / "postgis.control"
        if (folder / "initdb").exists() and extension.exists():
            return folder
    return None


def missing_is_a_fault() -> bool:
    """Whether a run without the server must fail and not merely say so."""
    return bool(os.environ.get("CI"))


@contextmanager
def server() -> Iterator[Server]:
    """A started server, ended and removed with the block."""
    found = binaries()
    assert found is not None, LEFT_OUT
    folder = Path(tempfile.mkdtemp(prefix="sanxian-pg-"))
    made = Server(found, folder)
    try:
        made.start()
        try:
            yield made
        finally:
            made.stop()
    finally:
        shutil.rmtree(folder)


class Server:
    """One cluster: started, stopped, asked for fresh databases. It belongs to `postgres` where tests run as root."""

    def __init__(self, folder: Path, home: Path, settings: str = "") -> None:
        self._folder = folder
        self.home = home
        self._data = home / "data"
        self._user = "postgres" if os.geteuid() == 0 else None
        self._options = f"-c listen_addresses='' -k {home} -c fsync=off -c full_page_writes=off {settings}"
        self._names = count(1)
        if self._user:
            shutil.chown(home, self._user, self._user)
        self._run("initdb", "-D", self._data, "-A", "trust", "-U", "postgres", "--no-sync", "-E", "UTF8", "--locale=C")

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self._run("pg_ctl", "-D", self._data, "-w", "-l", self.home / "log", "-o", self._options, "start")

    def stop(self, *, mode: str = "immediate") -> None:
        """Stop it as `pg_ctl` does: by the process id in its own folder. Nothing where it is stopped."""
        if (self._data / "postmaster.pid").exists():
            self._run("pg_ctl", "-D", self._data, "-m", mode, "-w", "stop")

    def url(self, database: str, user: str = "postgres") -> str:
        """The URL of a database."""
        return f"postgresql://{user}@/{database}?host={self.home}"

    def bare(self) -> str:
        """The URL of a fresh database without any extension."""
        return self._create("template0")

    def fresh(self, name: str | None = None) -> str:
        """The URL of a fresh database with the extension and nothing else."""
        if not rows(self.url("postgres"), "SELECT FROM pg_database WHERE datname = 'with_postgis'"):
            rows(self._create("template0", "with_postgis"), "CREATE EXTENSION postgis")
        return self._create("with_postgis", name)

    def ready(self) -> str:
        """The URL of a fresh database with the tables of an empty store."""
        if not rows(self.url("postgres"), "SELECT FROM pg_database WHERE datname = 'with_store'"):
            from layers.stores.postgis.migrate import migrate  # not for runs that need no database

            migrate(self.fresh("half_made"))
            rows(self.url("postgres"), "ALTER DATABASE half_made RENAME TO with_store")
        return self._create("with_store")

    def drop(self, url: str) -> None:
        """Remove a database, whoever is connected to it."""
        name = url.partition("@/")[2].partition("?")[0]
        rows(self.url("postgres"), f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _create(self, template: str, name: str | None = None) -> str:
        name = name or f"{_DATABASE}_{next(self._names)}"
        rows(self.url("postgres"), f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return self.url(name)

    def _run(self, program: str, *arguments: object) -> None:
        done = subprocess.run(
            [str(self._folder / program), *map(str, arguments)], user=self._user, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False, timeout=120, cwd="/",
        )  # fmt: skip
        assert done.returncode == 0, done.stderr


def rows(url: str, sql: str) -> list[tuple[object, ...]]:
    """The rows of one statement."""
    with psycopg.connect(url, autocommit=True) as connection:
        done = connection.execute(sql)
        return [] if done.description is None else done.fetchall()


def execute(url: str, sql: str, *values: object) -> None:
    """One statement on a database, past every trigger."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET search_path = sanxian, public")
        connection.execute(sql, values or None)
