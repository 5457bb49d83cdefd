"""The one who asks."""

from __future__ import annotations

from dataclasses import dataclass

from api.access.roles import RIGHTS, Right, Role
from layers.access import FULL, PUBLIC, Clearance

ANONYMOUS = "anonymous"


@dataclass(frozen=True)
class Principal:
    """A caller as the ledger names one (`anonymous`, `key:<id>`, `oidc:<subject>`), and the caller's role."""

    actor: str
    role: Role

    @classmethod
    def anonymous(cls, role: Role) -> Principal:
        """One who carries no key, in the role that the settings give to such."""
        return cls(ANONYMOUS, role)

    @property
    def named(self) -> bool:
        """Whether it is known who asks."""
        return self.actor != ANONYMOUS

    def may(self, right: Right) -> bool:
        """Whether the role has a right."""
        return right in RIGHTS[self.role]

    @property
    def clearance(self) -> Clearance:
        """What of restricted layers may be shown to the caller."""
        return FULL if self.may(Right.SEE_RESTRICTED) else PUBLIC
