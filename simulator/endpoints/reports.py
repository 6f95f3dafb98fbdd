"""Reports 2021-06-30: createReport, getReport, getReports, cancelReport, getReportDocument."""

from __future__ import annotations

from json import JSONDecodeError
from typing import Any

from starlette.responses import Response

from core.clock import parse_instant
from simulator.call import Answer, Call, Operation
from simulator.documents import document_url
from simulator.errors import access_denied, invalid_input, not_found, throttled
from simulator.formats import iso
from simulator.paging import filters_mark
from simulator.params import instant, number, text, words
from simulator.reports.jobs import DONE, FATAL, IN_PROGRESS, IN_QUEUE, Job
from simulator.reports.kinds import KINDS, Kind
from simulator.shop.calendar import second_of

_STATUSES = ("CANCELLED", "DONE", "FATAL", "IN_PROGRESS", "IN_QUEUE")
_KEPT_SECONDS = 90 * 86400
_TOKEN_LIFETIME = 24 * 3600


def _job_json(call: Call, job: Job) -> dict[str, Any]:
    status = call.world.reports.status(job)
    answer: dict[str, Any] = {
        "reportId": job.report_id,
        "reportType": job.kind,
        "marketplaceIds": list(job.marketplace_ids),
        "createdTime": iso(job.created),
        "processingStatus": status,
    }
    if job.first is not None:
        answer["dataStartTime"] = iso(job.first)
    if job.last is not None:
        answer["dataEndTime"] = iso(job.last)
    if status != IN_QUEUE:
        answer["processingStartTime"] = iso(job.started)
    if status not in (IN_QUEUE, IN_PROGRESS):
        answer["processingEndTime"] = iso(job.finished)
    if status in (DONE, FATAL):
        answer["reportDocumentId"] = job.document_id
    return answer


def _body_instant(body: dict[str, Any], name: str) -> int | None:
    value = body.get(name)
    if value is None:
        return None
    try:
        return second_of(parse_instant(str(value)))
    except ValueError:
        raise invalid_input("Invalid Input", f"{name} is not an ISO 8601 date and time.") from None


def _options(kind: Kind, body: dict[str, Any]) -> dict[str, str]:
    """Return every option of a report type: what was wished for, else the usual."""
    wished = body.get("reportOptions") or {}
    if not isinstance(wished, dict):
        raise invalid_input("Invalid Input", "reportOptions must be an object.")
    options = {name: values[0] for name, values in kind.options.items()}
    for name, value in wished.items():
        if name not in options or value not in kind.options[name]:
            raise invalid_input("Invalid Input", f"reportOptions: {name} cannot be {value}.")
        options[name] = value
    return options


async def create_report(call: Call) -> Answer:
    """Answer createReport with the new report's number.

    A window of more than 30 days is taken and ends FATAL, with a document that
    says so; one without dates, or without data, ends CANCELLED.
    """
    try:
        body = await call.request.json()
    except (JSONDecodeError, UnicodeDecodeError):
        raise invalid_input("Invalid Input", "The body is not JSON.") from None
    if not isinstance(body, dict):
        raise invalid_input("Invalid Input", "The body must be an object.")
    kind = body.get("reportType")
    if kind not in KINDS or KINDS[kind].is_made_by_amazon:
        raise invalid_input("Invalid Input", "Report type is not supported.")
    ids = body.get("marketplaceIds")
    if not isinstance(ids, list) or not 1 <= len(ids) <= 25:
        raise invalid_input("Invalid Input", "marketplaceIds takes 1 to 25 marketplaces.")
    call.places(ids)
    first, last = _body_instant(body, "dataStartTime"), _body_instant(body, "dataEndTime")
    if first is not None and last is not None and last < first:
        raise invalid_input("Invalid Input", "dataEndTime must not be before dataStartTime.")
    options = _options(KINDS[kind], body)
    quota, partner = KINDS[kind].quota, call.connection.selling_partner_id
    if quota and not call.world.rates.take(partner, "", quota, call.world.now()):
        raise throttled()
    job = call.world.reports.create(call.connection, kind, tuple(ids), first, last, options)
    return {"reportId": job.report_id}


