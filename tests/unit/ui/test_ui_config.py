"""Settings of the screen that must not change unnoticed."""

from __future__ import annotations

import subprocess
import sys
import tomllib

from core.settings import ROOT

CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())


def test_streamlit_collects_no_garbage_after_each_rerun():
    # A hidden option: if a new Streamlit drops it, this test says so and not the sellers.
    code = (
        "import streamlit.config as c; c.get_config_options();"
        "print(c.get_option('runner.postScriptGC'))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
    assert CONFIG["runner"]["postScriptGC"] is False


COUNT_COLLECTIONS = """
import asyncio, gc, app
begun = []
gc.disable()
gc.callbacks.append(lambda phase, about: phase == "start" and begun.append(about["generation"]))
app._warm_up = lambda: None
app.COLLECT_SECONDS = 0.01

async def live():
    async with asyncio.timeout(30), app.lifespan(app.app):
        while len(begun) < 3:
            await asyncio.sleep(0)
    await asyncio.wait(asyncio.all_tasks() - {asyncio.current_task()}, timeout=30)
    assert len(asyncio.all_tasks()) == 1, "it still collects after the end"
    assert set(begun) == {2}, begun

asyncio.run(live())
"""


def test_the_app_collects_garbage_as_long_as_it_lives():
    # Nothing else collects in that process.
    done = subprocess.run(
        [sys.executable, "-c", COUNT_COLLECTIONS],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr


def test_nothing_is_sent_home_and_errors_keep_their_details():
    assert CONFIG["browser"]["gatherUsageStats"] is False
    assert CONFIG["client"]["showErrorDetails"] == "none"
    assert CONFIG["client"]["toolbarMode"] == "minimal"


def test_the_app_listens_on_this_machine_only():
    assert CONFIG["server"]["address"] == "127.0.0.1"
    assert CONFIG["server"]["port"] == 5000


def test_light_and_dark_define_the_same_colours():
    light, dark = CONFIG["theme"]["light"], CONFIG["theme"]["dark"]
    assert set(light) == set(dark)
    for name in ("chartSequentialColors", "chartDivergingColors"):
        assert len(light[name]) == len(dark[name]) == 10


def test_tables_have_no_csv_button_of_their_own():
    # Streamlit's own export would hand formulas to a spreadsheet as they are.
    assert CONFIG["client"]["disableDataExport"] is True
