"""The SQS queue in which Amazon puts its notices: receive, delete, and how it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.errors import ConfigurationError, RetryableError
from core.settings import Settings

if TYPE_CHECKING:
    from botocore.exceptions import ClientError

# SQS gives and takes at most ten at once, and lets one wait at most 20 seconds.
BATCH = 10
LONGEST_POLL = 20
_CONNECT_SECONDS = 5
_READ_SECONDS = 10
_RETRIES = 2
# What a wrong setting or a missing right looks like; waiting does not mend it.
_WRONG = {
    "AWS.SimpleQueueService.NonExistentQueue",
    "QueueDoesNotExist",
    "AccessDenied",
    "AccessDeniedException",
    "InvalidClientTokenId",
    "SignatureDoesNotMatch",
    "UnrecognizedClientException",
    "InvalidAddress",
}


@dataclass(frozen=True)
class Message:
    """A message, and what it takes to delete it."""

    message_id: str
    receipt: str
    body: str


class OrderQueue:
    """The queue of the settings. Raises ConfigurationError or RetryableError, never boto's own."""

    def __init__(self, settings: Settings) -> None:
        self._url = settings.order_queue_url
        self._settings = settings
        self._made: Any = None

    def receive(self, wait_seconds: int) -> list[Message]:
        """Return up to ten messages; wait for the first one as long as said."""
        with _told(self._url):
            answer = self._client.receive_message(
                QueueUrl=self._url,
                MaxNumberOfMessages=BATCH,
                WaitTimeSeconds=min(wait_seconds, LONGEST_POLL),
            )
        return [
            Message(one["MessageId"], one["ReceiptHandle"], one.get("Body", ""))
            for one in answer.get("Messages", ())
        ]

    def delete(self, messages: Sequence[Message]) -> None:
        """Delete messages whose notices are saved; one that comes again changes nothing."""
        for first in range(0, len(messages), BATCH):
            entries = [
                {"Id": str(number), "ReceiptHandle": one.receipt}
                for number, one in enumerate(messages[first : first + BATCH])
            ]
            with _told(self._url):
                self._client.delete_message_batch(QueueUrl=self._url, Entries=entries)

    def count_waiting(self) -> int:
        """Return about how many messages wait."""
        with _told(self._url):
            answer = self._client.get_queue_attributes(
                QueueUrl=self._url, AttributeNames=["ApproximateNumberOfMessages"]
            )
        return int(answer["Attributes"]["ApproximateNumberOfMessages"])

    @property
    def _client(self) -> Any:
        if self._made is None:
            # Only who has a queue pays for the import.
            import boto3
            from botocore.config import Config

            settings = self._settings
            secret = settings.aws_secret_access_key.get_secret_value()
            self._made = boto3.client(
                "sqs",
                region_name=settings.order_queue_region or _region_in(self._url),
                endpoint_url=settings.order_queue_endpoint or None,
                # Without keys of ours boto looks where it always does (role, profile, environment).
                aws_access_key_id=settings.aws_access_key_id or None,
                aws_secret_access_key=secret or None,
                config=Config(
                    connect_timeout=_CONNECT_SECONDS,
                    read_timeout=LONGEST_POLL + _READ_SECONDS,
                    retries={"max_attempts": _RETRIES, "mode": "standard"},
                ),
            )
        return self._made


def _region_in(url: str) -> str | None:
    """Return the region that an address names: https://sqs.eu-west-1.amazonaws.com/…"""
    parts = url.split("/")[2].split(".") if url.count("/") > 2 else []
    return parts[1] if len(parts) > 2 and parts[0] == "sqs" else None


@contextmanager
def _told(url: str) -> Iterator[None]:
    """Turn boto's errors into ours, each with what to do."""
    from botocore.exceptions import (
        BotoCoreError,
        ClientError,
        NoCredentialsError,
        NoRegionError,
        PartialCredentialsError,
    )

    try:
        yield
    except (NoCredentialsError, PartialCredentialsError) as error:
        raise ConfigurationError(
            "No key opens the order queue. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
        ) from error
    except NoRegionError as error:
        raise ConfigurationError(
            "The order queue's address names no region. Set ORDER_QUEUE_REGION."
        ) from error
    except ClientError as error:
        raise _refused(error, url) from error
    except (BotoCoreError, ValueError) as error:
        raise RetryableError("The order queue does not answer. Try again later.") from error


def _refused(error: ClientError, url: str) -> ConfigurationError | RetryableError:
    code = str(error.response.get("Error", {}).get("Code", ""))
    if code in _WRONG:
        return ConfigurationError(
            f"The order queue cannot be read ({code}). Check ORDER_QUEUE_URL ({url}) and that its"
            " key may receive and delete messages and read the queue's attributes."
        )
    return RetryableError(f"The order queue answers with {code or 'an error'}. Try again later.")
