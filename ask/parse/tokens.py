"""Words of a question, in one form: lower case, no accents on quotes, marks apart."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace

# A date, a number with its mark, a word with letters of any language, a comparing sign.
_TOKEN = re.compile(
    r"\d{4}-\d{1,2}(?:-\d{1,2})?(?![\w-])"
    r"|\d{1,2}[./]\d{1,2}[./]\d{4}(?!\w)"
    r"|\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\w,])"
    r"|\d+\.\d+(?!\w)"
    r"|(?<![\w.,])\.\d+(?!\w)"
    r"|[^\W_]+(?:'[^\W\d_]+)*"
    r"|[<>!]=?|=|≥|≤|%|[$€£]|&|\+|–"
)
_QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'"})
# `what's`, `we've`, `brand's`: what follows the apostrophe says nothing here, but for `n't`.
_SHORTENED = re.compile(r"'(s|re|ve|ll|d|m)$")
_NOT = re.compile(r"n't$")


@dataclass(frozen=True)
class Token:
    """One word: as it is compared, as it was written, where, and whether behind a comma."""

    text: str
    raw: str
    start: int
    stop: int
    after_comma: bool = False

    @property
    def is_upper(self) -> bool:
        """Whether it was written in capitals: US is a country, us is not."""
        return len(self.raw) > 1 and self.raw.isupper()


def tokens_of(question: str) -> list[Token]:
    """Cut a question into words. Full-width letters become plain ones (NFKC)."""
    written = unicodedata.normalize("NFKC", question).translate(_QUOTES)
    found: list[Token] = []
    for match in _TOKEN.finditer(written):
        word = match[0].casefold()
        if word.endswith("n't"):
            found.append(Token(_NOT.sub("", word), match[0], match.start(), match.end()))
            found.append(Token("not", match[0], match.start(), match.end()))
            continue
        plain = _SHORTENED.sub("", word).replace("'", "")
        found.append(Token(plain, match[0], match.start(), match.end()))
    found = [_as_year(one, written) for one in found]
    return [
        _marked(replace(one, after_comma="," in written[before : one.start]))
        for before, one in zip([0, *(each.stop for each in found)], found, strict=False)
    ]


def _as_year(token: Token, written: str) -> Token:
    """`oct '25` names a year, and no day."""
    is_year = len(token.text) == 2 and token.text.isdecimal() and token.text < "80"
    before, after = written[: token.start], written[token.stop :]
    if is_year and before.endswith((" '", "('")) and not after.startswith("'"):
        return replace(token, text=f"20{token.text}")
    return token


def _marked(token: Token) -> Token:
    """Write a number with thousands' commas, or without its 0, as a plain one."""
    if token.text.startswith("."):
        return replace(token, text=f"0{token.text}")
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", token.text):
        return replace(token, text=token.text.replace(",", ""))
    return token


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a name as questions are cut, so that the two can be compared."""
    return tuple(one.text for one in tokens_of(text))
