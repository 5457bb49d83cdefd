"""The ledger: what was answered, published, changed, handed out and blanked, in the store's hash-chained log."""

from zoning.ledger.book import Ledger
from zoning.ledger.entries import COMPARISON, MEASURE, VERDICT, Context

__all__ = ["COMPARISON", "MEASURE", "VERDICT", "Context", "Ledger"]
