"""What runs beside the requests and is started and stopped with the service."""

from __future__ import annotations

from typing import Protocol


class Workers(Protocol):
    """Who does the jobs."""

    def start(self) -> None:
        """Begin."""

    def wake(self) -> None:
        """A job has come, or is not wanted any more."""

    def stop(self) -> None:
        """End, and whatever was started with it."""


class Nobody:
    """Jobs are asked for here, and done elsewhere."""

    def start(self) -> None:
        """Nothing."""

    def wake(self) -> None:
        """Nothing."""

    def stop(self) -> None:
        """Nothing."""
