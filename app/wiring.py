"""Puts the floors together: settings in, store, desk and service out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from app.access_settings import access_options
from app.settings import Settings, data_folder, desk_folder
from app.versions import versions
from app.work_folder import drawings_folder, indexing, open_impacts, open_office
from layers.datum_parameters import load_datum_parameters
from layers.errors import BadInput
from layers.intake.types import ReadLimits
from layers.kinds import load_kinds
from layers.stores.base import Store
from layers.stores.opening import folder_of, is_url, migrate_place, open_place
from zoning.definitions import load_definitions
from zoning.desk import Desk, Limits
from zoning.measures.definitions import load_measure_definitions
from zoning.measures.desk import MeasureDesk
from zoning.packs.keys import Signer, signer
from zoning.screening.columns import load_columns
from zoning.screening.desk import ScreeningDesk

if TYPE_CHECKING:
    from fastapi import FastAPI

    from api.settings import BaseMap
    from layers.stores.postgis.migrate import Migrated
    from zoning.jobs.crew import Crew
    from zoning.reports.siting.report import ReportSettings


def store_folder(settings: Settings) -> Path | None:
    """The folder of a files store; None where the store is a database. Raises BadInput."""
    return None if is_url(settings.store) else folder_of(settings.store)


def open_store(settings: Settings, *, make: bool = False) -> Store:
    """The store that the settings name; only with `make` is an absent one made.

    Raises BadInput, NoEditions, StoreError.
    """
    return open_place(settings.store, make=make)


def migrate(
    settings: Settings, *, service_role: str | None, reader_role: str | None, restricted_role: str | None
) -> Migrated:
    """Make or upgrade the tables of the database that the settings name, as its owner. Raises as `migrate_place`."""
    kinds = load_kinds(data_folder(settings) / "layers")
    return migrate_place(
        settings.store, kinds, service_role=service_role, reader_role=reader_role, restricted_role=restricted_role
    )


def open_desk(settings: Settings, *, make: bool = False) -> Desk:
    """Definitions, snapshots and ledger over the store of the settings. Raises as `open_store`, and DefinitionError."""
    store = open_store(settings, make=make)
    limits = Limits(vertices=settings.max_vertices)
    return Desk(store, load_definitions(data_folder(settings)), limits, indexing(settings, store))


def open_measures(settings: Settings, *, make: bool = False) -> MeasureDesk:
    """A desk that measures, with the methods and targets of the data folder. Raises as `open_desk`."""
    return measuring(open_desk(settings, make=make), settings)


def measuring(desk: Desk, settings: Settings) -> MeasureDesk:
    """A desk that measures too. Raises DefinitionError."""
    return MeasureDesk(desk, load_measure_definitions(data_folder(settings), desk.definitions))


def read_limits(settings: Settings) -> ReadLimits:
    """The bounds of one outside file."""
    return ReadLimits(
        bytes=settings.max_upload_bytes,
        cpu_seconds=settings.reader_cpu_seconds,
        wall_seconds=settings.reader_wall_seconds,
        memory_bytes=settings.reader_memory_bytes,
        datums=() if settings.datum_parameters is None else load_datum_parameters(settings.datum_parameters.absolute()),
    )


def site_limits(settings: Settings) -> ReadLimits:
    """The bounds of a project's file: no larger than what the desk then judges."""
    return replace(read_limits(settings), vertices=settings.max_vertices)


def open_screenings(desk: Desk, settings: Settings, crew: Crew | None = None) -> ScreeningDesk:
    """The desk that screens tables of projects, by a crew or in this process. Raises DefinitionError, BadInput."""
    columns = load_columns(data_folder(settings), desk.definitions.facts)
    limits, site = read_limits(settings), site_limits(settings)
    return ScreeningDesk(desk, columns, limits, site, versions(), crew=crew, seconds=settings.check_seconds)


def open_signer(settings: Settings) -> Signer | None:
    """The key that signs sealed packs; None where none is configured. Raises BadInput."""
    path = settings.signing_key
    if path is None:
        return None
    try:
        return signer(path.read_bytes(), str(path))
    except OSError as fault:
        raise BadInput(
            f"SANXIAN_SIGNING_KEY={path} 读不出：{fault.strerror}",
            f"SANXIAN_SIGNING_KEY={path} cannot be read: {fault.strerror}",
        ) from fault


def create_service(settings: Settings, *, demonstration: bool = False) -> FastAPI:
    """The HTTP service over the desk of the settings; an absent folder is made, empty. Raises as `open_desk`.

    The tables of a database are not: they are its owner's to make, by `sanxian migrate`. With `demonstration`, callers
    without a key see restricted layers as long as all of these are illustrative.
    """
    from api.app import create_app  # noqa: PLC0415 - the HTTP floor is not needed by commands
    from api.settings import ApiSettings  # noqa: PLC0415
    from app.jobs import Supervisor  # noqa: PLC0415

    measures = open_measures(settings, make=not is_url(settings.store))
    told = ApiSettings(
        lang=settings.lang,
        **access_options(settings),
        demonstration=demonstration,
        four_eyes=settings.four_eyes,
        root_path=settings.root_path,
        watch=True,
        reading=read_limits(settings),
        version=version("sanxian"),
        web=desk_folder(),
        base_map=base_map(settings),
        reports=report_settings(settings),
    )
    impacts = open_impacts(measures.desk, settings)
    screenings = open_screenings(measures.desk, settings)  # jobs are done by processes of their own
    office = open_office(impacts, screenings, settings)
    return create_app(
        measures,
        told,
        clock=clock,
        versions=versions(),
        signer=open_signer(settings),
        impacts=impacts,
        office=office,
        workers=Supervisor(office, clock, at_once=settings.jobs_at_once, first=impacts.footprints.now),
        drawings=drawings_folder(settings, measures.desk.store),
    )


def report_settings(settings: Settings) -> ReportSettings:
    """What the settings say of reports."""
    from zoning.reports.siting.report import ReportSettings  # noqa: PLC0415 - not needed by commands that write none

    return ReportSettings(settings.report_address, settings.report_approval, settings.report_office)


def base_map(settings: Settings) -> BaseMap | None:
    """The tiles beneath the desk's maps; None where none are named. Raises BadInput."""
    from api.settings import BaseMap  # noqa: PLC0415

    if settings.base_map is None:
        return None
    try:
        return BaseMap(
            tiles=settings.base_map,
            attribution=settings.base_map_attribution,
            approval=settings.base_map_approval,
        )
    except ValidationError as fault:
        raise BadInput(
            "SANXIAN_BASE_MAP 须为 http(s) 的 XYZ 瓦片地址，如 https://…/{z}/{x}/{y}.png",
            "SANXIAN_BASE_MAP must be the http(s) address of XYZ tiles, such as https://…/{z}/{x}/{y}.png",
        ) from fault


def clock() -> datetime:
    """The present time, aware; floors below get it as an argument."""
    return datetime.now(UTC)
