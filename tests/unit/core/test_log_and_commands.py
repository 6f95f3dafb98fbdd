"""What the log says, what it never says, and how a command ends."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.log import redact
from core.settings import ROOT

PLANTED = {
    "refresh token": ("Atzr|IwEBIH-secretpart", "secretpart"),
    "access token": ("Atza|IwEBIA.secretpart/+=", "secretpart"),
    "client secret": ("amzn1.oa2-cs.v1.secretpart", "secretpart"),
    "bearer": ("Authorization: Bearer eyJhbGciOi.secretpart.x", "secretpart"),
    "bearer in small letters": ("authorization: bearer secretpart", "secretpart"),
    "database password": ("postgresql://web:secretpart@db.example:5432/x", "secretpart"),
    "database password with signs": ("postgresql+psycopg2://web:se%40cretpart@db/x", "cretpart"),
    "database password alone": ("redis://:secretpart@db/0", "secretpart"),
    "in JSON": ('{"refresh_token": "Atzr|secretpart", "a": 1}', "secretpart"),
    "in a query": ("https://x/?access_token=Atza|secretpart&b=1", "secretpart"),
    "percent-encoded": ("refresh_token=Atzr%7Csecretpart&x=1", "secretpart"),
    "client secret by name": ("client_secret=secretpart&x=1", "secretpart"),
    "password by name": ("host=db user=web password=secretpart dbname=x", "secretpart"),
    "password by name, in quotes": ("password='secret part' dbname=x", "secret part"),
    "Amazon's header": ("x-amz-access-token: secretpart", "secretpart"),
}


@pytest.mark.parametrize("kind", PLANTED)
def test_a_secret_is_blotted_out(kind: str) -> None:
    text, canary = PLANTED[kind]
    assert canary not in redact(f"before {text} after")
    assert "before " in redact(f"before {text} after")


@pytest.mark.parametrize(
    "text",
    [
        "Orders were read to the end.",
        "https://sellingpartnerapi-na.amazon.com/orders/2026-01-01/orders?x=1",
        "2026-11-20T12:00:00Z someone@example.com",
        "postgresql://db.example:5432/amazon_monitor",
        "The user or the password is wrong.",
    ],
)
def test_plain_words_stay(text: str) -> None:
    assert redact(text) == text


@given(st.text())
def test_no_text_breaks_the_blotting(text: str) -> None:
    assert redact(redact(text)) == redact(text)


PIECES = st.sampled_from(
    [*(text for text, _canary in PLANTED.values()), '"', "'", "\\", ": ", "=", "@", "://", "a:b@"]
)


@given(st.dictionaries(st.text() | PIECES, st.lists(PIECES | st.text()).map("".join)))
def test_a_line_of_json_stays_json(event: dict[str, str]) -> None:
    found = json.loads(redact(json.dumps(event)))
    assert isinstance(found, dict)


SCRIPT = """
import logging, sys
from core.log import bind_run, configure_logging, get_logger
configure_logging("sync", "INFO")
bind_run(run_id=7, account_id=3)
log = get_logger("sync.test")
planted = {planted!r}
log.info("one", text=planted, nested={{"deep": [planted, (planted,)], "n": 1}})
log.info("two\\r\\n{{\\"event\\": \\"forged\\"}}", other="a\\nb\\u2028c")
logging.getLogger("urllib3").warning("three %s", planted)
logging.getLogger("x").warning("four", extra={{"extra_one": planted}})
try:
    raise RuntimeError(planted)
except RuntimeError:
    log.exception("five")
    logging.getLogger("y").exception("six")
