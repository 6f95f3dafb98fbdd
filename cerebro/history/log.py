"""Commits as `git log` tells them, oldest first, with what each did to which Python file."""

from __future__ import annotations

import re
from typing import NamedTuple

from cerebro.repository import Repository

_FORMAT = "--format=%x01%H%x00%at%x00%aN%x00%aE%x00%s%x00"
# The file that names commits which say nothing of who wrote a line (`git blame`).
IGNORED_REVS = ".git-blame-ignore-revs"
# A commit of more files is a move of furniture: it says nothing about any one of them.
BULK_FILES = 50
_FIX = re.compile(r"\b(?:fix\w*|bug\w*|regress\w*|crash\w*|defect\w*|hotfix\w*)\b", re.IGNORECASE)
_NO_FIX = re.compile(
    r"\b(?:typos?|docs?|documentation|docstrings?|lint\w*|ci|changelog|formatting|spelling)\b",
    re.IGNORECASE,
)
_BOT = re.compile(
    r"\[bot\]|^(?:dependabot|renovate|pre-commit-ci|github-actions|greenkeeper)\b", re.I
)


class Touch(NamedTuple):
    """What a commit did to one file: its path afterwards and before, lines added and deleted."""

    path: str
    old_path: str
    added: int
    deleted: int


class Commit(NamedTuple):
    """One commit that is no merge. `at` is when it was written, in seconds since 1970 (UTC)."""

    sha: str
    at: int
    author: str
    email: str
    subject: str
    touches: tuple[Touch, ...]

    @property
    def is_fix(self) -> bool:
        """Whether the subject says that a fault was mended (and not only in words or lint)."""
        return bool(_FIX.search(self.subject)) and not _NO_FIX.search(self.subject)

    @property
    def is_bot(self) -> bool:
        """Whether a program wrote it."""
        return bool(_BOT.search(self.author) or _BOT.search(self.email))

    @property
    def is_bulk(self) -> bool:
        """Whether it touched so many files that it says nothing about any one."""
        return len(self.touches) > BULK_FILES


def read_log(repository: Repository, head: str, since: str | None = None) -> list[Commit]:
    """Return the commits up to `head`, oldest first; only those after `since` when it is named.

    Merges have no changes of their own here: those came with the commits they bring together.
    Names and addresses are those of `.mailmap`.
    """
    span = f"{since}..{head}" if since else head
    text = repository.git(
        "log", "-z", "--reverse", "--topo-order", "--full-history", "--no-merges", "-M",
        "--use-mailmap", "--numstat", _FORMAT, span, "--", "*.py",
    )  # fmt: skip
    return parse_log(text)


def parse_log(text: bytes) -> list[Commit]:
    """Read the output of `git log -z --numstat` in our format."""
    # A subject may hold \\x01 as well; only one before a commit's id begins a commit.
    parts = re.split(rb"(?:^|\0)\x01(?=[0-9a-f]{40,64}\0)", text)
    return [_commit(part.decode(errors="replace")) for part in parts if part]


def _commit(part: str) -> Commit:
    sha, at, author, email, subject, rest = part.split("\0", 5)
    touches = []
    words = iter(rest.lstrip("\0\n").split("\0"))
    for word in words:
        if word.count("\t") < 2:
            continue
        added, deleted, path = word.split("\t", 2)
        old_path = path
        if not path:
            old_path, path = next(words), next(words)
        # Binary files have a dash for each number.
        touches.append(Touch(path, old_path, _number(added), _number(deleted)))
    return Commit(sha, int(at), author, email.lower(), subject, tuple(touches))


def _number(word: str) -> int:
    return int(word) if word.isdigit() else 0


def ignored_commits(repository: Repository, blob: str) -> frozenset[str]:
    """Return the commits that a `.git-blame-ignore-revs` names; none when there is no such blob."""
    if not blob:
        return frozenset()
    text = repository.git("cat-file", "blob", blob).decode(errors="replace")
    lines = (line.split("#")[0].strip() for line in text.splitlines())
    return frozenset(line for line in lines if line)
