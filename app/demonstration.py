"""The demonstration data: its deliveries published in order, once, and its example sites."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from pydantic import Field

from layers.definition_file import StrictModel, read_definition
from layers.editions import Edition, Standing, content_hash
from layers.errors import BadInput
from layers.intake import ReadLimits, read
from layers.intake.types import Reading
from layers.mapping import DeliveryMapping
from layers.publishing import Submission, prepare, publish
from layers.stores.base import Store
from zoning.definitions import Definitions

_READERS = 2


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


def load_manifest(folder: Path) -> Manifest:
    """The manifest of a demonstration folder. Raises DefinitionError."""
    return read_definition(folder / "manifest.yaml").parse(Manifest)


def publish_all(
    store: Store, definitions: Definitions, folder: Path, limits: ReadLimits, at: datetime
) -> Iterator[Published]:
    """Publish every delivery that does not stand in the store with the same content, in the manifest's order.

    Raises BadInput's kinds and RefusedDelivery.
    """
    manifest = load_manifest(folder)
    with ThreadPoolExecutor(_READERS) as readers:  # each read is a process that this one would only wait for
        readings = [
            readers.submit(read, folder / delivery.file, crs=manifest.crs, limits=limits)
            for delivery in manifest.deliveries
        ]
        try:
            yield from _publish_each(store, definitions, manifest, readings, at)
        finally:
            readers.shutdown(cancel_futures=True)


def _publish_each(
    store: Store, definitions: Definitions, manifest: Manifest, readings: Sequence[Future[Reading]], at: datetime
) -> Iterator[Published]:
    for delivery, reading in zip(manifest.deliveries, readings, strict=True):
        if delivery.layer not in definitions.kinds:
            raise BadInput(
                f"manifest.yaml：没有图层 {delivery.layer}", f"manifest.yaml: there is no layer {delivery.layer}"
            )
        submission = Submission(
            region=delivery.region,
            standing=delivery.standing,
            accuracy_m=delivery.accuracy_m,
            effective_from=delivery.effective_from,
            source=delivery.source,
            coverage=delivery.coverage,
        )
        kind = definitions.kinds[delivery.layer]
        prepared = prepare(
            store, kind, reading.result(), submission, mapping=DeliveryMapping(), regions=definitions.regions, at=at
        )
        sha256 = content_hash(prepared.head, prepared.features)
        same = [e for e in store.editions() if e.sha256 == sha256 and e.published_by(at)]
        if same:
            yield Published(same[-1], fresh=False)
            continue
        yield Published(publish(store, store.propose(prepared.head, prepared.features, at), at=at), fresh=True)


def sites(folder: Path) -> tuple[Path, ...]:
    """The example sites, by name."""
    return tuple(sorted((folder / "sites").glob("*.geojson")))
