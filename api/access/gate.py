"""For whom a request speaks: what it carries is a fixed token, a key, a token of a provider, or nothing."""

from __future__ import annotations

import hmac
from datetime import datetime

from pydantic import SecretStr

from api.access.keys import FORM, Keys
from api.access.oidc import FORM as JWT
from api.access.oidc import Tokens
from api.access.principal import Principal
from api.access.roles import Role
from api.problems import Unauthorized
from api.settings import ApiSettings
from layers.kinds import LayerKinds
from layers.stores.base import Store

STEWARD = Principal("steward", Role.STEWARD)
READER = Principal("reader", Role.REVIEWER)


class Gate:
    """Turns a bearer text into a principal over the settings and the keys of a store."""

    def __init__(self, settings: ApiSettings, store: Store, kinds: LayerKinds) -> None:
        self.keys = Keys(store)
        self._tokens = None if settings.oidc is None else Tokens(settings.oidc)
        self._settings = settings
        self._store = store
        self._restricted = frozenset(layer for layer, kind in kinds.items() if kind.access == "restricted")

    def at_once(self, bearer: str | None) -> Principal | None:
        """Who it is, where that needs no look into the store; None where it does. Raises Unauthorized."""
        settings = self._settings
        if bearer is None:
            if not settings.anonymous_reading:
                raise Unauthorized(
                    "此服务须有密钥；请带上 Authorization: Bearer <密钥>",
                    "this service needs a key; send Authorization: Bearer <key>",
                )
            return None if settings.demonstration else Principal.anonymous(settings.anonymous_role)
        if _is(bearer, settings.write_token):
            return STEWARD
        if _is(bearer, settings.read_token):
            return READER
        if FORM.fullmatch(bearer) or (self._tokens is not None and JWT.fullmatch(bearer)):
            return None
        raise unknown()

    def looked_up(self, bearer: str | None, at: datetime) -> Principal:
        """Who it is, by what the store holds at a time, or a provider says. Raises as Tokens.principal, StoreError."""
        if bearer is None:
            return Principal.anonymous(Role.REVIEWER if self._all_invented() else self._settings.anonymous_role)
        if self._tokens is not None and JWT.fullmatch(bearer):
            return self._tokens.principal(bearer)
        key = self.keys.named(bearer)
        if key is None:
            raise unknown()
        if not key.holds(at):
            zh, en = ("已作废", "was revoked") if key.revoked_at is not None else ("已过期", "has expired")
            raise Unauthorized(
                f"密钥 {key.id} {zh}；请向管理员索取新的",
                f"the key {key.id} {en}; ask an administrator for another",
                refused=True,
            )
        return Principal(key.actor, key.role)

    def _all_invented(self) -> bool:
        """Whether nothing restricted in the store is real: then a demonstration may show it to everybody."""
        return all(
            edition.head.standing == "illustrative"
            for edition in self._store.editions()
            if edition.head.layer in self._restricted
        )


def unknown() -> Unauthorized:
    """The refusal of credentials that nobody here knows."""
    return Unauthorized(
        "密钥或令牌不对；请带上 Authorization: Bearer <密钥>",
        "the key or token is not known here; send Authorization: Bearer <key>",
        refused=True,
    )


def _is(bearer: str, token: SecretStr | None) -> bool:
    return token is not None and hmac.compare_digest(bearer.encode(), token.get_secret_value().encode())
