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

-- name: get_calls
-- Calls that only read, by day: what Amazon would charge for, were there a fee.
SELECT called_on, sum(calls) AS calls FROM sync.call_counts
WHERE account_id = :account_id AND connection_id = :connection_id AND operation = ANY(:reading)
  AND called_on > (cast(:now AS timestamptz) AT TIME ZONE 'UTC')::date - 30
GROUP BY called_on ORDER BY called_on

-- name: cost
-- Calls of the stream `orders`, with its reports, for the orders that came in by them. An order has
-- to be read each time it changes: `changes` counts each of them, `orders` each order once. Each
-- run makes one call to see whether there is anything new: these are the looks.
WITH runs AS (
    SELECT r.run_id, r.calls, r.kind, r.orders_changed, r.started_at FROM sync.runs r
    WHERE r.account_id = :account_id AND r.connection_id = :connection_id AND r.stream = 'orders'
      AND r.started_at > cast(:now AS timestamptz) - interval '30 days'),
-- The last week, without the first day of all, which reads the history.
week AS (
    SELECT greatest(min(started_at) + interval '1 day',
        cast(:now AS timestamptz) - interval '7 days') AS since FROM runs)
SELECT
    (SELECT extract(epoch FROM cast(:now AS timestamptz) - since) / 3600 FROM week) AS week_hours,
    (SELECT coalesce(sum(orders_changed), 0) FROM runs, week
     WHERE started_at >= since AND kind <> 'backfill') AS week_changes,
    (SELECT coalesce(sum(calls), 0) FROM runs) AS calls,
    (SELECT count(*) FROM runs WHERE calls > 0 AND kind <> 'backfill') AS looks,
    (SELECT coalesce(sum(orders_changed), 0) FROM runs) AS changes,
    (SELECT count(*) FROM seller.orders o JOIN runs USING (run_id)
     WHERE o.account_id = :account_id) AS orders
