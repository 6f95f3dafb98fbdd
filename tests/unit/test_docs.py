"""The docs are true: each page has its guide and picture, lists are fresh, links lead somewhere."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from core.accounts import InstallationRole
from core.report_files import REPORT_FILES
from core.settings import ROOT
from data import catalogue_page
from data.metrics import METRICS
from data.query_model import parse_query
from tests.browser.screenshots import TARGET, name_of, pictures
from ui.registry import REGISTRY, PageEntry

SELLERS = ROOT / "docs" / "sellers"
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *ROOT.glob("docs/**/*.md")])
WRITTEN = [page for page in PAGES if catalogue_page.BEGIN in page.read_text(encoding="utf-8")]
# The figures of a page that its own file does not name, as another file draws them.
_DRAWN_ELSEWHERE = {"sales": {"revenue", "orders", "units", "aov"}}


def _folder(entry: PageEntry) -> Path:
    """Where the guide of a page lies: by whom it is for."""
    is_for_them = entry.need is InstallationRole.MAINTAINER
    return ROOT / "docs" / "maintainers" if is_for_them else SELLERS


def _guide(entry: PageEntry) -> str:
    return (_folder(entry) / f"{name_of(entry)}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("entry", REGISTRY, ids=name_of)
def test_every_page_has_a_guide_that_shows_its_picture(entry: PageEntry) -> None:
    name = name_of(entry)
    guide = _guide(entry)
    for heading in ("## How to read it", "## What to do with it"):
        assert heading in guide
    for picture in pictures():
        if picture.rsplit("-", 1)[0] == name:
            assert f"(../screenshots/{picture})" in guide
    assert f"({name}.md)" in (_folder(entry) / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("entry", REGISTRY, ids=name_of)
def test_a_guide_explains_every_figure_that_its_page_names(entry: PageEntry) -> None:
    texts = {
        node.value
        for node in ast.walk(ast.parse(entry.file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    shown = (texts & set(METRICS)) | _DRAWN_ELSEWHERE.get(entry.key, set())
    assert shown - set(catalogue_page.chosen(_guide(entry))) == set()


@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: page.stem)
def test_the_lists_of_metrics_are_as_the_catalogue_says(page: Path) -> None:
    """If this fails: make docs"""
    text = page.read_text(encoding="utf-8")
    assert catalogue_page.renewed(text) == text


def test_the_pictures_are_those_that_the_command_takes() -> None:
    """If this fails: make screenshots, and remove what it does not take."""
    assert {path.name for path in TARGET.iterdir()} == set(pictures())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_to_a_file_and_a_heading(page: Path) -> None:
    lost = []
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, heading = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        if not file.exists() or (heading and heading not in _headings(file)):
            lost.append(target)
    assert lost == []


def _headings(page: Path) -> set[str]:
    """Return the headings of a page as addresses name them."""
    found = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in found}


def test_the_questions_shown_to_analysts_can_be_asked() -> None:
    text = (ROOT / "docs" / "analysts.md").read_text(encoding="utf-8")
    questions = re.findall(r"data query '(\{.*?\})'", text, re.DOTALL)
    assert questions
    for question in questions:
        parse_query(json.dumps(json.loads(question)))


def test_every_kind_of_report_file_is_listed_for_sellers() -> None:
    text = (SELLERS / "data-health.md").read_text(encoding="utf-8")
    rows = [f"| {one.title} | {one.place} |" for one in REPORT_FILES.values()]
    assert [row for row in rows if row not in text] == []


@pytest.mark.parametrize("package", ["ops", "sync"])
def test_every_command_is_explained_to_operators(package: str) -> None:
    finished = subprocess.run(
        [sys.executable, "-m", package, "--help"], capture_output=True, text=True, check=True
    )
    listed = re.search(r"\{([a-z,-]+)\}", finished.stdout)
    assert listed
    text = (ROOT / "docs" / "operators.md").read_text(encoding="utf-8")
    missing = [
        one
        for one in listed[1].split(",")
        if not re.search(rf"(?:{package} |make |`){re.escape(one)}\b", text)
    ]
    assert missing == []


def test_a_list_of_metrics_that_do_not_exist_is_refused() -> None:
    page = f"<!-- metrics: revenue turnovr -->\n{catalogue_page.BEGIN}\n\n{catalogue_page.END}"
    with pytest.raises(ValueError, match="no metric turnovr"):
        catalogue_page.renewed(page)
