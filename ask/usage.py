"""What calls of a language model have used, added up and in words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Usage:
    """Calls, tokens sent and received, seconds, and dollars; None where no price is set."""

    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    seconds: float = 0.0
    dollars: float | None = 0.0

    def __add__(self, other: Usage) -> Usage:
        known = self.dollars is not None and other.dollars is not None
        return Usage(
            self.calls + other.calls,
            self.tokens_in + other.tokens_in,
            self.tokens_out + other.tokens_out,
            self.seconds + other.seconds,
            (self.dollars or 0) + (other.dollars or 0) if known else None,
        )

    @property
    def tokens(self) -> int:
        """Tokens sent and received."""
        return self.tokens_in + self.tokens_out

    @property
    def in_words(self) -> str:
        """Say it in a line under an answer: `2 calls · 1,204 tokens · 1.3 s · $0.0021`."""
        if not self.calls:
            return "no new call: this question was read before"
        calls = "1 call" if self.calls == 1 else f"{self.calls} calls"
        cost = "cost not known" if self.dollars is None else f"${self.dollars:.4f}"
        return f"{calls} · {self.tokens:,} tokens · {self.seconds:.1f} s · {cost}"
