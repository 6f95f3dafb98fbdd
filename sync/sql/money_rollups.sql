-- Daily sums of money, made anew from the transactions for the days that were touched.

-- name: lock
-- One lock for each account, marketplace and day; the caller sorts them. A statement of
-- its own, so that the next one sees what the former holder has committed.
SELECT count(pg_advisory_xact_lock(
    hashtextextended('money/' || cast(:account_id AS text) || '/' || d.marketplace_id || '/' || cast(d.local_date AS text), 0)))
FROM unnest(cast(:marketplaces AS text[]), cast(:days AS date[])) AS d(marketplace_id, local_date)

-- name: days_of
-- The days on which some transactions stand, with those of the pairs they belong to.
WITH named AS (
    SELECT t.* FROM seller.transactions AS t
    WHERE t.account_id = :account_id AND t.transaction_id = ANY(cast(:ids AS text[]))
)
SELECT coalesce(n.marketplace_id, '') AS marketplace_id, n.local_date FROM named AS n
UNION
SELECT coalesce(o.marketplace_id, ''), o.local_date
FROM named AS n JOIN seller.transactions AS o
    ON o.account_id = :account_id AND o.transaction_id = n.deferred_transaction_id
UNION
SELECT coalesce(o.marketplace_id, ''), o.local_date
FROM named AS n JOIN seller.transactions AS o
    ON o.account_id = :account_id AND o.release_transaction_id = n.transaction_id
UNION
SELECT coalesce(r.marketplace_id, ''), r.local_date
FROM named AS n JOIN seller.transactions AS r
    ON r.account_id = :account_id AND r.deferred_transaction_id = n.transaction_id
UNION
SELECT coalesce(r.marketplace_id, ''), r.local_date
FROM named AS n JOIN seller.transactions AS r
    ON r.account_id = :account_id AND r.transaction_id = n.release_transaction_id

-- name: days_without_sums
-- Every day of an account that has transactions and no sums at all: its database is from before
-- there were any.
SELECT DISTINCT coalesce(t.marketplace_id, '') AS marketplace_id, t.local_date
FROM seller.transactions AS t
WHERE t.account_id = :account_id
  AND NOT EXISTS (SELECT 1 FROM seller.money_daily AS m WHERE m.account_id = :account_id)

-- name: touched_days
CREATE TEMPORARY TABLE touched_days ON COMMIT DROP AS
SELECT d.marketplace_id, d.local_date
FROM unnest(cast(:marketplaces AS text[]), cast(:days AS date[])) AS d(marketplace_id, local_date)

-- name: touched_money
-- What counts on the days touched. A pair of what was held back and its release stands on the
-- day of the former, with the amounts of whichever of the two counts.
CREATE TEMPORARY TABLE touched_money ON COMMIT DROP AS
WITH standing AS (
    SELECT t.transaction_id, t.is_counted, t.deferred_transaction_id, t.release_transaction_id,
        d.marketplace_id, d.local_date
    FROM touched_days AS d
    JOIN seller.transactions AS t ON t.account_id = :account_id
        AND t.marketplace_id = d.marketplace_id AND t.local_date = d.local_date
    UNION ALL
    SELECT t.transaction_id, t.is_counted, t.deferred_transaction_id, t.release_transaction_id,
        d.marketplace_id, d.local_date
    FROM touched_days AS d
    JOIN seller.transactions AS t ON t.account_id = :account_id
        AND d.marketplace_id = '' AND t.marketplace_id IS NULL AND t.local_date = d.local_date
),
counted AS (
    SELECT s.marketplace_id, s.local_date,
        CASE WHEN s.is_counted THEN s.transaction_id ELSE r.transaction_id END AS transaction_id
    FROM standing AS s
    LEFT JOIN LATERAL (
        SELECT c.transaction_id FROM seller.transactions AS c
        WHERE NOT s.is_counted AND c.account_id = :account_id AND c.is_counted
          AND (c.deferred_transaction_id = s.transaction_id
               OR c.transaction_id = s.release_transaction_id)
        ORDER BY c.transaction_id LIMIT 1
    ) AS r ON true
    WHERE NOT EXISTS (
        SELECT 1 FROM seller.transactions AS o
        WHERE o.account_id = :account_id AND NOT o.is_counted
          AND o.transaction_id <> s.transaction_id AND s.is_counted
          AND (o.transaction_id = s.deferred_transaction_id
               OR o.release_transaction_id = s.transaction_id))
)
SELECT c.marketplace_id, c.local_date, a.currency, coalesce(a.asin, '') AS asin,
    coalesce(a.sku, '') AS sku, t.transaction_type = 'Shipment' AS is_sale,
    a.kind IN ('sales', 'shipping', 'gift_wrap', 'tax', 'tax_withheld', 'promotion') AS is_buyers,
    a.kind, a.amount, a.quantity
FROM counted AS c
JOIN seller.transactions AS t
    ON t.account_id = :account_id AND t.transaction_id = c.transaction_id
JOIN seller.transaction_amounts AS a
    ON a.account_id = :account_id AND a.transaction_id = c.transaction_id

-- name: analyze
-- Without it the planner guesses a size for the temporary tables, and guesses too small.
ANALYZE touched_days, touched_money
