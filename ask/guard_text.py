"""The guard's first look, at the bare text: characters, length, how it begins."""

from __future__ import annotations

import re

from sqlglot.dialects.postgres import Postgres
from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import Token, TokenType

from core.errors import QueryError

LONGEST = 20_000
# A statement with more parts than this is no question of a person (and readers recurse).
_MOST_TOKENS = 4_000
_DEEPEST = 60
# Also halves of characters beyond the first 65,536: JSON can hold them, no database can.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
# PostgreSQL reads escapes of characters inside these; a reader that does not sees another name.
_ESCAPED_NAME = re.compile(r"\bU&\s*[\"']", re.IGNORECASE)
_TEXTS = (TokenType.STRING, TokenType.NATIONAL_STRING)
_REFUSED = (
    TokenType.HEREDOC_STRING,
    TokenType.RAW_STRING,
    TokenType.BYTE_STRING,
    TokenType.HEX_STRING,
    TokenType.BIT_STRING,
    TokenType.UNICODE_STRING,
    TokenType.NATIONAL_STRING,
    TokenType.PARAMETER,
    TokenType.PLACEHOLDER,
)


def check_text(sql: str) -> None:
    """Refuse a text that two readers could read in two ways. Raises QueryError."""
    if not sql.strip():
        raise QueryError("There is no statement.")
    if len(sql) > LONGEST:
        raise QueryError(f"The statement is longer than {LONGEST} characters.")
    if _CONTROL.search(sql):
        raise QueryError("The statement holds a character that cannot be seen.")
    if _ESCAPED_NAME.search(sql):
        raise QueryError("Names and texts with U& are not allowed.")
    tokens = tokens_of(sql)
    if len(tokens) > _MOST_TOKENS:
        raise QueryError("The statement has too many parts.")
    _check_depth(tokens)
    for token in tokens:
        if token.token_type in _REFUSED:
            raise QueryError("Only plain texts in single quotes are allowed, and no placeholders.")
        if token.token_type not in _TEXTS and not token.text.isascii():
            raise QueryError("Names outside of ASCII are not allowed.")
    first = next((one.text.upper() for one in tokens if one.text != "("), "")
    if first not in ("SELECT", "WITH"):
        raise QueryError("Only SELECT is allowed: nothing can be changed here.")


def tokens_of(sql: str) -> list[Token]:
    """Cut a text into words. Raises QueryError where that is not possible."""
    try:
        return list(Postgres().tokenize(sql))
    except SqlglotError:
        raise QueryError("The statement cannot be read as SQL of PostgreSQL.") from None


def _check_depth(tokens: list[Token]) -> None:
    depth = 0
    for token in tokens:
        if token.token_type in (TokenType.L_PAREN, TokenType.L_BRACKET):
            depth += 1
            if depth > _DEEPEST:
                raise QueryError("The statement has too many brackets inside one another.")
        elif token.token_type in (TokenType.R_PAREN, TokenType.R_BRACKET):
            depth -= 1
