"""What Alembic runs: the connection comes from `schema.migrate`, the transaction is its own."""

from __future__ import annotations

from alembic import context

context.configure(connection=context.config.attributes["connection"], version_table_schema="sanxian")
with context.begin_transaction():
    context.run_migrations()
