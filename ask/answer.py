"""What comes back for a question, in one shape whoever has read it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from ask.chart import Chart
from ask.model_usage import Allowance
from ask.parse.draft import Draft
from ask.parse.echo import Chip
from ask.usage import Usage
from data.freshness import Freshness
from data.query_model import MetricQuery

# What stands beside an answer in which a language model has had a part.
FILLED_IN = "Read by AI, computed like every other answer"
NOT_VERIFIED = "Written by AI, not verified"


@dataclass(frozen=True)
class Answer:
    """What comes back for a question.

    `status`: "answer"; "refuse" or "clarify" with `message` (and `choices`: each can be asked next,
    as it stands, going on from `draft`). `draft` is what a follow-up starts from. Amounts are
    Decimal, days are dates. `currency` is that of all amounts; None where there are none, or where
    each row names its own.

    `by`: who has read the question, "parser" or "model" (both end in `query`), or has written
    `sql` without a query ("sql": no chips, no chart, nothing to go on from). `badge` has to stand
    beside an answer that is not the parser's. `usage` is what the language model has used for this
    question, None where it was not asked; `allowance` what is used of the day after it.
    """

    question: str
    status: str
    message: str = ""
    choices: tuple[str, ...] = ()
    echo: str = ""
    chips: tuple[Chip, ...] = ()
    definitions: tuple[str, ...] = ()
    query: MetricQuery | None = None
    sql: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()
    notes: tuple[str, ...] = ()
    freshness: Freshness | None = None
    chart: Chart | None = None
    follow_ups: tuple[str, ...] = ()
    draft: Draft | None = None
    currency: str | None = None
    by: Literal["parser", "model", "sql"] = "parser"
    badge: str = ""
    usage: Usage | None = None
    allowance: Allowance | None = None
