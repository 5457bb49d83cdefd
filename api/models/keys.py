"""Shapes of the keys room."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from api.access.roles import Role
from api.fields import Moment
from api.models.base import Shape


class KeyRequest(Shape):
    """What a new key is to be."""

    role: Role
    label: str = Field(min_length=1, max_length=100, description="For whom and for what it is.")
    expires_at: Moment | None = Field(default=None, description="From then on it opens nothing; default: never.")


class KeyAnswer(Shape):
    """A key, without what would open a door; times are UTC."""

    id: str
    role: Role
    label: str
    state: Literal["active", "expired", "revoked"]
    created_at: str
    created_by: str = Field(description="As the ledger names people: `local:<user>`, `key:<id>` and the like.")
    expires_at: str | None
    revoked_at: str | None
    revoked_by: str | None


class NewKeyAnswer(KeyAnswer):
    """A key just made."""

    key: str = Field(description="What its bearer sends; it is shown this once.")


class KeyList(Shape):
    """Every key ever made, in order."""

    keys: list[KeyAnswer]
