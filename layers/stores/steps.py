"""The steps of an edition's life, the same in every store."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from layers.editions import Edition
from layers.stores import refusals
from layers.stores.chain import utc


def published(edition: Edition, at: datetime) -> Edition:
    """A proposed edition as published. Raises WrongState in any other state."""
    if edition.state != "proposed":
        raise refusals.wrong_state(edition, "proposed")
    return replace(edition, state="published", published_at=utc(at))


def withdrawn(edition: Edition, at: datetime) -> Edition:
    """A published edition as withdrawn, or a proposed one as taken back. Raises WrongState, StoreError."""
    if edition.state == "withdrawn":
        raise refusals.wrong_state(edition, "proposed", "published")
    if at < (edition.published_at or edition.proposed_at):
        raise refusals.withdrawn_early(edition)
    return replace(edition, state="withdrawn", withdrawn_at=utc(at))


def recorded(edition: Edition, held: Edition | None) -> Edition:
    """The edition `held` under the number of `edition`. Raises NotFound where it is none, or has another content."""
    if held is None or held.sha256 != edition.sha256:
        raise refusals.no_edition(edition)
    return held


def require_receivable(edition: Edition, held: Edition | None, *, kept: bool) -> None:
    """Raises StoreError where an edition of another store cannot be taken in.

    `held` is what the catalogue has under its number, `kept` whether its features are there.
    """
    if not kept:
        raise refusals.not_kept(edition)
    if held is not None and not held.becomes(edition):
        raise refusals.number_taken(edition)
