"""Secrets in a file: the forms in which keys of well-known services are handed out.

Only forms that mean a secret by themselves are looked for, so that a finding is worth a look;
a password in an assignment is ruff's S105 to S107.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# What stands in the text before a pattern is tried at all; then the pattern; then its name.
_FORMS = (
    ("-----BEGIN", r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s*(?:\\n)?\s*[A-Za-z0-9+/]{16}",
        "a private key"),
    ("AKIA", r"\bAKIA[0-9A-Z]{16}\b", "an access key of AWS"),
    ("ghp_", r"\bghp_[A-Za-z0-9]{36}\b", "a token of GitHub"),
    ("github_pat_", r"\bgithub_pat_[A-Za-z0-9_]{60,}\b", "a token of GitHub"),
    ("glpat-", r"\bglpat-[A-Za-z0-9_-]{20,}\b", "a token of GitLab"),
    ("xox", r"\bxox[abprs]-[A-Za-z0-9-]{20,}\b", "a token of Slack"),
    ("sk-", r"\bsk-(?:proj-)?[A-Za-z0-9_-]{40,}\b", "a key of OpenAI"),
    ("sk_live_", r"\bsk_live_[A-Za-z0-9]{24,}\b", "a key of Stripe"),
    ("AIza", r"\bAIza[A-Za-z0-9_-]{35}\b", "a key of Google"),
    ("Atzr|", r"\bAtzr\|[A-Za-z0-9_-]{60,}", "a refresh token of Amazon"),
    ("oa2-cs", r"\bamzn1\.oa2-cs\.v1\.[0-9a-f]{64}\b", "a client secret of Amazon"),
)  # fmt: skip
_PATTERNS = [(start, re.compile(form), what) for start, form, what in _FORMS]


def find_secrets(text: str) -> Iterator[tuple[int, str]]:
    """Yield the line (from 1) of each secret and what it is; never the secret itself."""
    for start, pattern, what in _PATTERNS:
        if start in text:
            for match in pattern.finditer(text):
                yield text.count("\n", 0, match.start()) + 1, what
