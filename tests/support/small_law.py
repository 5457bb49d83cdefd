"""Definitions of two rules over five layers, by which a check takes milliseconds; for tests of very many of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import trial

from layers.kinds import LayerKinds
from zoning.definitions import Definitions

DATA = Path(__file__).resolve().parents[2] / "data"
LAYERS = ("admin_area", "water_source_zone", "ecological_red_line", "control_unit", "industrial_area")


def definitions(folder: Path) -> Definitions:
    """The red line prohibits; a priority unit asks for something of chemical projects."""
    loaded = trial.having(
        trial.packs(
            folder,
            {
                "jurisdiction": "CN",
                "id": "red",
                "effect": "prohibit",
                "place": "{inside: {ecological_red_line: {}}}",
            },
            {
                "jurisdiction": "CN-33",
                "id": "unit",
                "effect": "require",
                "place": "{inside: {control_unit: {class: [priority]}}}",
                "more": "requirements: [manage_as_restricted_area]",
            },
        )
    )
    kinds = loaded.kinds
    return replace(
        loaded,
        instruments=(),
        kinds=LayerKinds({name: kinds[name] for name in LAYERS}, {name: kinds.files[name] for name in LAYERS}),
    )
