"""The door: every answer that shows features leaves through it, as far as its reader's clearance goes.

The service asks here and never a store, a snapshot or the ledger itself (`tests/security/test_door.py` holds that). The
command line speaks for whoever runs the machine, and sees everything.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from layers.access import Clearance, withheld
from layers.canonical import canonical
from layers.coverage import ADMIN_AREA
from layers.editions import Edition, Features
from layers.errors import Gone, Withheld
from layers.intake.candidates import AmbiguousCRS
from layers.intake.types import Reading
from layers.once import once
from layers.snapshot import LayerView
from zoning.admissible.answer import Areas
from zoning.admissible.asked import AreaQuestion
from zoning.admissible.desk import AdmissibleDesk, Plan
from zoning.alternatives.answers import Answer
from zoning.alternatives.desk import Compared
from zoning.alternatives.recorded import recalled, reduced
from zoning.alternatives.showing import in_words, revealed, shown, unhashed
from zoning.alternatives.texts import detours_with_texts, move_with_texts
from zoning.desk import Frame, SitingQuestion
from zoning.identify import identify
from zoning.intake.desk import explained
from zoning.intake.desk import told as look_told
from zoning.intake.guard import Reread, would_change
from zoning.intake.guard_json import guard_json
from zoning.measures.absent import absent
from zoning.measures.desk import MeasureDesk
from zoning.measures.land_cover.polygon import polygon_cover
from zoning.measures.question import NAMES, Question
from zoning.measures.rendering import render as render_measure
from zoning.measures.result import Result
from zoning.measures.standing import highest_only
from zoning.measures.tables import Evidence
from zoning.projects import Project
from zoning.redaction.measure import layers_read, redacted_measure, refusal
from zoning.redaction.verdict import redacted
from zoning.rendering import render
from zoning.reports.measures.backdrop import backdrop
from zoning.reports.measures.document import Backdrop, no_backdrop
from zoning.reports.model import Report
from zoning.reports.siting.recorded import report_of
from zoning.reports.siting.report import ReportSettings
from zoning.reports.siting.retention import retention_of
from zoning.screening.desk import of_job
from zoning.screening.results import Results, let_out
from zoning.verdict import Json, Verdict, geojson


@dataclass(frozen=True)
class Record:
    """A recorded answer as a reader gets it, RFC 8785 JSON; `tag` is another for every other content.

    `whole`: the recorded bytes themselves, which never change under their id. What is withheld may.
    """

    content: bytes
    tag: str
    whole: bool


@dataclass(frozen=True, eq=False)
class Redacted(Result):
    """A measure without what shows `hidden` layers, under the id of the whole one."""

    whole_id: str = ""
    hidden: frozenset[str] = field(default=frozenset())

    @once
    def id(self) -> str:
        """The id of the whole measure."""
        return self.whole_id


class Door:
    """What one reader may see of the answers of a desk."""

    def __init__(self, measures: MeasureDesk, clearance: Clearance) -> None:
        self._measures = measures
        self._desk = measures.desk
        self.clearance = clearance
        kinds = self._desk.definitions.kinds
        self.withheld = withheld(kinds, clearance, kinds)

    def shows(self, layer: str) -> bool:
        """Whether the geometry of a layer, and what follows from it, may be shown."""
        kinds = self._desk.definitions.kinds
        return layer in kinds and layer not in self.withheld

    # --- siting

    def verdict(self, verdict: Verdict) -> Json:
        """A verdict just given, with its texts. Raises Withheld for members that nothing is known of."""
        return render(self._redacted(verdict.record()), self._desk.definitions)

    def check(self, check_id: str) -> Record:
        """A recorded verdict. Raises NotFound, Withheld, StoreError."""
        return self._record(self._desk.ledger.body(check_id), check_id, self._redacted)

    def check_in_words(self, check_id: str) -> Json:
        """A recorded verdict with its texts. Raises as `check`, and Gone where what it says was blanked."""
        shown = json.loads(self.check(check_id).content)
        if shown.get("blanked"):
            raise Gone(
                f"结论 {check_id} 的内容已被清除；GET /siting/checks/{check_id} 给出留存的部分",
                f"what the verdict {check_id} says was blanked; GET /siting/checks/{check_id} has what is left",
            )
        return render(shown, self._desk.definitions)

    def look(self, found: Reading | AmbiguousCRS, region: str | None, *, as_of: date, now: datetime) -> Json:
        """One look at a file that is not judged; held against layers alone that everybody sees. Raises BadInput."""
        return look_told(self._desk, found, region=region, as_of=as_of, now=now)

    def datum_check(self, question: SitingQuestion, reread: Reread, now: datetime, *, stated: bool) -> Json:
        """Whether the verdict would change in another datum: words and the site's own places. Raises as a check."""
        return guard_json(self._desk.definitions, would_change(self._desk, question, reread, now, stated=stated))

    def explained(self, fault: AmbiguousCRS, *, as_of: date, now: datetime) -> AmbiguousCRS:
        """The refusal of several readings with the likeliest named."""
        return explained(self._desk, fault, as_of=as_of, now=now)

    def report(self, check_id: str, settings: ReportSettings) -> Report:
        """The report of a recorded verdict. Raises as `check_in_words`, and NotFound for an edition no longer held."""
        shown = self.check_in_words(check_id)
        entry = self._desk.ledger.first(check_id)
        retention = retention_of(self._measures, shown, entry, self.attempt)
        return report_of(self._desk, shown, entry=entry, shows=self.shows, settings=settings, retention=retention)

    def screening(self, result: bytes) -> Results:
        """The results of a finished screening, by what its job made. Rows raise Withheld, StoreError."""
        return let_out(of_job(self._desk.store, result), self.withheld)

    def areas(self, asked: AreaQuestion, now: datetime) -> Plan:
        """Where a project could stand, made ready: what is computed from a layer shows it.

        Raises Withheld where a rule that matters for the project reads a withheld layer, and as `AdmissibleDesk.plan`.
        """
        desk = AdmissibleDesk(self._desk)
        for layer in sorted(desk.layers(asked)):
            self.require(layer)
        return desk.plan(asked, now)

    def answered(self, plan: Plan) -> Areas:
        """The areas of a plan that has passed this door."""
        return AdmissibleDesk(self._desk).answer(plan)

    def status(self, check_id: str, now: datetime) -> Json:
        """Whether a recorded verdict still stands: editions, rules and dates by name. Raises NotFound, StoreError."""
        return self._desk.status(check_id, now)

    def identify(self, reading: Reading, within_m: float, *, as_of: date, now: datetime) -> Json:
        """What lies at a point. Raises NoEditions, StoreError."""
        return self.identify_all([reading], within_m, as_of=as_of, now=now)[0]

    def identify_all(self, readings: Iterable[Reading], within_m: float, *, as_of: date, now: datetime) -> list[Json]:
        """What lies at each point, on one snapshot. Raises NoEditions, StoreError."""
        snapshot = self._desk.snapshots.at(as_of, now)[0]
        return [identify(self._desk.definitions, snapshot, one, within_m, self.withheld) for one in readings]

    def _redacted(self, record: Mapping[str, Any]) -> Json:
        return redacted(record, self.withheld, self._desk.definitions)

    # --- alternatives

    def comparison(self, compared: Compared) -> Json:
        """A comparison of alternatives with its texts. Raises Withheld as `verdict`."""
        return shown(compared, self.withheld, self._desk.definitions)

    def recorded_comparison(self, comparison_id: str) -> Record:
        """A recorded comparison. Raises NotFound, Withheld, StoreError."""
        return self._record(self._desk.ledger.comparison(comparison_id), comparison_id, self._redacted_comparison)

    def comparison_in_words(self, comparison_id: str) -> Json:
        """A recorded comparison with its texts. Raises as `recorded_comparison`, and Gone where it was blanked."""
        ledger, definitions = self._desk.ledger, self._desk.definitions
        record = json.loads(ledger.comparison(comparison_id))
        ledger.require_whole(comparison_id)
        return in_words(recalled(record, ledger, self.withheld, definitions), definitions)

    def _redacted_comparison(self, record: Mapping[str, Any]) -> Json:
        if not self.withheld or record.get("blanked"):
            return reduced(record, self.withheld)
        return recalled(record, self._desk.ledger, self.withheld, self._desk.definitions).body

    def move(self, answer: Answer) -> Json:
        """A move that has passed `require_search`, with its texts."""
        return move_with_texts(unhashed(answer.record(), self.withheld), self._desk.definitions)

    def detours(self, answer: Answer) -> Json:
        """Detours that have passed `require_search`, with their texts."""
        return detours_with_texts(unhashed(answer.record(), self.withheld), self._desk.definitions)

    def require_search(self, project: Project, frame: Frame) -> None:
        """Raises Withheld where a move or detour may follow from what a withheld layer holds, whatever the place."""
        for layer in sorted(revealed(project, frame, self._desk.definitions, self.withheld)):
            self.require(layer)

    # --- editions

    def outline(self, edition: Edition) -> Json | None:
        """Where an edition speaks; None where it says nothing of that, or its layer is withheld."""
        coverage = edition.head.coverage
        return None if coverage is None or not self.shows(edition.head.layer) else geojson(coverage)

    def features(self, edition: Edition) -> Features:
        """The features of an edition. Raises Withheld, StoreError."""
        self.require(edition.head.layer)
        return self._desk.store.features(edition)

    def view(self, editions: Iterable[Edition], layer: str, *, as_of: date, known_at: datetime) -> LayerView:
        """A layer as in force by a catalogue. Raises Withheld, StoreError."""
        self.require(layer)
        return self._desk.snapshots.layer(editions, layer, as_of, known_at)

    def cover(
        self, editions: Iterable[Edition], layer: str, reading: Reading, *, as_of: date, known_at: datetime
    ) -> Json:
        """Areas of the classes of a raster layer in polygons. Raises as `polygon_cover`, and Withheld."""
        definitions = self._measures.definitions
        view = highest_only(self.view(editions, layer, as_of=as_of, known_at=known_at), definitions.base.regions)
        return polygon_cover(view, reading, definitions, self._desk.store.file)

    def require(self, layer: str) -> None:
        """Raises Withheld where the geometry of a layer, or a list of what changed in it, may not be shown."""
        self.clearance.require(self._desk.definitions.kinds[layer])

    # --- measures

    def require_question(self, question: Question) -> None:
        """Raises Withheld, before anything is computed, for a measure within a withheld layer."""
        layer = (getattr(question, "zone", None) or "").partition(":")[0]
        if layer in self.withheld:
            self.require(layer)

    def measure(self, result: Result) -> Result:
        """A measure as it may be shown; itself where nothing of it is withheld. Raises Withheld."""
        record = result.record()
        shown = self._redacted_measure(record)
        if not shown.get("redacted"):
            return result
        body = {name: value for name, value in shown.items() if name != "id"}

        def evidence() -> tuple[Evidence, ...]:
            return tuple(one for one in result.evidence() if one.layer is not None and self.shows(one.layer))

        hidden = layers_read(record) & self.withheld
        return Redacted(body=body, used=result.used, evidence=evidence, whole_id=result.id, hidden=hidden)

    def attempt(self, question: Question, now: datetime) -> Result:
        """A measure of a report as it may be shown; one that may not, or has no edition, is there and says so."""
        try:
            self.require_question(question)
            return self.measure(self._measures.attempt(question, now))
        except Withheld as fault:
            return absent(NAMES[type(question)], question, fault)

    def recorded_measure(self, measure_id: str) -> Record:
        """A recorded measure. Raises NotFound, Withheld, StoreError."""
        return self._record(self._desk.ledger.measure(measure_id), measure_id, self._redacted_measure)

    def measure_in_words(self, measure_id: str) -> Json:
        """A recorded measure with its texts. Raises as `recorded_measure`, and Gone where what it says was blanked."""
        shown = json.loads(self.recorded_measure(measure_id).content)
        if shown.get("blanked"):
            raise Gone(
                f"测算 {measure_id} 的内容已被清除；GET /measures/records/{measure_id} 给出留存的部分",
                f"what the measure {measure_id} says was blanked; GET /measures/records/{measure_id} has what is left",
            )
        return render_measure(shown, self._measures.definitions)

    def require_drawn(self, result: Result, form: str, part: str | None) -> None:
        """Raises Withheld for a file of features, or a map, of a measure whose features are withheld."""
        drawn = form in ("gpkg", "geojson") or (part is not None and part.partition(":")[0] == "map")
        if isinstance(result, Redacted) and drawn and not result.evidence():
            raise refusal(result.hidden, self._desk.definitions.kinds)

    def backdrop(self, question: Question, now: datetime) -> Callable[[], Backdrop | None]:
        """The administrative areas beneath the maps of a measure."""
        return backdrop(self._measures, question, now) if self.shows(ADMIN_AREA) else no_backdrop

    def tag(self, result: Result) -> str:
        """By which a reader's copy of a measure that has passed the door is told from another reader's."""
        return _tag(result.id, canonical(result.record())) if isinstance(result, Redacted) else result.id

    def _redacted_measure(self, record: Mapping[str, Any]) -> Json:
        return redacted_measure(record, self.withheld, self._measures.definitions)

    @staticmethod
    def _record(content: bytes, number: str, redact: Callable[[Mapping[str, Any]], Json]) -> Record:
        shown = redact(json.loads(content))
        if not shown.get("redacted"):
            whole = not shown.get("blanked")  # else a copy kept from before must not pass for what is there now
            return Record(content, number if whole else _tag(number, content), whole)
        told = canonical(shown)
        return Record(told, _tag(number, told), whole=False)


def _tag(number: str, content: bytes) -> str:
    return f"{number}.{hashlib.sha256(content).hexdigest()[:16]}"
