"""The service over a small territory made by hand (tests/support/served.py)."""

from served import client, definitions, desk, writer

__all__ = ["client", "definitions", "desk", "writer"]
