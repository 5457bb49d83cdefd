"""Bearer tokens of an OpenID Connect provider: verified by its published keys, their claims made a role.

PyJWT verifies. Only signatures by a private key count, so that nobody who knows the published key can make a token.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from time import monotonic
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import jwt
from pydantic import BaseModel, ConfigDict, Field

from api.access.principal import Principal
from api.access.roles import RIGHTS, Role
from api.problems import Forbidden, Later, Unauthorized
from layers.errors import DefinitionError

Algorithm = Literal["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
FORM = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*")
_KEEP_S = 300
_ASK_AGAIN_S = 30  # for a key that is not known; a made-up one must not send us asking each time
_HEALS_S = 10
_WAIT_S = 5
_NEAR = ("127.0.0.1", "::1", "localhost")
_SHOWN = 16


class ProviderUnavailable(Later):
    """The keys of the identity provider cannot be had, so nobody's token can be verified."""

    slug = "provider-unavailable"


class OidcSettings(BaseModel):
    """Whose tokens are believed, and what their claims mean here.

    Attributes:
        issuer: as it stands in `iss`.
        audience: what must stand in `aud`: this service, as the provider knows it.
        jwks: where the provider's keys are: an `https:` address (`http:` on this machine only), or a file.
        algorithms: those that a token may be signed by.
        leeway: seconds that clocks may differ by.
        role_claim: where the roles stand: a claim, or a path with dots such as `realm_access.roles`.
        roles: which role here a value of that claim means; a token with none of them is refused.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    issuer: str = Field(min_length=1)
    audience: str = Field(min_length=1)
    jwks: str = Field(min_length=1)
    algorithms: Annotated[tuple[Algorithm, ...], Field(min_length=1)] = ("RS256", "ES256")
    leeway: float = Field(default=30.0, ge=0, le=300)
    role_claim: str = Field(default="roles", min_length=1)
    roles: Mapping[str, Role] = Field(min_length=1)


class Tokens:
    """Tokens of one provider."""

    def __init__(self, settings: OidcSettings) -> None:
        """Raises DefinitionError where a file of keys cannot be used."""
        self._settings = settings
        self._key: Callable[[str], jwt.PyJWK] = _key_source(settings.jwks)

    def principal(self, token: str) -> Principal:
        """Who bears a token; named by a hash, so that the ledger holds no name.

        Raises Unauthorized for a token that is not good, Forbidden for one without a role here, ProviderUnavailable.
        """
        settings = self._settings
        try:
            kid = jwt.get_unverified_header(token).get("kid")
            if not isinstance(kid, str):
                raise jwt.InvalidTokenError("no kid")
            key = self._key(kid)
            claims = jwt.decode(
                token,
                key,
                algorithms=list(settings.algorithms),
                audience=settings.audience,
                issuer=settings.issuer,
                leeway=settings.leeway,
                options={"require": ["exp", "iss", "aud", "sub"]},
            )
        except jwt.PyJWKClientConnectionError as fault:
            raise ProviderUnavailable(
                "暂时取不到身份提供方的公钥，无法核验令牌；请稍后再试",
                "the keys of the identity provider cannot be had, so no token can be verified; ask again in a moment",
                _HEALS_S,
            ) from fault
        except jwt.ExpiredSignatureError as fault:
            raise Unauthorized(
                "令牌已过期；请重新登录", "the token has expired; sign in again", refused=True
            ) from fault
        except jwt.PyJWTError as fault:
            raise Unauthorized(
                "令牌无效（签名、签发方、受众或时间不符）；请重新登录",
                "the token is not good: its signature, issuer, audience or times do not fit; sign in again",
                refused=True,
            ) from fault
        return Principal(_actor(claims), self._role(claims))

    def _role(self, claims: Mapping[str, Any]) -> Role:
        value: Any = claims
        for step in self._settings.role_claim.split("."):
            value = value.get(step) if isinstance(value, Mapping) else None
        stated = [value] if isinstance(value, str) else value if isinstance(value, list) else []
        known = self._settings.roles
        found = {known[item] for item in stated if isinstance(item, str) and item in known}
        for role in found:
            if all(RIGHTS[other] <= RIGHTS[role] for other in found):
                return role
        named = ", ".join(sorted(found))
        if named:
            raise Forbidden(
                f"令牌带有互不包含的角色 {named}；请让管理员只留一个",
                f"the token has the roles {named}, none of which includes the others; have all but one taken away",
            )
        raise Forbidden(
            f"令牌的 {self._settings.role_claim} 中没有此服务认得的角色；请向管理员申请",
            f"the token's {self._settings.role_claim} names no role of this service; ask an administrator",
        )


class _Provider(jwt.PyJWKClient):
    """Keys at an address, kept for a while; after an address did not answer it is left alone for a while too."""

    def __init__(self, address: str) -> None:
        super().__init__(address, lifespan=_KEEP_S, timeout=_WAIT_S, cooldown_duration=_ASK_AGAIN_S)
        self._not_before = 0.0

    def fetch_data(self) -> Any:
        """The keys as they are published. Raises PyJWKClientConnectionError where they cannot be had."""
        if monotonic() < self._not_before:
            raise jwt.PyJWKClientConnectionError("the provider did not answer a moment ago")
        try:
            return super().fetch_data()
        except (jwt.PyJWTError, ValueError) as fault:  # out of reach, or what came are no keys
            self._not_before = monotonic() + _HEALS_S
            raise jwt.PyJWKClientConnectionError(str(fault)) from fault


def _key_source(place: str) -> Callable[[str], jwt.PyJWK]:
    address = urlsplit(place)
    if address.scheme == "https" or (address.scheme == "http" and address.hostname in _NEAR):
        return _Provider(place).get_signing_key
    try:
        held = jwt.PyJWKSet.from_json(Path(place).read_text(encoding="utf-8"))
    except (OSError, ValueError, jwt.PyJWTError) as fault:
        raise DefinitionError(
            f"身份提供方的公钥 {place} 不能用（{fault}）；应为 https 地址或 JWKS 文件",
            f"the provider's keys cannot be had from {place} ({fault}); name an https address or a JWKS file",
        ) from fault

    def named(kid: str) -> jwt.PyJWK:
        for key in held.keys:
            if key.key_id == kid:
                return key
        raise jwt.InvalidTokenError("an unknown kid")

    return named


def _actor(claims: Mapping[str, Any]) -> str:
    subject = f"{claims['iss']}\n{claims['sub']}".encode()
    return f"oidc:{hashlib.sha256(subject).hexdigest()[:_SHOWN]}"
