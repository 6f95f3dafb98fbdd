"""A Git repository as it is read: commits, trees, blobs and changed lines, by `git` itself.

Nothing is checked out and nothing is written, so any clone can be looked at, also a bare one.
"""

from __future__ import annotations

import re
import subprocess
import weakref
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cerebro.errors import RepositoryError
from cerebro.objects import Objects

# A file larger than this is data, whatever its name says.
LARGEST_BLOB = 1_000_000
_HUNK = re.compile(rb"^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@")

_LIST = ("ls-tree", "-r", "-z", "-l")
_ESCAPED = re.compile(rb"\\([0-7]{3}|.)")
_ESCAPES = {
    b"a": b"\a", b"b": b"\b", b"t": b"\t", b"n": b"\n", b"v": b"\v", b"f": b"\f", b"r": b"\r",
}  # fmt: skip
_COMMITTER = re.compile(rb"^committer .*> (-?\d+) [-+]\d{4}$", re.MULTILINE)


@dataclass(frozen=True)
class TreeEntry:
    """One file of a commit: where it stands, the id of its content, its size in bytes."""

    path: str
    blob: str
    size: int


@dataclass(frozen=True)
class ChangedFile:
    """A file that two commits have differently, with the new lines: pairs of first and last.

    `old_blob` is its content before: None for a new file, empty when the content is the same.
    """

    path: str
    old_path: str
    lines: tuple[tuple[int, int], ...]
    old_blob: str | None


