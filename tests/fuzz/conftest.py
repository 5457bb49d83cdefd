"""The definitions, as the service tests have them."""

from served import definitions

__all__ = ["definitions"]
