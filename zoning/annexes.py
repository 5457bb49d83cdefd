"""What a verdict shows beside its findings: red-line outcome, lines, thin contacts, surroundings, next steps, EIA."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from zoning.case import Case
from zoning.crossings import lines_json
from zoning.eia import eia_hint
from zoning.eia import stricter as stricter_hint
from zoning.evaluation import RuleResult
from zoning.exceptions import exceptions_tried
from zoning.findings import Contact
from zoning.next_steps import next_steps
from zoning.red_line import red_line_outcome, stricter
from zoning.seams import seams_json
from zoning.surroundings import RINGS_M, surroundings_json
from zoning.thin_contacts import thin_contacts_json
from zoning.verdict import Json


def annexes(cases: Sequence[Case], results: Sequence[RuleResult], found: Mapping[Case, Sequence[Contact]]) -> Json:
    """The members of the body that explain a verdict; none of them changes it.

    `results` are those of all snapshots together. Where a lower standing is included, what the snapshots say apart
    stands side by side; of red-line outcomes and of hints on the EIA the stricter counts.
    """
    first = cases[0]
    law = first.definitions.red_line
    near = [contact for case in cases for contact in found[case]]
    return {
        "red_line": stricter([red_line_outcome(case, case.results, law) for case in cases], law).as_json(),
        "exceptions": exceptions_tried(first, results),
        "lines": _unique(line for case in cases if (line := lines_json(case, found[case], results)) is not None),
        "thin_contacts": _of_all(cases, lambda case: thin_contacts_json(case, found[case])),
        "seams": _of_all(cases, seams_json),
        "surroundings": _surroundings(_of_all(cases, surroundings_json)),
        "next_steps": _of_all(cases, lambda case: next_steps(case, case.results, found[case])),
        "eia": stricter_hint([eia_hint(case, near) for case in cases]),
    }


def _surroundings(entries: Iterable[Json]) -> Json:
    """What layers hold around the site; those that answer all rings and hold nothing there are only named."""
    told: list[Json] = []
    nothing: list[object] = []
    for entry in entries:
        silent = not entry["classes"] and entry["answers_m"] == RINGS_M[-1]
        (nothing if silent else told).append(entry["layer"] if silent else entry)  # type: ignore[arg-type]
    return {"rings_m": list(RINGS_M), "layers": told, "nothing": nothing}


def _of_all(cases: Iterable[Case], part: Callable[[Case], list[Json]]) -> list[Json]:
    return _unique(entry for case in cases for entry in part(case))


def _unique(entries: Iterable[Json]) -> list[Json]:
    out: list[Json] = []
    for entry in entries:
        if entry not in out:
            out.append(entry)
    return out
