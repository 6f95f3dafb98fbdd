"""What an operation answers when it refuses, in Amazon's words."""

from __future__ import annotations


class ApiError(Exception):
    """A refusal: sent as `{"errors": [{"code", "message", "details"}]}` with `status`."""

    def __init__(self, status: int, code: str, message: str, details: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.details = details

    def body(self) -> dict[str, list[dict[str, str]]]:
        """Return the answer's body."""
        return {"errors": [{"code": self.code, "message": self.message, "details": self.details}]}


def invalid_input(message: str, details: str = "") -> ApiError:
    """Return the 400 for a request that breaks a rule of the operation."""
    return ApiError(400, "InvalidInput", message, details)


def not_found(message: str) -> ApiError:
    """Return the 404 for a thing that this seller does not have."""
    return ApiError(404, "NotFound", message)


def access_denied(details: str) -> ApiError:
    """Return the 403 Amazon gives for every fault of the access token."""
    return ApiError(403, "Unauthorized", "Access to requested resource is denied.", details)


def throttled() -> ApiError:
    """Return the 429 of an empty token bucket."""
    return ApiError(429, "QuotaExceeded", "You exceeded your quota for the requested resource.")
