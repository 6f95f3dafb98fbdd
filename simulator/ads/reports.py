"""Reporting version 3: what a wish has to look like, and how a report stands."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from simulator.ads.desk import COMPLETED, AdsJob
from simulator.ads.gate import AdsCall, AdsError, AdsOperation
from simulator.ads.kinds import LONGEST_RANGE_DAYS, REPORT_TYPES, ReportType
from simulator.ads.measures import today_of
from simulator.documents import document_url
from simulator.formats import iso

MEDIA_TYPE = "application/vnd.createasyncreportrequest.v3+json"
_ADDRESS_SECONDS = 3600


def _refuse(detail: str) -> AdsError:
    return AdsError(400, "400", detail)


def _kind(configuration: dict[str, Any]) -> ReportType:
    kind = REPORT_TYPES.get(str(configuration.get("reportTypeId")))
    if kind is None:
        raise _refuse("configuration reportTypeId is not supported.")
    if configuration.get("adProduct") != kind.ad_product:
        raise _refuse(f"configuration adProduct must be {kind.ad_product} for {kind.name}.")
    if tuple(configuration.get("groupBy") or ()) != kind.group_by:
        raise _refuse(f"configuration groupBy must be {list(kind.group_by)} for {kind.name}.")
    if configuration.get("format") != "GZIP_JSON":
        raise _refuse("configuration format must be GZIP_JSON.")
    return kind


def _check_columns(kind: ReportType, configuration: dict[str, Any]) -> None:
    columns = list(configuration.get("columns") or ())
    wrong = sorted(set(columns) - kind.columns)
    if not columns or wrong:
        raise _refuse(f"configuration columns includes invalid values: ({', '.join(wrong)}).")
    unit = configuration.get("timeUnit")
    if unit == "DAILY":
        if "date" not in columns or {"startDate", "endDate"} & set(columns):
            raise _refuse("timeUnit DAILY takes the column date, not startDate and endDate.")
    elif unit != "SUMMARY" or "date" in columns:
        raise _refuse("timeUnit must be DAILY with the column date, or SUMMARY without it.")


def _days(call: AdsCall, kind: ReportType, wish: dict[str, Any]) -> tuple[date, date]:
    try:
        first, last = (date.fromisoformat(str(wish.get(key))) for key in ("startDate", "endDate"))
    except ValueError:
        raise _refuse("startDate and endDate must be days such as 2026-11-01.") from None
    today = today_of(call.profile, call.world.now())
    if not first <= last <= today:
        raise _refuse("startDate must not be after endDate, nor endDate in the future.")
    if (last - first).days >= LONGEST_RANGE_DAYS:
        raise _refuse(f"The range is longer than {LONGEST_RANGE_DAYS} days.")
    oldest = today - timedelta(days=kind.retention_days)
    if first < oldest:
        raise _refuse(f"startDate is before the retention period; the oldest day is {oldest}.")
    return first, last


def _answer(call: AdsCall, job: AdsJob) -> dict[str, Any]:
    status = call.world.ads.status(job)
    is_ready = status == COMPLETED
    url = None
    if is_ready:
        url = document_url(call.world, call.base_url, job.report_id, _ADDRESS_SECONDS)
    return {
        "reportId": job.report_id,
        "name": job.wish.get("name"),
        "startDate": job.first.isoformat(),
        "endDate": job.last.isoformat(),
        "configuration": job.wish["configuration"],
        "status": status,
        "createdAt": iso(job.created),
        "updatedAt": iso(min(call.world.second(), job.finished)),
        "generatedAt": iso(job.finished) if is_ready else None,
        "failureReason": job.trouble or None if status == "FAILED" else None,
        "fileSize": None,
        "url": url,
        "urlExpiresAt": iso(call.world.second() + _ADDRESS_SECONDS) if is_ready else None,
    }


async def create_report(call: AdsCall) -> dict[str, Any]:
    """Answer POST /reporting/reports."""
    wish = await call.body(MEDIA_TYPE)
    configuration = wish.get("configuration")
    if not isinstance(configuration, dict):
        raise _refuse("configuration is required.")
    place, desk, partner = call.profile, call.world.ads, call.owner.selling_partner_id
    kind = _kind(configuration)
    _check_columns(kind, configuration)
    days = _days(call, kind, wish)
    twin = desk.twin_of(partner, place, wish)
    if twin is not None:
        raise AdsError(425, "425", f"The Request is a duplicate of : {twin.report_id}")
    if desk.is_full(place.region):
        raise AdsError(429, "429", "Too Many Requests")
    return _answer(call, desk.create(partner, place, kind, wish, days))


async def get_report(call: AdsCall) -> dict[str, Any]:
    """Answer GET /reporting/reports/{id}; another profile's report is not found."""
    report_id = call.request.path_params["report_id"]
    job = call.world.ads.find(call.owner.selling_partner_id, call.profile, report_id)
    if job is None:
        raise AdsError(404, "404", f"Report {report_id} was not found.")
    return _answer(call, job)


OPERATIONS = (
    AdsOperation("adsCreateReport", "POST", "/reporting/reports", create_report),
    AdsOperation("adsGetReport", "GET", "/reporting/reports/{report_id}", get_report),
)
