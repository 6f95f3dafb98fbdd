-- The lines of orders without what the orders themselves tell: in a join of the two, the day, the
-- marketplace and the status are named once.

DROP VIEW report.order_items;

CREATE VIEW report.order_items WITH (security_invoker = true) AS
SELECT
    i.amazon_order_id AS order_id,
    i.order_item_id,
    i.asin,
    i.sku,
    i.quantity,
    i.currency,
    i.item_price_amount AS item_price,
    i.item_tax_amount AS item_tax,
    i.item_discount_amount AS item_discount,
    i.shipping_price_amount AS shipping_price,
    CASE WHEN r.units IS NULL THEN 0
        WHEN EXISTS (SELECT FROM seller.order_items e WHERE e.account_id = i.account_id
            AND e.amazon_order_id = i.amazon_order_id AND e.sku = i.sku
            AND e.order_item_id < i.order_item_id) THEN 0
        ELSE r.units END AS returned_quantity
FROM seller.order_items i
LEFT JOIN (
    SELECT b.account_id, b.amazon_order_id, b.sku, sum(b.quantity)::int AS units
    FROM seller.returns b GROUP BY b.account_id, b.amazon_order_id, b.sku
) r ON r.account_id = i.account_id AND r.amazon_order_id = i.amazon_order_id AND r.sku = i.sku;

COMMENT ON VIEW report.order_items IS
    'One row per line of an order, those of cancelled orders too; orders has the day, marketplace and status.';
COMMENT ON COLUMN report.order_items.order_id IS 'Amazon''s number of the order.';
COMMENT ON COLUMN report.order_items.order_item_id IS 'Amazon''s number of the line.';
COMMENT ON COLUMN report.order_items.asin IS 'The product.';
COMMENT ON COLUMN report.order_items.sku IS 'The seller''s number of the offer.';
COMMENT ON COLUMN report.order_items.quantity IS 'Units of the line.';
COMMENT ON COLUMN report.order_items.currency IS 'The currency of the amounts.';
COMMENT ON COLUMN report.order_items.item_price IS
    'The price of all units of the line; null while Amazon has not told it.';
COMMENT ON COLUMN report.order_items.item_tax IS 'The tax on it.';
COMMENT ON COLUMN report.order_items.item_discount IS 'The discount on it.';
COMMENT ON COLUMN report.order_items.shipping_price IS 'What the buyer paid for shipping.';
COMMENT ON COLUMN report.order_items.returned_quantity IS
    'Units sent back; those of a SKU stand on its first line of the order.';

GRANT SELECT ON report.order_items TO ask, web;
