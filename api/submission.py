"""The form of a proposal as the steward's words: the names are those of `sanxian layers publish`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from api.forms import day, number, wrong
from api.service import Service
from api.uploads import Upload
from layers.coverage import CoverageRequest, outline
from layers.editions import STANDINGS
from layers.errors import BadInput
from layers.kinds import LayerKind
from layers.mapping import DeliveryMapping, parse_mapping
from layers.publication.deliveries import MappingUsed
from layers.publication.preparation import Submission
from layers.publication.saved_mappings import named

FILES = ("file", "coverage_file")
FIELDS: Mapping[str, str] = {
    "region": "Region code, GB/T 2260.",
    "status": "Standing: statutory, draft or illustrative.",
    "accuracy_m": "95 % bound of a position's error, metres.",
    "effective_from": "Civil day from which it is in force.",
    "source": "The document it comes from.",
    "coverage": "`region`, or send an outline as `coverage_file`, which states its own CRS or is in EPSG:4490.",
    "replaces": "REGION/N: an edition of another region that it takes the place of.",
    "crs": "CRS of `file`, where it states none or a wrong one.",
    "source_layer": "Layer of a GeoPackage, shapefile of a zip.",
    "map": "ATTR=FIELD",
    "set": "ATTR=VALUE",
    "values": "ATTR:FROM=TO",
    "mapping_of": "OFFICE or OFFICE/NAME: a saved mapping, under what `map`, `set` and `values` say.",
}


@dataclass(frozen=True)
class Submitted:
    """What a form says about a delivery, how its fields are taken, and which saved mapping says so."""

    submission: Submission
    mapping: DeliveryMapping
    saved: MappingUsed | None


def submitted(sent: Upload, here: Service, kind: LayerKind) -> Submitted:
    """The form, typed. Raises BadInput naming the field, NotFound for a mapping that is not saved."""
    mapping, saved = DeliveryMapping(), None
    office = sent.one("mapping_of")
    if office is not None:
        kept = here.mappings.newest(kind.layer, *named(office))
        mapping, saved = kept.mapping, kept.used
    text = {name: _required(sent, name) for name in ("region", "status", "accuracy_m", "effective_from", "source")}
    if text["status"] not in STANDINGS:
        raise wrong("status", text["status"], ", ".join(STANDINGS))
    return Submitted(
        Submission(
            region=text["region"],
            standing=text["status"],
            accuracy_m=number("accuracy_m", text["accuracy_m"]),
            effective_from=day("effective_from", text["effective_from"]),
            source=text["source"],
            coverage=_coverage(sent, here),
            replaces=tuple(_replaced(item) for item in sent.texts.get("replaces", ())),
        ),
        mapping.joined(parse_mapping(*(sent.texts.get(name, ()) for name in ("map", "set", "values")))),
        saved,
    )


def _required(sent: Upload, name: str) -> str:
    text = sent.one(name)
    if text is None:
        raise BadInput(f"表单缺少字段 {name}", f"the form lacks `{name}`: {FIELDS[name]}")
    return text


def _replaced(text: str) -> tuple[str, int]:
    match = re.fullmatch(r"([0-9]{6})/([0-9]{1,6})", text)
    if match is None:
        raise wrong("replaces", text, "REGION/N, e.g. 330300/1")
    return match[1], int(match[2])


def _coverage(sent: Upload, here: Service) -> CoverageRequest:
    """`region`, the dissolved polygons of the outline sent, or nothing."""
    text, file = sent.one("coverage"), sent.files.get("coverage_file")
    if text is not None and file is not None:
        raise BadInput("coverage 与 coverage_file 只能给一个", "give either `coverage` or `coverage_file`, not both")
    if file is not None:
        # `crs` is that of the delivery: an outline in true positions must not be shifted with it
        reading = here.shelf.read(file.content, file.name or "coverage", None, None, here.settings.reading)
        return outline(reading)
    if text not in (None, "region"):
        raise wrong("coverage", str(text), "region")
    return "region" if text == "region" else None
