"""What a run says of reports that Amazon could not make: one is one, and two are several."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sync.report_jobs import REST, Resting, reports_words

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def resting(reports: int, left: timedelta) -> Resting:
    return Resting(reports, NOW + left - REST, NOW)


def test_one_report_that_rests_for_one_hour_is_told_in_the_singular() -> None:
    assert resting(1, timedelta(hours=1)).sentence(NOW) == (
        "Amazon could not make 1 report. It is asked for again in 1 hour; everything else is up"
        " to date."
    )


def test_several_reports_and_hours_are_told_in_the_plural() -> None:
    assert resting(3, timedelta(hours=5)).sentence(NOW) == (
        "Amazon could not make 3 reports. They are asked for again in 5 hours; everything else is"
        " up to date."
    )
    assert reports_words(1, "advertising ") == "1 advertising report"
