"""Where a layer is silent near a footprint: told without drawing what is near, and the same when it is drawn."""

import pytest
import shapely
from world import box, county, line, point

from layers.bands import UNTOLD, Band, Offsets, shifted
from layers.snapshot import EMPTY
from zoning.silence import Gap, remainder

SITES = {
    "area": box(0, 0, 20, 20),
    "line": line((0, 0), (-400, 90)),
    "point": point(0, 0),
    "long": box(-6_000, 0, 20, 20),
}


def silent_beyond(metres):
    """A layer that answers up to `metres` east of the origin."""
    world = county().covering("coastline", box(-50_000, -50_000, metres, 50_000))
    return world.snapshot().views["coastline"]


def drawn(view, site, reach_m):
    probe = shifted(site, reach_m)
    return remainder(probe, view.covered(probe))


def never(*_):
    raise AssertionError("nothing is drawn")


@pytest.mark.parametrize("name", SITES)
@pytest.mark.parametrize("metres", [-30.0, 5.0, 90.0, 899.5, 920.01, 950.0, 3_000.0])
@pytest.mark.parametrize("reach_m", [0.5, 2.0, 900.0, 2_000.0])
def test_a_gap_is_empty_where_nothing_is_left_when_it_is_drawn(name, metres, reach_m):
    view, site = silent_beyond(metres), SITES[name]
    gap = Gap(view, site, reach_m, Offsets())
    assert gap.is_empty == drawn(view, site, reach_m).is_empty


@pytest.mark.parametrize(("metres", "empty"), [(100.0, False), (700.0, False), (2_000.0, True)])
def test_neither_a_near_gap_nor_a_far_one_is_drawn(metres, empty):
    gap = Gap(silent_beyond(metres), SITES["area"], 900.0, never)
    assert gap.is_empty == empty
    band = gap.perhaps(Band.crisp(EMPTY))
    assert band.reached(SITES["area"]) != empty
    assert band.told(SITES["area"]).inner == "none"


def test_a_corner_of_the_box_that_is_out_of_reach_is_no_gap():
    world = county().covering(
        "coastline", shapely.difference(box(-50_000, -50_000, 50_000, 50_000), box(800, 800, 9_000, 9_000))
    )
    view, site = world.snapshot().views["coastline"], SITES["point"]
    assert Gap(view, site, 1_000.0, never).is_empty
    assert drawn(view, site, 1_000.0).is_empty


def test_a_crumb_within_reach_is_no_gap():
    crumb = box(600.0, 0.0, 600.02, 0.02)
    world = county().covering("coastline", shapely.difference(box(-50_000, -50_000, 50_000, 50_000), crumb))
    view, site = world.snapshot().views["coastline"], SITES["point"]
    assert Gap(view, site, 1_000.0, shifted).is_empty
    assert drawn(view, site, 1_000.0).is_empty


@pytest.mark.parametrize("name", SITES)
@pytest.mark.parametrize("metres", [-30.0, 5.0, 700.0, 890.0])
def test_what_is_told_of_a_place_agrees_with_the_sets_as_drawn(name, metres):
    view, site = silent_beyond(metres), SITES[name]
    band = Gap(view, site, 900.0, shifted).perhaps(Band.crisp(EMPTY))
    plain = Band.crisp(EMPTY).or_perhaps(drawn(view, site, 900.0), 900.0)
    assert shapely.to_wkb(band.outer) == shapely.to_wkb(plain.outer)
    told = band.told(site).outer
    assert told != "none"
    assert told is None or shapely.intersects(site, plain.outer)
    assert told != "whole" or shapely.covers(plain.outer, site)
    if name == "long" and told is not None:
        assert (told == "whole") == shapely.covers(plain.outer, site)


def test_of_another_footprint_nothing_is_told():
    band = Gap(silent_beyond(100.0), SITES["area"], 900.0, shifted).perhaps(Band.crisp(EMPTY))
    assert band.told(box(0, 5_000, 20, 5_020)) == UNTOLD


def test_a_wall_to_wall_layer_is_drawn():
    world = county()
    view = world.snapshot().views["admin_area"]
    with pytest.raises(AssertionError, match="nothing is drawn"):
        _ = Gap(view, SITES["area"], 900.0, never).is_empty
    assert Gap(view, SITES["area"], 900.0, shifted).is_empty
