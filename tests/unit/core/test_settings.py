"""Settings are checked once; a wrong one is one clear sentence and exit code 78."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from core.errors import EXIT_CONFIGURATION, ConfigurationError
from core.settings import ROOT, Settings, load_settings

LONG = "k" * 32
PRODUCTION = {
    "APP_ENV": "production",
    "SP_API_CLIENT_ID": "amzn1.application-oa2-client.x",
    "SP_API_CLIENT_SECRET": "s",
    "SP_API_REFRESH_TOKEN_NA": "t",
    "COOKIE_KEY": LONG,
    "SIGNING_KEY": LONG,
    "CREDENTIALS_KEY": LONG,
}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """An environment with no setting of ours in it, and no `.env`."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setitem(Settings.model_config, "env_file", tmp_path / ".env")
    return monkeypatch


def _load(environment: pytest.MonkeyPatch, **values: str) -> Settings:
    for name, value in values.items():
        environment.setenv(name, value)
    return load_settings()


def test_with_nothing_set_the_demo_runs(environment: pytest.MonkeyPatch) -> None:
    settings = _load(environment)
    assert settings.is_demo
    assert settings.syncs_by_itself
    assert settings.local_dir == ROOT / ".local"
    assert (settings.app_port, settings.sidecar_port, settings.simulator_port) == (5000, 8080, 8090)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("APP_PORT", "0"),
        ("APP_PORT", "65536"),
        ("SIDECAR_PORT", "eighty"),
        ("SIMULATOR_PORT", ""),
        ("DEMO_MODE", "maybe"),
        ("APP_ENV", "prod"),
        ("LOG_LEVEL", "loud"),
        ("SYNC_EVERY_MINUTES", "0"),
        ("BACKFILL_DAYS", "731"),
        ("SIMULATOR_MONTHS", "25"),
        ("SIMULATOR_NOW", "yesterday"),
        ("SIMULATOR_NOW", "2026-11-20T12:00:00"),
        ("SIMULATOR_RATE_PLAN", "fast"),
        ("SIMULATOR_RATE_PLAN", "-1"),
        ("SIMULATOR_RATE_PLAN", "nan"),
        ("ENABLE_AUTO_SYNC", "perhaps"),
        ("DISABLE_SCHEDULES", "2"),
        ("COOKIE_KEY", "short"),
        ("SIGNING_KEY", "k" * 31),
        ("CREDENTIALS_KEY", "changeme"),
    ],
)
def test_a_wrong_value_is_one_sentence_that_names_the_setting(
    environment: pytest.MonkeyPatch, name: str, value: str
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        _load(environment, **{name: value})
    sentence = caught.value.sentence
    assert sentence.startswith(f"The setting {name} is wrong: ")
    assert sentence.count("The setting") == 1
    assert sentence.endswith(".")
    assert "\n" not in sentence
    if "KEY" in name:
        assert value not in sentence


def test_several_wrong_values_are_told_at_once(environment: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigurationError) as caught:
        _load(environment, APP_PORT="0", DEMO_MODE="maybe")
    assert "APP_PORT" in caught.value.sentence
    assert "DEMO_MODE" in caught.value.sentence


@pytest.mark.parametrize("command", ["proxy", "sync status", "data query {}", "ops migrate"])
def test_every_command_ends_with_78_and_one_line(command: str, tmp_path: Path) -> None:
    finished = subprocess.run(
        [sys.executable, "-m", *command.split()],
        cwd=ROOT,
        env={**os.environ, "APP_PORT": "no", "LOCAL_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == EXIT_CONFIGURATION, finished.stderr
    assert finished.stderr.count("\n") == 1
    assert finished.stderr.startswith("The setting APP_PORT is wrong: ")


@pytest.mark.parametrize(
    ("values", "is_demo"),
    [
        ({}, True),
        ({"SP_API_REFRESH_TOKEN_EU": "t"}, True),
        ({"SP_API_CLIENT_ID": "i", "SP_API_CLIENT_SECRET": "s"}, True),
        (
            {"SP_API_CLIENT_ID": "i", "SP_API_CLIENT_SECRET": "s", "SP_API_REFRESH_TOKEN_FE": "t"},
            False,
        ),
        ({"DEMO_MODE": "off"}, False),
        ({**PRODUCTION, "APP_ENV": "development", "DEMO_MODE": "on"}, True),
    ],
)
def test_the_demo_runs_until_amazons_keys_are_set(
    environment: pytest.MonkeyPatch, values: dict[str, str], is_demo: bool
) -> None:
    assert _load(environment, **values).is_demo is is_demo


@pytest.mark.parametrize(
    ("values", "by_itself"),
    [
        ({}, True),
        ({"DEMO_MODE": "off"}, False),
        ({"DEMO_MODE": "off", "ENABLE_AUTO_SYNC": "true"}, True),
        ({"ENABLE_AUTO_SYNC": "false"}, False),
        ({"ENABLE_AUTO_SYNC": "true", "DISABLE_SCHEDULES": "true"}, False),
    ],
)
def test_disabled_schedules_win_over_everything(
    environment: pytest.MonkeyPatch, values: dict[str, str], by_itself: bool
) -> None:
    assert _load(environment, **values).syncs_by_itself is by_itself


def test_production_starts_when_everything_is_in_place(environment: pytest.MonkeyPatch) -> None:
    assert _load(environment, **PRODUCTION).app_env == "production"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"DEMO_MODE": "on"}, "demo"),
        ({"SP_API_REFRESH_TOKEN_NA": ""}, "demo"),
        ({"COOKIE_KEY": ""}, "COOKIE_KEY"),
        ({"SIGNING_KEY": ""}, "SIGNING_KEY"),
        ({"CREDENTIALS_KEY": ""}, "CREDENTIALS_KEY"),
        ({"CREDENTIALS_KEY": "k" * 31}, "CREDENTIALS_KEY"),
        ({"LWA_URL": "http://127.0.0.1:1/"}, "https"),
        ({"ORDER_QUEUE_URL": "http://127.0.0.1:1/queue"}, "https"),
        ({"SP_API_HOST_EU": "HTTP://sp.example"}, "https"),
    ],
)
def test_production_refuses_what_only_a_demo_may_have(
    environment: pytest.MonkeyPatch, change: dict[str, str], says: str
) -> None:
    with pytest.raises(ConfigurationError, match=says):
        _load(environment, **{**PRODUCTION, **change})


def test_secrets_do_not_show_when_settings_are_printed(environment: pytest.MonkeyPatch) -> None:
    shown = repr(_load(environment, **PRODUCTION, DATABASE_URL="postgresql://u:hidden-pw@h/d"))
    assert LONG not in shown
    assert "hidden-pw" not in shown


def test_a_file_may_set_what_the_environment_does_not(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("APP_PORT=5001\nSIDECAR_PORT=8081\nNOT_OURS=1\n")
    settings = _load(environment, APP_PORT="5002")
    assert (settings.app_port, settings.sidecar_port) == (5002, 8081)


def test_the_example_file_lists_every_setting_and_only_those() -> None:
    text = (ROOT / ".env.example").read_text()
    named = re.findall(r"^#? ?([A-Z][A-Z0-9_]+)=", text, re.MULTILINE)
    assert sorted(named) == sorted(name.upper() for name in Settings.model_fields)


def test_the_values_in_the_example_file_are_the_defaults(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    values = [line.lstrip("# ") for line in lines if re.match(r"^# [A-Z][A-Z0-9_]+=.", line)]
    plain = _load(environment)
    (tmp_path / ".env").write_text("\n".join(values).replace("LOCAL_DIR=.local", ""))
    assert load_settings() == plain
