"""A service in a process of its own over a store that `tests/api/conftest.py` would know: run as a script by tests.

`python small_service.py PLACE PORT`; says `ready` on stdout once it answers.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import structlog
import uvicorn

from api.access.roles import Role
from api.app import create_app
from api.settings import ApiSettings
from layers.stores.opening import open_place
from zoning.definitions import load_definitions
from zoning.desk import Desk, Limits
from zoning.measures.definitions import load_measure_definitions
from zoning.measures.desk import MeasureDesk

QUIET = structlog.make_filtering_bound_logger(logging.WARNING)
DATA = Path(__file__).resolve().parents[2] / "data"


def main(place: str, port: int) -> None:
    """Serve until the process is ended."""
    # its parent reads one word of stdout: a line for each request would fill the pipe and hold the service
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr), wrapper_class=QUIET)
    definitions = load_definitions(DATA)
    desk = Desk(open_place(place, make=False), definitions, Limits())
    app = create_app(
        MeasureDesk(desk, load_measure_definitions(DATA, definitions)),
        ApiSettings(version="0.0-test", watch=True, anonymous_role=Role.REVIEWER),
        clock=lambda: datetime.now(UTC),
    )
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="critical"))
    threading.Thread(target=_tell, args=(server,), daemon=True).start()
    server.run()


def _tell(server: uvicorn.Server) -> None:
    while not server.started:
        time.sleep(0.01)
    print("ready", server.servers[0].sockets[0].getsockname()[1], flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
