"""What is made ready before the first visitor comes."""

from __future__ import annotations

from core.database import Role, transaction


def warm_up() -> None:
    """Open the way to the database. Raises DatabaseUnavailable when it is not there."""
    with transaction(Role.WEB) as connection:
        connection.exec_driver_sql("SELECT 1")
