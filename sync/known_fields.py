"""The fields that our parsers read, by kind of thing: all that is kept of what is set aside.

What Amazon sends beside them may be about a person, whatever it is called, in whatever language:
so it is left out by not being named here. A parser that reads a new field names it here as well
(tests/unit/sync/test_what_is_kept.py reads everything again from what is kept).
"""

from __future__ import annotations

ORDER = frozenset({
    "orderId", "createdTime", "lastUpdatedTime", "salesChannel", "marketplaceId", "programs",
    "fulfillment", "fulfillmentStatus", "fulfilledBy",
    "orderItems", "orderItemId", "quantityOrdered", "product", "asin", "sellerSku",
    "proceeds", "promotion", "promotionId", "breakdowns", "type", "subtotal",
    "detailedBreakdowns", "subtype", "value", "amount", "currencyCode",
})  # fmt: skip

#: Elements of the XML report; their attributes but `currency` are left out.
XML_ORDER = frozenset({
    "Order", "AmazonOrderID", "PurchaseDate", "LastUpdatedDate", "OrderStatus", "SalesChannel",
    "IsBusinessOrder", "FulfillmentData", "FulfillmentChannel",
    "OrderItem", "AmazonOrderItemCode", "ASIN", "SKU", "Quantity",
    "ItemPrice", "Component", "Type", "Amount",
    "Promotion", "PromotionIDs", "ItemPromotionDiscount", "ShipPromotionDiscount",
})  # fmt: skip

NOTICE = frozenset({
    "NotificationType", "Payload", "OrderChangeNotification", "AmazonOrderId", "SellerId",
    "Summary", "MarketplaceId", "OrderChangeTrigger", "TimeOfOrderChange",
})  # fmt: skip

STOCK = frozenset({
    "sellerSku", "asin", "fnSku", "condition", "lastUpdatedTime", "totalQuantity",
    "inventoryDetails", "fulfillableQuantity", "inboundWorkingQuantity", "inboundShippedQuantity",
    "inboundReceivingQuantity", "reservedQuantity", "totalReservedQuantity",
    "researchingQuantity", "totalResearchingQuantity", "unfulfillableQuantity",
    "totalUnfulfillableQuantity",
})  # fmt: skip

TRANSACTION = frozenset({
    "transactionId", "transactionType", "transactionStatus", "description", "postedDate",
    "totalAmount", "currencyCode", "currencyAmount", "marketplaceDetails", "marketplaceId",
    "relatedIdentifiers", "relatedIdentifierName", "relatedIdentifierValue",
    "contexts", "contextType", "deferralReason", "maturityDate",
    "items", "asin", "sku", "quantityShipped", "breakdowns", "breakdownType", "breakdownAmount",
})  # fmt: skip

TRAFFIC = frozenset({
    "date", "parentAsin", "childAsin", "salesByDate", "salesByAsin", "trafficByDate",
    "trafficByAsin", "orderedProductSales", "orderedProductSalesB2B", "shippedProductSales",
    "amount", "currencyCode", "unitsOrdered", "unitsOrderedB2B", "totalOrderItems",
    "unitsRefunded", "unitsShipped", "ordersShipped", "pageViews", "browserPageViews",
    "mobileAppPageViews", "sessions", "browserSessions", "mobileAppSessions", "buyBoxPercentage",
    "feedbackReceived", "negativeFeedbackReceived",
})  # fmt: skip
