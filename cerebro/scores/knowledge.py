"""Who knows which file, and how many people a repository can lose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from cerebro.scores.records import Knowledge

# A person with less than this share of a file's commits is an occasional author.
MINOR = 0.2
# A knowledge island (CodeLore): who knows it most is silent, and nobody else knows a tenth.
SILENT_DAYS, OTHERS_LEAST = 90, 0.1


def knowledge(commits: Mapping[int, int]) -> Knowledge:
    """Return who knows a file, from the number of commits that each author has."""
    total = sum(commits.values())
    if not total:
        return Knowledge()
    main = min(commits, key=lambda author: (-commits[author], author))
    minor = sum(count for count in commits.values() if count / total < MINOR)
    return Knowledge(len(commits), main, commits[main] / total, minor / total)


def bus_factor(main_authors: Mapping[int, int]) -> int:
    """Return the fewest people without whom more than half of the files have no main author.

    `main_authors` is the main author of each file (Avelino's truck factor).
    """
    files = Counter(main_authors.values())
    lost = 0
    for people, (_, count) in enumerate(files.most_common(), 1):
        lost += count
        if lost * 2 > len(main_authors):
            return people
    return 0


def is_island(commits: Mapping[int, int], silent: set[int]) -> bool:
    """Whether a file's main author is silent and nobody else has a tenth of its commits."""
    one = knowledge(commits)
    if one.main_author is None or one.main_author not in silent:
        return False
    total = sum(commits.values())
    others = (count for author, count in commits.items() if author != one.main_author)
    return all(count / total < OTHERS_LEAST for count in others)
