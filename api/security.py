"""Who may read and who may write: bearer tokens compared in constant time."""

from __future__ import annotations

import hmac
from typing import Annotated

from fastapi import Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import SecretStr

from api.problems import Forbidden, Unauthorized
from api.service import Here

BEARER = HTTPBearer(auto_error=False, scheme_name="token", description="The read or write token of this installation.")
Credentials = Annotated[HTTPAuthorizationCredentials | None, Security(BEARER)]


async def may_read(here: Here, credentials: Credentials) -> str:
    """The actor: `anonymous`, `reader` or `steward`. Raises Unauthorized."""
    settings = here.settings
    if _is(credentials, settings.write_token):
        return "steward"
    if _is(credentials, settings.read_token):
        return "reader"
    if settings.anonymous_reading and credentials is None:
        return "anonymous"
    raise Unauthorized(
        "令牌缺失或不对；请带上 Authorization: Bearer <令牌>",
        "the token is missing or wrong; send Authorization: Bearer <token>",
    )


async def may_write(here: Here, credentials: Credentials) -> str:
    """The actor `steward`. Raises Forbidden where no write token is configured, else Unauthorized."""
    if here.settings.write_token is None:
        raise Forbidden(
            "本服务未设写入令牌，不接受写入；管理员可在设置中给出 write_token，或用命令行 sanxian layers publish",
            "this service has no write token and takes no writing; the operator can set write_token, or use the "
            "command `sanxian layers publish`",
        )
    if _is(credentials, here.settings.write_token):
        return "steward"
    raise Unauthorized(
        "写入需要令牌；请带上 Authorization: Bearer <写入令牌>",
        "writing needs a token; send Authorization: Bearer <write token>",
    )


Reader = Annotated[str, Security(may_read)]
Writer = Annotated[str, Security(may_write)]


def _is(credentials: HTTPAuthorizationCredentials | None, token: SecretStr | None) -> bool:
    if credentials is None or token is None:
        return False
    return hmac.compare_digest(credentials.credentials.encode(), token.get_secret_value().encode())
