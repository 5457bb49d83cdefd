"""The same small territory and service as of the tests of the API."""

from served import client, definitions, desk, fill_store, key_for, now, serve, site, write_token, writer

__all__ = ["client", "definitions", "desk", "fill_store", "key_for", "now", "serve", "site", "write_token", "writer"]
