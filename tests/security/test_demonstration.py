"""The served demonstration shows everybody what is invented; one real restricted layer ends that at once."""

from __future__ import annotations

from datetime import date

import pytest
import shapely
from served import features

from api.access.gate import Gate
from api.access.roles import Role
from api.settings import ApiSettings
from app.settings import load_settings
from layers.editions import EditionHead
from layers.errors import BadInput
from layers.stores.files import FilesStore


@pytest.fixture
def store(tmp_path, definitions, fill_store):
    found = FilesStore(tmp_path / "store")
    fill_store(found, definitions)
    return found


def role(store, definitions, now, **settings):
    gate = Gate(ApiSettings(**settings), store, definitions.kinds)
    found = gate.at_once(None) or gate.looked_up(None, now)
    assert found.actor == "anonymous"
    return found.role


def propose(store, definitions, now, layer, standing):
    head = EditionHead(layer, "330400", standing, 5.0, date(2026, 1, 1), "文件 document", None)
    return store.propose(head, features(definitions, layer, [("X-1", shapely.box(120, 30, 120.1, 30.1), {})]), now)


def test_plain_service_shows_nobody_restricted_layers_even_if_they_are_invented(store, definitions, now):
    assert role(store, definitions, now) is Role.VIEWER


def test_the_demonstration_does_as_long_as_everything_restricted_is_invented(store, definitions, now):
    assert role(store, definitions, now, demonstration=True) is Role.REVIEWER
    propose(store, definitions, now, "water_source_zone", "statutory")  # of a public layer
    assert definitions.kinds["water_source_zone"].access == "public"
    assert role(store, definitions, now, demonstration=True) is Role.REVIEWER


@pytest.mark.parametrize("standing", ["statutory", "draft"])
def test_one_real_edition_of_a_restricted_layer_ends_it_even_before_it_is_published(store, definitions, now, standing):
    propose(store, definitions, now, "ecological_red_line", standing)
    assert definitions.kinds["ecological_red_line"].access == "restricted"
    assert role(store, definitions, now, demonstration=True) is Role.VIEWER


def test_anonymous_callers_are_never_more_than_reviewers(monkeypatch):
    for allowed in ("viewer", "reviewer"):
        monkeypatch.setenv("SANXIAN_ANONYMOUS_ROLE", allowed)
        assert load_settings().anonymous_role == allowed
    for refused in ("steward", "auditor", "admin", "root"):
        monkeypatch.setenv("SANXIAN_ANONYMOUS_ROLE", refused)
        with pytest.raises(BadInput, match="SANXIAN_ANONYMOUS_ROLE"):
            load_settings()


def test_a_closed_demonstration_is_closed(store, definitions, now, serve):
    from zoning.desk import Desk, Limits

    with serve(Desk(store, definitions, Limits()), demonstration=True, anonymous_reading=False) as client:
        assert client.get("/layers").status_code == 401
