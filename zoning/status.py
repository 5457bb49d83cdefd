"""Whether a recorded verdict still stands: what has changed since, and until when it can be relied on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from shapely.geometry import shape

from layers.catalogue import civil_date, views
from layers.editions import Edition, Standing
from layers.once import once
from zoning.definitions import Definitions
from zoning.ground import ADMIN
from zoning.nearby import Reach
from zoning.projects import Part, Project
from zoning.rules.model import Rule
from zoning.verdict import METHOD, Json

EditionKey = tuple[str, str, int]


@dataclass(frozen=True)
class Recorded:
    """A verdict of the ledger: its body and when it was recorded (aware)."""

    body: Mapping[str, Any]
    at: datetime

    @property
    def as_of(self) -> date:
        """The day whose law and editions it answers for."""
        return date.fromisoformat(str(self.body["as_of"]))

    @property
    def historical(self) -> bool:
        """Whether it asked about a day that had passed already: later law does not make it stale."""
        return self.as_of < civil_date(self.at)

    @property
    def editions(self) -> frozenset[EditionKey]:
        """The editions it rests on."""
        return frozenset((e["layer"], e["region"], e["edition"]) for e in self.body["editions"])


def status(recorded: Recorded, editions: Sequence[Edition], definitions: Definitions, now: datetime) -> Json:
    """`current` or `stale`, every reason with what took the place of what, and until when it can be relied on.

    A verdict about today is compared with today; one about a past day with what is now known of that day.
    `reliable_until` is the last day before a change that is already known, or the end of the packs' own policy; null
    for a past day.
    """
    review = _Review(recorded, editions, definitions, now)
    reasons = [
        *_edition_reasons(recorded, review.current, editions, now),
        *_definition_reasons(recorded, definitions),
        *([] if recorded.historical else _law_reasons(review.rules, review.reaching(review.day))),
    ]
    if recorded.body["method"] != METHOD:
        reasons.append({"code": "method_changed", "values": {"then": recorded.body["method"], "now": METHOD}})
    limits = [] if recorded.historical else [*review.coming_editions(), *review.coming_law(), *review.policies()]
    first = min(limits, key=lambda limit: (limit.until, limit.code, str(limit.values)), default=None)
    if first is not None and first.until < civil_date(now) and not reasons:
        reasons.append({"code": "reliance_ended", "values": {"until": first.until.isoformat()}})
    return {
        "id": recorded.body["id"],
        "state": "stale" if reasons else "current",
        "as_of": recorded.as_of.isoformat(),
        "compared_with": review.day.isoformat(),
        "reasons": reasons,
        "reliable_until": None if first is None else first.until.isoformat(),
        "because": None if first is None else {"code": first.code, "values": first.values},
    }


@dataclass(frozen=True)
class _Limit:
    """The last day on which a verdict can be relied on, and why."""

    until: date
    code: str
    values: Json


@dataclass(frozen=True)
class _Review:
    """A recorded verdict beside what is known now."""

    recorded: Recorded
    editions: Sequence[Edition]
    definitions: Definitions
    now: datetime

    @property
    def day(self) -> date:
        """The day to compare with."""
        as_of = self.recorded.as_of
        return as_of if self.recorded.historical else max(civil_date(self.now), as_of)

    @once
    def around(self) -> Reach:
        """The site and all that a rule of the verdict's day may look at around it, as far as the verdict looked."""
        said = self.recorded.body["project"]
        drawn = [(part, shape(part["geometry"])) for part in said["parts"]]
        parts = tuple(Part(part["role"], geometry, geometry, part["width_m"]) for part, geometry in drawn)
        project = Project(parts, said["accuracy_m"], {})
        reach = max(self.definitions.rulebook(self.recorded.as_of).reach.values(), default=0.0)
        borders = (edition for edition in self.editions if edition.head.layer == ADMIN)
        rested_on = (one.head.accuracy_m for one in borders if _key(one) in self.recorded.editions)
        return Reach(project.footprint("project"), reach + project.accuracy_m + max(rested_on, default=0.0))

    def speaks(self, edition: Edition) -> bool:
        """Whether an edition covers something near the site, or nowhere says what it covers."""
        coverage = edition.head.coverage
        return coverage is None or self.around.meets(coverage)

    @once
    def current(self) -> frozenset[EditionKey]:
        """The editions that speak here on the day compared with, as known now."""
        include: Collection[Standing] = self.recorded.body["include"]
        return frozenset(
            _key(entry.edition)
            for layer in self.definitions.kinds.of_features
            for view in views(self.editions, layer, self.day, self.now, include)
            for entry in view
            if self.speaks(entry.edition)
        )

    def reaching(self, day: date) -> Mapping[str, Rule]:
        """The rules in force on a day whose jurisdiction reaches the site."""
        rules = self.definitions.rules_in_force(day)
        return {rule.key: rule for rule in rules if _reaches(rule.jurisdiction, self.recorded)}

    @once
    def rules(self) -> Mapping[str, Rule]:
        """Those of the day the verdict answers for."""
        return self.reaching(self.recorded.as_of)

    def coming_editions(self) -> Iterator[_Limit]:
        """Editions that are published and take effect later."""
        for edition in self.editions:
            head = edition.head
            later = head.effective_from > self.recorded.as_of and head.layer in self.definitions.kinds.of_features
            if later and edition.published_by(self.now) and self.speaks(edition):
                layer, region, number = _key(edition)
                values: Json = {"layer": layer, "region": region, "edition": number}
                yield _Limit(head.effective_from - timedelta(days=1), "edition_takes_effect", values)

    def coming_law(self) -> Iterator[_Limit]:
        """Rules that end, change their basis or begin later; rules that are complete to a day, or from a later one."""
        as_of = self.recorded.as_of
        for key, rule in self.rules.items():
            for end in (rule.entry.valid_to, *(basis.until for basis in rule.entry.basis)):
                if end is not None and end >= as_of:
                    yield _Limit(end, "rule_ends", {"rule": key})
        for pack in self.definitions.packs:
            for rule in pack.rules:
                start = rule.entry.valid_from
                if start is not None and start > as_of and _reaches(rule.jurisdiction, self.recorded):
                    yield _Limit(start - timedelta(days=1), "rule_begins", {"rule": rule.key})

        day = timedelta(days=1)
        for instrument in self.definitions.instruments:
            expected = instrument.expected(self.recorded.body["regions"])
            for entry in (entry for entry in instrument.complete if entry.jurisdiction in expected):
                cell: Json = {"layer": f"rules:{instrument.instrument}:{entry.jurisdiction}"}
                end, eve = entry.until, entry.from_ - day
                if end is not None and end >= as_of and not instrument.covered(entry.jurisdiction, end + day):
                    yield _Limit(end, "law_coverage_ends", cell)
                if eve >= as_of and not instrument.covered(entry.jurisdiction, eve):
                    yield _Limit(eve, "law_coverage_begins", cell)

    def policies(self) -> Iterator[_Limit]:
        """What the packs that were applied say of themselves."""
        for pack in self.definitions.packs:
            months = pack.head.reliable_months
            if months is not None and any(rule.key in self.rules for rule in pack.rules):
                values: Json = {"pack": pack.head.pack, "months": months}
                yield _Limit(_later(self.recorded.as_of, months), "policy", values)


