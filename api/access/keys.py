"""API keys: shown once, kept as a hash, the present ones being the sum of their log entries.

A key reads `sx_<id>_<secret>`. The secret is 256 random bits, so its SHA-256 cannot be searched for; a slow hash, as
passwords need it, would only slow every request. What the log, errors and the ledger name is the id.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import MappingProxyType

import rfc8785

from api.access.roles import Role
from layers.errors import BadInput, NotFound
from layers.stores.base import LogEntry, Store
from layers.stores.fold import Folded

KIND = "key"
FORM = re.compile(r"sx_([0-9a-f]{12})_[0-9a-f]{64}")
_ID_BYTES, _SECRET_BYTES = 6, 32
_LONGEST_LABEL = 100
_LAST = datetime(9999, 1, 1, tzinfo=UTC)  # what comes later is not a time in every zone


@dataclass(frozen=True)
class Key:
    """A key as it is kept; times are UTC, and `digest` is the SHA-256 of the whole text of the key."""

    id: str
    role: Role
    label: str
    created_at: datetime
    created_by: str
    digest: str = field(repr=False)
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    revoked_by: str | None = None

    @property
    def actor(self) -> str:
        """Its bearer as the ledger names one."""
        return f"key:{self.id}"

    def holds(self, at: datetime) -> bool:
        """Whether it opens anything at a time."""
        return self.revoked_at is None and (self.expires_at is None or at < self.expires_at)


@dataclass(frozen=True)
class NewKey:
    """A key just made, and its text: this is the only time that anybody sees it."""

    key: Key
    text: str = field(repr=False)


class Keys:
    """The keys of a store; what one process creates or revokes holds for every other at its next request."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._state: Folded[Mapping[str, Key]] = Folded(store, KIND, MappingProxyType({}), _step)

    def create(self, role: Role, label: str, *, at: datetime, actor: str, expires_at: datetime | None = None) -> NewKey:
        """Make a key. Raises BadInput for a label without text or an expiry that has passed, StoreError."""
        plain = " ".join(label.split())
        if not plain or len(plain) > _LONGEST_LABEL or not plain.isprintable():
            raise BadInput(
                f"密钥的标注应为 1 至 {_LONGEST_LABEL} 个可见字符，写明给谁、作何用",
                f"the label of a key is 1 to {_LONGEST_LABEL} visible characters that say for whom and for what it is",
            )
        if expires_at is not None and not at < expires_at < _LAST:
            raise BadInput(
                f"密钥不能在 {expires_at.isoformat()} 到期；请给出以后的时刻，不要它到期就不写",
                f"a key cannot expire at {expires_at.isoformat()}; give a time to come, or none for one that does not",
            )
        number = secrets.token_hex(_ID_BYTES)
        text = f"sx_{number}_{secrets.token_hex(_SECRET_BYTES)}"
        body = {
            "event": "created",
            "role": role.value,
            "label": plain,
            "sha256": _digest(text),
            "expires_at": None if expires_at is None else expires_at.astimezone(UTC).isoformat(),
            "actor": actor,
        }
        self._store.append(KIND, number, rfc8785.dumps(body), at)
        return NewKey(self._state.now()[number], text)

    def all(self) -> tuple[Key, ...]:
        """Every key ever made, in order. Raises StoreError."""
        return tuple(self._state.now().values())

    def revoke(self, key_id: str, *, at: datetime, actor: str) -> Key:
        """Revoke a key for good; one that is revoked stays as it is. Raises NotFound, StoreError."""
        held = self._state.now().get(key_id)
        if held is None:
            raise NotFound(
                f"没有编号为 {key_id[:80]} 的密钥；用 sanxian keys list 查看全部",
                f"there is no key {key_id[:80]}; see `sanxian keys list`",
            )
        if held.revoked_at is None:
            self._store.append(KIND, key_id, rfc8785.dumps({"event": "revoked", "actor": actor}), at)
        return self._state.now()[key_id]

    def named(self, text: str) -> Key | None:
        """The key that a text is, whether or not it still holds; None for any other text. Raises StoreError."""
        form = FORM.fullmatch(text)
        held = None if form is None else self._state.now().get(form[1])
        return held if held is not None and hmac.compare_digest(held.digest, _digest(text)) else None


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _step(keys: Mapping[str, Key], entry: LogEntry) -> Mapping[str, Key]:
    body = json.loads(entry.body)
    if body["event"] == "created":
        key = Key(
            id=entry.subject,
            role=Role(body["role"]),
            label=body["label"],
            created_at=entry.at,
            created_by=body["actor"],
            digest=body["sha256"],
            expires_at=None if body["expires_at"] is None else datetime.fromisoformat(body["expires_at"]),
        )
    else:
        held = keys[entry.subject]
        if held.revoked_at is not None:
            return keys  # two revoked it at once; the first did
        key = replace(held, revoked_at=entry.at, revoked_by=body["actor"])
    return MappingProxyType({**keys, entry.subject: key})
