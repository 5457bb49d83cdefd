"""Files looked at on the snapshot of a day: the one look of command line, HTTP and web desk."""

from __future__ import annotations

from datetime import date, datetime

from layers.errors import NoEditions
from layers.intake.candidates import AmbiguousCRS
from layers.intake.types import Reading
from layers.snapshot import Snapshot
from zoning.desk import Desk
from zoning.intake.look import Look, look, named
from zoning.intake.look_json import look_json
from zoning.verdict import Json


def snapshot_of(desk: Desk, as_of: date, now: datetime) -> Snapshot | None:
    """The layers in force on a day; None where there are none, which no reading of a file needs."""
    try:
        return desk.snapshots.at(as_of, now)[0]
    except NoEditions:
        return None


def look_at(
    desk: Desk, found: Reading | AmbiguousCRS, *, region: str | None = None, as_of: date, now: datetime
) -> Look:
    """One look at what was read, or at a refusal for several readings. Raises BadInput for a region not known."""
    return look(desk.definitions, snapshot_of(desk, as_of, now), found, region)


def told(desk: Desk, found: Reading | AmbiguousCRS, *, region: str | None = None, as_of: date, now: datetime) -> Json:
    """The same as JSON with texts. Raises as `look_at`."""
    return look_json(desk.definitions, found, look_at(desk, found, region=region, as_of=as_of, now=now))


def explained(
    desk: Desk, fault: AmbiguousCRS, *, region: str | None = None, as_of: date, now: datetime
) -> AmbiguousCRS:
    """The refusal of several readings, the likeliest of them first and named in its message."""
    return named(fault, look_at(desk, fault, region=region, as_of=as_of, now=now))
