"""How many rows an import changes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Counts:
    """What an import would change. `kept`: rows that came from Amazon's API, which win."""

    new: int = 0
    changed: int = 0
    equal: int = 0
    kept: int = 0

    @property
    def written(self) -> int:
        """Rows that an import writes."""
        return self.new + self.changed
