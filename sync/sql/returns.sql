-- Returns whose order was not known when they were read.

-- name: place
UPDATE seller.returns AS r
SET marketplace_id = o.marketplace_id,
    local_date = (r.returned_at AT TIME ZONE m.time_zone)::date
FROM seller.orders AS o
JOIN seller.marketplaces AS m
    ON m.account_id = o.account_id AND m.marketplace_id = o.marketplace_id
WHERE r.account_id = :account_id AND r.marketplace_id IS NULL
  AND o.account_id = :account_id AND o.amazon_order_id = r.amazon_order_id
