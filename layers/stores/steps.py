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
