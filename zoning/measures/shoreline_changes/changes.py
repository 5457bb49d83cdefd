"""What became of the shoreline between two editions; method, sources and traps in docs/measures.md."""

from __future__ import annotations

from collections.abc import Mapping

from layers.editions import Edition
from layers.errors import BadInput
from layers.notes import Note
from zoning.measures.question import ShorelineChangesQuestion
from zoning.measures.result import Result, finished
from zoning.measures.shoreline.tally import KINDS, natural_groups
from zoning.measures.shoreline.whole import COASTLINE, Shore, shore_of
from zoning.measures.shoreline_changes.comparability import coverage_reasons, reasons, same_editions
from zoning.measures.shoreline_changes.evidence import evidence_of
from zoning.measures.shoreline_changes.flows import Flows, flows
from zoning.measures.shoreline_changes.ledger import brief, ledger
from zoning.measures.shoreline_changes.matching import Compared, matched
from zoning.measures.shoreline_changes.method import ShorelineChangesMethod, coarsest
from zoning.measures.sources import Sources
from zoning.verdict import Json, metres

MEASURE = "shoreline_changes"


def shoreline_changes(question: ShorelineChangesQuestion, sources: Sources) -> Result:
    """Line lost, gained, kept and retyped from `since` to `as_of`, mainland and islands apart, by type and region.

    Raises BadInput for an unknown method or a `since` after `as_of`, NoEditions where no coastline of the region is in
    force on either day.
    """
    if question.since > question.as_of:
        raise BadInput(
            f"since={question.since} 晚于 as_of={question.as_of}；请对调两个日期",
            f"since={question.since} is later than as_of={question.as_of}; exchange the two dates",
        )
    definitions = sources.definitions
    method = definitions.shoreline_changes.chosen(question.method)
    counting = definitions.shoreline.chosen(question.shoreline_method)
    used = [definitions.of_layer(COASTLINE), definitions.regions()]
    used.append(definitions.reference(definitions.shoreline_changes.files[method.method]))
    used.append(definitions.reference(definitions.shoreline.files[counting.method]))
    views = [sources.held(COASTLINE, day) for day in (question.since, question.as_of)]
    inland = not sources.region.coast
    named = {"since": question.since.isoformat(), "shoreline_method": _named(counting.method, counting.version)}
    if inland and not any(shore_of(sources, counting, view).chosen.any() for view in views):
        return finished(
            MEASURE,
            question,
            {"applicable": False, **named, **_nothing()},
            method=(method.method, method.version),
            editions=(),
            used=used,
            notes=[Note("no_coast", {"region": sources.region.code})],
        )
    old, new = (shore_of(sources, counting, sources.view(COASTLINE, day)) for day in (question.since, question.as_of))
    before, after = old.editions(sources), new.editions(sources)
    compared = Compared(old.table, new.table, method.tolerance(before, after))
    rows = sources.derived_pair(old.view, new.view, matched, compared)
    seen = flows(rows, old, new)
    found, unstated = reasons(old, new, sources, method, question.since)
    found += coverage_reasons(rows, seen, old, new)
    same = same_editions(before, after)
    content: Json = {
        "applicable": True,
        **named,
        "tolerance": _tolerance(method, before, after, compared.tolerance_m),
        "conclusion": "same_editions" if same else "not_comparable" if found else "comparable",
        "reasons": [] if same else found,
        "old_editions": [_edition(edition) for edition in before],
        "new_editions": [_edition(edition) for edition in after],
        "mainland": ledger(seen.account(0), old.tally(0), new.tally(0)),
        "islands": ledger(seen.account(1), old.tally(1), new.tally(1)),
        "by_region": _by_region(seen, natural_groups(counting)),
    }
    return finished(
        MEASURE,
        question,
        content,
        method=(method.method, method.version),
        editions=[*before, *after],
        used=used,
        notes=_notes(content, seen, (old, new), [] if same else unstated, compared.tolerance_m),
        evidence=lambda: evidence_of(rows, seen, old, new),
    )


def _named(method: str, version: str) -> Json:
    return {"id": method, "version": version}


def _nothing() -> Json:
    empty: Json = dict.fromkeys(("tolerance", "conclusion", "mainland", "islands"))
    return {**empty, "reasons": [], "old_editions": [], "new_editions": [], "by_region": []}


def _edition(edition: Edition) -> Json:
    return {"region": edition.head.region, "edition": edition.number}


def _tolerance(
    method: ShorelineChangesMethod, old: tuple[Edition, ...], new: tuple[Edition, ...], tolerance_m: float
) -> Json:
    """The tolerance and the numbers that it is the greater of."""
    return {
        "tolerance_m": metres(tolerance_m),
        "stated_m": metres(method.tolerance_m),
        "old_accuracy_m": metres(coarsest(old)),
        "new_accuracy_m": metres(coarsest(new)),
        "accuracy_factor": method.accuracy_factor,
    }


def _by_region(seen: Flows, groups: tuple[str, ...]) -> list[Json]:
    """A row per region that segments are coded to, mainland and islands apart; None: segments without a code."""
    rows: list[Json] = []
    for place in sorted(range(len(seen.regions)), key=lambda place: (seen.regions[place] is None, seen.regions[place])):
        accounts = [seen.account(kind, place) for kind in range(len(KINDS))]
        if any(len(account.rows) for account in accounts):
            both = dict(zip(("mainland", "islands"), (brief(account, groups) for account in accounts), strict=True))
            rows.append({"region": seen.regions[place], **both})
    return rows


def _notes(
    content: Mapping[str, object], seen: Flows, shores: tuple[Shore, Shore], unstated: list[str], tolerance_m: float
) -> list[Note]:
    said: list[Note] = []
    if content["conclusion"] == "not_comparable":
        said.append(Note("changes_not_comparable"))
    if unstated:
        said.append(Note("survey_not_stated", {"attributes": ", ".join(unstated)}))
    for number, kind in enumerate(KINDS):
        account = seen.account(number)
        unclassed = [shore.tally(number).of("unclassed") for shore in shores]
        if any(unclassed):
            values = {"old_m": metres(unclassed[0]), "new_m": metres(unclassed[1])}
            said.append(Note(f"unclassed_{kind}_changes", values))
        single = account.one_sided_m
        if max(single) > tolerance_m:
            values = {"old_m": metres(single[0]), "new_m": metres(single[1]), "tolerance_m": metres(tolerance_m)}
            said.append(Note(f"one_sided_{kind}_line", values))
        if account.moved_in_m > 0.0 or account.moved_out_m > 0.0:
            values = {"in_m": metres(account.moved_in_m), "out_m": metres(account.moved_out_m)}
            said.append(Note(f"moved_{kind}_line", values))
    return said
