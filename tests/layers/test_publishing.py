"""From a delivery to an edition in force, and everything that is refused on the way."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
import shapely

from layers.catalogue import in_force
from layers.errors import BadInput, CorruptEdition, Refused, StoreError
from layers.feature_ids import name_features
from layers.intake.types import RawFeature, Reading
from layers.kinds import load_kinds
from layers.mapping import DeliveryMapping
from layers.publication.preparation import RefusedDelivery, Submission, prepare
from layers.publication.publishing import propose, publish
from layers.regions import load_regions
from layers.stores.files import FilesStore

DATA = Path(__file__).parents[2] / "data"
KINDS = load_kinds(DATA / "layers")
REGIONS = load_regions(DATA / "codes" / "regions.yaml")
NOW = datetime(2026, 11, 22, tzinfo=UTC)
WENZHOU, TAIZHOU = shapely.box(120.5, 27.5, 121.0, 28.0), shapely.box(121.0, 27.5, 121.5, 28.0)
METRE = 1 / 111_000  # of latitude, roughly


@pytest.fixture
def store(tmp_path) -> FilesStore:
    return FilesStore(tmp_path / "store")


def square(lon=120.6, lat=27.6, size=0.01):
    return shapely.box(lon, lat, lon + size, lat + size)


def reading(*features) -> Reading:
    return Reading(
        tuple(RawFeature(geometry, row, f"row {number}") for number, (geometry, row) in enumerate(features, start=1)),
        "geojson",
        "EPSG:4490",
    )


def submission(region="330300", **said) -> Submission:
    given = {"standing": "draft", "accuracy_m": 1.0, "effective_from": date(2026, 1, 1), "source": "示例文件"}
    return Submission(region, **{**given, **said})


def deliver(store, layer, *features, at=NOW, region="330300", **said):
    """Propose and publish; returns the edition."""
    proposal = propose(
        store,
        KINDS[layer],
        reading(*features),
        submission(region, **said),
        mapping=DeliveryMapping(),
        regions=REGIONS,
        at=at,
    )
    return publish(store, proposal.edition, at=at)


def red_line(store, *geometries, **said):
    rows = [(geometry, {"name": f"红线{row}", "part": "land"}) for row, geometry in enumerate(geometries)]
    return deliver(store, "ecological_red_line", *(rows or [(square(), {"part": "land"})]), **said)


def admin(store, *codes, at=NOW, outlines=None):
    outlines = outlines or {"330300": WENZHOU, "331000": TAIZHOU}
    rows = [(outlines[code], {"code": code, "name": "市", "level": "city", "part": "land"}) for code in codes]
    return deliver(store, "admin_area", *rows, region="330000", at=at)


# --- what becomes of a sound delivery


def test_a_sound_delivery_is_published_with_its_attributes_and_is_in_force(store):
    edition = deliver(
        store, "ecological_red_line", (square(), {"HXBM": "HX-1", "HXMC": "南麂列岛", "LHLX": "海域"}), coverage=WENZHOU
    )
    assert edition.state == "published"
    features = store.features(edition)
    assert features.ids == ("HX-1",)
    assert features.row(0)["name"] == "南麂列岛"
    assert features.row(0)["part"] == "sea"
    assert set(features.attributes) == set(KINDS["ecological_red_line"].attributes)
    assert edition.head.coverage.equals(WENZHOU)
    entries = in_force(store.editions(), "ecological_red_line", date(2026, 11, 22), NOW)
    assert [entry.edition for entry in entries] == [edition]


def test_preparing_tells_everything_and_stores_nothing(store):
    generation = store.generation()
    prepared = prepare(
        store,
        KINDS["ecological_red_line"],
        reading((square(), {"part": "land"})),
        submission(),
        mapping=DeliveryMapping(),
        regions=REGIONS,
        at=NOW,
    )
    assert prepared.features.ids == ("f1",)
    assert prepared.before is None
    assert (store.generation(), store.editions()) == (generation, ())


def test_a_repaired_geometry_keeps_what_was_delivered(store):
    bow_tie = shapely.Polygon([(120.6, 27.6), (120.61, 27.61), (120.61, 27.6), (120.6, 27.61)])
    edition = red_line(store, bow_tie)
    features = store.features(edition)
    assert features.geometries[0].is_valid
    assert features.delivered["f1"].equals_exact(bow_tie, 0)


def test_an_empty_delivery_with_coverage_says_there_is_nothing(store):
    edition = deliver(store, "ecological_red_line", coverage=WENZHOU)
    assert edition.feature_count == 0
    assert edition.head.coverage.equals(WENZHOU)


# --- names of features


def test_the_key_names_a_feature_and_several_keys_are_joined(store):
    rows = [(WENZHOU, {"code": "330300", "part": "land"}), (TAIZHOU, {"code": "330300", "part": "sea"})]
    edition = deliver(store, "admin_area", *rows, region="330300")
    assert store.features(edition).ids == ("330300:land", "330300:sea")


def test_two_features_of_one_key_are_refused(store):
    rows = [(square(lon), {"code": "HX-1"}) for lon in (120.6, 120.7)]
    with pytest.raises(RefusedDelivery) as refusal:
        deliver(store, "ecological_red_line", *rows)
    assert [(problem.code, problem.source) for problem in refusal.value.report.errors] == [("key_repeated", "row 2")]
    assert store.editions() == ()


@pytest.mark.parametrize("code", ["HX\0001", "HX\n1", "HX\u20281", "H" * 501])
def test_a_key_that_no_store_and_no_address_can_hold_is_refused(store, code):
    with pytest.raises(RefusedDelivery, match=r"key \(code\) .* of row 1"):
        deliver(store, "ecological_red_line", (square(), {"code": code, "part": "land"}))
    assert store.head() is None


def test_two_keys_that_join_to_one_name_are_refused_naming_both():
    kind = KINDS["admin_area"].model_copy(update={"key": ("code", "name")})
    columns = {"code": ["1:2", "1"], "name": ["3", "2:3"]}
    geometries = np.array([square(120.6), square(120.7)], dtype=object)
    with pytest.raises(Refused, match=r"row 1 and row 2 have the same key \(code\+name\) 1:2:3"):
        name_features(kind, columns, geometries, ["row 1", "row 2"], None)


def test_names_without_a_key_stay_with_their_geometry(store):
    a, b, c = square(120.6), square(120.7), square(120.8)
    first = store.features(red_line(store, a, b))
    turned = shapely.Polygon(list(a.exterior.coords)[2:-1] + list(a.exterior.coords)[:3])
    second = store.features(red_line(store, c, b, turned))
    old = dict(zip(first.ids, first.geometries, strict=True))
    new = dict(zip(second.ids, second.geometries, strict=True))
    assert set(old) == {"f1", "f2"}
    assert set(new) == {"f1", "f2", "f3"}
    assert new["f1"].equals(old["f1"]) and new["f2"].equals(old["f2"]) and new["f3"].equals(c)


def test_names_are_carried_over_from_a_draft_to_the_statutory_edition(store):
    red_line(store, square(120.6), square(120.7))
    final = store.features(red_line(store, square(120.7), standing="statutory"))
    assert final.ids == ("f2",)


def test_equal_geometries_without_a_key_get_different_names_that_stay(store):
    line = shapely.LineString([(120.6, 27.6), (120.7, 27.7)])
    rows = [(line, {"kind": "mainland", "region": "330303"})] * 2
    first = deliver(store, "coastline", *rows)
    second = deliver(store, "coastline", *rows)
    assert store.features(first).ids == store.features(second).ids == ("f1", "f2")


def test_ids_are_in_order_and_rows_follow_them(store):
    rows = [(square(120.5 + n / 50), {"code": code, "name": code}) for n, code in enumerate(["b", "a", "B", "10", "9"])]
    features = store.features(deliver(store, "ecological_red_line", *rows))
    assert features.ids == ("10", "9", "B", "a", "b")
    assert tuple(features.attributes["name"]) == features.ids
    assert features.geometries[4].equals(square(120.5))


# --- coverage


def test_without_a_word_a_declared_layer_covers_nothing_and_a_wall_to_wall_layer_its_features(store):
    assert red_line(store).head.coverage is None
    edition = admin(store, "330300", "331000")
    assert edition.head.coverage.equals(shapely.union(WENZHOU, TAIZHOU))


def test_coverage_region_is_the_administrative_areas_in_force_under_it(store):
    admin(store, "330300", "331000")
    assert red_line(store, coverage="region").head.coverage.equals(WENZHOU)
    province = red_line(store, region="330000", standing="illustrative", coverage="region")
    assert province.head.coverage.equals(shapely.union(WENZHOU, TAIZHOU))


def test_coverage_region_is_stored_and_does_not_move_with_the_administrative_areas(store):
    admin(store, "330300")
    edition = red_line(store, coverage="region")
    admin(store, "330300", at=NOW + timedelta(hours=1), outlines={"330300": TAIZHOU})
    assert store.editions()[-1] == edition
    assert edition.head.coverage.equals(WENZHOU)


def test_coverage_region_without_administrative_areas_is_refused(store):
    admin(store, "331000")
    with pytest.raises(Refused, match="no admin_area in force lies under 330300"):
        red_line(store, coverage="region")
    assert [edition.head.layer for edition in store.editions()] == ["admin_area"]


@pytest.mark.parametrize(
    ("coverage", "message"),
    [
        (shapely.LineString([(120, 27), (121, 28)]), "must be a polygon"),
        (shapely.Polygon(), "must be a polygon"),
        (shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)]), "not valid: Self-intersection"),
    ],
)
def test_a_coverage_that_is_no_sound_polygon_is_bad_input(store, coverage, message):
    with pytest.raises(BadInput, match=message):
        red_line(store, coverage=coverage)


# --- one place, one edition


def test_a_second_region_may_not_speak_in_the_same_place(store):
    red_line(store, region="331000", coverage=shapely.union(TAIZHOU, WENZHOU))
    with pytest.raises(Refused, match=r"overlaps that of ecological_red_line 331000/1 .* --replaces 331000/1"):
        red_line(store, coverage=WENZHOU)
    assert len(store.editions()) == 1


def test_neighbours_and_strips_thinner_than_the_accuracy_are_no_overlap(store):
    red_line(store, region="331000", coverage=TAIZHOU)
    red_line(store, coverage=WENZHOU)
    strip = shapely.box(120.5, 28.0 - 4 * METRE, 121.5, 28.3)
    red_line(store, region="331100", coverage=strip, accuracy_m=5.0)
    with pytest.raises(Refused, match="overlaps"):
        red_line(store, region="330700", coverage=shapely.box(120.0, 27.5, 120.5 + 4 * METRE, 28.0), accuracy_m=1.0)


def test_the_replacing_edition_speaks_in_its_coverage_and_the_other_elsewhere(store):
    red_line(store, region="330000", coverage=shapely.union(WENZHOU, TAIZHOU))
    red_line(store, coverage=WENZHOU, replaces=(("330000", 1),))
    province, city = in_force(store.editions(), "ecological_red_line", date(2026, 11, 22), NOW)
    assert province.excluded.equals(WENZHOU)
    assert city.excluded is None


def test_a_third_edition_must_replace_the_one_that_speaks_there_and_no_other(store):
    red_line(store, region="330000", coverage=shapely.union(WENZHOU, TAIZHOU))
    red_line(store, coverage=WENZHOU, replaces=(("330000", 1),))
    with pytest.raises(Refused, match="330300/1"):
        red_line(store, region="330303", coverage=square())
    red_line(store, region="330303", coverage=square(), replaces=(("330300", 1),))


def test_other_standings_and_editions_without_coverage_claim_no_place(store):
    red_line(store, region="330000", coverage=WENZHOU)
    red_line(store, coverage=WENZHOU, standing="statutory")
    red_line(store, region="330303")
    assert len(store.editions()) == 3


def test_a_newer_edition_of_the_region_may_cover_the_same_place(store):
    red_line(store, coverage=WENZHOU)
    assert red_line(store, coverage=WENZHOU).number == 2


def test_an_overlap_that_only_comes_later_is_refused_too(store):
    red_line(store, region="331000", coverage=TAIZHOU, effective_from=date(2027, 1, 1))
    with pytest.raises(Refused, match=r"331000/1 \(from 2027-01-01 on"):
        red_line(store, coverage=TAIZHOU)


def test_an_overlap_in_a_time_that_another_edition_of_the_region_has_taken_over_is_none(store):
    red_line(store, coverage=WENZHOU, effective_from=date(2026, 6, 1))
    red_line(store, region="331000", coverage=TAIZHOU, effective_from=date(2026, 6, 1))
    history = red_line(store, coverage=TAIZHOU, effective_from=date(2020, 1, 1))
    assert history.number == 2


def test_what_was_published_since_the_proposal_counts(store):
    proposal = propose(
        store,
        KINDS["ecological_red_line"],
        reading((square(), {"part": "land"})),
        submission(coverage=WENZHOU),
        mapping=DeliveryMapping(),
        regions=REGIONS,
        at=NOW,
    )
    red_line(store, region="330000", coverage=WENZHOU)
    with pytest.raises(Refused, match="330000/1"):
        publish(store, proposal.edition, at=NOW)
    assert [edition.state for edition in store.editions()] == ["published", "proposed"]


def test_of_two_overlapping_publications_at_once_one_is_refused(store, tmp_path):
    editions = [
        propose(
            store,
            KINDS["ecological_red_line"],
            reading((square(), {"part": "land"})),
            submission(region, coverage=WENZHOU),
            mapping=DeliveryMapping(),
            regions=REGIONS,
            at=NOW,
        ).edition
        for region in ("330000", "330300", "330303", "330304")
    ]
    start, outcomes = threading.Barrier(len(editions)), []

    def run(edition):
        own = FilesStore(tmp_path / "store")
        start.wait()
        try:
            publish(own, edition, at=NOW)
            outcomes.append("published")
        except Refused:
            outcomes.append("refused")

    threads = [threading.Thread(target=run, args=(edition,)) for edition in editions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["published", "refused", "refused", "refused"]


def test_what_is_replaced_must_be_a_published_edition_of_another_region_and_the_same_standing(store):
    red_line(store, region="330000", coverage=WENZHOU, standing="statutory")
    red_line(store, coverage=TAIZHOU)
    for replaces, message in [
        ((("330000", 2),), "no such published edition"),
        ((("330300", 1),), "replaces the earlier by itself"),
        ((("330000", 1),), "that edition is statutory"),
    ]:
        with pytest.raises(Refused, match=message):
            red_line(store, coverage=WENZHOU, replaces=replaces)
    with pytest.raises(Refused, match="needs --coverage"):
        red_line(store, replaces=(("330000", 1),))


# --- what is refused


def test_a_delivery_with_errors_is_refused_with_its_report_and_nothing_is_stored(store):
    with pytest.raises(RefusedDelivery, match="nothing was stored") as refusal:
        deliver(store, "ecological_red_line", (square(), {"part": "moon"}), (square(120.7), {"part": "land"}))
    assert [problem.source for problem in refusal.value.report.errors] == ["row 1"]
    assert store.editions() == ()


@pytest.mark.parametrize(
    "said",
    [
        *({"region": code} for code in ("3303", "３３０３００", "330300 ")),
        *({"accuracy_m": metres} for metres in (0.0, float("nan"), -1.0, 10_001.0, 1e308)),
        *({"source": text} for text in (" ", "a\nb", "\x1b[31m", "\ud800", "a\u202eb", "x" * 1001)),
    ],
)
def test_a_submission_that_makes_no_sense_is_bad_input(store, said):
    with pytest.raises(BadInput):
        red_line(store, **said)


def test_only_a_proposed_edition_can_be_published(store):
    with pytest.raises(StoreError, match="must be proposed"):
        publish(store, red_line(store), at=NOW)


def test_history_and_unlisted_regions_are_noted(store):
    red_line(store)
    prepared = prepare(
        store,
        KINDS["ecological_red_line"],
        reading((square(), {"part": "land"})),
        submission(effective_from=date(2018, 1, 1)),
        mapping=DeliveryMapping(),
        regions=REGIONS,
        at=NOW,
    )
    assert [(note.code, note.values["edition"]) for note in prepared.notes] == [
        ("effective_before_current", "ecological_red_line 330300/1")
    ]
    prepared = prepare(
        store,
        KINDS["ecological_red_line"],
        reading((square(), {"part": "land"})),
        submission("110101"),
        mapping=DeliveryMapping(),
        regions=REGIONS,
        at=NOW,
    )
    assert [note.code for note in prepared.notes] == ["region_not_listed"]


def test_a_corrupt_edition_can_be_followed_by_one_whose_features_have_keys(store, tmp_path):
    edition = red_line(store)
    (tmp_path / "store" / "editions" / f"{edition.sha256}.parquet").write_bytes(b"")
    with pytest.raises(CorruptEdition):
        red_line(store)
    assert deliver(store, "ecological_red_line", (square(), {"code": "HX-1", "part": "land"})).number == 2


def test_a_proposal_withdrawn_by_nobody_speaks_nowhere(store):
    propose(
        store,
        KINDS["ecological_red_line"],
        reading((square(), {"part": "land"})),
        submission(coverage=WENZHOU),
        mapping=DeliveryMapping(),
        regions=REGIONS,
        at=NOW,
    )
    assert in_force(store.editions(), "ecological_red_line", date(2026, 11, 22), NOW) == ()
    red_line(store, region="330000", coverage=WENZHOU)  # and claims no place


def test_the_report_of_a_refused_place_is_attached_as_well(store):
    red_line(store, region="330000", coverage=WENZHOU)
    with pytest.raises(RefusedDelivery) as refusal:
        red_line(store, square(), coverage=WENZHOU)
    assert refusal.value.report.errors == ()
    assert refusal.value.report.geometries[0].equals(square())


# --- a place that has none


@pytest.mark.parametrize("layer", [layer for layer in sorted(KINDS) if not KINDS[layer].raster])
def test_a_delivery_without_a_feature_says_that_its_coverage_has_none(store, layer):
    admin(store, "330300")
    edition = deliver(store, layer, coverage=TAIZHOU, region="331000")
    assert (edition.feature_count, len(store.features(edition))) == (0, 0)
    assert edition.head.coverage.equals(TAIZHOU)


def test_a_delivery_without_a_feature_and_without_coverage_says_nothing_and_is_refused(store):
    with pytest.raises(BadInput, match="--coverage"):
        deliver(store, "ecological_red_line")
    assert store.editions() == ()


def test_the_same_delivery_twice_is_noted(store):
    feature = (square(), {"part": "land"})
    first = deliver(store, "ecological_red_line", feature)

    def again(**said):
        prepared = prepare(
            store,
            KINDS["ecological_red_line"],
            reading(feature),
            submission(**said),
            mapping=DeliveryMapping(),
            regions=REGIONS,
            at=NOW,
        )
        return [note.values["edition"] for note in prepared.notes if note.code == "same_as_before"]

    assert again() == [first.label]
    assert again(accuracy_m=2.0) == []
