"""Mappings of a source office: saved by version, used by name, retired, never overwritten."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from delivering import KINDS, NOW

from layers.errors import BadInput, NotFound
from layers.mapping import DeliveryMapping
from layers.publication.saved_mappings import SavedMappings, named
from layers.stores.files import FilesStore

KIND = KINDS["ecological_red_line"]
OFFICE = "浙江省测绘院"


@pytest.fixture
def mappings(tmp_path) -> SavedMappings:
    return SavedMappings(FilesStore(tmp_path / "store"))


def fields(name):
    return DeliveryMapping(fields={"code": name}, values={"part": {"山": "land", "无": None}})


def save(mappings, name="default", mapping=None, at=NOW, office=OFFICE):
    return mappings.save(KIND, office, name, mapping or fields("BM"), at=at, actor="key:ann")


def test_each_save_is_a_version_and_the_newest_is_used(mappings):
    one, two = save(mappings), save(mappings, mapping=fields("HXBM"), at=NOW + timedelta(days=1))
    assert (one.version, two.version) == (1, 2)
    assert mappings.newest(KIND.layer, OFFICE) == two
    history = mappings.history(KIND.layer, OFFICE)
    assert history.versions == (one, two) and history.numbered(1).mapping == fields("BM")
    assert (two.saved_by, two.saved_at, two.used.as_json()) == (
        "key:ann",
        NOW + timedelta(days=1),
        {"office": OFFICE, "name": "default", "version": 2},
    )
    with pytest.raises(NotFound, match="newest is 2"):
        history.numbered(3)


def test_what_says_the_same_is_not_saved_again(mappings):
    assert save(mappings) == save(mappings, at=NOW + timedelta(days=1))
    assert len(mappings.history(KIND.layer, OFFICE).versions) == 1


def test_names_and_layers_are_kept_apart_and_other_processes_see_what_is_saved(mappings, tmp_path):
    save(mappings), save(mappings, name="海域"), save(mappings, office="温州市局")
    other = SavedMappings(FilesStore(tmp_path / "store"))
    assert [(found.newest.office, found.newest.name) for found in other.list(KIND.layer)] == [
        (OFFICE, "default"), (OFFICE, "海域"), ("温州市局", "default"),
    ]  # fmt: skip
    assert other.list("coastline") == ()
    save(mappings, mapping=fields("X"))
    assert other.newest(KIND.layer, OFFICE).version == 2


def test_a_retired_mapping_is_kept_but_not_offered_until_it_is_saved_again(mappings):
    save(mappings)
    assert mappings.retire(KIND.layer, OFFICE, at=NOW).retired
    assert mappings.list(KIND.layer) == () and len(mappings.list(KIND.layer, retired=True)) == 1
    with pytest.raises(NotFound, match="retired"):
        mappings.newest(KIND.layer, OFFICE)
    with pytest.raises(NotFound, match="retired"):
        mappings.retire(KIND.layer, OFFICE, at=NOW)
    assert save(mappings).version == 2
    assert not mappings.history(KIND.layer, OFFICE).retired


def test_what_is_not_saved_is_not_found_and_the_message_names_what_is(mappings):
    save(mappings, name="海域")
    with pytest.raises(NotFound, match="there are 浙江省测绘院/海域"):
        mappings.newest(KIND.layer, OFFICE)


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"mapping": DeliveryMapping(fields={"depth": "X"})}, "has no attribute depth"),
        ({"mapping": DeliveryMapping(constants={"part": "sky"})}, "cannot be 'sky'"),
        ({"mapping": DeliveryMapping(values={})}, "the mapping is empty"),
        ({"office": "a/b"}, "without a slash"),
        ({"office": " a"}, "outer blanks"),
        ({"name": "a\nb"}, "one line"),
        ({"name": "x" * 81}, "at most 80"),
        ({"name": ""}, "one line"),
    ],
)
def test_what_does_not_fit_the_layer_or_has_no_name_is_refused(mappings, said, message):
    given = {"office": OFFICE, "name": "default", "mapping": fields("BM"), **said}
    with pytest.raises(BadInput, match=message):
        mappings.save(KIND, given["office"], given["name"], given["mapping"], at=NOW)
    assert mappings.list() == ()


def test_of_many_saves_at_once_each_has_its_own_version(mappings, tmp_path):
    def one(number):
        own = SavedMappings(FilesStore(tmp_path / "store"))
        saved = save(own, mapping=fields(f"F{number}"))
        assert saved.mapping == fields(f"F{number}")
        return saved.version

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(one, range(12))) == list(range(1, 13))


@pytest.mark.parametrize(("text", "pair"), [("省厅", ("省厅", "default")), (" 省厅 / 海域 ", ("省厅", "海域"))])
def test_an_office_is_named_with_or_without_a_name(text, pair):
    assert named(text) == pair


@pytest.mark.parametrize("text", ["", "/", "省厅/", "/海域"])
def test_half_a_name_is_refused(text):
    with pytest.raises(BadInput, match="OFFICE"):
        named(text)
