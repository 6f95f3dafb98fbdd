"""Every error of the product, sorted by what the caller can do next.

    SellerMonitorError
      ConfigurationError     a setting is wrong or missing: mend it, start again
      AlreadyRunningError    somebody else holds the work: come back later
      NotSetUpError          a part that this account does not use: nothing to do
      AccountGoneError       the account was taken away meanwhile: stop
      DatabaseError          the database cannot be used now
        DatabaseUnavailable    it does not answer: wait, then try again
        DatabaseFullError      no room left: make room, then try again
      RemoteError            Amazon (or another server) did not do as asked
        RetryableError         try again soon: a timeout, a 500, a broken answer
        ThrottledError         try again after a wait: too many calls
          NotReadyError          Amazon is at work on it: look again later
        ReauthorizeError       the key is no longer valid: connect again
        ForbiddenError         the key lacks a role: ask Amazon for it
        RejectedError          the request itself is wrong: do not repeat it
      DataError              what arrived cannot be understood: set aside
      QueryError             a question to the metrics makes no sense: ask anew
      AccessDenied           this person may not do this

The docstring of a class is what it tells; `sentence` is what a person reads.
"""

from __future__ import annotations

# Exit codes. 75 and 78 are EX_TEMPFAIL and EX_CONFIG of sysexits.h.
EXIT_OK = 0
EXIT_PARTIAL = 1
EXIT_FAILED = 2
EXIT_BUSY = 75
EXIT_CONFIGURATION = 78


class SellerMonitorError(Exception):
    """Something went wrong that we understand and can say in one sentence."""

    exit_code = EXIT_FAILED

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class ConfigurationError(SellerMonitorError):
    """A setting is wrong or missing. Mend it in the environment or in `.env`, then start again."""

    exit_code = EXIT_CONFIGURATION


class NotSetUpError(SellerMonitorError):
    """This account does not use this part. Nothing failed; set its key to have it."""

    exit_code = EXIT_OK


class AccountGoneError(SellerMonitorError):
    """The account was taken away while this ran. Nothing of it is stored any more."""

    exit_code = EXIT_PARTIAL


class AlreadyRunningError(SellerMonitorError):
    """Another process is doing this work. Nothing is lost; it will be done."""

    exit_code = EXIT_BUSY


class DatabaseError(SellerMonitorError):
    """The database cannot be used just now. What was saved stays saved."""


class DatabaseUnavailable(DatabaseError):
    """The database does not answer. Start it, or check `DATABASE_URL`."""


class DatabaseFullError(DatabaseError):
    """The disk that holds the database is full. Make room, then run the command again."""


class RemoteError(SellerMonitorError):
    """A server that we called did not do as asked."""


class RetryableError(RemoteError):
    """A passing fault: a timeout, a broken line, a 5xx answer, an answer cut short."""


class ThrottledError(RemoteError):
    """Too many calls. `wait_seconds` says how long to wait, `rate` what is allowed now."""

    def __init__(
        self, sentence: str, wait_seconds: float | None = None, rate: float | None = None
    ) -> None:
        super().__init__(sentence)
        self.wait_seconds = wait_seconds
        self.rate = rate


class NotReadyError(ThrottledError):
    """Amazon is still at work on what was asked for. A later run looks again."""


class ReauthorizeError(RemoteError):
    """Amazon no longer accepts the key of this connection. Connect the account again."""


class ForbiddenError(RemoteError):
    """The key works but may not do this. Add the missing role in Seller Central."""


class RejectedError(RemoteError):
    """Amazon says that the request is wrong. Repeating it would not help."""


class DataError(SellerMonitorError):
    """What arrived cannot be understood. It is set aside; the rest goes on."""


class QueryError(SellerMonitorError):
    """The question cannot be answered as asked. The sentence says which part is wrong."""


class AccessDenied(SellerMonitorError):
    """This person's role does not allow this."""
