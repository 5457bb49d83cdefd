"""Hears that the catalogue changed: LISTEN on a connection of its own, and asking where that is not to be had."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from time import monotonic, sleep

import psycopg

from layers.stores.postgis.connections import Connection, Connections
from layers.stores.postgis.records import CHANNEL

_ASK_SECONDS = 2.0  # also while listening: a proxy may pass no notifications on
_POLL_SECONDS = 0.5


class Listener:
    """Waits for the generation to change; one thread listens, others that wait meanwhile ask."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._connection: Connection | None = None
        self._of_parents: list[Connection] = []
        self._process = os.getpid()
        self._lock = threading.Lock()

    def wait(self, generation: int, seconds: float, ask: Callable[[], int]) -> int:
        """What `ask` says as soon as it is no longer `generation`; after `seconds` whatever it says then."""
        until = monotonic() + seconds
        if not self._lock.acquire(blocking=False):
            return _poll(generation, until, ask)
        try:
            return self._listen(generation, until, ask)
        except psycopg.Error:
            self._drop()
            return _poll(generation, until, ask)  # raises where the database is gone
        finally:
            self._lock.release()

    def close(self) -> None:
        """Close the connection, unless a thread listens on it; the next use opens a new one."""
        if self._lock.acquire(blocking=False):
            try:
                self._drop()
            finally:
                self._lock.release()

    def _listen(self, generation: int, until: float, ask: Callable[[], int]) -> int:
        if self._process != os.getpid():
            self._of_parents += [] if self._connection is None else [self._connection]
            self._connection, self._process = None, os.getpid()
        if self._connection is None:
            self._connection = self._connections.alone()
            self._connection.execute(f"LISTEN {CHANNEL}")
        while (found := ask()) == generation and (left := until - monotonic()) > 0:
            for _ in self._connection.notifies(timeout=min(_ASK_SECONDS, left), stop_after=1):
                pass
        return found

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


def _poll(generation: int, until: float, ask: Callable[[], int]) -> int:
    while (found := ask()) == generation and (left := until - monotonic()) > 0:
        sleep(min(_POLL_SECONDS, left))
    return found
