"""Codes in words of both languages: notes, layers, instruments, standings; shared by everything that renders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from layers.definition_file import Titles
from zoning.definitions import Definitions
from zoning.texts import fill
from zoning.verdict import Json

COUNTRY = Titles(zh="国家", en="national")
_LAYERS = ("layer", "layers")  # values of notes that name layers by their codes, one or several
_OF_DRAWINGS = ("dxf_layer_chosen", "dxf_entities_left_out")  # these name layers of a drawing, which are not ours


def note_text(definitions: Definitions, code: str, values: Mapping[str, object]) -> Json:
    """The text of a note or problem in both languages, layers by their titles; without a text its code and values."""
    template = definitions.notes.get(code)
    if template is None:
        bare = f"{code} {', '.join(f'{name}={value}' for name, value in values.items())}".strip()
        return {"zh": bare, "en": bare}
    chinese = {name: plain(value) for name, value in values.items()}
    english = dict(chinese)
    for name in _LAYERS if code not in _OF_DRAWINGS else ():
        if isinstance(value := values.get(name), str):
            titles = [layer_title(definitions, layer) for layer in value.split(", ")]
            chinese[name] = "、".join(str(title["zh"]) for title in titles)
            english[name] = ", ".join(str(title["en"]) for title in titles)
    return {"zh": fill(template, chinese, "zh"), "en": fill(template, english, "en")}


def with_text(definitions: Definitions, note: Mapping[str, Any]) -> Json:
    """A note or a problem of a check ({code, values, …}) with its text."""
    return {**note, "text": note_text(definitions, str(note["code"]), note["values"])}


def layer_title(definitions: Definitions, layer: str) -> Json:
    """The title of a layer, or of a `rules:<instrument>:<jurisdiction>` cell."""
    if layer in definitions.kinds:
        return both(definitions.kinds[layer].title)
    if not layer.startswith("rules:"):
        return {"zh": layer, "en": layer}
    _, name, jurisdiction = layer.split(":", 2)
    instrument = next((entry.title for entry in definitions.instruments if entry.instrument == name), None)
    place = jurisdiction_title(definitions, jurisdiction)
    if instrument is None:
        return {"zh": layer, "en": layer}
    return {"zh": f"{instrument.zh}规则（{place.zh}）", "en": f"rules on {instrument.en} ({place.en})"}


def data_standing(definitions: Definitions, editions: Sequence[Mapping[str, Any]]) -> Json | None:
    """What is to be said of editions ({layer, status, …}) that are not statutory: a sentence per standing, or None."""
    said: list[Json] = []
    for standing in ("illustrative", "draft"):
        layers = dict.fromkeys(edition["layer"] for edition in editions if edition["status"] == standing)
        if layers:
            said.append(note_text(definitions, f"standing_{standing}", {"layers": ", ".join(layers)}))
    if not said:
        return None
    return {"zh": "".join(str(text["zh"]) for text in said), "en": " ".join(str(text["en"]) for text in said)}


def jurisdiction_title(definitions: Definitions, jurisdiction: str) -> Titles:
    """The name of `CN`, `CN-33` …; a code that the region list lacks as itself."""
    code = jurisdiction.removeprefix("CN").removeprefix("-").ljust(6, "0")
    if jurisdiction == "CN":
        return COUNTRY
    return definitions.regions[code].name if code in definitions.regions else Titles(zh=jurisdiction, en=jurisdiction)


def both(text: Titles) -> Json:
    """The two languages as JSON."""
    return {"zh": text.zh, "en": text.en}


def plain(value: object) -> object:
    """Whole numbers without `.0`; everything else as it is."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def class_title(definitions: Definitions, layer: str, code: str | None) -> Json | None:
    """The title of a class of a layer; None where it has none."""
    kind = definitions.kinds.get(layer)
    named = kind.attributes[kind.class_attribute].values if kind is not None and kind.class_attribute else {}
    title = named.get(code) if code is not None else None
    return None if title is None else both(title)


def classed(definitions: Definitions, item: Mapping[str, Any]) -> Json:
    """A finding, total or anything else of a layer and class, with the titles of both."""
    return {
        **item,
        "layer_title": layer_title(definitions, item["layer"]),
        "class_title": class_title(definitions, item["layer"], item["class"]),
    }
