"""The run of a job on disk: a folder with what was planned and a line per unit done, so that a kill loses one unit.

A line has three cells with tabs between them: the hash, in hex, of what follows it, the unit's name and its output as
JSON. One whose hash is not that of its bytes counts as not done.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import shutil
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import IO, Any, Final

from layers.canonical import canonical
from layers.stores import disk
from zoning.verdict import Json

_HASH: Final = 64  # hex digits before a line
_TAB: Final = b"\t"


@dataclass(frozen=True)
class Progress:
    """Units done of so many; `rate_per_s` over the present process, `remaining_s` by it, null until it is known."""

    done: int
    total: int
    rate_per_s: float | None = None
    remaining_s: float | None = None


class Pace:
    """Progress of work on so many units, `before` of which were done already when this process began."""

    def __init__(self, total: int, before: int = 0) -> None:
        self._total, self._before, self._begun = total, before, monotonic()

    def after(self, done: int) -> Progress:
        """Progress once so many units are done."""
        seconds = monotonic() - self._begun
        if done == self._before or seconds <= 0.0:
            return Progress(done, self._total)
        rate = (done - self._before) / seconds
        return Progress(done, self._total, float(f"{rate:.3g}"), round((self._total - done) / rate, 1))


class Run:
    """One job's folder. Only who `holds` it writes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._plan, self._units, self._progress = folder / "plan.json", folder / "units.jsonl", folder / "progress.json"

    @contextmanager
    def held(self, patience_s: float = 1.0) -> Iterator[bool]:
        """Whether this process is now the one that works on it; the system gives it free when the process ends."""
        disk.make_folder(self.folder)
        until = monotonic() + patience_s  # who only looks holds it for a moment
        with (self.folder / "lock").open("a") as lock:
            while not (mine := _taken(lock)) and monotonic() < until:
                sleep(0.05)
            yield mine

    def is_held(self) -> bool:
        """Whether some process works on it."""
        if not (self.folder / "lock").exists():
            return False
        with self.held(patience_s=0.0) as mine:
            return not mine

    def plan(self) -> Json | None:
        """What was planned; None where nothing was yet."""
        try:
            planned: Json = json.loads(self._plan.read_bytes())
        except FileNotFoundError:
            return None
        return planned

    def begin(self, plan: Json) -> None:
        """Plan anew: what was done by another plan is dropped."""
        self._units.unlink(missing_ok=True)
        with disk.written(canonical(plan), self.folder) as temporary:
            disk.place(temporary, self._plan)

    def done(self) -> dict[str, int]:
        """Unit → where its line begins, of every sound line; a line that a kill left half written is cut off."""
        places: dict[str, int] = {}
        whole = 0
        try:
            with self._units.open("rb") as file:
                for line in file:
                    if not line.endswith(b"\n"):
                        break
                    if _sound(line):
                        places[_parts(line)[0]] = whole
                    whole += len(line)
        except FileNotFoundError:
            return {}
        if whole < self._units.stat().st_size:
            with self._units.open("r+b") as file:
                file.truncate(whole)
                disk.sync(file)
        return places

    def outputs(self, units: Sequence[str]) -> Iterator[Any]:
        """The outputs of units that are done, in their order, read one after the other. Raises KeyError."""
        places = self.done()
        if not units:
            return
        with self._units.open("rb") as file:
            for unit in units:
                file.seek(places[unit])
                yield json.loads(_parts(file.readline())[1])

    def add(self, unit: str, output: object) -> None:
        """Keep the output of a unit durably."""
        line = canonical(unit) + _TAB + canonical(output)  # JSON has no tab
        with self._units.open("ab") as file:
            file.write(hashlib.sha256(line).hexdigest().encode("ascii") + _TAB + line + b"\n")
            disk.sync(file)

    def progress(self) -> Progress | None:
        """How far it was when it last told; None where it has not yet."""
        try:
            return Progress(**json.loads(self._progress.read_bytes()))
        except (FileNotFoundError, ValueError):
            return None

    def tell(self, progress: Progress) -> None:
        """Say how far it is; not durable, since the lines count."""
        temporary = self._progress.with_suffix(".new")
        temporary.write_bytes(json.dumps(asdict(progress)).encode())
        temporary.replace(self._progress)

    def remove(self) -> None:
        """Leave nothing behind."""
        shutil.rmtree(self.folder, ignore_errors=True)


def _sound(line: bytes) -> bool:
    return hashlib.sha256(line[_HASH + 1 : -1]).hexdigest().encode("ascii") == line[:_HASH]


def _parts(line: bytes) -> tuple[str, bytes]:
    """Unit and output of a line."""
    unit, _, output = line[_HASH + 1 :].partition(_TAB)
    return json.loads(unit), output


def _taken(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


class Runs:
    """The runs of one installation, in a folder of its own; `home` is the name it goes by in the record.

    Without a folder nothing is run here; jobs can be asked for.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    @property
    def folder(self) -> Path:
        """Where they lie."""
        if self._folder is None:
            raise ValueError("jobs are not run here")
        return self._folder

    @property
    def home(self) -> str | None:
        """The name, made when it is first asked for; None where nothing is run."""
        if self._folder is None:
            return None
        name = self.folder / "home"
        with contextlib.suppress(FileNotFoundError):
            return name.read_text(encoding="ascii")
        disk.make_folder(self.folder)
        with (
            disk.written(uuid.uuid4().hex.encode("ascii"), self.folder) as temporary,
            contextlib.suppress(FileExistsError),
        ):
            name.hardlink_to(temporary)  # of two that make it at once one wins
        return name.read_text(encoding="ascii")

    def of(self, job_id: str) -> Run:
        """The run of a job."""
        return Run(self.folder / job_id)

    def present(self) -> tuple[str, ...]:
        """The ids of jobs that have a folder."""
        if not self.folder.is_dir():
            return ()
        return tuple(sorted(path.name for path in self.folder.iterdir() if path.is_dir()))
