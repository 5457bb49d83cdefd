"""What a map of a report shows as drawn: base, hatched classes, the project outlined, what it overlaps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import shapely
from matplotlib import patheffects
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from numpy.typing import NDArray

from zoning.reports.measures.drawing import INK
from zoning.reports.measures.map_features import circles, compound, draw_circles, thinned
from zoning.reports.siting.map_content import Drawing, MapContent
from zoning.reports.siting.map_legend import BORDER, COAST, LAND, OVERLAP, ROLE_DASH, SEA, SITE, dashed

_PALE: Final = 0.45  # of hatches that a map is not about
_HATCHES: Final = ("//", "\\\\", "..", "||", "--", "x", "+", "o", "/.", "\\.")


def hatches(drawings: Sequence[Drawing]) -> dict[str, str]:
    """A hatch for every class of areas, by its title; no two alike as long as there are enough."""
    titles = dict.fromkeys(one.title.zh for one in drawings if one.symbol.fill is not None)
    return {title: _HATCHES[place % len(_HATCHES)] for place, title in enumerate(titles)}


def draw_content(axes: Axes, content: MapContent) -> None:
    """Base and classes, then the project, then what it has in common with the focus."""
    _features(axes, content, hatches(content.drawings))
    _site(axes, content)
    _overlap(axes, content)


def _features(axes: Axes, content: MapContent, of: dict[str, str]) -> None:
    pixel = content.frame.pixel
    known = len(content.land) + len(content.sea) > 0
    axes.set_facecolor("white" if known else LAND)
    for geometries, colour in ((content.sea, SEA), (content.land, LAND)):
        areas = thinned(geometries, pixel).areas if len(geometries) else ()
        if len(areas):
            path = compound(shapely.get_rings(areas), closed=True)
            axes.add_artist(PathPatch(path, facecolor=colour, edgecolor=BORDER, lw=0.5, zorder=0.5))
    if len(content.coast):
        lines = thinned(content.coast, pixel).lines
        if len(lines):
            axes.add_artist(PathPatch(compound(lines, closed=False), fill=False, edgecolor=COAST, lw=0.9, zorder=1.5))
    for one in content.drawings:
        _class(axes, one, pixel, of.get(one.title.zh))


def _class(axes: Axes, one: Drawing, pixel: float, hatch: str | None) -> None:
    shapes, symbol = thinned(one.geometries, pixel / 2), one.symbol
    above = 1.0 if one.focus else 0.0
    if len(shapes.areas):
        path = compound(shapely.get_rings(shapes.areas), closed=True)
        pale = (symbol.fill or symbol.line, 0.28 if one.focus else 0.13)
        outline = 1.5 if one.focus else 0.7
        axes.add_artist(PathPatch(path, facecolor=pale, edgecolor=symbol.line, lw=outline, zorder=2 + above))
        _hatch(axes, path, hatch, symbol.line, pale=not one.focus, order=2.1 + above)
    if len(shapes.lines):
        axes.add_artist(
            PathPatch(
                compound(shapes.lines, closed=False),
                fill=False,
                edgecolor=symbol.line,
                lw=2.0 if one.focus else 1.2,
                linestyle=dashed(symbol.dash),
                zorder=3 + above,
            )
        )
    if len(shapes.points):
        face = "white" if symbol.hollow else symbol.line
        axes.scatter(
            shapes.points[:, 0],
            shapes.points[:, 1],
            s=22,
            c=face,
            edgecolors=symbol.line,
            linewidths=1.0,
            zorder=4 + above,
        )


def _hatch(axes: Axes, path: Path, hatch: str | None, colour: str, *, order: float, pale: bool = False) -> None:
    """Hatches on their own: drawn together with a pale face some formats make them as pale as it."""
    patch = PathPatch(path, facecolor="none", edgecolor=colour, lw=0.0, hatch=hatch, alpha=_PALE if pale else 1.0)
    patch.set_hatch_linewidth(0.25 if pale else 0.35)
    patch.set_zorder(order)
    axes.add_artist(patch)


def _site(axes: Axes, content: MapContent) -> None:
    """The parts of the project, outlined in red with a white seam, dashed by their role."""
    pixel = content.frame.pixel
    halo = [patheffects.Stroke(linewidth=3.4, foreground="white"), patheffects.Normal()]
    told: list[NDArray[np.object_]] = []
    for role, geometries in content.site.items():
        shapes = thinned(geometries, pixel / 4)
        style = dashed(ROLE_DASH.get(role, ()))
        told += [geometries]
        for lines in (shapely.get_rings(shapes.areas) if len(shapes.areas) else (), shapes.lines):
            if len(lines):
                axes.add_artist(
                    PathPatch(
                        compound(np.asarray(lines), closed=False),
                        fill=False,
                        edgecolor=SITE,
                        lw=1.8,
                        linestyle=style,
                        zorder=6,
                        path_effects=halo,
                    )
                )
        if len(shapes.points):
            axes.scatter(
                shapes.points[:, 0],
                shapes.points[:, 1],
                s=30,
                marker="D",
                c=SITE,
                edgecolors="white",
                linewidths=1.0,
                zorder=6.5,
            )
    if content.marks:
        lon, lat = zip(*((mark.lon, mark.lat) for mark in content.marks), strict=True)
        axes.scatter(lon, lat, s=9, c="white", edgecolors=SITE, linewidths=0.8, zorder=6.8)
    if told:
        draw_circles(axes, circles(np.concatenate(told), content.frame), content.frame, SITE, 1.6)


def _overlap(axes: Axes, content: MapContent) -> None:
    """What project and feature have in common, cross-hatched."""
    if content.overlap is None or content.overlap.is_empty:
        return
    shapes = thinned(np.array([content.overlap], dtype=object), content.frame.pixel / 4)
    if len(shapes.areas):
        path = compound(shapely.get_rings(shapes.areas), closed=True)
        axes.add_artist(PathPatch(path, facecolor=(SITE, 0.18), edgecolor=INK, lw=0.6, zorder=5))
        _hatch(axes, path, OVERLAP, INK, order=5.1)
    if len(shapes.lines):
        axes.add_artist(PathPatch(compound(shapes.lines, closed=False), fill=False, edgecolor=INK, lw=3.0, zorder=5))
    if len(shapes.points):
        axes.scatter(shapes.points[:, 0], shapes.points[:, 1], s=36, marker="x", c=INK, linewidths=1.4, zorder=7)
