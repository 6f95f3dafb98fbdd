"""Alembic's entry: it runs on the connection it was handed, in that connection's transaction."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    version_table="schema_version",
    version_table_schema="cerebro",
)
context.run_migrations()