class Repository:
    """Reads one repository. Raises RepositoryError where `git` refuses."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self._command = ("git", "-c", "core.quotePath=off", "-C", str(self.root))
        self._committed: dict[str, int] = {}
        self._begun: dict[tuple[str, ...], subprocess.Popen[bytes]] = {}
        weakref.finalize(self, _end, self._begun)
        self._merge_bases: dict[tuple[str, str], str | None] = {}

    @cached_property
    def _objects(self) -> Objects:
        with _git_there():
            return Objects(self._command)

    def git(self, *arguments: str) -> bytes:
        """Run one command of `git` and return what it printed."""
        process = self._begun.pop(arguments, None) or self._start(arguments)
        printed, said = process.communicate()
        if process.returncode != 0:
            words = said.decode(errors="replace").strip().splitlines()
            raise RepositoryError(f"Git cannot do this in {self.root}: {(words or ['?'])[-1]}")
        return printed

    def begin_tree(self, commit: str) -> None:
        """Let `git` list a commit's files while this process does something else."""
        arguments = (*_LIST, commit)
        self._begun[arguments] = self._start(arguments)

    def _start(self, arguments: tuple[str, ...]) -> subprocess.Popen[bytes]:
        with _git_there():
            return subprocess.Popen(  # noqa: S603 - git with our own words
                [*self._command, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE
            )

    def find(self, reference: str) -> str | None:
        """Return the id of the commit that a name means, or None when there is none."""
        if "\n" in reference:
            return None
        (found,) = self._objects.read([f"{reference}^{{commit}}"])
        if found is None:
            return None
        self._committed[found.name] = _committed_at(found.content)
        return found.name

    def commit(self, reference: str) -> str:
        """Return the id of a commit; RepositoryError when the name means none."""
        found = self.find(reference)
        if found is None:
            # Git's own words when this is no repository at all.
            self.git("rev-parse", "--git-dir")
            raise RepositoryError(f"There is no commit {reference!r} in {self.root}.")
        return found

    def names(self, branches: Iterable[str]) -> tuple[dict[str, str], bool]:
        """Return the commits of those local branches that there are, and whether there is a tag."""
        asked = [f"refs/heads/{one}" for one in branches]
        lines = self.git("for-each-ref", "--format=%(objectname) %(refname)", *asked, "refs/tags")
        found = {name: commit for commit, name in map(str.split, lines.decode().splitlines())}
        commits = {one: found[one] for one in asked if one in found}
        return {one.removeprefix("refs/heads/"): commits[one] for one in commits}, any(
            one.startswith("refs/tags/") for one in found
        )

    def committed_at(self, commit: str) -> int:
        """Return when a commit was made, in seconds since 1970 (UTC)."""
        if commit not in self._committed:
            self.commit(commit)
        return self._committed[commit]

    def tree(self, commit: str) -> list[TreeEntry]:
        """Return the plain files of a commit; links and submodules are left out."""
        lines = self.git(*_LIST, commit).split(b"\0")
        entries = []
        for line in lines:
            head, _, path = line.partition(b"\t")
            mode, _, rest = head.partition(b" ")
            if mode in (b"100644", b"100755"):
                _, blob, size = rest.split()
                entries.append(TreeEntry(path.decode(errors="replace"), blob.decode(), int(size)))
        return entries

    def blobs(self, ids: Iterable[str]) -> dict[str, bytes]:
        """Return the contents of blobs by id; what is missing is left out."""
        return {one.name: one.content for one in self._objects.read(ids) if one is not None}

    def is_ancestor(self, older: str, newer: str) -> bool:
        """Whether one commit is in the history of another."""
        return self.merge_base(older, newer) == older

    def merge_base(self, one: str, other: str) -> str | None:
        """Return the last commit that both have in their history, None when there is none."""
        if (one, other) not in self._merge_bases:
            try:
                found = self.git("merge-base", one, other).decode().strip()
            except RepositoryError:
                found = None
            self._merge_bases[one, other] = found
        return self._merge_bases[one, other]

    def changes(self, base: str, head: str) -> list[ChangedFile]:
        """Return the Python files that `head` has otherwise than `base`, renames followed."""
        text = self.git(
            "diff", "-U0", "-M", "--full-index", "--no-color", "--no-ext-diff", base, head, "--",
            "*.py",
        )  # fmt: skip
        return parse_diff(text)


def _end(begun: dict[tuple[str, ...], subprocess.Popen[bytes]]) -> None:
    """Wait for what was begun and never asked for."""
    for process in begun.values():
        process.communicate()


@contextmanager
def _git_there() -> Iterator[None]:
    """Say in a sentence that Git is not installed."""
    try:
        yield
    except FileNotFoundError:
        raise RepositoryError("Git is not installed here. Install it, then try again.") from None


def _committed_at(commit: bytes) -> int:
    """Return the time of a commit, in seconds since 1970, out of the commit as Git keeps it."""
    found = _COMMITTER.search(commit)
    return int(found[1]) if found else 0


def parse_diff(text: bytes) -> list[ChangedFile]:
    """Read `git diff -U0`: each file that exists afterwards, with its new lines."""
    found: list[ChangedFile] = []
    for part in re.split(rb"^diff --git ", text, flags=re.MULTILINE)[1:]:
        names = _names(part)
        if names is None:
            continue
        hunks = [hunk for line in part.splitlines() if (hunk := _HUNK.match(line))]
        spans = [(int(hunk[1]), int(hunk[2] or 1)) for hunk in hunks]
        lines = [(first, first + count - 1) for first, count in spans if count]
        found.append(ChangedFile(names[1], names[0], tuple(lines), _old_blob(part)))
    return found


def _old_blob(part: bytes) -> str | None:
    head = part.split(b"\n@@", 1)[0]
    if re.search(rb"^new file mode", head, re.MULTILINE):
        return None
    index = re.search(rb"^index ([0-9a-f]+)\.\.", head, re.MULTILINE)
    return index[1].decode() if index else ""


def _names(part: bytes) -> tuple[str, str] | None:
    """Return old and new path of one file of a diff, or None when it was deleted."""
    head = part.split(b"\n@@", 1)[0]
    if re.search(rb"^deleted file mode", head, re.MULTILINE):
        return None
    moved = re.search(rb"^rename from (.+)\nrename to (.+)$", head, re.MULTILINE)
    if moved:
        return _path(moved[1]), _path(moved[2])
    new = re.search(rb'^\+\+\+ ("?)b/(.+?)\t?$', head, re.MULTILINE)
    if new:
        name = _path(new[1] + new[2])
    else:
        # A file whose mode alone has changed has no such line: half of "a/x b/x" is its name.
        first = head.splitlines()[0]
        half = first[: (len(first) - 1) // 2]
        name = _path(b'"' + half[3:] if half.startswith(b'"') else half[2:])
    return name, name


def _path(word: bytes) -> str:
    """Return a path as it is; Git quotes one with a quote, a tab or the like as C does."""
    if word.startswith(b'"'):
        word = _ESCAPED.sub(_unescaped, word[1:].removesuffix(b'"'))
    return word.decode(errors="replace")


def _unescaped(found: re.Match[bytes]) -> bytes:
    word = found[1]
    return bytes([int(word, 8)]) if word.isdigit() else _ESCAPES.get(word, word)
