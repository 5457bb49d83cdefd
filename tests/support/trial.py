"""Rule packs made for one test: a few rules in a folder of their own."""

from dataclasses import replace
from pathlib import Path

from world import definitions

from zoning.definitions import Definitions
from zoning.rules.loader import Pack, Vocabulary, load_packs

PACK = """\
pack: {jurisdiction}/trial
version: "1"
title: {{zh: 试, en: trial}}
instrument: control_units
jurisdiction: {jurisdiction}
source: test
rules:
  - id: {id}
    title: {{zh: 试, en: trial}}
    project: {{any: true}}
    place: {place}
    effect: {effect}
    {more}
    basis: [{{title: 试}}]
    confidence: H
"""


def packs(folder: Path, *entries: dict[str, str]) -> tuple[Pack, ...]:
    """Packs of one rule each: jurisdiction, id, effect, `place`, and `more` lines."""
    for entry in entries:
        path = folder / entry["jurisdiction"] / "trial.yaml"
        path.parent.mkdir(parents=True)
        path.write_text(PACK.format(**{"more": "", "place": "anywhere", **entry}), encoding="utf-8")
    own = definitions()
    return load_packs(folder, Vocabulary(own.kinds, own.facts, own.requirements))


def having(loaded: tuple[Pack, ...]) -> Definitions:
    """The definitions with these packs alone."""
    return replace(definitions(), packs=loaded)
