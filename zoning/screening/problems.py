"""What keeps a row from being judged, or what of it was not used."""

from __future__ import annotations

from dataclasses import dataclass

from layers.errors import SanxianError
from zoning.verdict import Json


@dataclass(frozen=True)
class Problem:
    """One problem of one entry; `column` is None where it is of the whole row."""

    column: str | None
    slug: str
    zh: str
    en: str

    def as_json(self) -> Json:
        """The form that is kept."""
        return {"column": self.column, "slug": self.slug, "text": {"zh": self.zh, "en": self.en}}


def problem(column: str | None, fault: SanxianError) -> Problem:
    """The problem that an error is."""
    return Problem(column, fault.slug, fault.zh, fault.en)
