"""Draws the pictures of docs/siting.md, docs/admissible.md: `python scripts/draw_siting.py` writes docs/pictures/*.svg.

Every set, truth, number and word in them comes from the functions that judge a project; a test draws them anew and
compares the bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from siting_pictures import contacts, places, reviews, stand, territory
from siting_pictures.svg import Picture

from zoning.definitions import Definitions, load_definitions

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "pictures"
PICTURES: Mapping[str, Callable[[Definitions], Picture]] = {
    "bands": places.bands,
    "operators": places.operators,
    "joined": places.joined,
    "silent": places.silent,
    "territory": territory.territory,
    "meetings": contacts.meetings,
    "thin": contacts.thin,
    "range": contacts.ranges,
    "chainage": reviews.chainage,
    "red_line": reviews.red_line,
    "move": reviews.move,
    "stand": stand.stand,
}


def drawn(definitions: Definitions) -> Mapping[str, bytes]:
    """File name → SVG."""
    return {f"{name}.svg": draw(definitions).svg() for name, draw in PICTURES.items()}


def main() -> int:
    """Write every picture."""
    FOLDER.mkdir(exist_ok=True)
    for name, content in drawn(load_definitions(ROOT / "data")).items():
        (FOLDER / name).write_bytes(content)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
