"""Whether a layer answers at a point is found without measuring, and is what measuring finds."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
import shapely
from served import NOW, definitions, desk

from zoning.identify import _status
from zoning.silence import silence

__all__ = ["definitions", "desk"]
EDGES = [(x, y) for x in (120.5, 120.68, 120.7, 120.9, 121.3) for y in (27.8, 28.0, 28.05, 28.2)]


@pytest.fixture(scope="module")
def places():
    chance = np.random.default_rng(7)
    inside = np.column_stack([chance.uniform(120.3, 121.5, 60), chance.uniform(27.6, 28.4, 60)])
    return [shapely.Point(xy) for xy in [*inside.tolist(), *EDGES]]


def test_a_layer_answers_at_a_point_where_it_is_not_silent(desk, places):
    snapshot = desk.snapshots.at(date(2026, 11, 22), NOW)[0]
    said = set()
    for layer in ("admin_area", "control_unit", "water_source_zone", "bay"):
        view = snapshot.view(layer)
        for place in places:
            quiet = silence(view, place)
            measured = "covered" if quiet.complete else "partly" if quiet.share > 0 else "not_covered"
            assert _status(view, place) == measured, (layer, place)
            said.add(measured)
    assert said == {"covered", "not_covered"}


def test_a_layer_that_could_not_be_loaded_does_not_answer():
    assert _status(None, shapely.Point(120.7, 28.0)) == "not_covered"
