"""Where a layer answers, and that the order and cut of its features change nothing."""

from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pytest
import shapely
from world import LAND, box, definitions, point

from layers.catalogue import InForce
from layers.editions import Edition, EditionHead, Features
from layers.errors import CorruptEdition, InvalidFeature, StoreError, StoreTimeout, StoreUnavailable
from layers.held import tables_of
from layers.snapshot import Feature, LayerView, Snapshots

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


def edition(layer: str, region: str, accuracy_m: float, coverage: shapely.Geometry | None = None) -> Edition:
    head = EditionHead(layer, region, "illustrative", accuracy_m, date(2020, 1, 1), "test", coverage)
    return Edition(head, 1, "0" * 64, 0, "published", NOW, NOW)


def view(layer: str, *rows: tuple[Edition, shapely.Geometry]) -> LayerView:
    features = [
        Feature(layer, source, f"f{index}", {"class": "general"}, place) for index, (source, place) in enumerate(rows)
    ]
    sources = {source.head.region: source for source, _ in rows}
    return LayerView(
        definitions().kinds[layer], tables_of(features), [InForce(source, None) for source in sources.values()]
    )


FINE, COARSE = edition("control_unit", "330300", 1.0), edition("control_unit", "331000", 60.0)


def test_a_gap_thinner_than_the_accuracy_is_no_gap() -> None:
    units = view("control_unit", (FINE, box(0, 0, 100, 100)), (FINE, box(100.8, 0, 200, 100)))
    assert shapely.covers(units.covered(point(100.4, 50)), point(100.4, 50))


def test_a_coarse_edition_far_away_closes_no_gap_here() -> None:
    units = view(
        "control_unit",
        (FINE, box(0, 0, 100, 100)),
        (FINE, box(140, 0, 240, 100)),
        (COARSE, box(9000, 0, 9100, 100)),
    )
    site = box(110, 40, 130, 60)
    assert units.covered(site).is_empty


def test_between_a_fine_and_a_coarse_edition_the_finer_says_how_thin_a_gap_must_be() -> None:
    units = view("control_unit", (FINE, box(0, 0, 100, 100)), (COARSE, box(140, 0, 240, 100)))
    assert units.covered(box(110, 40, 130, 60)).is_empty


class OneEdition:
    """A store of one edition at a time."""

    location = "memory"

    def __init__(self, number: int) -> None:
        self.number = number

    def editions(self) -> tuple[Edition, ...]:
        return (replace(edition("control_unit", "330300", 1.0, LAND), number=self.number),)

    def features(self, _: Edition) -> Features:
        return Features(("a",), np.array([LAND], dtype=object), {"class": ("general",)}, {})


class Bowtie(OneEdition):
    """The same with an invalid feature."""

    def features(self, _: Edition) -> Features:
        crossed = shapely.Polygon([(120.1234, 27.9), (120.2, 28.0), (120.2, 27.9), (120.1234, 28.0)])
        return Features(("SECRET",), np.array([crossed], dtype=object), {"class": ("general",)}, {})


def test_an_invalid_feature_is_told_to_everybody_without_its_name_and_place() -> None:
    store, kinds = Bowtie(1), definitions().kinds
    with pytest.raises(InvalidFeature, match="330300/1 holds an invalid geometry") as told:
        Snapshots(store, kinds).layer(store.editions(), "control_unit", date(2026, 11, 22), NOW)  # type: ignore[arg-type]
    assert not any(secret in text for secret in ("SECRET", "120.", "27.") for text in (told.value.zh, told.value.en))


class Faulty(OneEdition):
    """The same, of which the features cannot be had."""

    def __init__(self, fault: StoreError) -> None:
        super().__init__(1)
        self.fault = fault

    def features(self, _: Edition) -> Features:
        raise self.fault


def test_a_layer_that_cannot_be_read_is_its_state_and_a_store_that_is_gone_is_no_state_of_a_layer() -> None:
    day, kinds = date(2026, 11, 22), definitions().kinds
    for fault in (CorruptEdition("坏", "corrupt"), StoreTimeout("慢", "slow")):
        (snapshot,) = Snapshots(Faulty(fault), kinds).at(day, NOW)  # type: ignore[arg-type]
        assert snapshot.failed == {"control_unit": fault.slug}
    store = Faulty(StoreUnavailable("断", "gone"))
    snapshots = Snapshots(store, kinds)  # type: ignore[arg-type]
    with pytest.raises(StoreUnavailable):
        snapshots.at(day, NOW)
    store.__class__ = OneEdition  # it is back
    (snapshot,) = snapshots.at(day, NOW)
    assert (snapshot.failed, len(snapshot.views["control_unit"])) == ({}, 1)


def test_a_delivery_published_again_under_another_number_is_cited_by_that_number() -> None:
    store = OneEdition(1)
    snapshots = Snapshots(store, definitions().kinds)  # type: ignore[arg-type]
    cited = []
    for number in (1, 2):
        store.number = number
        (snapshot,) = snapshots.at(date(2026, 11, 22), NOW)
        (feature,) = snapshot.views["control_unit"].features
        cited.append(feature.edition.number)
    assert cited == [1, 2]
