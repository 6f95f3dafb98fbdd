"""The commands of what people decide: budgets, issues, rivals, and who decided what."""

from __future__ import annotations

import argparse
import getpass
from collections.abc import Callable

from cerebro import board, views
from cerebro.errors import DecisionRefused
from cerebro.tables import show
from core.errors import EXIT_OK

Command = Callable[[argparse.Namespace], int]
Add = Callable[[str, Command, str], argparse.ArgumentParser]
_RATINGS = ("impact", "confidence", "ease")


def add_board(add: Add) -> None:
    """Add the commands to the parser."""
    one = add("budget", _budget, "List the limits of figures, or set one.")
    one.add_argument("key", nargs="?")
    one.add_argument("--most", type=float)
    one.add_argument("--least", type=float)
    one.add_argument("--trend", action="store_true", help="the figure, run by run")
    one = add("issues", _issues, "List the backlog, the best first, or change it.")
    one.add_argument("--status", choices=("open", "closed"), default="open")
    one.add_argument("--add", metavar="TITLE", help="write an issue")
    one.add_argument("--note", default="", help="more about it")
    one.add_argument("--rate", type=int, metavar="ID", help="rate an issue anew")
    one.add_argument("--close", type=int, metavar="ID", help="it is done, or not wanted")
    for name in _RATINGS:
        one.add_argument(f"--{name}", type=int, default=5, help="1 to 10 (5)")
    one = add("rivals", _rivals, "List what rival products have, or say it of one.")
    one.add_argument("--product", help="whose feature it is")
    one.add_argument("--feature")
    one.add_argument("--has-it", help="yes, partly, no or unknown")
    one.add_argument("--source", default="", help="how one knows")
    one = add("assistant", _assistant, "Ask in words; what writes is proposed first.")
    one.add_argument("words", nargs="*", help="nothing: it says what it can do")
    one.add_argument("--yes", action="store_true", help="do what it proposes")
    add("runs", _runs, "List the runs.")
    add("audit", _audit, "List who decided what.")


def _budget(options: argparse.Namespace) -> int:
    from cerebro import decisions

    if options.trend:
        if not options.key:
            raise DecisionRefused("Which figure? Name it: budget lines --trend")
        return show(options, ("when", "figure", "value"), board.trend(options.repo, [options.key]))
    if options.key:
        decisions.set_budget(
            options.repo, options.key, options.most, options.least, getpass.getuser()
        )
    return show(options, *views.budgets(options.repo))


def _issues(options: argparse.Namespace) -> int:
    from cerebro import issues

    rating = issues.Rating(*(getattr(options, name) for name in _RATINGS))
    actor = getpass.getuser()
    if options.add is not None:
        issues.add_issue(options.repo, options.add, rating, options.note, actor)
    if options.rate is not None:
        issues.rate_issue(options.repo, options.rate, rating, actor)
    if options.close is not None:
        issues.close_issue(options.repo, options.close, actor)
    return show(options, *board.issues(options.repo, options.status))


def _rivals(options: argparse.Namespace) -> int:
    from cerebro.rivals import set_feature

    if options.has_it is not None:
        set_feature(
            options.repo,
            options.product or "",
            options.feature or "",
            options.has_it,
            options.source,
            getpass.getuser(),
        )
    return show(options, *board.rivals(options.repo))


def _assistant(options: argparse.Namespace) -> int:
    from cerebro.assistant.talk import answer, carry_out

    reply = answer(options.repo, " ".join(options.words), getpass.getuser())
    print(reply.text)
    if reply.heads:
        show(options, reply.heads, reply.rows)
    if reply.proposal and (options.yes or input("Yes or no: ").strip().lower() in ("y", "yes")):
        print(carry_out(options.repo, reply.proposal, getpass.getuser()).text)
    return EXIT_OK


def _runs(options: argparse.Namespace) -> int:
    heads = ("run", "when", "commit", "state", "ms", "gate")
    return show(options, heads, [one[:6] for one in board.runs(options.repo)])


def _audit(options: argparse.Namespace) -> int:
    return show(options, *board.decisions(options.repo))
