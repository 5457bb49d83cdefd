"""What the operator must hear of: one line of the log for each, under the number of the request."""

from __future__ import annotations

import logging

from starlette.requests import Request

_LOG = logging.getLogger(__name__)


def alarm(request: Request, text: str) -> None:
    """Log an error. Nothing of the question itself goes into it."""
    _LOG.error("request %s: %s", getattr(request.state, "number", "-"), text)
