"""Where this installation keeps what may be lost: runs of jobs and caches."""

from __future__ import annotations

import hashlib
from pathlib import Path

from app.settings import WORK, Settings
from layers.grid.files import GridFiles
from layers.snapshot import Indexing
from layers.stores.base import Store
from layers.stores.opening import folder_of, is_url
from zoning.admissible.desk import AdmissibleDesk
from zoning.desk import Desk
from zoning.impact.desk import ImpactDesk
from zoning.jobs.office import JobOffice
from zoning.jobs.run import Run, Runs
from zoning.screening.desk import ScreeningDesk

_IN_STORE = ".work"


def work_folder(settings: Settings, location: str) -> Path:
    """The folder for a store: that of the settings with one per store in it; else one inside a files store's folder.

    `location` is the store's own. Raises BadInput.
    """
    if settings.work is None and not is_url(settings.store):
        return folder_of(settings.store) / _IN_STORE
    return (settings.work or WORK).expanduser().absolute() / hashlib.sha256(location.encode()).hexdigest()[:16]


def open_impacts(desk: Desk, settings: Settings) -> ImpactDesk:
    """The desk that says what a publication would change, with its cache in the work folder."""
    return ImpactDesk(desk.store, desk.definitions, footprints_file(settings, desk.store))


def footprints_file(settings: Settings, store: Store) -> Path:
    """The cache of where recorded verdicts stand."""
    return work_folder(settings, store.location) / "footprints"


def drawings_folder(settings: Settings, store: Store) -> Path:
    """What maps are drawn from."""
    return work_folder(settings, store.location) / "drawings"


def indexing(settings: Settings, store: Store) -> Indexing:
    """How layers are made ready, and where the grids of large ones are kept."""
    if settings.engine == "reference":
        return Indexing(indexed=False)
    return Indexing(files=GridFiles(work_folder(settings, store.location) / "grids"))


def open_runs(store: Store, settings: Settings) -> Runs:
    """The runs of this installation."""
    return Runs(work_folder(settings, store.location) / "jobs")


def open_screening_run(store: Store, settings: Settings, key: str) -> Run:
    """The run of a screening by the command line, by what names its input and what was asked."""
    return Run(work_folder(settings, store.location) / "screenings" / key)


def open_office(impacts: ImpactDesk, screenings: ScreeningDesk, settings: Settings) -> JobOffice:
    """The jobs of this installation, and all kinds that there are."""
    kinds = (impacts.job(), screenings.job(), AdmissibleDesk(screenings.desk).job())
    return JobOffice(impacts.store, {kind.name: kind for kind in kinds}, open_runs(impacts.store, settings))
