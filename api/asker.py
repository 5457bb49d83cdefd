"""Who asked, when, how and in which language, as the ledger keeps it beside an answer."""

from __future__ import annotations

from datetime import datetime

from starlette.requests import Request

from api.access.principal import Principal
from api.language import language_of
from api.service import Service
from zoning.ledger import Context


def context(request: Request, caller: Principal, here: Service, at: datetime) -> Context:
    """What stands beside an answer that this request recorded at a time."""
    lang = language_of(request, here.settings.lang)
    return Context(at, caller.actor, request.state.number, lang, dict(here.versions))
