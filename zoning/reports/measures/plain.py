"""Measures as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence

from layers.errors import Lang
from zoning.reports.measures.document import Document


def write(documents: Sequence[Document], lang: Lang, part: str | None) -> bytes:  # noqa: ARG001 - every writer alike
    """The rendered body, or a list of several; both languages are in it whatever `lang` is."""
    bodies = [dict(document.body) for document in documents]
    return json.dumps(bodies[0] if len(bodies) == 1 else bodies, ensure_ascii=False, indent=2).encode()
