"""What `python -m sync` refuses before it does anything, and how it says so."""

from __future__ import annotations

import pytest

from sync import cli


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["backfill", "--days", "abc"], "'abc' is no number of days"),
        (["backfill", "--days", "731"], "Amazon serves 1 to 730 days"),
        (["loop", "--json"], "unrecognized arguments: --json"),
        (["loop", "--force"], "unrecognized arguments: --force"),
    ],
)
def test_what_a_command_cannot_do_is_refused_in_words(
    capsys: pytest.CaptureFixture[str], words: list[str], sentence: str
) -> None:
    with pytest.raises(SystemExit, match="2"):
        cli.main(words)
    assert sentence in capsys.readouterr().err
