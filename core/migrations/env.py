"""Alembic's entry: it runs on the connection it was handed, in that connection's transaction."""

from alembic import context

from core.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    include_schemas=True,
    version_table="schema_version",
)
context.run_migrations()