def _key(edition: Edition) -> EditionKey:
    return edition.head.layer, edition.head.region, edition.number


def _edition_reasons(
    recorded: Recorded, current: frozenset[EditionKey], editions: Sequence[Edition], now: datetime
) -> Iterator[Json]:
    withdrawn = {_key(e) for e in editions if e.withdrawn_at is not None and e.withdrawn_at <= now}
    new = sorted(current - recorded.editions)
    for layer, region, number in sorted(recorded.editions - current):
        by = [key for key in new if key[0] == layer and key[1] == region] or [key for key in new if key[0] == layer]
        code = "edition_withdrawn" if (layer, region, number) in withdrawn else "edition_superseded"
        yield {
            "code": code,
            "values": {"layer": layer, "region": region, "edition": number, "by": _names(by)},
        }
    gone = {(layer, region) for layer, region, _ in recorded.editions - current}
    for layer, region, number in new:
        if (layer, region) not in gone:
            yield {"code": "edition_added", "values": {"layer": layer, "region": region, "edition": number}}


def _names(keys: Iterable[EditionKey]) -> str:
    return ", ".join(f"{region}/{number}" for _, region, number in keys)


def _definition_reasons(recorded: Recorded, definitions: Definitions) -> Iterator[Json]:
    then = {entry["file"]: entry for entry in recorded.body["definitions"]}
    now = {reference.file: reference for reference in definitions.references()}
    for file in sorted(then.keys() | now.keys()):
        if not _concerns(file, recorded):
            continue
        before, after = then.get(file), now.get(file)
        if before is None or after is None:
            code = "definition_added" if before is None else "definition_removed"
            yield {"code": code, "values": {"file": file}}
        elif before["sha256"] != after.sha256:
            values = {"file": file, "then": before["version"], "now": after.version}
            yield {"code": "definition_changed", "values": values}


def _concerns(file: str, recorded: Recorded) -> bool:
    """Whether a definition can bear on the site: a pack of a jurisdiction that does not reach it cannot."""
    folder, _, rest = file.partition("/")
    if folder != "rules" or "/" not in rest:
        return True
    return _reaches(rest.partition("/")[0], recorded)


def _reaches(jurisdiction: str, recorded: Recorded) -> bool:
    digits = jurisdiction.removeprefix("CN").removeprefix("-")
    regions = recorded.body["regions"]
    return not digits or not regions or any(r.startswith(digits) or digits.startswith(r.rstrip("0")) for r in regions)


def _law_reasons(then: Mapping[str, Rule], now: Mapping[str, Rule]) -> Iterator[Json]:
    for key in sorted(then.keys() | now.keys()):
        before, after = then.get(key), now.get(key)
        if before is None or after is None:
            code = "rule_in_force" if before is None else "rule_ended"
            yield {"code": code, "values": {"rule": key}}
        elif before.entry != after.entry or before.without != after.without:
            yield {"code": "rule_changed", "values": {"rule": key}}


def _later(day: date, months: int) -> date:
    """The same day of a later month, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    after = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1) - timedelta(days=1)
    return date(year, month + 1, min(day.day, after.day))
