"""From a reading to what would be published: checked, its features named, its coverage known; nothing is stored."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime

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
from layers.publication import one_line
from layers.publication.admission import as_published, require_place, require_replaceable
from layers.regions import Regions
from layers.stores.base import Store

_COARSEST_M = 10_000  # as of a project


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
    one_line.require(source, "来源文件（--source）", "the source document (--source)")


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
