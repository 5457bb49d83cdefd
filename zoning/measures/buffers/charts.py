"""Buffer strips as charts, from the rendered body alone."""

from __future__ import annotations

from layers.definition_file import Titles
from zoning.measures.buffers.tables import STATUSES, Body
from zoning.measures.columns import km
from zoning.measures.definitions import MeasureDefinitions
from zoning.measures.tables import Chart, Series

_FIGURES = {
    "min_m": Titles(zh="最小", en="least"),
    "p10_m": Titles(zh="10% 分位", en="10th percentile"),
    "median_m": Titles(zh="中位", en="median"),
    "mean_m": Titles(zh="平均", en="mean"),
}


def charts(body: Body, definitions: MeasureDefinitions) -> tuple[Chart, ...]:
    """Length by status and rule, widths, their distribution, and bank with and without strips by water body."""
    if body["state"] != "computed":
        return ()
    colours = definitions.base.kinds["buffer_strip"].style.classes
    found = [_lengths(body)]
    sampled = [one for one in body["statuses"] if one["widths"]["samples"]]
    if sampled:
        found.append(
            Chart(
                "buffers_widths",
                Titles(zh="缓冲带宽度", en="width of strips"),
                "bars",
                tuple(_FIGURES.values()),
                tuple(
                    Series(
                        STATUSES[one["status"]],
                        tuple(one["widths"][name] for name in _FIGURES),
                        colours.get(one["status"]),
                    )
                    for one in sampled
                ),
                "m",
            )
        )
        classes = tuple(_class(one["from_m"], one["to_m"]) for one in sampled[0]["widths"]["classes"])
        found.append(
            Chart(
                "buffers_width_classes",
                Titles(zh="宽度采样的分布", en="distribution of the width samples"),
                "bars",
                classes,
                tuple(
                    Series(
                        STATUSES[one["status"]],
                        tuple(float(entry["samples"]) for entry in one["widths"]["classes"]),
                        colours.get(one["status"]),
                    )
                    for one in sampled
                ),
                "",
            )
        )
    return (*found, *(_gaps(body, place, one["status"]) for place, one in enumerate(body["statuses"])))


def _lengths(body: Body) -> Chart:
    bank = tuple(km(one["bank"]["length_m"]) for one in body["statuses"])
    river = tuple(km(one["river"]["length_m"]) for one in body["statuses"])
    return Chart(
        "buffers_lengths",
        Titles(zh="各状态的长度（不相加）", en="length by status (never added up)"),
        "bars",
        tuple(STATUSES[one["status"]] for one in body["statuses"]),
        (
            Series(Titles(zh="岸线长度", en="bank length"), bank),
            Series(Titles(zh="河道长度", en="river length"), river),
        ),
        "km",
    )


def _gaps(body: Body, place: int, status: str) -> Chart:
    names = tuple(Titles(zh=one["water_body"], en=one["water_body"]) for one in body["by_water_body"])
    counted = [one["statuses"][place]["bank"]["length_m"] for one in body["by_water_body"]]
    whole = [one["banks_m"] for one in body["by_water_body"]]
    left = tuple(None if own is None else km(max(0.0, every - own)) for own, every in zip(counted, whole, strict=True))
    title = STATUSES[status]
    return Chart(
        f"buffers_{status}",
        Titles(zh=f"{title.zh}：有与没有缓冲带的岸线", en=f"{title.en}: bank with and without strips"),
        "stacked",
        names,
        (
            Series(Titles(zh="有", en="with"), tuple(km(own) for own in counted)),
            Series(Titles(zh="没有", en="without"), left),
        ),
        "km",
    )


def _class(begin: float, end: float | None) -> Titles:
    if end is None:
        return Titles(zh=f"≥ {begin:g} 米", en=f"≥ {begin:g} m")
    return Titles(zh=f"{begin:g}–{end:g} 米", en=f"{begin:g}–{end:g} m")
