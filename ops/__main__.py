"""`python -m ops`: up, down, run, migrate, add-user, set-password, remove-account, remove-data."""

from __future__ import annotations

import argparse
import getpass
import shutil
import sys

from core.account_removal import account_names, remove_account
from core.accounts import AccountRole, add_member, create_person, set_password
from core.bootstrap import prepare_database
from core.cli import run_command
from core.database import Role, embedded_server, name_account, transaction
from core.errors import ConfigurationError
from core.log import configure_logging
from core.settings import get_settings
from core.setup_accounts import ensure_first_account
from ops.up import down, greeting, stay, up


def main() -> int:
    """Read the command line and do what it says."""
    arguments = _parser().parse_args()
    configure_logging("ops", get_settings().log_level)
    commands = {
        "up": _up,
        "run": _run,
        "down": _down,
        "migrate": _migrate,
        "add-user": _add_user,
        "set-password": _set_password,
        "remove-account": _remove_account,
        "remove-data": _remove_data,
    }
    return commands[arguments.command](arguments)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m ops", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("up", help="start everything in the background")
    commands.add_parser("run", help="start everything and stay until Ctrl-C")
    commands.add_parser("down", help="end what `up` has started")
    commands.add_parser("migrate", help="make the database and bring its tables up to date")
    adding = commands.add_parser("add-user", help="add a person; asks for the password")
    adding.add_argument("username")
    adding.add_argument("--role", choices=[role.value for role in AccountRole], default="owner")
    adding.add_argument("--admin", action="store_true", help="may manage the installation")
    changing = commands.add_parser("set-password", help="give a person a new password")
    changing.add_argument("username")
    leaving = commands.add_parser("remove-account", help="delete all that is stored of one shop")
    leaving.add_argument(
        "account", type=int, nargs="?", help="its number; without it, all are named"
    )
    leaving.add_argument("--yes", action="store_true", help="do not ask")
    removing = commands.add_parser("remove-data", help="delete the local database and settings")
    removing.add_argument("--yes", action="store_true", help="do not ask")
    return parser


def _up(_arguments: argparse.Namespace) -> int:
    print(greeting(up()))
    return 0


def _run(_arguments: argparse.Namespace) -> int:
    addresses = up()
    print(greeting(addresses))
    print("Press Ctrl-C to stop.", flush=True)
    stay(addresses)
    return 0


def _down(_arguments: argparse.Namespace) -> int:
    print("Stopped." if down() else "Nothing was running.")
    return 0


def _migrate(_arguments: argparse.Namespace) -> int:
    prepare_database()
    ensure_first_account()
    print("The database is ready.")
    return 0


def _ask_password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass("Password (at least 12 characters): ")
    if first != getpass.getpass("The same again: "):
        raise ConfigurationError("The two passwords are not the same. Nothing was changed.")
    return first


def _add_user(arguments: argparse.Namespace) -> int:
    prepare_database()
    account_id = ensure_first_account()
    password = _ask_password()
    with transaction(Role.OWNER) as connection:
        name_account(connection, account_id)
        user_id = create_person(connection, arguments.username, password, is_admin=arguments.admin)
        add_member(connection, account_id, user_id, AccountRole(arguments.role))
    print(f"{arguments.username} can log in now.")
    return 0


def _set_password(arguments: argparse.Namespace) -> int:
    password = _ask_password()
    with transaction(Role.WEB) as connection:
        set_password(connection, arguments.username, password)
    print(f"{arguments.username} has a new password.")
    return 0


def _remove_account(arguments: argparse.Namespace) -> int:
    names = account_names()
    if arguments.account is None:
        for account_id, name in names.items():
            print(f"{account_id}  {name}")
        return 0
    name = names.get(arguments.account, "")
    if name and not arguments.yes:
        print(f"This deletes all that is stored of account {arguments.account}, {name}.")
        if input("Type its name to go on: ").strip() != name:
            print("Nothing was deleted.")
            return 0
    rows = sum(remove_account(arguments.account).values())
    print(
        f"{name} is gone, {rows:,} rows."
        " People and backups stay. Take its keys out of .env before the next start, or it is"
        " connected anew; and withdraw the access in Seller Central."
    )
    return 0


def _remove_data(arguments: argparse.Namespace) -> int:
    settings = get_settings()
    if not arguments.yes:
        print(f"This deletes the local database and everything in {settings.local_dir}.")
        if input("Type yes to go on: ").strip() != "yes":
            print("Nothing was deleted.")
            return 0
    down()
    # Also with a DATABASE_URL: there may be one from before it was set.
    embedded_server(settings).remove()
    shutil.rmtree(settings.local_dir, ignore_errors=True)
    print("The local data is gone.")
    return 0


if __name__ == "__main__":
    run_command(main)
