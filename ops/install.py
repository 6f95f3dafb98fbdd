"""Make the virtual environment. Runs on the machine's own Python, so it needs nothing else.

    python3 ops/install.py requirements.txt

A second call with unchanged requirements does nothing and takes no time.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
NEEDED = (3, 11)
# Every package that the named ones need in turn, pinned as well; `make pins` writes it.
PINS = ROOT / "constraints.txt"
# uv installs the same packages as pip, several times faster.
UV = "uv==0.13.9"


def main(arguments: list[str]) -> int:
    """Install the requirement files named; return 0, or 2 with a sentence."""
    if sys.version_info < NEEDED:
        print(
            f"Seller Monitor needs Python 3.11 or newer; this is {sys.version.split()[0]}. "
            "Install a newer one, or name it: make run PYTHON=python3.12",
            file=sys.stderr,
        )
        return 2
    files = [ROOT / name for name in arguments]
    stamp = ENVIRONMENT / f".installed-{_fingerprint()}"
    if PYTHON.exists() and all(_is_done(stamp, path) for path in files):
        return 0
    print("Installing what Seller Monitor needs into .venv …", flush=True)
    try:
        _make_environment()
        _install(files)
    except (subprocess.CalledProcessError, OSError) as error:
        print(
            f"The packages could not be installed ({error}). Check the internet connection "
            "and the room on the disk, then run the same command again.",
            file=sys.stderr,
        )
        return 2
    stamp.write_text("\n".join(path.name for path in files))
    return 0


def _fingerprint() -> str:
    lists = [*sorted(ROOT.glob("requirements*.txt")), PINS]
    text = "".join(path.read_text() for path in lists)
    return hashlib.sha256((text + sys.version).encode()).hexdigest()[:16]


def _is_done(stamp: Path, path: Path) -> bool:
    if not stamp.exists():
        return False
    done = stamp.read_text().split()
    # The development list holds the other one.
    return path.name in done or "requirements-dev.txt" in done


def _make_environment() -> None:
    if PYTHON.exists():
        # An environment that somebody made without pip gets it now.
        subprocess.run([str(PYTHON), "-m", "ensurepip"], check=True, capture_output=True)  # noqa: S603
        return
    try:
        venv.create(ENVIRONMENT, with_pip=True)
    except (subprocess.CalledProcessError, SystemExit):
        shutil.rmtree(ENVIRONMENT, ignore_errors=True)
        raise OSError(
            "this Python cannot make virtual environments; on Debian or Ubuntu: "
            "apt install python3-venv"
        ) from None


def _install(files: list[Path]) -> None:
    wanted = [argument for path in files for argument in ("-r", str(path))]
    wanted += ["-c", str(PINS)]
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    has_uv = subprocess.run([*pip, UV], check=False).returncode == 0  # noqa: S603 - our own list
    if has_uv:
        uv = [str(PYTHON), "-m", "uv", "pip", "install", "--quiet", "--python", str(PYTHON)]
        finished = subprocess.run([*uv, *wanted], check=False)  # noqa: S603 - our own list
        if finished.returncode == 0:
            return
    # uv may be missing for a machine, or not know its proxy; pip always works.
    subprocess.run([*pip, *wanted], check=True)  # noqa: S603 - our own list


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
