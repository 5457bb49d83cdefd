"""One root error with a text in Chinese and English, and a class per cause.

A message says what was seen, where (file, row, vertex) and how to mend it. Floors above map the class to
an exit code or an HTTP status; nothing here knows either.
"""

from __future__ import annotations

from copy import copy
from typing import ClassVar, Literal, Self

Lang = Literal["zh", "en"]


class SanxianError(Exception):
    """Root of every error raised on purpose; `slug` names the cause for machines."""

    slug: ClassVar[str] = "error"

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh, en)
        self.zh = zh
        self.en = en

    def text(self, lang: Lang) -> str:
        """The message in one language, on one line."""
        return " ".join((self.zh if lang == "zh" else self.en).split())

    def __str__(self) -> str:
        return self.text("en")


class BadInput(SanxianError):
    """What was given cannot be used as it is; the giver can mend it."""

    slug = "bad-input"

    def naming(self, name: str) -> Self:
        """The same with the name of a file in front of its texts."""
        named = copy(self)
        named.zh, named.en = f"{name}：{self.zh}", f"{name}: {self.en}"
        return named


class BadGeometry(BadInput):
    """A geometry that is broken, empty, out of range or too large."""

    slug = "bad-geometry"


class BadFile(BadInput):
    """A file that cannot be read as the format it claims to be."""

    slug = "bad-file"


class BadCRS(BadInput):
    """A coordinate reference system that is unknown, ambiguous or contradicted by the numbers."""

    slug = "bad-crs"


class BadFact(BadInput):
    """An unknown fact, or a value a fact cannot have."""

    slug = "bad-fact"


class BadFilter(BadInput):
    """A filter that cannot be read, or asks for a property that is not there or of another type."""

    slug = "bad-filter"


class TooLarge(BadInput):
    """An input above a stated limit."""

    slug = "too-large"


class ReaderStopped(BadInput):
    """The reader of an outside file was stopped at its limit of time or memory, or crashed."""

    slug = "reader-stopped"


class NotFound(SanxianError):
    """A layer, edition, feature, rule or record that does not exist."""

    slug = "not-found"


class Gone(NotFound):
    """What was there once is there no more; the message names what took its place."""

    slug = "gone"


class Withheld(SanxianError):
    """What was asked for shows more of a restricted layer than the asker may see."""

    slug = "withheld"


class NoEditions(BadInput):
    """The store holds no edition at all, or none that early."""

    slug = "no-editions"


class DefinitionError(SanxianError):
    """A file under data/ that is wrong; names file and line."""

    slug = "definition-error"


class Refused(SanxianError):
    """A delivery that the checks refuse; nothing was stored."""

    slug = "refused"


class StoreError(SanxianError):
    """The store could not do what was asked."""

    slug = "store-error"


class CorruptEdition(StoreError):
    """Stored content does not match its recorded hash; it is never served."""

    slug = "corrupt-edition"


class InvalidFeature(StoreError):
    """A stored feature whose geometry is not valid; nothing is computed with it."""

    slug = "invalid-feature"


class StoreUnavailable(StoreError):
    """The store cannot be reached for now; ask again in a moment."""

    slug = "store-unavailable"


class StoreTimeout(StoreError):
    """The store did not answer in time."""

    slug = "time-out"
