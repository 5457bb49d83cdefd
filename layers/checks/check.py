"""The whole check of a delivery, in the order in which one fault would hide another."""

from __future__ import annotations

from layers.checks.areas import check_areas
from layers.checks.attributes import check_attributes
from layers.checks.datum import check_datum
from layers.checks.geometry import mend
from layers.checks.nesting import apply_nesting
from layers.checks.report import CheckReport, Problem
from layers.checks.topology import check_topology
from layers.delivery import Delivery
from layers.editions import Features
from layers.regions import Regions


def check(
    delivery: Delivery, regions: Regions, *, region: str, accuracy_m: float, admin: Features | None = None
) -> CheckReport:
    """Everything that can be said about a delivery by itself.

    Args:
        delivery: what was taken from the reading.
        regions: the region list.
        region: the code the delivery is published for.
        accuracy_m: its stated accuracy (95 %), metres, above 0: gaps and overlaps thinner than it are told together.
        admin: features of `admin_area` in force, for the test of shifted coordinates; None: that test is left out.

    Returns:
        Problems, errors first; the geometries as they would be published; the originals of the changed ones.
    """
    problems: list[Problem] = list(delivery.problems)
    mended = mend(delivery.geometries, delivery.sources, delivery.kind.geometry)
    problems += mended.problems
    problems += check_attributes(delivery, regions, region)
    problems += check_topology(delivery, mended.geometries, mended.usable, accuracy_m)
    problems += check_datum(delivery, mended.geometries, mended.usable, regions, admin)
    geometries = mended.geometries
    delivered = dict(mended.delivered)
    class_attribute = delivery.kind.class_attribute
    if class_attribute is not None and any(rule.rule == "nested" for rule in delivery.kind.topology):
        order = tuple(delivery.kind.attributes[class_attribute].values)
        classes = [
            value if usable else None
            for value, usable in zip(delivery.attributes[class_attribute], mended.usable, strict=True)
        ]
        geometries, cut, told = apply_nesting(geometries, classes, order, delivery.sources)
        problems += told
        for index in cut:
            delivered.setdefault(index, delivery.geometries[index])
    problems += check_areas(delivery, mended.geometries, geometries, mended.usable)
    problems.sort(key=lambda problem: problem.severity != "error")
    return CheckReport(tuple(problems), delivery.notes, geometries, delivered)
