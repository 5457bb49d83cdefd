"""Projects judged: a pure function of what travels with them, on one catalogue known at one time."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import shapely

from layers.access import PUBLIC, withheld
from layers.errors import SanxianError, StoreTimeout, StoreUnavailable
from layers.intake.types import ReadLimits
from zoning.desk import Desk
from zoning.jobs.kinds import require_answering
from zoning.redaction.verdict import redacted
from zoning.rendering import render
from zoning.screening.asking import Asked, Common, asked
from zoning.screening.columns import Columns
from zoning.screening.digest import digest
from zoning.screening.doubts import Doubts
from zoning.screening.entries import Entry
from zoning.screening.files import Carried
from zoning.screening.problems import Problem, problem
from zoning.verdict import Json, Verdict


@dataclass(frozen=True)
class Lot:
    """Projects that are judged together, with all that travels with them; `basis` is what the one who asks rests on.

    With `whole` their verdicts are wanted too.
    """

    entries: tuple[Entry, ...]
    files: Carried
    common: Common
    at: datetime
    basis: str
    whole: bool = False


@dataclass(frozen=True)
class Judged:
    """What became of a lot: `output` as it is kept, and the verdicts by their place in it where they were wanted."""

    output: Json
    verdicts: Mapping[int, Verdict]


@dataclass(frozen=True)
class Judge:
    """Judges lots by definitions and store of this process; nothing is kept."""

    desk: Desk
    columns: Columns
    limits: ReadLimits

    def lot(self, lot: Lot) -> Judged:
        """What became of each project: its verdict in brief and its doubts, or its problems; editions used.

        A project that cannot be judged is a problem of its own and keeps no other from it. Raises StoreTimeout,
        StoreUnavailable: then the lot is to be tried again.
        """
        editions: dict[tuple[Any, ...], Any] = {}
        verdicts: dict[int, Verdict] = {}
        rows = []
        for place, entry in enumerate(lot.entries):
            row, verdict = self._row(entry, lot, editions)
            rows.append(row)
            if lot.whole and verdict is not None:
                verdicts[place] = verdict
        return Judged({"rows": rows, "editions": [editions[key] for key in sorted(editions)]}, verdicts)

    def _row(self, entry: Entry, lot: Lot, editions: dict[tuple[Any, ...], Any]) -> tuple[Json, Verdict | None]:
        told = Asked(None, None, None, ())
        answer: Mapping[str, Json | None] = {"answer": None, "veiled": None}
        doubts: list[Json] = []
        verdict = None
        try:
            told = asked(entry, lot.common, self.columns, lot.files, self.limits)
            problems = told.problems
            if told.question is not None:
                verdict = self.desk.check(told.question, lot.at)
                if verdict.incident:
                    require_answering({cell.get("cause") for cell in verdict.body["coverage"]})  # type: ignore[attr-defined]
                record: Mapping[str, Any] = verdict.record()
                doubts = Doubts(self.desk, lot.at).of(told, told.question)
                answer = self._answer(verdict, record)
                for edition in record["editions"]:
                    editions[edition["layer"], edition["region"], edition["edition"]] = edition
        except (StoreTimeout, StoreUnavailable):
            raise
        except SanxianError as fault:
            problems = (problem(None, fault, self.desk.store.location),)
        except Exception as fault:  # noqa: BLE001 - where the program fails at one project, the others get their answer
            problems = (_failed(fault),)
        row: Json = {
            "row": entry.label,
            "key": told.key,
            "name": told.name,
            "problems": [one.as_json() for one in problems],
            "doubts": doubts,
            **answer,
        }
        return row, None if answer["answer"] is None else verdict

    def _answer(self, verdict: Verdict, record: Mapping[str, Any]) -> Mapping[str, Json | None]:
        definitions = self.desk.definitions
        parts = [
            {
                "role": part["role"],
                "width_m": part["width_m"],
                "wkb": shapely.to_wkb(shapely.geometry.shape(part["geometry"]), hex=True, byte_order=1),
            }
            for part in record["project"]["parts"]
        ]
        beside = {"recorded": False, "parts": parts}  # who keeps the verdict says so
        hidden = withheld(definitions.kinds, PUBLIC, definitions.kinds)
        veiled = None
        if hidden:
            shown = render(redacted(record, hidden, definitions), definitions)
            veiled = {**digest(shown, incident=verdict.incident), **beside, "hidden": sorted(hidden)}
        return {
            "answer": {**digest(render(record, definitions), incident=verdict.incident), **beside},
            "veiled": veiled,
        }


def _failed(fault: Exception) -> Problem:
    """Where the program failed. Not in its own words: those of a geometry library may hold coordinates."""
    where = traceback.extract_tb(fault.__traceback__)[-1]
    name = f"{type(fault).__name__}, {where.name}:{where.lineno}"
    return Problem(
        None,
        "internal",
        f"程序在此行出错（{name}）；请单独用 sanxian check 试一次并报告",
        f"the program failed at this row ({name}); try it alone with `sanxian check` and report it",
    )