log.debug("not shown")
log.info(planted)
log.info("eight", **{{planted: 1}})
log.info("nine", error=RuntimeError(planted), data=planted.encode())
"""


@pytest.fixture(scope="module")
def written() -> list[str]:
    """The lines that a process wrote which logged a secret in every way it could."""
    script = SCRIPT.format(planted="Atzr|canary-token postgresql://web:canary-pw@db/x")
    finished = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert finished.stdout == ""
    return finished.stderr.splitlines()


def test_each_event_is_one_line_of_json(written: list[str]) -> None:
    events = [json.loads(line) for line in written]
    assert [event["event"].split()[0] for event in events] == [
        "one", "two", "three", "four", "five", "six", "[hidden]", "eight", "nine",
    ]  # fmt: skip


def test_every_line_carries_process_run_and_time(written: list[str]) -> None:
    for line in written:
        event = json.loads(line)
        assert (event["process"], event["run_id"], event["account_id"]) == ("sync", 7, 3)
        assert event["timestamp"].endswith("Z")
        assert event["level"] in ("info", "warning", "error")


def test_no_secret_reaches_the_log_in_any_way(written: list[str]) -> None:
    assert [line for line in written if "canary" in line] == []


def test_a_line_break_forges_no_line(written: list[str]) -> None:
    assert not any(json.loads(line)["event"] == "forged" for line in written)
    assert not any("\u2028" in line for line in written)


def _command(body: str, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    script = (
        "from core.cli import run_command\nfrom core import errors\n"
        f"def main():\n    {body}\n    return 0\nrun_command(main)"
    )
    return subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={**os.environ, "LOCAL_DIR": str(tmp_path / "local")},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("error", "code"),
    [
        ("ConfigurationError", 78),
        ("AlreadyRunningError", 75),
        ("DatabaseUnavailable", 2),
        ("DatabaseFullError", 2),
        ("ThrottledError", 2),
        ("AccessDenied", 2),
    ],
)
def test_a_known_error_is_its_sentence_and_its_code(error: str, code: int, tmp_path: Path) -> None:
    finished = _command(f"raise errors.{error}('Do this, then that.')", tmp_path)
    assert (finished.returncode, finished.stderr) == (code, "Do this, then that.\n")


def test_an_unknown_error_is_a_sentence_and_its_trace_is_kept_without_secrets(
    tmp_path: Path,
) -> None:
    finished = _command("raise KeyError('Atzr|canary')", tmp_path)
    assert finished.returncode == 2
    assert finished.stderr.count("\n") == 1
    assert "Traceback" not in finished.stderr
    assert "canary" not in finished.stderr
    kept = tmp_path / "local" / "logs" / "errors.log"
    assert str(kept) in finished.stderr
    assert "KeyError" in kept.read_text()
    assert "canary" not in kept.read_text()
    assert kept.stat().st_mode & 0o077 == 0


def test_an_unknown_error_is_a_sentence_even_when_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "local").write_text("a file where the folder should be")
    finished = _command("raise KeyError('x')", tmp_path)
    assert finished.returncode == 2
    assert finished.stderr.count("\n") == 1
    assert "Traceback" not in finished.stderr


def test_a_full_disk_is_a_sentence(tmp_path: Path) -> None:
    finished = _command("import errno; raise OSError(errno.ENOSPC, 'No space left')", tmp_path)
    assert finished.returncode == 2
    assert "disk is full" in finished.stderr
    assert finished.stderr.count("\n") == 1


def test_an_interrupt_is_a_sentence(tmp_path: Path) -> None:
    finished = _command("raise KeyboardInterrupt", tmp_path)
    assert finished.returncode == 130
    assert finished.stderr.count("\n") == 1


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    script = (
        "from core.cli import run_command\n"
        "def main():\n    for _ in range(999): print('y' * 9999)\n    return 0\n"
        "run_command(main)"
    )
    finished = subprocess.run(
        f'"{sys.executable}" -c "$S" | head -1 > /dev/null',
        shell=True,
        cwd=ROOT,
        env={**os.environ, "S": script, "LOCAL_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.stderr == ""


def test_configuring_the_log_twice_writes_each_line_once() -> None:
    script = (
        "from core.log import configure_logging, get_logger\n"
        "configure_logging('a'); configure_logging('a'); get_logger('x').info('once')"
    )
    finished = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert finished.stderr.count("\n") == 1
    assert logging.getLogger("x") is logging.getLogger("x")
