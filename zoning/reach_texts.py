"""Why a layer cannot say anything at a site, in words: where it reaches, and the source of that."""

from __future__ import annotations

from layers.definition_file import Titles
from layers.kinds import Applies
from zoning.definitions import Definitions
from zoning.titles import note_text
from zoning.verdict import Json


def elsewhere(definitions: Definitions, layer: str, source: str) -> Json | None:
    """The reason of a `not_applicable` cell; None for a layer whose definition no longer has this `source`."""
    kind = definitions.kinds.get(layer)
    if kind is None or kind.applies.source != source:
        return None
    where = _where(definitions, kind.applies)
    return {
        "zh": note_text(definitions, "not_applicable_because", {"where": where.zh, "source": source})["zh"],
        "en": note_text(definitions, "not_applicable_because", {"where": where.en, "source": source})["en"],
    }


def _where(definitions: Definitions, applies: Applies) -> Titles:
    """The ground that a layer is about: 沿海地区的陆域, land of coastal regions."""

    def word(code: str) -> Titles:
        text = note_text(definitions, f"reach_{code}", {})
        return Titles(zh=str(text["zh"]), en=str(text["en"]))

    named = [
        *(definitions.regions[code].name for code in applies.regions),
        *([word("coast")] if applies.coast else []),
        *(word(f"basin_{basin}") for basin in applies.basin),
    ]
    part = word(applies.part[0]) if len(applies.part) == 1 else None
    if not named:
        return part or word("everywhere")
    *others, last = [one.en for one in named]
    english = f"{', '.join(others)} or {last}" if others else last
    territory = Titles(zh="、".join(one.zh for one in named), en=english)
    return territory if part is None else Titles(zh=f"{territory.zh}的{part.zh}", en=f"{part.en} of {territory.en}")
