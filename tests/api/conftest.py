"""The service over a small territory made by hand (tests/support/served.py)."""

from served import client, definitions, desk, fill_store, key_for, now, serve, site, write_token, writer

__all__ = ["client", "definitions", "desk", "fill_store", "key_for", "now", "serve", "site", "write_token", "writer"]
