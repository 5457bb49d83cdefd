"""The same small territory and service as of the tests of the API."""

from alike import desks, reviewers, services, viewers
from served import client, definitions, desk, fill_store, key_for, now, serve, site, write_token, writer

__all__ = [
    "client", "definitions", "desk", "desks", "fill_store", "key_for", "now", "reviewers", "serve", "services", "site",
    "viewers", "write_token", "writer",
]  # fmt: skip