def _find(call: Call) -> Job:
    report_id = call.request.path_params["report_id"]
    job = call.world.reports.find(call.connection.selling_partner_id, report_id)
    if job is None:
        raise not_found(f"Report {report_id} was not found.")
    return job


async def get_report(call: Call) -> Answer:
    """Answer getReport."""
    return _job_json(call, _find(call))


async def cancel_report(call: Call) -> Answer:
    """Answer cancelReport: only what still waits in the queue can be called off."""
    job = _find(call)
    if call.world.reports.status(job) != IN_QUEUE:
        raise invalid_input("Invalid Input", "Only a report that is IN_QUEUE can be cancelled.")
    call.world.reports.cancel(job)
    return Response(status_code=200)


def _wanted(call: Call) -> tuple[dict[str, Any], int]:
    query = call.query
    kinds = words(query, "reportTypes", most=10)
    if not kinds:
        raise invalid_input("Invalid Input", "reportTypes or nextToken is required.")
    filters = {
        "kinds": kinds,
        "statuses": words(query, "processingStatuses", _STATUSES),
        "places": words(query, "marketplaceIds", most=10),
        "since": instant(query, "createdSince"),
        "until": instant(query, "createdUntil"),
    }
    return filters, number(query, "pageSize", 1, 100, 10)


async def get_reports(call: Call) -> Answer:
    """Answer getReports, the newest first; nextToken has to come alone."""
    desk, partner = call.world.reports, call.connection.selling_partner_id
    mark = filters_mark({"partner": partner})
    token = text(call.query, "nextToken")
    start = 0
    if token:
        if len(call.query) > 1:
            raise invalid_input("Invalid Input", "nextToken cannot go with other parameters.")
        state = call.world.pages.read(token, "getReports", mark, call.second, _TOKEN_LIFETIME)
        filters, size, start = state["filters"], state["size"], state["start"]
    else:
        filters, size = _wanted(call)
    oldest = max(filters["since"] or 0, call.second - _KEPT_SECONDS)
    newest = call.second if filters["until"] is None else filters["until"]
    rows = [
        job
        for job in desk.jobs_of(partner)
        if job.kind in filters["kinds"]
        and oldest <= job.created <= newest
        and (not filters["statuses"] or desk.status(job) in filters["statuses"])
        and (not filters["places"] or set(filters["places"]) & set(job.marketplace_ids))
    ]
    page = [_job_json(call, job) for job in rows[start : start + size]]
    answer: dict[str, Any] = {"reports": page}
    if len(rows) > start + size:
        state = {"filters": filters, "size": size, "start": start + size}
        answer["nextToken"] = call.world.pages.write("getReports", mark, call.second, state)
    return answer


async def get_report_document(call: Call) -> Answer:
    """Answer getReportDocument: an address that is good for five minutes."""
    document_id = call.request.path_params["document_id"]
    job = call.world.reports.document(call.connection.selling_partner_id, document_id)
    if job is None:
        raise not_found("The report document was not found.")
    if job.kind in call.world.restricted_reports and not call.is_restricted:
        raise access_denied("The document asks for a restricted data token.")
    return {
        "reportDocumentId": document_id,
        "url": document_url(call.world, call.base_url, document_id),
        "compressionAlgorithm": "GZIP",
    }


_ROOT = "/reports/2021-06-30"
OPERATIONS = (
    Operation("createReport", "POST", _ROOT + "/reports", create_report, status=202),
    Operation("getReports", "GET", _ROOT + "/reports", get_reports),
    Operation("getReport", "GET", _ROOT + "/reports/{report_id}", get_report),
    Operation("cancelReport", "DELETE", _ROOT + "/reports/{report_id}", cancel_report),
    Operation("getReportDocument", "GET", _ROOT + "/documents/{document_id}", get_report_document),
)
