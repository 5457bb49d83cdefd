"""Threads ask the same grids at once; what was put together from grids keeps them."""

from __future__ import annotations

import gc
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from grid_worlds import footprints, world

from layers.grid.index import index_of
from layers.grid.locate import holding_many
from layers.grid.outlines import outlines_of
from layers.grid.overlaid import Overlaid
from layers.grid.several import asking
from layers.grid.shapes import Shapes

PLACES = np.random.default_rng(1).uniform((120, 28), (120.4, 28.3), (500, 2))


def made():
    return [index_of(Shapes.of(world(seed)[0])) for seed in (1, 2)]


def test_every_thread_is_told_the_same_and_has_a_handle_of_its_own():
    indexes = made()
    ask, overlaid, asked = asking(indexes, [0, 1]), Overlaid(indexes), outlines_of(Shapes.of(footprints(3, 40)))

    def told(_: int) -> tuple[int, list[object]]:
        held = [holding_many(index, PLACES).features.tolist() for index in indexes]
        near = [ask(x, y, 2_000.0) for x, y in PLACES.tolist()]
        return id(indexes[0].handle), [held, near, overlaid.measured(asked).area_m2.tolist()]

    own, alone = told(0)
    with ThreadPoolExecutor(4) as pool:
        others = [*pool.map(told, range(8))]
    assert all(answer == alone for _, answer in others)
    assert own not in {handle for handle, _ in others}
    assert indexes[0].handle is indexes[0].handle


def test_what_asks_several_grids_keeps_them():
    ask, overlaid = asking(made(), [0, 1]), Overlaid(made())
    gc.collect()
    noise = [np.full(50_000, np.nan) for _ in range(50)]  # takes the place of whatever was given back
    truth = made()
    asked = outlines_of(Shapes.of(footprints(3, 40)))
    again = asking(truth, [0, 1])
    assert [ask(x, y, 2_000.0) for x, y in PLACES.tolist()] == [again(x, y, 2_000.0) for x, y in PLACES.tolist()]
    assert np.array_equal(overlaid.measured(asked).area_m2, Overlaid(truth).measured(asked).area_m2, equal_nan=True)
    assert len(noise) == 50
