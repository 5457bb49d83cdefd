"""The web desk served over the territory made by hand, on loopback; for tests in a browser."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import uvicorn
from chromium import WEB
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from served import DATA, NOW, fill, screenings
from shore_world import fill_shore

from api.access.keys import Keys
from api.access.roles import Role
from api.app import create_app
from api.settings import ApiSettings
from layers.stores.base import Store
from layers.stores.files import FilesStore
from zoning.admissible.desk import AdmissibleDesk
from zoning.definitions import load_definitions
from zoning.desk import Desk, Limits
from zoning.impact.desk import ImpactDesk
from zoning.jobs.office import JobOffice
from zoning.jobs.run import Runs
from zoning.measures.definitions import load_measure_definitions
from zoning.measures.desk import MeasureDesk
from zoning.packs.keys import Signer


def fill_territory(place: Path) -> Path:
    """A store at `place` with all that the desk shows; ready for `copied`."""
    definitions = load_definitions(DATA)
    store = FilesStore(place)
    fill(store, definitions)
    fill_shore(store, definitions)
    return place


def running_clock() -> Callable[[], datetime]:
    """A clock that stood at NOW when this was called, so that no test depends on the day on which it runs."""
    begun = monotonic()
    return lambda: NOW + timedelta(seconds=monotonic() - begun)


@dataclass(frozen=True)
class DeskService:
    """A served desk: `url` of its page with the stroke at the end, and keys of any role."""

    url: str
    store: Store
    now: Callable[[], datetime]
    keys: dict[str, str] = field(default_factory=dict)

    def key(self, role: str) -> str:
        """A key of that role, made once."""
        if role not in self.keys:
            made = Keys(self.store).create(Role(role), "of the tests", at=self.now(), actor="local:tests")
            self.keys[role] = made.text
        return self.keys[role]


@contextmanager
def desk_service(place: Path, **settings: Any) -> Iterator[DeskService]:
    """The desk over the store at `place`; without a key one is a reviewer unless `settings` differ."""
    clock = running_clock()
    definitions = load_definitions(DATA)
    desk = Desk(FilesStore(place), definitions, Limits())
    impacts = ImpactDesk(desk.store, definitions, place / ".work" / "footprints")
    office = JobOffice(
        desk.store,
        {kind.name: kind for kind in (impacts.job(), screenings(desk).job(), AdmissibleDesk(desk).job())},
        Runs(place / ".work" / "jobs"),
    )
    app = create_app(
        MeasureDesk(desk, load_measure_definitions(DATA, definitions)),
        ApiSettings(**{"version": "0.0-test", "anonymous_role": Role.REVIEWER, "web": WEB, **settings}),
        clock=clock,
        versions={"GEOS": "x.y"},
        signer=Signer(Ed25519PrivateKey.generate()),
        impacts=impacts,
        office=office,
        drawings=place / ".work" / "drawings",
    )
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="critical", proxy_headers=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        limit = monotonic() + 30
        while not server.started:
            assert thread.is_alive() and monotonic() < limit, "the service did not start"
            sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        root = settings.get("root_path", "")
        yield DeskService(f"http://127.0.0.1:{port}{root}/", desk.store, clock)
    finally:
        server.should_exit = True
        thread.join(20)
