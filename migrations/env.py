"""Alembic's environment: the connection is given by marac/schema.py."""

import sqlmodel
from alembic import context

import marac.records  # noqa: F401

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=sqlmodel.SQLModel.metadata,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
