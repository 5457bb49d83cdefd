"""The siting question: may this project stand here, and why? See docs/siting.md."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime

import numpy as np
import shapely

from layers.editions import Edition, Standing
from layers.engine import size
from layers.geodesy import survey_area
from layers.notes import Note
from layers.snapshot import Snapshot
from zoning.annexes import annexes
from zoning.case import OPEN_TO_PROHIBITED, Case, layers_read
from zoning.conclusion import conclude
from zoning.definitions import Definitions
from zoning.evaluation import RuleResult
from zoning.facts import FactState
from zoning.findings import by_feature, contacts, dissolved_json, finding_json, total_json, totals
from zoning.ground import ADMIN
from zoning.logic import Outcome
from zoning.projects import Project
from zoning.rules.coverage import LawCell
from zoning.verdict import METHOD, Json, Verdict, geojson, metres, share, square_metres

STATUSES = ("not_applicable", "covered", "partly", "not_covered", "failed")  # the later, the less is known


def check(
    project: Project,
    snapshots: Sequence[Snapshot],
    definitions: Definitions,
    as_of: date,
    *,
    known_at: datetime | None = None,
    include: Collection[Standing] = (),
) -> Verdict:
    """Evaluate every rule in force on `as_of` against the project's place.

    `snapshots` are the ordinary one and one for each included lower standing; the stricter value of each rule counts.
    `known_at` enters the body only when it was asked for. A layer that failed to load makes the answer an incident.
    """
    cases = tuple(Case(project, snapshot, definitions, as_of) for snapshot in snapshots)
    concluded = conclude(cases, _beside(cases))
    verdict, results = concluded.outcome, concluded.results
    found = {case: contacts(case, case.results) for case in cases}
    concerning = by_feature(results)
    findings = _unique(finding_json(case, contact, concerning) for case in cases for contact in found[case])
    law = list({cell.name: cell for case in cases for cell in case.law}.values())
    cells = [*_coverage(cases, results), *_law_cells(law)]
    body: Json = {
        "verdict": verdict.word,
        "range": list(verdict.range),
        "as_of": as_of.isoformat(),
        **({"known_at": known_at.astimezone(UTC).isoformat()} if known_at is not None else {}),
        "include": sorted(include),
        "method": METHOD,
        "scope": _scope(law),
        "regions": sorted({code for case in cases for code in case.home_regions}),
        "project": _project_json(project),
        "findings": findings,
        "totals": _unique(total_json(case, total) for case in cases for total in totals(case, found[case])),
        "dissolved": _unique(entry for case in cases for entry in dissolved_json(case, found[case], concerning)),
        "rules": [_rule_summary(result) for result in results if result.outcome.worst or result.holds is not False],
        "coverage": cells,
        "questions": [question.as_json() for question in concluded.questions],
        **annexes(cases, results, found),
        "editions": _editions(cases),
        "definitions": [reference.as_json() for reference in definitions.references()],
        "notes": [note.as_json() for note in _notes(cases[0].project)],
    }
    incident = any(snapshot.failed for snapshot in snapshots) and _rests_on_failure(cells)
    return Verdict(body, incident, written={"definitions": definitions.written})


def outcome(project: Project, snapshots: Sequence[Snapshot], definitions: Definitions, as_of: date) -> Outcome:
    """The verdict of `check` alone, without its findings and what stands beside them."""
    cases = tuple(Case(project, snapshot, definitions, as_of) for snapshot in snapshots)
    return conclude(cases, _beside(cases)).outcome


def _beside(cases: Iterable[Case]) -> Mapping[str, Outcome]:
    """What stands open whatever the rules say, by the name a question gives it."""
    found: dict[str, Outcome] = {}
    for case in cases:
        found |= {cell.name: OPEN_TO_PROHIBITED for cell in case.law if not cell.covered}
        if not case.admin_silence.complete:
            found[ADMIN] = OPEN_TO_PROHIBITED
        if case.extent_unknown:
            found["extent"] = OPEN_TO_PROHIBITED
    return found


def _unique(items: Iterable[Json]) -> list[Json]:
    out: list[Json] = []
    for item in items:
        if item not in out:
            out.append(item)
    return out


def _project_json(project: Project) -> Json:
    whole = size(project.footprint("project"))
    measured = [part for part in project.parts if part.role != "opinion"]
    delivered = np.array([part.delivered for part in measured], dtype=object)
    surfaces = delivered[shapely.get_dimensions(delivered) == 2]
    return {
        "name": project.name,
        "industry": project.industry,
        "parts": [
            {"role": part.role, "geometry": geojson(part.geometry), "width_m": part.width_m} for part in project.parts
        ],
        "accuracy_m": metres(project.accuracy_m),
        "facts": {name: _fact_json(state) for name, state in sorted(project.facts.items())},
        "measures": {
            "area_m2": square_metres(whole.area_m2),
            "survey_area_m2": square_metres(float(np.sum(survey_area(surfaces))) if len(surfaces) else 0.0),
            "length_m": metres(whole.length_m),
        },
    }


def _fact_json(state: FactState) -> object:
    """A given fact as its value; what only follows, or contradicts, shows both sides."""
    if state.derived is None:
        return state.given
    derived = sorted(state.derived, key=str)
    return {"given": state.given, "derived": derived, "conflict": state.conflicting}


def _scope(law: Iterable[LawCell]) -> list[Json]:
    instruments: dict[str, list[str]] = {}
    for cell in law:
        if cell.covered:
            instruments.setdefault(cell.instrument, []).append(cell.jurisdiction)
    return [{"instrument": name, "jurisdictions": found} for name, found in sorted(instruments.items())]


def _rule_summary(result: RuleResult) -> Json:
    return {
        "pack": result.rule.pack,
        "rule": result.rule.entry.id,
        "holds": result.holds,
        "range": list(result.outcome.range),
        "missing_facts": sorted(result.missing),
        "thin": sorted(result.place.thin),
        "silent": sorted(result.place.silent),
        "requirements": list(result.requirements),
    }


def _coverage(cases: Sequence[Case], results: Sequence[RuleResult]) -> list[Json]:
    """A cell per layer; of several snapshots the one that answers least.

    A layer is required where a binding rule that may hold for the project reads it; one that is silent only where that
    rule can still come to something by it.
    """
    known = cases[0].readings()
    needed: set[str] = {ADMIN}
    opened: set[str] = {ADMIN}
    mentioned: dict[str, float] = {}
    for result in results:
        layers = layers_read(result, known)
        if result.rule.effect not in ("permit", "inform"):
            needed |= layers
            opened |= result.place.silent & layers
        if layers:
            for layer, farthest_m in result.rule.place.reach_by_layer.items():
                if farthest_m > mentioned.get(layer, 0.0):
                    mentioned[layer] = farthest_m
    cells: list[Json] = []
    for layer in cases[0].definitions.kinds.of_features:
        seen = [_answer(case, layer, mentioned.get(layer, 0.0)) for case in cases]
        cell = max(seen, key=lambda cell: (STATUSES.index(str(cell["status"])), -float(str(cell["share"] or 0))))
        silent = cell["status"] in ("partly", "not_covered")
        required = cell["status"] != "not_applicable" and layer in (opened if silent else needed)
        cells.append({"layer": layer, "required": required, **cell})
    return cells


def _answer(case: Case, layer: str, within_m: float) -> Json:
    if layer in case.snapshot.failed:
        return {"status": "failed", "share": 0.0, "cause": case.snapshot.failed[layer]}
    if layer in case.not_applicable:
        return {"status": "not_applicable", "share": None, "source": case.not_applicable[layer]}
    quiet = case.silence(layer, within_m)
    if quiet.complete:
        return {"status": "covered", "share": 1.0}
    status = "not_covered" if share(quiet.share) == 0.0 else "partly"
    return {"status": status, "share": share(quiet.share), "gap": geojson(shapely.normalize(quiet.gap))}


def _law_cells(law: Iterable[LawCell]) -> list[Json]:
    return [
        {"layer": cell.name, "required": True, "status": "not_covered", "share": 0.0}
        for cell in law
        if not cell.covered
    ]


def _rests_on_failure(cells: Iterable[Json]) -> bool:
    return any(cell["status"] == "failed" and cell["required"] for cell in cells)


def _editions(cases: Sequence[Case]) -> list[Json]:
    """The editions that speak within reach of the site, or have no coverage to tell where they speak."""
    found: dict[tuple[str, str, int], Edition] = {}
    for case in cases:
        for layer, view in case.snapshot.views.items():
            for edition, coverage in zip(view.editions, view.spoken_for, strict=True):
                if coverage is None or case.in_reach(coverage):
                    found[layer, edition.head.region, edition.number] = edition
    return [
        {
            "layer": layer,
            "region": region,
            "edition": number,
            "status": edition.head.standing,
            "sha256": edition.sha256,
        }
        for (layer, region, number), edition in sorted(found.items())
    ]


def _notes(project: Project) -> list[Note]:
    conflicts = [
        Note(
            "fact_conflict",
            {"fact": name, "given": str(state.given), "derived": "|".join(sorted(map(str, state.derived)))},
        )
        for name, state in sorted(project.facts.items())
        if state.conflicting and state.derived is not None
    ]
    routes = [Note("route_is_occupied", {})] if project.routes_occupy else []
    return [*project.notes, *routes, *conflicts]
