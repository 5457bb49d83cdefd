"""From a reading to a published edition: check, name, cover, propose, publish."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from layers.assignment import with_codes
from layers.catalogue import civil_date, current
from layers.checks.check import check
from layers.checks.report import CheckReport
from layers.coverage import ADMIN_AREA, CoverageRequest, admin_in_force, resolve
from layers.delivery import take
from layers.editions import Edition, EditionHead, Features, Standing, content_hash
from layers.errors import BadInput, Lang, Refused
from layers.feature_ids import all_keyed, arrange, name_features
from layers.intake.types import RASTER, Reading
from layers.kinds import LayerKind
from layers.mapping import DeliveryMapping
from layers.notes import Note
from layers.publication import deliveries
from layers.publication.admission import as_published, require_place, require_replaceable
from layers.publication.deliveries import MappingUsed
from layers.publication.four_eyes import require_second_person
from layers.publication.one_line import LONGEST, fits
from layers.regions import Regions
from layers.stores.base import CatalogueMoved, Store

_ATTEMPTS = 20
_COARSEST_M = 10_000  # as of a project


class Overtaken(CatalogueMoved):
    """Another edition of the same region and standing was published in the same moment."""


class RefusedDelivery(Refused):
    """A refused delivery with the report of its check, where one was made."""

    def __init__(self, zh: str, en: str, report: CheckReport | None = None) -> None:
        super().__init__(zh, en)
        self.report = report

    def in_words(self, lang: Lang, first: str) -> str:
        """The message with `first`, the text of the first error, in place of its code."""
        if self.report is None or not self.report.errors:
            return self.text(lang)
        return self.text(lang).removesuffix(self.report.errors[0].code) + " ".join(first.split())


@dataclass(frozen=True)
class Submission:
    """What a steward says about a delivery; see EditionHead. `coverage` is resolved at publication."""

    region: str
    standing: Standing
    accuracy_m: float
    effective_from: date
    source: str
    coverage: CoverageRequest = None
    replaces: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Prepared:
    """A delivery that passed every check, ready to be stored: what would be published, and what is to be said of it.

    `notes` are those of the reading, then those on the edition; `before` is the edition of its region in force until
    then.
    """

    head: EditionHead
    features: Features
    report: CheckReport
    before: Edition | None
    notes: tuple[Note, ...]

    @property
    def sha256(self) -> str:
        """The content hash that its edition gets."""
        return content_hash(self.head, self.features)

    def edition(self, store: Store, at: datetime) -> Edition:
        """The edition that it would be if it were proposed at once; nothing is stored."""
        future = as_published(self.head, store.editions(), at)
        return replace(
            future, sha256=self.sha256, feature_count=len(self.features), state="proposed", published_at=None
        )


@dataclass(frozen=True)
class Proposal:
    """An edition with the delivery it came from."""

    edition: Edition
    prepared: Prepared


def prepare(
    store: Store,
    kind: LayerKind,
    reading: Reading,
    submission: Submission,
    *,
    mapping: DeliveryMapping,
    regions: Regions,
    at: datetime,
) -> Prepared:
    """Everything that comes before storing: `layers check` ends here.

    Administrative areas, and other layers that codes are assigned from, are those in force when the edition takes
    effect, or today for one that already has: earlier outlines are rarely held. Raises BadInput for a submission that
    makes no sense, RefusedDelivery with the report for a delivery that the checks refuse.
    """
    _require_sense(submission)
    _require_form(kind, reading)
    if not reading.features and submission.coverage is None:
        raise BadInput(
            "交付中没有任何要素；若要说明某地没有该类要素，请加 --coverage 指明范围",
            "the delivery holds no feature; to say that a place has none, name the place with --coverage",
        )
    editions = store.editions()
    day = max(submission.effective_from, civil_date(at))
    admin = admin_in_force(store, day, at)
    delivery = take(reading, kind, mapping)
    report = check(
        delivery,
        regions,
        region=submission.region,
        accuracy_m=submission.accuracy_m,
        admin=None if kind.layer == ADMIN_AREA else admin,
    )
    if report.errors:
        count, first = len(report.errors), report.errors[0]
        raise RefusedDelivery(
            f"检查发现 {count} 处错误，未入库；第一处：{first.source or '整个交付'}：{first.code}",
            f"the check found {count} error(s), nothing was stored; the first: {first.source or 'delivery'}:"
            f" {first.code}",
            report,
        )
    report, assigned = with_codes(store, delivery, report, regions=regions, region=submission.region, day=day, at=at)
    before = _before(kind.layer, submission, editions, at)
    # only where needed, so that a corrupt edition can be followed by one whose features all have keys
    kept = None if before is None or all_keyed(kind, assigned.attributes) else store.features(before)
    try:
        ids = name_features(kind, assigned.attributes, report.geometries, assigned.sources, kept)
        coverage = resolve(
            submission.coverage, kind, report.geometries, region=submission.region, regions=regions, admin=admin
        )
        head = EditionHead(
            layer=kind.layer,
            region=submission.region,
            standing=submission.standing,
            accuracy_m=submission.accuracy_m,
            effective_from=submission.effective_from,
            source=submission.source,
            coverage=coverage,
            replaces=submission.replaces,
        )
        require_replaceable(head, editions, at)
        features = arrange(ids, report.geometries, assigned.named(ids), report.delivered)
        require_place(as_published(head, editions, at), editions, at)
    except Refused as refusal:
        raise RefusedDelivery(refusal.zh, refusal.en, report) from refusal
    notes = _remarks(submission, regions, before)
    if before is not None and before.feature_count == len(features) and before.sha256 == content_hash(head, features):
        notes.append(Note("same_as_before", {"edition": before.label}))
    return Prepared(head, features, report, before, (*reading.notes, *notes))


def propose(
    store: Store,
    kind: LayerKind,
    reading: Reading,
    submission: Submission,
    *,
    mapping: DeliveryMapping,
    regions: Regions,
    at: datetime,
    actor: str = "",
    file: Path | None = None,
    saved: MappingUsed | None = None,
) -> Proposal:
    """Check a delivery and store it as a proposed edition. Raises as `prepare`; then nothing was stored."""
    prepared = prepare(store, kind, reading, submission, mapping=mapping, regions=regions, at=at)
    return Proposal(propose_prepared(store, prepared, at=at, actor=actor, file=file, saved=saved), prepared)


def propose_prepared(
    store: Store,
    prepared: Prepared,
    *,
    at: datetime,
    actor: str = "",
    file: Path | None = None,
    saved: MappingUsed | None = None,
) -> Edition:
    """Store what passed the checks as a proposed edition, with its report and the `file` its feature names by hash.

    `saved` is the saved mapping that was used. Raises StoreError.
    """
    if file is not None:
        store.put_file(file)
    deliveries.keep(store, prepared.sha256, prepared.report, prepared.notes, at=at, actor=actor, mapping=saved)
    return store.propose(prepared.head, prepared.features, at, actor=actor)


def publish(store: Store, edition: Edition, *, at: datetime, actor: str = "", four_eyes: bool = False) -> Edition:
    """Publish a proposed edition, in one transaction.

    What it replaces and overlaps is judged against the catalogue that it then enters, whatever was published since
    it was proposed. With `four_eyes`, `actor` must be another known person than the one who proposed it.

    Raises Refused naming the other edition or the person, WrongState where it is not proposed, Overtaken where an
    edition of its region and standing is published at the same time.
    """
    if four_eyes:
        require_second_person(store, edition, actor)
    seen: frozenset[int] | None = None
    for _ in range(_ATTEMPTS):
        generation = store.generation()
        editions = store.editions()
        peers = frozenset(_peers(edition, editions, at))
        if seen is not None and peers != seen:
            raise _overtaken(edition)
        seen = peers
        require_replaceable(edition.head, editions, at)
        require_place(replace(edition, state="published", published_at=at), editions, at)
        try:
            return store.publish(edition, at, actor=actor, generation=generation)
        except CatalogueMoved as moved:
            last = moved
    raise last


def _peers(edition: Edition, editions: tuple[Edition, ...], at: datetime) -> list[int]:
    """The numbers of what is published of the same region and standing."""
    head = edition.head
    place = (head.layer, head.region, head.standing)
    return [
        other.number
        for other in editions
        if (other.head.layer, other.head.region, other.head.standing) == place
        and other.number != edition.number
        and other.published_by(at)
    ]


def _overtaken(edition: Edition) -> Overtaken:
    return Overtaken(
        f"发布 {edition.label} 的同时，同一行政区、同一效力的版本有了变化；请重新预览后再发布",
        f"while {edition.label} was being published, the editions of its region and standing changed; look at its"
        " preview again, then publish",
    )


def _require_form(kind: LayerKind, reading: Reading) -> None:
    if kind.raster and reading.intake != RASTER:
        raise BadInput(
            f"图层 {kind.layer} 须以类别栅格（GeoTIFF）发布",
            f"layer {kind.layer} is published from a raster of classes (GeoTIFF)",
        )


def _require_sense(submission: Submission) -> None:
    if not re.fullmatch(r"[0-9]{6}", submission.region):
        raise BadInput(
            f"行政区代码须是六位数字，不是 {submission.region!r}",
            f"a region code has six digits, not {submission.region!r}",
        )
    if not 0 < submission.accuracy_m <= _COARSEST_M:
        raise BadInput(
            f"精度须大于 0、不超过 {_COARSEST_M} 米，不是 {submission.accuracy_m:g}；请核对单位",
            f"an accuracy is above 0 m and at most {_COARSEST_M} m, not {submission.accuracy_m:g}; check its unit",
        )
    source = submission.source
    if not source.strip():
        raise BadInput("请写明来源文件（--source）", "name the source document (--source)")
    if not fits(source):
        raise BadInput(
            f"来源文件（--source）须是一行不超过 {LONGEST} 字的文字，不含换行和控制字符",
            f"the source document (--source) is one line of at most {LONGEST} characters, without line breaks"
            " or control characters",
        )


def _before(layer: str, submission: Submission, editions: tuple[Edition, ...], at: datetime) -> Edition | None:
    """The edition of the region and standing in force on the new one's first day; else the newest of the region."""
    same_region = [
        edition
        for edition in current(editions, layer, max(submission.effective_from, civil_date(at)), at)
        if edition.head.region == submission.region
    ]
    same = [edition for edition in same_region if edition.head.standing == submission.standing]
    return next(reversed(same or same_region), None)


def _remarks(submission: Submission, regions: Regions, before: Edition | None) -> list[Note]:
    notes = []
    if submission.region not in regions:
        notes.append(Note("region_not_listed", {"region": submission.region}))
    if (
        before is not None
        and before.head.standing == submission.standing
        and before.head.effective_from > submission.effective_from
    ):
        notes.append(
            Note(
                "effective_before_current",
                {
                    "edition": before.label,
                    "current_from": before.head.effective_from.isoformat(),
                    "effective_from": submission.effective_from.isoformat(),
                },
            )
        )
    return notes
