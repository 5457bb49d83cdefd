"""Attributes against each other and against the region list: keys, forms of codes, signs inside codes, regions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from layers.attribute_rules import Agreement
from layers.checks.report import Problem, error, warning
from layers.delivery import Delivery
from layers.editions import Value
from layers.regions import Regions


def check_attributes(delivery: Delivery, regions: Regions, region: str) -> Iterator[Problem]:
    """Errors for repeated keys; warnings for missing keys, unusual codes, disagreeing classes and region codes.

    Region codes are told once per code with the number of features, not once per feature.
    """
    yield from _keys(delivery)
    for name, attribute in delivery.kind.attributes.items():
        column = delivery.attributes[name]
        if attribute.expected is not None:
            yield from _unexpected(delivery, name, column, attribute.expected)
        if attribute.agrees is not None:
            yield from _disagreeing(delivery, name, column, attribute.agrees)
        if attribute.holds == "region":
            yield from _regions(delivery, name, column, regions, region)


def _keys(delivery: Delivery) -> Iterator[Problem]:
    if not delivery.kind.key:
        return
    key = ":".join(delivery.kind.key)
    rows = list(zip(*(delivery.attributes[name] for name in delivery.kind.key), strict=True))
    whole = [None if None in row else ":".join(str(value) for value in row) for row in rows]
    counts = Counter(whole)
    if 0 < counts[None] < len(whole):  # without any key the ids are assigned, which the delivery notes
        yield warning("key_missing", delivery.sources[whole.index(None)], key=key, count=counts[None])
    holders: dict[str, str] = {}
    for value, source in zip(whole, delivery.sources, strict=True):
        if value is not None and (first := holders.setdefault(value, source)) is not source:
            yield error("key_repeated", source, key=key, value=value, other=first)


def _unexpected(delivery: Delivery, name: str, column: Sequence[Value], form: str) -> Iterator[Problem]:
    expected = re.compile(form)
    for index, value in enumerate(column):
        if value is not None and not expected.fullmatch(str(value)):
            yield warning("code_of_unusual_form", delivery.sources[index], attribute=name, value=value, form=form)


def _disagreeing(delivery: Delivery, name: str, column: Sequence[Value], sign: Agreement) -> Iterator[Problem]:
    form = re.compile(sign.pattern)
    for index, (value, text) in enumerate(zip(column, delivery.attributes[sign.attribute], strict=True)):
        match = form.fullmatch(str(text)) if text is not None else None
        if value is None or match is None or value in sign.codes.get(match[1], ()):
            continue
        told = {"attribute": name, "value": value, "other": sign.attribute, "text": text, "sign": match[1]}
        yield warning("code_disagrees", delivery.sources[index], **told)


def _regions(
    delivery: Delivery, name: str, column: Sequence[Value], regions: Regions, region: str
) -> Iterator[Problem]:
    counts = Counter(str(value) for value in column if value is not None)
    first = {str(value): delivery.sources[index] for index, value in reversed(list(enumerate(column)))}
    for code, count in sorted(counts.items()):
        if code not in regions:
            yield warning("region_code_unknown", first[code], attribute=name, value=code, count=count)
        elif regions[code].valid_to is not None:
            new = ", ".join(regions[code].successors)
            yield warning("region_retired", first[code], attribute=name, value=code, count=count, successors=new)
        if not regions.within(code, region):
            yield warning("region_outside", first[code], attribute=name, value=code, count=count, region=region)
