"""A small Git repository that a test writes, commit by commit, with its own days and people."""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

# Day 0 of every small history.
START = datetime(2024, 1, 1, 12, tzinfo=UTC)


class SmallRepository:
    """Writes files and commits them. `day` counts from START; authors are plain names."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir(parents=True, exist_ok=True)
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str, day: float = 0, author: str = "Ada") -> str:
        """Run one command of Git as somebody, on some day."""
        at = (START + timedelta(days=day)).strftime("%Y-%m-%dT%H:%M:%S+0000")
        email = f"{author.split('[')[0].strip().lower()}@example.com"
        people = {
            f"GIT_{role}_{what}": value
            for role in ("AUTHOR", "COMMITTER")
            for what, value in (("NAME", author), ("EMAIL", email), ("DATE", at))
        }
        environment = {
            **os.environ, **people, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull
        }  # fmt: skip
        finished = subprocess.run(
            ["git", *arguments],
            cwd=self.root,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert finished.returncode == 0, finished.stderr
        return finished.stdout.strip()

    def write(self, path: str, text: str) -> None:
        """Write a file without committing it."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def commit(self, subject: str, day: float = 0, author: str = "Ada", **files: str) -> str:
        """Write files (`a__b_py` is a/b.py), commit everything, and return the commit's id."""
        for name, text in files.items():
            self.write(name.replace("__", "/").removesuffix("_py") + ".py", text)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", subject, day=day, author=author)
        return self.git("rev-parse", "HEAD")

    def move(self, old: str, new: str) -> None:
        """Rename a file without committing it."""
        (self.root / new).parent.mkdir(parents=True, exist_ok=True)
        self.git("mv", old, new)
