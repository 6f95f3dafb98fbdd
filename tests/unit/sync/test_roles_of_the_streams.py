"""Which role of Seller Central opens which stream."""

from __future__ import annotations

from sync.registry import SOURCES
from sync.roles import FREE, PROBES, ROLES


def test_every_stream_of_the_selling_partner_api_has_a_role_and_a_probe() -> None:
    streams = {name for name, source in SOURCES.items() if not source.needs_ads} - set(FREE)
    assert set(ROLES) == streams
    assert {name for probe in PROBES for name in probe.streams} == streams


def test_a_probe_is_about_one_role_only() -> None:
    for probe in PROBES:
        assert {ROLES[name] for name in probe.streams} == {probe.role}, probe.what
