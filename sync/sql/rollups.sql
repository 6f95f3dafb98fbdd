-- Daily sums of sales, made anew from the facts for the days that were touched.

-- name: lock
-- One lock for each account, marketplace and day; the caller sorts them. A statement of
-- its own, so that the next one sees what the former holder has committed.
SELECT count(pg_advisory_xact_lock(
    hashtextextended(cast(:account_id AS text) || '/' || d.marketplace_id || '/' || cast(d.local_date AS text), 0)))
FROM unnest(cast(:marketplaces AS text[]), cast(:days AS date[])) AS d(marketplace_id, local_date)

-- name: touched_days
CREATE TEMPORARY TABLE touched_days ON COMMIT DROP AS
SELECT d.marketplace_id, d.local_date
FROM unnest(cast(:marketplaces AS text[]), cast(:days AS date[])) AS d(marketplace_id, local_date)

-- name: touched_lines
-- Every line of the days touched; an order without lines is there once, without a product.
CREATE TEMPORARY TABLE touched_lines ON COMMIT DROP AS
SELECT o.marketplace_id, o.local_date, o.local_hour, o.amazon_order_id, l.order_item_id, l.asin, l.sku,
    coalesce(l.currency, o.currency, m.currency) AS currency,
    o.status <> 'Cancelled' AS is_sale,
    o.status = 'Pending' AS is_pending,
    coalesce(l.quantity, 0) AS quantity,
    l.item_price_amount AS price,
    coalesce(l.item_tax_amount, 0) + coalesce(l.shipping_tax_amount, 0)
        + coalesce(l.gift_wrap_tax_amount, 0) AS tax,
    coalesce(l.item_discount_amount, 0) + coalesce(l.shipping_discount_amount, 0) AS discount,
    coalesce(l.shipping_price_amount, 0) + coalesce(l.gift_wrap_price_amount, 0) AS shipping
FROM touched_days d
JOIN seller.orders o
    ON o.account_id = :account_id AND o.marketplace_id = d.marketplace_id AND o.local_date = d.local_date
JOIN seller.marketplaces m
    ON m.account_id = :account_id AND m.marketplace_id = o.marketplace_id
LEFT JOIN seller.order_items l
    ON l.account_id = :account_id AND l.amazon_order_id = o.amazon_order_id

-- name: analyze
-- Without it the planner guesses a size for the temporary tables, and guesses too small.
ANALYZE touched_days, touched_lines
