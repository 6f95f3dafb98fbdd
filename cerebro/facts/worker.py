"""The second process of gather.py: reads the blobs named on its input, leaves their facts."""

from __future__ import annotations

import gc
import pickle
import sys
from pathlib import Path

from cerebro.facts.blob import read_blob


def main(folder: Path, blobs: list[str]) -> None:
    """Read `source/<blob>.py` for each blob and write the list of facts to `facts`."""
    gc.disable()
    facts = [read_blob(one, (folder / "source" / f"{one}.py").read_bytes()) for one in blobs]
    (folder / "facts").write_bytes(pickle.dumps(facts, protocol=pickle.HIGHEST_PROTOCOL))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.stdin.read().split())
