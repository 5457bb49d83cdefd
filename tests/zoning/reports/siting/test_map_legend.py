"""The legend shows a thing as the map draws it."""

import shapely

from zoning.reports.siting.map_legend import legend_keys


class Content:
    """As much of a map as its legend reads first: the project and what it has in common with a feature."""

    site = ()

    def __init__(self, overlap):
        self.overlap = overlap


def first(overlap):
    return next(legend_keys(Content(overlap), {}, "en"))


def test_what_a_site_has_in_common_with_a_line_is_a_line_in_the_legend():
    key = first(shapely.LineString([(0, 0), (1, 1)]))
    assert (key.text, key.line, key.hatch) == ("where they overlap", True, None)


def test_what_a_site_has_in_common_with_an_area_is_hatched_in_the_legend():
    key = first(shapely.box(0, 0, 1, 1))
    assert not key.line
    assert key.hatch is not None
