"""The history in PostgreSQL: new commits are added, a history that was rewritten is read anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import combinations

from sqlalchemy import Connection

from cerebro.database import copy, rows
from cerebro.history.files import FileNumbers, number_commits
from cerebro.history.log import Commit, Touch, ignored_commits, read_log
from cerebro.repository import Repository

# A change of what is read or how it is marked makes the history be read anew.
HISTORY_VERSION = 1
# A commit of more files couples nothing (code-maat's default).
MOST_COUPLED_FILES = 30
_TABLES = ("brain_pairs", "brain_commit_files", "brain_commits", "brain_authors")
_Numbered = Sequence[tuple[Commit, list[tuple[int, Touch]]]]


def read_history(
    connection: Connection,
    repository: Repository,
    repo_id: int,
    head: str,
    standing: Iterable[str],
    ignored_revs: str = "",
) -> tuple[int, dict[str, int]]:
    """Bring the stored history up to `head`; `standing` are the paths of its tree.

    `ignored_revs` is the blob of its `.git-blame-ignore-revs`, empty when there is none. Returns
    how many commits were new, and the number of each file that has one by its path.
    """
    since = _known_head(connection, repository, repo_id, head)
    commits = [] if since == head else read_log(repository, head, since)
    known = rows(
        connection,
        "SELECT path, file_no FROM cerebro.brain_files WHERE repo_id = %(repo)s ORDER BY file_no",
        repo=repo_id,
    )
    numbers = FileNumbers(dict(known), standing)
    numbered = number_commits(commits, numbers)
    for path in sorted(set(standing)):
        numbers.of(path)
    _save_files(connection, repo_id, dict(known), numbers)
    if commits:
        _save_commits(connection, repo_id, numbered, ignored_commits(repository, ignored_revs))
    rows(
        connection,
        "UPDATE cerebro.brain_repos SET history_head = %(head)s, history_version = %(version)s"
        " WHERE repo_id = %(repo)s",
        head=head,
        version=HISTORY_VERSION,
        repo=repo_id,
    )
    return len(commits), numbers.by_path


def _known_head(
    connection: Connection, repository: Repository, repo_id: int, head: str
) -> str | None:
    """Return the commit up to which the history is stored; drop it all when it was rewritten."""
    ((known, version),) = rows(
        connection,
        "SELECT history_head, history_version FROM cerebro.brain_repos WHERE repo_id = %(repo)s",
        repo=repo_id,
    )
    if known == head and version == HISTORY_VERSION:
        return head
    if known and version == HISTORY_VERSION and repository.is_ancestor(known, head):
        return str(known)
    if known is not None:
        # The numbers of files stay: findings and scores of earlier runs are told by them.
        for table in _TABLES:
            rows(connection, f"DELETE FROM cerebro.{table} WHERE repo_id = %(repo)s", repo=repo_id)
    return None


def _save_files(
    connection: Connection, repo_id: int, known: dict[str, int], numbers: FileNumbers
) -> None:
    """Write the paths of new and renamed files."""
    stored = set(known.values())
    fresh = {path: number for path, number in numbers.by_path.items() if known.get(path) != number}
    copy(
        connection,
        "brain_files",
        ("repo_id", "file_no", "path"),
        ((repo_id, number, path) for path, number in fresh.items() if number not in stored),
    )
    for path, number in fresh.items():
        if number in stored:
            rows(
                connection,
                "UPDATE cerebro.brain_files SET path = %(path)s"
                " WHERE repo_id = %(repo)s AND file_no = %(number)s",
                path=path,
                repo=repo_id,
                number=number,
            )


def _save_commits(
    connection: Connection, repo_id: int, numbered: _Numbered, ignored: frozenset[str]
) -> None:
    ((first,),) = rows(
        connection,
        "SELECT coalesce(max(commit_no), 0) + 1 FROM cerebro.brain_commits"
        " WHERE repo_id = %(repo)s",
        repo=repo_id,
    )
    authors = _save_authors(connection, repo_id, [commit for commit, _ in numbered])
    copy(
        connection,
        "brain_commits",
        (
            "repo_id", "commit_no", "sha", "authored_at", "author_no", "subject", "is_fix",
            "is_bot", "is_bulk", "is_ignored",
        ),
        (
            (
                repo_id, first + place, commit.sha, datetime.fromtimestamp(commit.at, UTC),
                authors[commit.email], commit.subject, commit.is_fix, commit.is_bot,
                commit.is_bulk, commit.sha in ignored,
            )
            for place, (commit, _) in enumerate(numbered)
        ),
    )  # fmt: skip
    copy(
        connection,
        "brain_commit_files",
        ("repo_id", "commit_no", "file_no", "path", "added", "deleted"),
        (
            (repo_id, first + place, number, touch.path, touch.added, touch.deleted)
            for place, (_, touched) in enumerate(numbered)
            for number, touch in touched
        ),
    )
    _count_pairs(connection, repo_id, numbered, ignored)


def _save_authors(
    connection: Connection, repo_id: int, commits: Sequence[Commit]
) -> dict[str, int]:
    known = dict(
        rows(
            connection,
            "SELECT email, author_no FROM cerebro.brain_authors WHERE repo_id = %(repo)s",
            repo=repo_id,
        )
    )
    fresh = {one.email: one for one in commits if one.email not in known}
    start = max(known.values(), default=0) + 1
    numbers = {email: start + place for place, email in enumerate(fresh)}
    copy(
        connection,
        "brain_authors",
        ("repo_id", "author_no", "name", "email", "is_bot"),
        (
            (repo_id, numbers[one.email], one.author, one.email, one.is_bot)
            for one in fresh.values()
        ),
    )
    return known | numbers


def _count_pairs(
    connection: Connection, repo_id: int, numbered: _Numbered, ignored: frozenset[str]
) -> None:
    """Add to the counts of files that changed together."""
    counts: Counter[tuple[int, int]] = Counter()
    for commit, touched in numbered:
        if len(touched) <= MOST_COUPLED_FILES and not commit.is_bot and commit.sha not in ignored:
            counts.update(combinations(sorted(number for number, _ in touched), 2))
    if not counts:
        return
    rows(connection, "CREATE TEMPORARY TABLE new_pairs (a INT, b INT, n INT) ON COMMIT DROP")
    cursor_rows = ((a, b, n) for (a, b), n in counts.items())
    copy(connection, "new_pairs", ("a", "b", "n"), cursor_rows, schema="pg_temp")
    rows(
        connection,
        "INSERT INTO cerebro.brain_pairs (repo_id, file_a, file_b, shared)"
        " SELECT %(repo)s, a, b, n FROM pg_temp.new_pairs"
        " ON CONFLICT (repo_id, file_a, file_b)"
        " DO UPDATE SET shared = cerebro.brain_pairs.shared + excluded.shared",
        repo=repo_id,
    )
    rows(connection, "DROP TABLE pg_temp.new_pairs")
