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


def problem(column: str | None, fault: SanxianError, location: str = "") -> Problem:
    """The problem that an error is, without the `location` of the store: problems are read by others than its owner."""
    zh, en = (said.replace(location, "(store)") if location else said for said in (fault.zh, fault.en))
    return Problem(column, fault.slug, zh, en)
