"""Documents of reports: address, download, and the restricted token where Amazon asks for one.

Nobody knows for sure of which reports Amazon asks for a restricted token (all orders, and returns
to the seller, are candidates): so it is tried without one, and with one after a refusal.
"""

from __future__ import annotations

from itertools import islice
from typing import Any

from core.errors import DataError, ForbiddenError, RejectedError, RetryableError
from core.log import get_logger
from sync.clients.documents import Document, ExpiredAddressError
from sync.clients.sp_api import NotFoundError
from sync.clients.transport import NoAnswerError
from sync.sources.base import StreamContext

_ROOT = "/reports/2021-06-30/documents"
_LINES_OF_A_REASON = 20
_log = get_logger(__name__)


class UnreadableDocumentError(DataError):
    """A document that cannot be fetched or unpacked. Another report is asked for."""


class ReportDocuments:
    """Fetches the documents of one stream's reports."""

    def __init__(self, context: StreamContext) -> None:
        self._context = context
        # What was refused once would be refused each time, and each refusal costs two calls.
        self._is_restricted = False

    def fetch(self, document_id: str) -> Document:
        """Fetch a document; an address that has expired is asked for again, once.

        Raises NotFoundError where Amazon no longer has it, UnreadableDocumentError where it
        cannot be read, ForbiddenError where neither the role nor a restricted token opens it.
        """
        for is_last in (False, True):
            answer = self._address(f"{_ROOT}/{document_id}")
            is_gzip = str(answer.get("compressionAlgorithm", "")).upper() == "GZIP"
            try:
                return self._context.documents.fetch(str(answer["url"]), is_gzip=is_gzip)
            except NoAnswerError:
                raise
            except ExpiredAddressError as error:
                if is_last:
                    raise UnreadableDocumentError(error.sentence) from error
            except (DataError, RetryableError) as error:
                raise UnreadableDocumentError(error.sentence) from error
        raise AssertionError("not reached")

    def reason(self, document_id: str | None) -> str:
        """Return what Amazon's document says about a FATAL report."""
        if not document_id:
            return "Amazon gave no reason."
        try:
            document = self.fetch(document_id)
        except (UnreadableDocumentError, NotFoundError):
            return "Amazon's reason could not be read."
        try:
            text = "".join(islice(document.lines(document.charset("")), _LINES_OF_A_REASON))
        except DataError:
            return "Amazon's reason could not be read."
        finally:
            document.close()
        return text[:500].strip()

    def _address(self, path: str) -> dict[str, Any]:
        """Ask where a document lies."""
        api = self._context.api
        if self._is_restricted:
            return self._ask(path, api.restricted_token(path))
        try:
            return self._ask(path)
        except ForbiddenError as refusal:
            _log.info("a document asks for a restricted token", cause=refusal.sentence)
            try:
                token = api.restricted_token(path)
            except (ForbiddenError, RejectedError) as error:
                # What the role lacks is what a person can mend.
                raise refusal from error
        answer = self._ask(path, token)
        self._is_restricted = True
        return answer

    def _ask(self, path: str, token: str = "") -> dict[str, Any]:
        api = self._context.api
        return api.call("getReportDocument", path, expect="url", restricted_token=token)
