"""The processes that screen, of this machine or of others, and how each of them comes to what it needs."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass

from app.cluster_worker import ShippedJudge, take
from app.settings import Settings
from app.versions import versions
from layers.errors import BadInput
from zoning.jobs.cluster import Cluster
from zoning.jobs.crew import Crew
from zoning.jobs.pool import Pool
from zoning.screening.desk import ScreeningDesk
from zoning.screening.judge import Judged, Lot
from zoning.screening.shipping import Parcels


@dataclass(frozen=True)
class LocalJudge:
    """Opens the store and the definitions of the settings in whichever process it is called."""

    settings: Settings

    def __call__(self) -> Callable[[Lot], Judged]:
        """What judges a lot. Raises as `wiring.open_desk`."""
        from app import wiring  # noqa: PLC0415 - wiring imports this

        return wiring.open_screenings(wiring.open_desk(self.settings), self.settings).judged


def crew_of(settings: Settings, screenings: ScreeningDesk, workers: int | None, scheduler: str | None) -> Crew:
    """So many processes of this machine, or a cluster. Raises BadInput where both are asked for."""
    if workers is not None and scheduler is not None:
        raise BadInput(
            "--workers 只用于本机，不能与 --scheduler 同用；请只留一个",
            "--workers is for this machine and does not go with --scheduler; leave one",
        )
    return local_pool(settings, workers) if scheduler is None else cluster(scheduler, screenings)


def cluster(address: str, screenings: ScreeningDesk) -> Cluster:
    """The workers of a scheduler, which are sent what they lack of this desk's law and layers. Raises BadInput."""
    if not address.startswith(("tcp://", "tls://")):
        raise BadInput(
            f"--scheduler {address}：请写作 tcp://主机:端口 或 tls://主机:端口",
            f"--scheduler {address}: write tcp://host:port or tls://host:port",
        )
    parcels = Parcels(screenings, versions())
    return Cluster(address, ShippedJudge(parcels.manifest), take, parcels.content)


def local_pool(settings: Settings, workers: int | None = None) -> Pool:
    """So many processes of this machine; those of the settings, else one per core that this process may use."""
    return Pool(workers or settings.workers or len(os.sched_getaffinity(0)), LocalJudge(settings))
