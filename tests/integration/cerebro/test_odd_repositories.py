"""Repositories as people have them: names of any kind, files of any size, no history, no files."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from cerebro import pipeline, views
from cerebro.cli import main
from cerebro.errors import RepositoryError
from tests.support.installation import Installation
from tests.support.small_repository import SmallRepository

BAD = "\n\ndef run(text):\n    return eval(text)\n"
NAMES = (b"caf\xe9.py", b'quo"te.py', b"t\tab.py", b"back\\slash.py", b"new\nline.py")


def _file(repository: SmallRepository, name: bytes) -> Path:
    return repository.root / os.fsdecode(name)


@pytest.fixture
def odd(tmp_path: Path, tables: Installation) -> SmallRepository:
    """A repository with a merge, a submodule, a link, and files that are no plain Python."""
    inner = SmallRepository(tmp_path / "inner")
    inner.commit("Start", 0, inner_py="Q = 1\n")
    one = SmallRepository(tmp_path / "odd")
    for name in NAMES:
        _file(one, name).write_text("X = 1\n")
    one.write("big.py", "".join(f"v{number} = {number}\n" for number in range(50_000)))
    one.write("deep.py", f"x = {'(' * 500}1{')' * 500}\n")
    one.write("old.py", 'print "hello"\n')
    (one.root / "wide.py").write_bytes("x = 1\n".encode("utf-16"))
    (one.root / "link.py").symlink_to("old.py")
    one.commit("Start", 0)
    one.git("checkout", "-q", "-b", "side", day=1)
    one.commit("Side", 1, side_py="S = 1\n")
    one.git("checkout", "-q", "main")
    one.commit("Main", 2, main_py="M = 1\n")
    one.git("merge", "-q", "--no-ff", "-m", "Merge side", "side", day=3)
    one.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(inner.root), "sub")
    one.commit("Take inner in", 4)
    return one


def test_any_clone_can_be_looked_at(odd: SmallRepository, tmp_path: Path) -> None:
    shallow, bare = tmp_path / "shallow", tmp_path / "bare.git"
    for target, how in ((shallow, ["--depth", "1"]), (bare, ["--bare"])):
        subprocess.run(["git", "clone", "-q", *how, f"file://{odd.root}", target], check=True)
    for root in (odd.root, shallow, bare):
        run = pipeline.run(root)
        assert {one.name: one.reason for one in run.stages if one.state == "failed"} == {}
        paths = {row[0] for row in views.hotspots(root, "read", 50)[1]}
        # A link and what is in a submodule are no files of this repository.
        assert {
            "big.py",
            "deep.py",
            'quo"te.py',
            "t\tab.py",
            "new\nline.py",
            "caf\ufffd.py",
        } < paths
        assert not paths & {"link.py", "sub/inner.py"}
    unreadable = [one.path for one in views.findings(odd.root, "open", "major")]
    assert {"old.py", "wide.py"} <= set(unreadable)


def test_a_new_finding_is_found_whatever_the_name_of_its_file(odd: SmallRepository) -> None:
    for name in NAMES:
        with _file(odd, name).open("a", encoding="utf-8") as stream:
            stream.write(BAD)
    odd.commit("Run it", 5)
    assert main(["gate", "--repo", str(odd.root), "--base", "HEAD~1"]) == 1
    (first, *_) = views.gate(odd.root)["conditions"]
    assert len(first["culprits"]) == len(NAMES), first["culprits"]


def test_what_cannot_be_looked_at_is_told_in_a_sentence(
    tmp_path: Path, odd: SmallRepository
) -> None:
    with pytest.raises(RepositoryError, match="There is no commit 'HEAD'"):
        pipeline.run(SmallRepository(tmp_path / "nothing").root)
    with pytest.raises(RepositoryError, match="There is no commit 'nowhere'"):
        pipeline.run(odd.root, base="nowhere")
    with pytest.raises(RepositoryError, match="There is no commit 'two\\\\nlines'"):
        pipeline.run(odd.root, "two\nlines")
