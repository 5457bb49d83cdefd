"""Code lists as one shape, and the search in them."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence

from layers.definition_file import Titles
from zoning.activities import FACT
from zoning.definitions import Definitions
from zoning.projects import ROLES

Entry = Mapping[str, str | None]


def entries(definitions: Definitions, name: str) -> list[Entry]:
    """The entries of a list in its own order; raises KeyError for a list that is not in LISTS."""
    return list(LISTS[name](definitions))


def matching(found: Sequence[Entry], q: str | None) -> list[Entry]:
    """Entries whose code begins with `q` or whose name contains it; width and case do not matter."""
    if q is None or not q.strip():
        return list(found)
    wanted = _folded(q)
    return [
        entry
        for entry in found
        if _begins(entry, wanted) or any(wanted in _folded(entry[lang] or "") for lang in ("zh", "en"))
    ]


def _begins(entry: Entry, wanted: str) -> bool:
    """Whether the code begins so, with or without the letter of an industry."""
    code = _folded(entry["code"] or "")
    return code.startswith(wanted) or (code[1:].isdigit() and code[1:].startswith(wanted))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()


def _entry(code: str, title: Titles) -> dict[str, str | None]:
    return {"code": code, "zh": title.zh, "en": title.en}


def _industries(definitions: Definitions) -> Iterator[Entry]:
    head = definitions.industries.head
    letters = {division.code: division.letter for division in head.divisions}
    for letter, title in head.letters.items():
        yield {**_entry(letter, title), "level": "letter"}
    for division in head.divisions:
        yield {
            "code": f"{division.letter}{division.code}",
            "zh": division.name,
            "en": None,
            "parent": division.letter,
            "level": "division",
        }
    standard = definitions.industries.standard
    for level, names in (("group", standard.groups), ("class", standard.classes)):
        for code, name in names.items():
            letter = letters[code[:2]]
            yield {"code": f"{letter}{code}", "zh": name, "en": None, "parent": f"{letter}{code[:-1]}", "level": level}


def _regions(definitions: Definitions) -> Iterator[Entry]:
    for region in (definitions.regions[code] for code in definitions.regions):
        yield {**_entry(region.code, region.name), "parent": region.parent, "level": region.level}


def _requirements(definitions: Definitions) -> Iterator[Entry]:
    return (_entry(code, requirement.text) for code, requirement in definitions.requirements.items())


def _activities(definitions: Definitions) -> Iterator[Entry]:
    titles = definitions.facts[FACT].values
    return (_entry(activity, titles[activity]) for activity in definitions.activities)


def _red_line_outcomes(definitions: Definitions) -> Iterator[Entry]:
    return (_entry(kind.outcome, kind.title) for kind in definitions.red_line.outcomes)


def _eia_items(definitions: Definitions) -> Iterator[Entry]:
    return (_entry(str(number), item.entry.title) for number, item in definitions.eia.items.items())


def _sensitive_areas(definitions: Definitions) -> Iterator[Entry]:
    for name, area in definitions.eia.areas.items():
        yield {**_entry(name, area.entry.title), "parent": area.entry.category}


def _roles(definitions: Definitions) -> Iterator[Entry]:
    return (_entry(role, definitions.notes[f"role_{role}"]) for role in ROLES)


def _notes(definitions: Definitions) -> Iterator[Entry]:
    return (_entry(code, text) for code, text in definitions.notes.items())


LISTS: Mapping[str, Callable[[Definitions], Iterator[Entry]]] = {
    "industries": _industries,
    "regions": _regions,
    "requirements": _requirements,
    "activities": _activities,
    "red_line_outcomes": _red_line_outcomes,
    "eia_items": _eia_items,
    "sensitive_areas": _sensitive_areas,
    "roles": _roles,
    "notes": _notes,
}
