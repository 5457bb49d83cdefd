"""The demonstration data: its deliveries published in order, once, and its example sites."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from layers.definition_file import StrictModel, read_definition
from layers.editions import Edition, Standing
from layers.errors import BadInput
from layers.intake import ReadLimits
from layers.kinds import LayerKind
from layers.mapping import DeliveryMapping
from layers.publication.preparation import Submission, prepare
from layers.publication.publishing import propose_prepared, publish
from layers.rasters.intake import Arrival, arrived
from layers.stores.base import Store
from zoning.definitions import Definitions
from zoning.measures.question import (
    AreasQuestion,
    BaysQuestion,
    BuffersQuestion,
    IndicatorsQuestion,
    LandCoverQuestion,
    Question,
    ShorelineChangesQuestion,
    ShorelineQuestion,
)

_READERS = 2
BEFORE = date(2024, 6, 30)  # a day on which the first of two editions was in force


class Delivery(StrictModel):
    """One delivery of the manifest."""

    layer: str
    file: str
    region: str
    standing: Standing
    accuracy_m: float = Field(gt=0)
    effective_from: date
    source: str
    coverage: Literal["region"] | None = None
    set: Mapping[str, str] = Field(default_factory=dict)


class Manifest(StrictModel):
    """The file data/demo/manifest.yaml; deliveries stand in the order of publication."""

    version: str
    region: str
    crs: str
    deliveries: tuple[Delivery, ...] = Field(min_length=1)


@dataclass(frozen=True)
class Published:
    """A delivery as an edition; `fresh` says whether it was published now or stood there already."""

    edition: Edition
    fresh: bool


def questions(region: str, as_of: date) -> tuple[Question, ...]:
    """What the demonstration measures: every measure once, changes since BEFORE."""
    common: dict[str, Any] = {"region": region, "as_of": as_of}
    return (
        IndicatorsQuestion(**common),
        ShorelineQuestion(**common),
        ShorelineChangesQuestion(**common, since=BEFORE),
        BaysQuestion(**common),
        BuffersQuestion(**common),
        AreasQuestion(**common, layers=("ecological_red_line",), since=BEFORE),
        LandCoverQuestion(**common, zone="ecological_red_line", since=BEFORE),
    )


def load_manifest(folder: Path) -> Manifest:
    """The manifest of a demonstration folder. Raises DefinitionError."""
    return read_definition(folder / "manifest.yaml").parse(Manifest)


def publish_all(
    store: Store, definitions: Definitions, folder: Path, limits: ReadLimits, at: datetime, *, actor: str = ""
) -> Iterator[Published]:
    """Publish every delivery that does not stand in the store with the same content, in the manifest's order.

    Raises BadInput's kinds and RefusedDelivery.
    """
    manifest = load_manifest(folder)
    with ThreadPoolExecutor(_READERS) as readers:  # each read is a process that this one would only wait for
        arrivals = [
            readers.submit(_arrival, delivery, folder, manifest.crs, definitions, limits)
            for delivery in manifest.deliveries
        ]
        try:
            yield from _publish_each(store, definitions, manifest, arrivals, at=at, actor=actor)
        finally:
            readers.shutdown(cancel_futures=True)


def _kind(definitions: Definitions, delivery: Delivery) -> LayerKind:
    if delivery.layer not in definitions.kinds:
        raise BadInput(
            f"manifest.yaml：没有图层 {delivery.layer}", f"manifest.yaml: there is no layer {delivery.layer}"
        )
    return definitions.kinds[delivery.layer]


def _arrival(
    delivery: Delivery, folder: Path, crs: str, definitions: Definitions, limits: ReadLimits
) -> tuple[ExitStack, Arrival]:
    """A delivery as read, and what gives back its file."""
    held = ExitStack()
    kind = _kind(definitions, delivery)
    mapping = DeliveryMapping(constants=delivery.set)
    file, tables = folder / delivery.file, definitions.class_tables
    return held, held.enter_context(arrived(kind, file, mapping, tables, crs=crs, limits=limits))


def _publish_each(
    store: Store,
    definitions: Definitions,
    manifest: Manifest,
    arrivals: Sequence[Future[tuple[ExitStack, Arrival]]],
    *,
    at: datetime,
    actor: str,
) -> Iterator[Published]:
    for delivery, coming in zip(manifest.deliveries, arrivals, strict=True):
        submission = Submission(
            region=delivery.region,
            standing=delivery.standing,
            accuracy_m=delivery.accuracy_m,
            effective_from=delivery.effective_from,
            source=delivery.source,
            coverage=delivery.coverage,
        )
        held, arrival = coming.result()
        kind, mapping = definitions.kinds[delivery.layer], DeliveryMapping(constants=delivery.set)
        with held:
            prepared = prepare(
                store, kind, arrival.reading, submission, mapping=mapping, regions=definitions.regions, at=at
            )
            same = [e for e in store.editions() if e.sha256 == prepared.sha256 and e.published_by(at)]
            if same:
                yield Published(same[-1], fresh=False)
                continue
            proposed = propose_prepared(store, prepared, at=at, actor=actor, file=arrival.file)
        yield Published(publish(store, proposed, at=at, actor=actor), fresh=True)


def sites(folder: Path) -> tuple[Path, ...]:
    """The example sites, by name."""
    return tuple(sorted((folder / "sites").glob("*.geojson")))
