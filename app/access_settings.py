"""Settings of access: who is believed, what browsers may, and how much one caller may ask."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode

from api.access.roles import Role
from api.fields import Origin, Proxy
from layers.errors import BadInput

_OIDC = ("oidc_issuer", "oidc_audience", "oidc_jwks", "oidc_roles")


def _listed(value: object) -> object:
    return tuple(item.strip() for item in value.split(",") if item.strip()) if isinstance(value, str) else value


def _paired(value: object) -> object:
    """`value=role,value=role` as a mapping; what has another form is left for the type to refuse."""
    if not isinstance(value, str):
        return value
    pairs = [item.rpartition("=") for item in value.split(",") if item.strip()]
    return {name.strip(): role.strip() for name, _, role in pairs}


class AccessSettings(BaseSettings):
    """Options of access, from `SANXIAN_*` variables. Lists have commas; sizes are bytes, times seconds, rates a minute.

    A rate counts units (a read takes 1, a check or a measure 10); 0 means none. `oidc_jwks` is an address or a file,
    `oidc_roles` reads `value=role,value=role`.
    """

    anonymous_reading: bool = True
    anonymous_role: Literal[Role.VIEWER, Role.REVIEWER] = Role.VIEWER
    read_token: SecretStr | None = None
    write_token: SecretStr | None = None
    oidc_issuer: str | None = None
    oidc_audience: str | None = None
    oidc_jwks: str | None = None
    oidc_algorithms: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed)] = ("RS256", "ES256")
    oidc_leeway: float = Field(default=30.0, ge=0, le=300)
    oidc_role_claim: str = "roles"
    oidc_roles: Annotated[Mapping[str, Role] | None, NoDecode, BeforeValidator(_paired)] = None
    cors_origins: Annotated[tuple[Origin, ...], NoDecode, BeforeValidator(_listed)] = ()
    maps_everywhere: bool = True
    trusted_hosts: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed)] = ()
    trusted_proxies: Annotated[tuple[Proxy, ...], NoDecode, BeforeValidator(_listed)] = ()
    tls: bool = False
    rate: int = Field(default=12_000, ge=0)
    anonymous_rate: int = Field(default=1_200, ge=0)
    max_body_bytes: int = Field(default=16_000_000, ge=1_000)
    body_seconds: float = Field(default=60.0, gt=0)
    tile_bytes: int = Field(default=64_000_000, ge=0)
    kept_file_bytes: int = Field(default=5_000_000_000, gt=0)
    threads: int = Field(default=8, gt=0)
    computing: int = Field(default=2, gt=0)
    waiting: int = Field(default=120, ge=0)
    request_seconds: float = Field(default=60.0, gt=0)
    shutdown_seconds: int = Field(default=30, ge=0)


def access_options(settings: AccessSettings) -> dict[str, Any]:
    """What the HTTP floor is told of it. Raises BadInput for a provider that is named in part or wrongly."""
    return {
        "anonymous_reading": settings.anonymous_reading,
        "anonymous_role": settings.anonymous_role,
        "read_token": settings.read_token,
        "write_token": settings.write_token,
        "oidc": _provider(settings),
        "cors_origins": settings.cors_origins,
        "maps_everywhere": settings.maps_everywhere,
        "trusted_hosts": settings.trusted_hosts,
        "trusted_proxies": settings.trusted_proxies,
        "tls": settings.tls,
        "rate": settings.rate or None,
        "anonymous_rate": settings.anonymous_rate or None,
        "body_bytes": settings.max_body_bytes,
        "body_seconds": settings.body_seconds,
        "tile_bytes": settings.tile_bytes,
        "kept_bytes": settings.kept_file_bytes,
        "threads": settings.threads,
        "computing": settings.computing,
        "waiting": settings.waiting,
        "seconds": settings.request_seconds,
    }


def _provider(settings: AccessSettings) -> object:
    from api.access.oidc import OidcSettings  # noqa: PLC0415 - brings the library of signatures, not needed by commands

    missing = [name for name in _OIDC if not getattr(settings, name)]
    if len(missing) == len(_OIDC):
        return None
    if missing:
        names = ", ".join(f"SANXIAN_{name.upper()}" for name in missing)
        raise BadInput(f"身份提供方还缺 {names}", f"the identity provider lacks {names}")
    try:
        return OidcSettings.model_validate(
            {
                "issuer": settings.oidc_issuer,
                "audience": settings.oidc_audience,
                "jwks": settings.oidc_jwks,
                "algorithms": settings.oidc_algorithms,
                "leeway": settings.oidc_leeway,
                "role_claim": settings.oidc_role_claim,
                "roles": settings.oidc_roles,
            }
        )
    except ValidationError as fault:
        first = fault.errors()[0]
        name = f"SANXIAN_OIDC_{str(first['loc'][0]).upper()}"
        raise BadInput(
            f"环境变量 {name} 的值 {first['input']!r} 有误：{first['msg']}",
            f"the environment variable {name} cannot be {first['input']!r}: {first['msg']}",
        ) from fault
