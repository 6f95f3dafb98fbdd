"""F01 to F60: each number stands in the name of a test; whether that test is good is not seen here.

Where we do otherwise than the list of faults expects, REMARKS says what and why; F17, F18 and F42
end otherwise than the list asks on purpose.
"""

from __future__ import annotations

import re
from pathlib import Path

NUMBERS = {f"F{number:02}" for number in range(1, 61)}
REMARKS = {
    "F10": "Retry-After is heeded with a 429, where Amazon sends it; a 503 has our own backoff.",
    "F17": "Bytes that are no JSON are not kept: nobody could blank what is personal in them.",
    "F18": "As F17.",
    "F37": "Where nobody may mount a small tmpfs, the real full disk is skipped and says so.",
    "F38": "The deadlock is real; 40001 is raised, as reading what is committed never gives it.",
    "F42": "A field nobody knows is not kept: it may be about a person (docs/decisions/0011).",
}
_NAME = re.compile(r"^(?:async )?def test_((?:f\d\d_)+)", re.MULTILINE)


def numbers_met() -> set[str]:
    """Return the numbers that stand in the names of tests in this folder."""
    texts = [path.read_text() for path in Path(__file__).parent.glob("test_*.py")]
    names = [name for text in texts for name in _NAME.findall(text)]
    return {part.upper() for name in names for part in name.strip("_").split("_")}


def test_every_fault_stands_in_the_name_of_a_test() -> None:
    assert NUMBERS - numbers_met() == set()
    assert numbers_met() - NUMBERS == set()


def test_every_remark_is_about_a_fault_that_a_test_names() -> None:
    assert set(REMARKS) <= numbers_met()
