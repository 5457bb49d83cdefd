"""The check of a delivery before it becomes an edition: one room per kind of fault."""
