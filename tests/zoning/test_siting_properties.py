"""What must hold for any site on any ground: no gap, exception or odd shape ever reads as clear."""

import shapely
from world import Zone, box, county, harmless, line, point

FACTORY = {"industry": "C3392", "facts": harmless()}
SQUARE = box(0, 0, 1000, 1000)
RED_LINE = Zone("r1", SQUARE, {"code": "r1", "name": "演示红线", "part": "land"})
LEVEL_1 = Zone("w1", SQUARE, {"code": "w1", "name": "演示水源", "level": "1"})


def plot_along_the_square() -> shapely.Polygon:
    """A plot east of SQUARE that shares the whole of its eastern side."""
    (east, south), north = SQUARE.exterior.coords[0], SQUARE.bounds[3]
    return shapely.Polygon([(east, south), (east, north), (east + 0.003, north), (east + 0.003, south)])


def test_an_outlet_in_the_water_zone_counts_though_the_plot_only_shares_its_border() -> None:
    facts = harmless(may_pollute_drinking_water=True)
    world = county().having("water_source_zone", LEVEL_1)
    plot = plot_along_the_square()
    assert world.ask(plot, industry="C3392", facts=facts).word == "admissible"
    assert world.ask(plot, ("outlet", point(500, 500)), industry="C3392", facts=facts).word == "prohibited"


def test_an_access_lane_into_the_red_line_counts_though_the_plot_only_shares_its_border() -> None:
    world = county().having("ecological_red_line", RED_LINE)
    project = world.project(plot_along_the_square(), ("temporary", line((1200, 500), (500, 500))), **FACTORY)
    assert world.check(project).body["range"][1] == "prohibited"  # type: ignore[index]
