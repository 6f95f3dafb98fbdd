"""A small repository whose every figure one can compute by hand, and CEREBRO's empty tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from cerebro import database as brain_database
from cerebro.database import brain, rows
from core.database import Role, transaction
from tests.support.installation import Installation
from tests.support.small_repository import SmallRepository


@pytest.fixture(scope="module")
def tables(installation: Installation) -> Iterator[Installation]:
    """A database with CEREBRO's tables, made once for a file of tests."""
    installation.restore("empty")
    brain_database.prepare()
    yield installation
    installation.close()


@pytest.fixture
def repository(tmp_path: Path, tables: Installation) -> SmallRepository:
    """A repository of 110 days by two people and a program; CEREBRO's tables are empty."""
    with transaction(Role.OWNER) as connection:
        connection.execute(
            text(
                "TRUNCATE cerebro.brain_repos, cerebro.brain_blobs,"
                " cerebro.brain_functions, cerebro.brain_raw_findings CASCADE"
            )
        )
    one = SmallRepository(tmp_path / "shop")
    one.write("shop/__init__.py", '"""A shop."""\n')
    one.commit("Start", 0, shop__cart_py="def add(a):\n    return a\n")
    one.commit("Fix the cart", 90, "Bob", shop__cart_py="def add(a):\n    return a + 1\n")
    one.move("shop/cart.py", "shop/basket.py")
    one.commit("Cart is basket now", 100, "Bob")
    one.commit("Bump", 110, "dependabot[bot]", shop__basket_py="def add(a):\n    return a + 2\n")
    return one


@pytest.fixture
def ask(repository: SmallRepository) -> Callable[..., list[Any]]:
    """Ask CEREBRO's tables."""

    def answer(statement: str, **values: object) -> list[Any]:
        with brain() as connection:
            return rows(connection, statement, **values)

    return answer
