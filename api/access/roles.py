"""Roles and their rights: one table, which `docs/security.md` prints and a test holds against every route."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Right(StrEnum):
    """What a route may ask of its caller."""

    READ = "read"  # layers, rules, codes, measures, recorded answers by id
    ASK = "ask"  # send a site, have it judged, measured and recorded
    SEE_RESTRICTED = "see-restricted"  # geometry of restricted layers, and whatever shows it
    PROVE = "prove"  # replay a verdict, take a sealed pack of it
    AUDIT = "audit"  # list, verify and export the ledger
    STEWARD = "steward"  # propose, preview, publish and withdraw editions, keep mappings, run jobs
    ADMIN = "admin"  # keys, blanking


class Role(StrEnum):
    """What a key or a token makes of its bearer."""

    VIEWER = "viewer"
    REVIEWER = "reviewer"
    AUDITOR = "auditor"
    STEWARD = "steward"
    ADMIN = "admin"


_READING = frozenset((Right.READ, Right.ASK))
RIGHTS: Mapping[Role, frozenset[Right]] = MappingProxyType(
    {
        Role.VIEWER: _READING,
        Role.REVIEWER: _READING | {Right.SEE_RESTRICTED, Right.PROVE},
        Role.AUDITOR: _READING | {Right.SEE_RESTRICTED, Right.PROVE, Right.AUDIT},
        Role.STEWARD: _READING | {Right.SEE_RESTRICTED, Right.PROVE, Right.STEWARD},
        Role.ADMIN: frozenset(Right),
    }
)
