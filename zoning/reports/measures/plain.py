"""Measures as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from layers.errors import Lang
from zoning.reports.measures.document import Document


def write(documents: Sequence[Document], lang: Lang, part: str | None) -> bytes:  # noqa: ARG001 - every writer alike
    """The rendered body, or several joined; both languages are in it whatever `lang` is."""
    return json.dumps(joined([document.body for document in documents]), ensure_ascii=False, indent=2).encode()


def joined(bodies: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """One body as it is; of several {region, as_of, measures}."""
    if len(bodies) == 1:
        return bodies[0]
    return {"region": bodies[0]["region"], "as_of": bodies[0]["as_of"], "measures": list(bodies)}
