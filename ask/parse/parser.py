"""A question in words becomes a metric query, a refusal, or a question back.

normalise → gate → phrases (and slips of the pen) → times → rules → coverage → query. The order and
its reasons stand in docs/developers.md, "Ask".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from ask.parse.about_answer import check_words
from ask.parse.build import Built, build
from ask.parse.doubts import ask_about
from ask.parse.draft import AskBack, Draft
from ask.parse.follow_up import (
    NOTHING_NEW,
    begins_anew,
    merged,
    plain,
    silent_words,
    with_countries,
    without_apart,
)
from ask.parse.gate import refusal_of, unclear_of
from ask.parse.inside import with_range
from ask.parse.kinds import SILENT, SILENT_SMALL_WORDS, Item
from ask.parse.lexicon import Lexicon
from ask.parse.names import without_names
from ask.parse.one_change import one_change
from ask.parse.rules import apply_rules, first_kind_removed
from ask.parse.setting import Setting
from ask.parse.spans import find_items
from ask.parse.taking_out import corrected, taken_out
from ask.parse.times import read_times, settle_versus
from ask.parse.tokens import Token, tokens_of

_LONGEST_QUESTION = 500


@dataclass(frozen=True)
class Parsed:
    """How a question was understood.

    `status`: "answer" with `built`, "refuse" or "clarify" with `message` and, where there are
    some, `choices` to choose from. `coverage` is the part of the phrases that was explained.
    `draft` is what was read of a question that is asked back; `unknown` are the words of it that
    nothing explains.
    """

    status: str
    message: str = ""
    choices: tuple[str, ...] = ()
    built: Built | None = None
    coverage: float = 1.0
    read_as: tuple[tuple[str, str], ...] = ()
    draft: Draft | None = None
    unknown: tuple[str, ...] = ()

    @property
    def is_incomplete(self) -> bool:
        """Whether words are left that nothing explains, or nothing was read at all.

        A question that was read as a whole, and needs a choice of the person, is not incomplete.
        """
        return self.status == "clarify" and (bool(self.unknown) or self.draft == Draft())


def parse_question(
    question: str,
    setting: Setting,
    lexicon: Lexicon,
    previous: Draft | None = None,
) -> Parsed:
    """Understand a question, with the question before it where there is one."""
    if len(question) > _LONGEST_QUESTION:
        return Parsed("clarify", "That is a long text. Ask it in one or two short sentences.")
    tokens = tokens_of(question)
    closed = _not_to_be_read(tokens, lexicon, previous)
    if closed is not None:
        return closed
    anew = begins_anew(tokens, lexicon) if previous is not None else 0
    if anew:
        tokens, previous = tokens[anew:], None
    goes_on = previous is not None and not previous.begins
    if previous is not None and goes_on:
        tokens = with_countries(tokens, previous, lexicon)
        try:
            tokens = with_range(tokens, previous, lexicon)
        except AskBack as back:
            return Parsed("clarify", back.message, back.choices, draft=previous)
    items, read_as = find_items(tokens, lexicon, setting)
    spoken = without_names(tokens, items)
    draft, taken, is_merged = None, None, False
    try:
        if previous is not None and goes_on:
            changed = one_change(previous, tokens, lexicon)
            if changed is not None:
                return Parsed("answer", built=build(_if_new(changed, previous), setting))
            check_words(tokens, previous, lexicon)
            items = corrected(previous, items)
            taken = taken_out(previous, tokens, items, lexicon)
            items = without_apart(tokens, items if taken is None else taken.left, lexicon)
        quiet = silent_words(lexicon) if previous is not None else frozenset()
        items = [one for one in items if one.kind != "unknown" or one.words.casefold() not in quiet]
        draft, left = read_draft(items, setting.today)
        unknown = [one for one in left if not _says_nothing(one, lexicon, quiet)]
        if unknown:
            explained = 1 - len(unknown) / max(1, len(items))
            words = tuple(one.words for one in unknown)
            return Parsed(
                "clarify", _asked(unknown), coverage=explained, draft=draft, unknown=words
            )
        if previous is not None:
            draft = merged(previous, draft, spoken, lexicon, taken)
        is_merged = True
        settle_versus(draft, setting.today)
        built = build(draft, setting)
    except AskBack as back:
        # A choice goes on from the answer before, and not from half a question.
        starts_anew = bool(back.choices) and goes_on and not is_merged
        draft = previous if starts_anew else draft
        return Parsed("clarify", back.message, back.choices, draft=draft)
    if read_as:
        words = tuple(f"“{was}” was read as “{now}”" for was, now in read_as.items())
        built = replace(built, said=(*built.said, *words))
    return Parsed("answer", built=built, read_as=tuple(read_as.items()))


def _not_to_be_read(
    tokens: Sequence[Token], lexicon: Lexicon, previous: Draft | None
) -> Parsed | None:
    """Refuse or ask back about what no rule shall read; None for everything else."""
    refusal = refusal_of(tokens, lexicon, is_follow_up=previous is not None)
    if refusal is not None:
        return Parsed("refuse", refusal)
    unclear = unclear_of(tokens, lexicon, is_follow_up=previous is not None and not previous.begins)
    if unclear is not None:
        return Parsed("clarify", unclear)
    if previous is None and tokens and tokens[0].text in lexicon.pronouns:
        return Parsed("clarify", f"“{tokens[0].raw}”: of what? Nothing was asked before.")
    return None


def _if_new(changed: Draft, previous: Draft) -> Draft:
    if plain(changed) == plain(previous) and not previous.is_open:
        raise AskBack(NOTHING_NEW)
    return changed


def read_draft(items: list[Item], today: date) -> tuple[Draft, list[Item]]:
    """Fill the slots; return them with the items that nothing explains."""
    draft = Draft()
    ask_about(items)
    items = read_times(items, draft, today)
    return draft, apply_rules(draft, first_kind_removed(items, draft))


def _says_nothing(item: Item, lexicon: Lexicon, quiet: frozenset[str]) -> bool:
    """Whether a phrase that no rule has used may be left out: small words, and those alone."""
    if item.kind in SILENT:
        return True
    words = item.words.casefold().split()
    if all(one in quiet for one in words):
        return True
    return item.kind in SILENT_SMALL_WORDS and all(one in lexicon.stop for one in words)


def _asked(unknown: list[Item]) -> str:
    words = ", ".join(f"“{one.words}”" for one in unknown)
    return f"I do not understand {words} here. Say it in other words, or leave it out."
