"""Two shops side by side, each with rows that give away whose they are."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from core.database import Role, account_transaction, transaction
from tests.support.account_rows import fill_every_table
from tests.support.installation import Installation

OWN, OTHER = 1, 2
# What every row of the other shop holds: as a word, and as a number (also inside of sums).
CANARY, CANARY_NUMBER = "canary-of-the-other-shop", 7717

_NUMBERS = re.compile(rf"(?<![\d.])({CANARY_NUMBER}|{CANARY_NUMBER + 1}|{CANARY_NUMBER * 2})(?!\d)")


def gives_away(rows: object) -> bool:
    """Whether rows hold a word of the other shop, its number, or a sum with it."""
    return CANARY in str(rows) or bool(_NUMBERS.search(str(rows)))


@pytest.fixture(scope="module")
def two_shops(installation: Installation) -> Iterator[Installation]:
    """A database with a row in every table of each of two accounts; nobody changes it."""
    installation.restore("empty")
    with transaction(Role.OWNER) as connection:
        connection.execute(
            text("INSERT INTO app.accounts (account_id, name, is_demo) VALUES (2, 'Other', true)")
        )
        connection.execute(
            text("INSERT INTO app.fx_rates VALUES ('2026-11-20', 'USD', 1.1, 'ecb', now())")
        )
    for account, word, number in ((OWN, "own", 1), (OTHER, CANARY, CANARY_NUMBER)):
        with account_transaction(Role.OWNER, account) as connection:
            fill_every_table(connection, account, word, number)
            connection.execute(
                text(
                    "UPDATE seller.order_items SET quantity = :n, item_price_amount = :n"
                    " WHERE account_id = :account"
                ),
                {"n": number, "account": account},
            )
    yield installation
    installation.close()
