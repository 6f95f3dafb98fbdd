-- What a connection has used of Amazon's rates.

-- name: buckets
SELECT operation, rate, burst,
    least(burst, tokens + rate * greatest(0, extract(epoch FROM cast(:now AS timestamptz) - updated_at)))
        AS tokens,
    CASE WHEN blocked_until > :now THEN blocked_until END AS blocked_until
FROM sync.rate_buckets
WHERE account_id = :account_id AND connection_id = :connection_id
ORDER BY operation

-- name: calls
SELECT operation,
    coalesce(sum(calls) FILTER (WHERE called_on = (cast(:now AS timestamptz) AT TIME ZONE 'UTC')::date), 0)
        AS today,
    sum(calls) AS month
FROM sync.call_counts
WHERE account_id = :account_id AND connection_id = :connection_id
  AND called_on > (cast(:now AS timestamptz) AT TIME ZONE 'UTC')::date - 30
GROUP BY operation ORDER BY operation

-- name: cost
-- Calls of the stream `orders`, with its reports, for the orders that came in by them.
SELECT (
    SELECT coalesce(sum(r.calls), 0) FROM sync.runs r
    WHERE r.account_id = :account_id AND r.connection_id = :connection_id AND r.stream = 'orders'
      AND r.started_at > cast(:now AS timestamptz) - interval '30 days') AS calls,
    (SELECT count(*) FROM seller.orders o
     JOIN seller.marketplaces m USING (account_id, marketplace_id)
     JOIN sync.runs r ON r.account_id = o.account_id AND r.run_id = o.run_id
     WHERE o.account_id = :account_id AND m.connection_id = :connection_id
       AND r.started_at > cast(:now AS timestamptz) - interval '30 days') AS orders
