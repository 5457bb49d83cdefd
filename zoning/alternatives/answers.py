"""Moves and detours as bodies: canonical numbers, named by their hash like verdicts; texts are added when rendering."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import cast

from layers.canonical import canonical, plain_json
from layers.notes import Note
from layers.once import once
from zoning.alternatives.detours import Corridor, Detour, Led
from zoning.alternatives.moving import Outcome
from zoning.alternatives.search import Search
from zoning.desk import Frame
from zoning.moves import Conflict
from zoning.projects import Project
from zoning.verdict import Json, Verdict, geojson, metres, rounded

METHOD = "2"  # raised whenever a printed digit may change


@dataclass(frozen=True)
class Answer:
    """A finished answer beside the verdicts that it names: `here` as drawn, `there` where something was moved."""

    body: Mapping[str, object]
    here: Verdict
    there: Verdict | None

    @once
    def id(self) -> str:
        """`sha256:` and the hash of the body's RFC 8785 form."""
        return f"sha256:{hashlib.sha256(canonical(self.body)).hexdigest()}"

    def record(self) -> Json:
        """The body with its id first."""
        return {"id": self.id, **{key: plain_json(value) for key, value in self.body.items()}}


def move_answer(found: Outcome, search: Search, frame: Frame) -> Answer:
    """The body of a move: `outcome` is `stands`, `moved`, `none_within` or `stopped`."""
    moved = found.moved
    stands = moved is not None and moved.by.bearing_deg is None
    outcome = "stands" if stands else "moved" if moved else "none_within" if found.complete else "stopped"
    shown = None if moved is None or stands else moved
    notes = [Note(f"move_{outcome}", {"metres": metres(found.none_nearer_than_m), "checks": found.checks})]
    notes += _still_open(found.here) if stands else []
    if shown is not None and any(part.role == "opinion" for part in shown.project.parts):
        notes.append(Note("move_opinion_stays", {}))
    if shown is not None and shown.verdict.word == "undetermined":
        notes.append(Note("move_leaves_open", {}))
    body: Json = {
        **_asked(frame),
        "question": {
            "within_m": metres(search.within_m),
            "step_m": metres(search.step_m),
            "grid_m": rounded(search.grid_m, 4),
            "until": search.until,
        },
        "here": _verdict(found.here),
        "outcome": outcome,
        "none_nearer_than_m": metres(found.none_nearer_than_m),
        "checks": found.checks,
        "everywhere": list(found.everywhere),
        "move": None
        if shown is None
        else {
            "east_m": rounded(shown.by.east_m, 4),
            "north_m": rounded(shown.by.north_m, 4),
            "metres": metres(shown.by.metres),
            "bearing_deg": rounded(shown.by.bearing_deg or 0.0, 1),
        },
        "there": None if shown is None else _verdict(shown.verdict),
        "parts": None if shown is None else _parts(shown.project),
        "editions": _editions(found.here, None if shown is None else shown.verdict),
        "notes": [note.as_json() for note in notes],
    }
    return Answer(body, found.here, None if shown is None else shown.verdict)


def detour_answer(here: Verdict, found: Led, corridor: Corridor, frame: Frame) -> Answer:
    """The body of detours: `outcome` is `no_conflict`, `led_around` (all of them), `partly` or `none_within`."""
    states = {detour.state for detour in found.detours}
    if not states:
        outcome = "no_conflict"
    elif states == {"led_around"}:
        outcome = "led_around"
    else:
        outcome = "partly" if "led_around" in states else "none_within"
    notes = [Note(f"detour_{outcome}", {"count": len(found.detours)})]
    notes += [] if states else _still_open(here)
    if found.verdict is not None and found.verdict.word == "prohibited":
        notes.append(Note("detour_leaves_conflicts", {}))
    body: Json = {
        **_asked(frame),
        "question": {"corridor_m": metres(corridor.width_m), "step_m": metres(corridor.step_m)},
        "here": _verdict(here),
        "outcome": outcome,
        "detours": [_detour(detour) for detour in found.detours],
        "there": None if found.verdict is None else _verdict(found.verdict),
        "parts": None if found.project is None else _parts(found.project),
        "editions": _editions(here, found.verdict),
        "notes": [note.as_json() for note in notes],
    }
    return Answer(body, here, found.verdict)


def _still_open(here: Verdict) -> list[Note]:
    return [Note("stands_open", {})] if here.word == "undetermined" else []


def _asked(frame: Frame) -> Json:
    known = {} if frame.known_at is None else {"known_at": frame.known_at.astimezone(UTC).isoformat()}
    return {"as_of": frame.as_of.isoformat(), **known, "include": sorted(frame.include), "method": METHOD}


def _verdict(verdict: Verdict) -> Json:
    return {"id": verdict.id, "verdict": verdict.word, "range": list(cast("Sequence[str]", verdict.body["range"]))}


def _parts(project: Project) -> list[Json]:
    return [{"role": p.role, "geometry": geojson(p.delivered), "width_m": p.width_m} for p in project.parts]


def _editions(*verdicts: Verdict | None) -> list[Json]:
    found: dict[tuple[str, str, int], Json] = {}
    for verdict in verdicts:
        for edition in [] if verdict is None else cast("list[Json]", verdict.body["editions"]):
            found[str(edition["layer"]), str(edition["region"]), cast("int", edition["edition"])] = edition
    return [dict(found[key]) for key in sorted(found)]


def _detour(detour: Detour) -> Json:
    shift = detour.shift
    return {
        "run": detour.run,
        "from_m": metres(detour.from_m),
        "to_m": metres(detour.to_m),
        "state": detour.state,
        "side": detour.side,
        "offset_m": None if detour.offset_m is None else metres(detour.offset_m),
        "left_m": None if detour.left_m is None else metres(detour.left_m),
        "right_m": None if detour.right_m is None else metres(detour.right_m),
        "taper_before_m": None if shift is None else metres(shift.before_m),
        "taper_behind_m": None if shift is None else metres(shift.behind_m),
        "conflicts": [_conflict(conflict) for conflict in detour.conflicts],
    }


def _conflict(conflict: Conflict) -> Json:
    return {
        "layer": conflict.layer,
        "keep_m": metres(conflict.keep_m),
        "rules": sorted(rule.key for rule in conflict.rules),
        "features": [
            {
                "region": feature.edition.head.region,
                "edition": feature.edition.number,
                "feature": feature.id,
                "name": feature.attributes.get("name"),
            }
            for feature in conflict.features
        ],
    }
