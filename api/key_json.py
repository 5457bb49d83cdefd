"""A key as JSON: everything but what would open a door."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

from api.access.keys import Key
from zoning.verdict import Json


def key_json(key: Key, now: datetime) -> Json:
    """The key as commands and service show it; times are UTC."""
    return {
        "id": key.id,
        "role": key.role.value,
        "label": key.label,
        "state": key_state(key, now),
        "created_at": _text(key.created_at),
        "created_by": key.created_by,
        "expires_at": _text(key.expires_at),
        "revoked_at": _text(key.revoked_at),
        "revoked_by": key.revoked_by,
    }


def key_state(key: Key, now: datetime) -> Literal["active", "expired", "revoked"]:
    """What has become of a key by now."""
    if key.revoked_at is not None:
        return "revoked"
    return "active" if key.holds(now) else "expired"


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat()
