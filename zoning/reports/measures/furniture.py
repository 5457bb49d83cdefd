"""What every map has besides its features: graticule, north arrow, scale bar, words on its CRS, a mark across it."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.patches import Polygon, Rectangle

from layers.definition_file import Titles
from layers.errors import Lang
from zoning.reports.measures.cartography import Frame, degrees, graticule
from zoning.reports.measures.drawing import FAINT, INK, RULE, WARNING
from zoning.reports.measures.fonts import font


def crs_note(ground: Frame, lang: Lang) -> str:
    """The CRS of a map, and the latitude at which its scale is true."""
    middle = degrees(ground.middle, 1 / 60, "NS")
    if lang == "zh":
        return f"坐标系：CGCS2000 大地坐标（EPSG:4490），按经纬度绘制；比例尺在纬度 {middle} 处为真"
    return (
        f"CRS: CGCS2000, longitude and latitude (EPSG:4490), drawn as such; the scale bar is true at latitude {middle}"
    )


def review_note(review: str | None) -> Titles:
    """The number under which a map was reviewed (审图号), or that it has none."""
    if review is None:
        return Titles(
            zh="审图号：无。本图未经地图审核，不作公开地图使用",
            en="No map review number: not reviewed, not a map for the public",
        )
    return Titles(zh=f"审图号：{review}", en=f"Map review number (审图号): {review}")


def draw_graticule(axes: Axes, ground: Frame, *, size: float = 8.0, upright: bool = True) -> None:
    """Round degrees, minutes or seconds as lines, named at the frame; latitudes along it where not `upright`."""
    lons, lon_step = graticule(ground.west, ground.east, max(2, int(ground.width / 1.1)))
    lats, lat_step = graticule(ground.south, ground.north, max(2, int(ground.height / 0.9)))
    across, up = [degrees(one, lon_step, "EW") for one in lons], [degrees(one, lat_step, "NS") for one in lats]
    axes.set_xticks(lons, labels=across, fontproperties=font(size), color=FAINT)
    axes.set_yticks(lats, labels=up, fontproperties=font(size), color=FAINT)
    if not upright:
        for label in axes.get_yticklabels():
            label.set(rotation=90, va="center")
    axes.grid(color=RULE, lw=0.5, zorder=1)
    axes.set_axisbelow(True)
    axes.tick_params(length=3, color=FAINT)
    for spine in axes.spines.values():
        spine.set(color=INK, linewidth=0.9)


def draw_watermark(axes: Axes, lines: Sequence[str], size: float) -> None:
    """Across a map of data that are not for decisions, where no cutting can part it from the map; `size` in points."""
    axes.text(
        0.5,
        0.5,
        "\n".join(lines),
        transform=axes.transAxes,
        fontproperties=font(size),
        color=WARNING,
        alpha=0.16,
        rotation=30,
        ha="center",
        va="center",
        linespacing=1.3,
        zorder=9,
    )


def draw_north(axes: Axes, left: float = 0.13, top: float = 0.17) -> None:
    """North is up all over a map drawn by longitude and latitude; `axes` are in inches, downwards."""
    middle = left + 0.12
    axes.add_patch(
        Polygon([(middle, top + 0.05), (left, top + 0.51), (middle, top + 0.41)], facecolor=INK, edgecolor=INK, lw=0.8)
    )
    axes.add_patch(
        Polygon(
            [(middle, top + 0.05), (left + 0.24, top + 0.51), (middle, top + 0.41)],
            facecolor="white",
            edgecolor=INK,
            lw=0.8,
        )
    )
    axes.text(middle, top, "N", fontproperties=font(10), color=INK, ha="center", va="bottom")


def draw_scale_bar(axes: Axes, ground: Frame, left: float, down: float, most: float) -> None:
    """Four parts in turn dark and light, marked at the beginning, middle and end; `axes` are in inches, downwards."""
    bar = ground.scale_bar(most)
    for part in range(4):
        colour = INK if part % 2 == 0 else "white"
        place = (left + part * bar.inches / 4, down)
        axes.add_patch(Rectangle(place, bar.inches / 4, 0.07, facecolor=colour, edgecolor=INK, lw=0.7))
    for share, text in ((0.0, "0"), (0.5, bar.label(0.5).split()[0]), (1.0, bar.label(1.0))):
        axes.text(
            left + share * bar.inches, down - 0.05, text, fontproperties=font(7.5), color=INK, ha="center", va="bottom"
        )
