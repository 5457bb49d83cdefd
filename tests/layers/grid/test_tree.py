"""Which boxes meet one, beside a look at each of them."""

from __future__ import annotations

import numpy as np

from layers.grid.tree import Tree


def test_what_meets_a_box_is_found_in_order():
    rng = np.random.default_rng(2)
    for count in (0, 1, 16, 17, 300, 5000):
        low = rng.integers(0, 1000, (count, 2)).astype(float)
        bounds = np.hstack([low, low + rng.integers(0, 50, (count, 2))])
        bounds[::7] = [np.inf, np.inf, -np.inf, -np.inf]  # of empty ones
        bounds[::11] = np.nan
        tree = Tree(bounds)
        for x, y, wide, tall in rng.integers(0, 400, (20, 4)).tolist():
            box = (float(x), float(y), float(x + wide), float(y + tall))
            meets = (bounds[:, :2] <= box[2:]).all(axis=1) & (bounds[:, 2:] >= box[:2]).all(axis=1)
            assert tree.meeting((float("nan"),) * 4).tolist() == []
            assert tree.meeting(box).tolist() == np.flatnonzero(meets).tolist()
