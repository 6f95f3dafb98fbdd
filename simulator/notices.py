"""Notices of changed orders (ORDER_CHANGE), put into a queue of SQS as Amazon does."""

from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from core.demo import CONNECTIONS, DemoConnection
from core.log import get_logger
from simulator.formats import iso
from simulator.shop.calendar import marketplaces_of
from simulator.shop.order import SHIPPED, Order

if TYPE_CHECKING:
    from simulator.world import World

_STATUSES = {
    "PENDING": "Pending",
    "UNSHIPPED": "Unshipped",
    "PARTIALLY_SHIPPED": "PartiallyShipped",
    "SHIPPED": "Shipped",
    "CANCELLED": "Canceled",
}
# SQS takes ten messages at once.
_BATCH = 10
_EVERY_SECONDS = 5.0
_log = get_logger(__name__)


def notice_json(owner: DemoConnection, order: Order, status: str, updated: int) -> dict[str, Any]:
    """Return the notice of an order's change, by Amazon's schema; the postal code is in it."""
    shipped = sum(line.quantity for line in order.lines) if status == SHIPPED else 0
    return {
        "NotificationVersion": "1.0",
        "NotificationType": "ORDER_CHANGE",
        "PayloadVersion": "1.0",
        "EventTime": iso(updated),
        "Payload": {
            "OrderChangeNotification": {
                "NotificationLevel": "OrderLevel",
                "SellerId": owner.selling_partner_id,
                "AmazonOrderId": order.order_id,
                "OrderChangeType": "OrderStatusChange",
                "OrderChangeTrigger": {
                    "TimeOfOrderChange": iso(updated),
                    "ChangeReason": "Order status changed",
                },
                "Summary": {
                    "MarketplaceId": order.place.marketplace_id,
                    "OrderStatus": _STATUSES[status],
                    "PurchaseDate": iso(order.created),
                    "DestinationPostalCode": order.buyer.postal_code,
                    "FulfillmentType": "AFN" if order.is_fba else "MFN",
                    "OrderType": "StandardOrder",
                    "NumberOfItemsShipped": shipped,
                    "NumberOfItemsUnshipped": sum(line.quantity for line in order.lines) - shipped,
                    "OrderItems": [
                        {
                            "OrderItemId": line.order_item_id,
                            "SellerSKU": line.offer.sku,
                            "SupplySourceId": str(uuid.uuid4()),
                            "Quantity": line.quantity,
                        }
                        for line in order.lines
                    ],
                },
            }
        },
        "NotificationMetadata": {
            "ApplicationId": "app-id-demo",
            "SubscriptionId": f"subscription-id-{owner.region.lower()}",
            "PublishTime": iso(updated),
            "NotificationId": str(uuid.uuid4()),
        },
    }


def notices_between(world: World, first: int, last: int) -> Iterator[dict[str, Any]]:
    """Yield the notices of all orders last changed from second `first` to `last`, both included."""
    for owner in CONNECTIONS:
        for place in marketplaces_of(owner.region):
            for order, status, updated in world.shop.updated_between(place, first, last, last):
                yield notice_json(owner, order, status, updated)


class NoticeSender:
    """Sends what has changed since the last time, every few seconds."""

    def __init__(self, world: World, queue_url: str, client: Any) -> None:
        self._world = world
        self._url = queue_url
        self._client = client
        self._through = world.second()

    def start(self) -> None:
        """Send from now on, in a thread that ends with the process."""
        threading.Thread(target=self._send_on, name="notices", daemon=True).start()

    def send_due(self) -> int:
        """Send the notices of all changes since the last time; return how many."""
        first, now = self._through + 1, self._world.second()
        bodies = [json.dumps(one) for one in notices_between(self._world, first, now)]
        for start in range(0, len(bodies), _BATCH):
            entries = [
                {"Id": str(number), "MessageBody": body}
                for number, body in enumerate(bodies[start : start + _BATCH])
            ]
            self._client.send_message_batch(QueueUrl=self._url, Entries=entries)
        self._through = max(self._through, now)
        return len(bodies)

    def _send_on(self) -> None:
        from botocore.exceptions import BotoCoreError, ClientError

        pause = threading.Event()
        while not pause.wait(_EVERY_SECONDS):
            try:
                self.send_due()
            except (BotoCoreError, ClientError) as error:
                # Amazon tries again as well; the queue may be back in a while.
                _log.warning("notices could not be sent", cause=str(error))
