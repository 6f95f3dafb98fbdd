-- Our sums of a day beside Amazon's own count (getOrderMetrics).

-- name: days
-- A day is settled when it is two days old, every unit of it has a price, and our orders are read
-- beyond it. A report of the history that is still to come may hold orders of any day before its
-- end, as it goes by their last update. Days before the history are not ours to compare.
-- A count that says the same again keeps its first stamp, so the stream's last look counts as well.
SELECT c.marketplace_id, c.local_date, c.currency,
    c.orders AS amazon_orders, coalesce(s.orders, 0) AS orders,
    c.units AS amazon_units, coalesce(s.units, 0) AS units,
    c.sales_amount AS amazon_sales, coalesce(s.revenue_amount, 0) AS sales,
    c.fetched_at AS counted_at,
    coalesce(s.unpriced_units, 0) = 0 AND coalesce(s.pending_orders, 0) = 0
        AND c.local_date <= (greatest(c.fetched_at, v.synced_at) AT TIME ZONE m.time_zone)::date - 2
        AND c.local_date < coalesce((k.cursor_at AT TIME ZONE m.time_zone)::date, '-infinity')
        AND NOT EXISTS (SELECT 1 FROM sync.report_jobs j
            WHERE j.account_id = c.account_id AND j.connection_id = m.connection_id
              AND j.stream = 'orders' AND j.state IN ('wanted', 'requested', 'ready', 'failed')
              AND j.data_end_at > c.local_date::timestamp AT TIME ZONE m.time_zone)
        AS is_settled
FROM seller.sales_control c
JOIN seller.marketplaces m USING (account_id, marketplace_id)
JOIN sync.cursors k ON k.account_id = c.account_id AND k.connection_id = m.connection_id
    AND k.stream = 'orders'
LEFT JOIN seller.data_versions v ON v.account_id = c.account_id
    AND v.connection_id = m.connection_id AND v.source = 'sales_control'
LEFT JOIN seller.sales_daily s
    ON s.account_id = c.account_id AND s.marketplace_id = c.marketplace_id
    AND s.local_date = c.local_date AND s.currency = c.currency
WHERE c.account_id = :account_id
  AND c.local_date >= (k.position ->> 'history_from')::date
ORDER BY c.marketplace_id, c.local_date

-- name: counted_before
-- Whether a count has ever come to its end.
SELECT count(*) > 0 FROM seller.data_versions
WHERE account_id = :account_id AND connection_id = :connection_id
  AND source = 'sales_control' AND synced_at IS NOT NULL
