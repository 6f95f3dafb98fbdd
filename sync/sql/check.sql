-- Our sums of a day beside Amazon's own count (getOrderMetrics).

-- name: days
-- A day is settled when it is two days old and every unit of it has a price. Days before the
-- history that was asked for are not ours to compare.
SELECT c.marketplace_id, c.local_date, c.currency,
    c.orders AS amazon_orders, coalesce(s.orders, 0) AS orders,
    c.units AS amazon_units, coalesce(s.units, 0) AS units,
    c.sales_amount AS amazon_sales, coalesce(s.revenue_amount, 0) AS sales,
    c.fetched_at AS counted_at,
    coalesce(s.unpriced_units, 0) = 0 AND coalesce(s.pending_orders, 0) = 0
        AND c.local_date <= (c.fetched_at AT TIME ZONE m.time_zone)::date - 2 AS is_settled
FROM seller.sales_control c
JOIN seller.marketplaces m USING (account_id, marketplace_id)
JOIN sync.cursors k ON k.account_id = c.account_id AND k.connection_id = m.connection_id
    AND k.stream = 'orders'
LEFT JOIN seller.sales_daily s
    ON s.account_id = c.account_id AND s.marketplace_id = c.marketplace_id
    AND s.local_date = c.local_date AND s.currency = c.currency
WHERE c.account_id = :account_id
  AND c.local_date >= (k.position ->> 'history_from')::date
ORDER BY c.marketplace_id, c.local_date
