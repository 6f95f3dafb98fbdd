"""What rival products have, as far as their public pages said when it was looked up.

Runs before a deploy.
"""

import csv

from alembic import op

from cerebro.database import copy
from cerebro.migrations import SQL

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Fill the matrix of features; people edit it from then on."""
    with (SQL / "0004_rivals.csv").open(encoding="utf-8") as stream:
        rows = [
            (competitor, feature["feature"], answer, "its public pages", "2026-11-27")
            for feature in csv.DictReader(stream)
            for competitor, answer in feature.items()
            if competitor != "feature"
        ]
    copy(
        op.get_bind(),
        "brain_competitors",
        ("competitor", "feature", "has_it", "source", "checked_on"),
        rows,
    )
