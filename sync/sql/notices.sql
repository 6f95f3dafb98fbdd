-- Orders that Amazon says have changed, until they are fetched.

-- name: put
INSERT INTO sync.order_notices AS stored
    (account_id, connection_id, amazon_order_id, changed_at, received_at)
VALUES (:account_id, :connection_id, :order_id, cast(:changed_at AS timestamptz), :now)
ON CONFLICT (account_id, connection_id, amazon_order_id) DO UPDATE
SET changed_at = CASE
        -- Where one of the two does not say when, the order has to be looked at.
        WHEN stored.changed_at IS NULL OR excluded.changed_at IS NULL THEN NULL
        ELSE greatest(stored.changed_at, excluded.changed_at) END,
    received_at = greatest(excluded.received_at, stored.received_at + interval '1 microsecond')

-- name: waiting
SELECT n.amazon_order_id, n.received_at,
    coalesce(o.last_updated_at >= n.changed_at, false) AS is_known
FROM sync.order_notices n
LEFT JOIN seller.orders o
    ON o.account_id = n.account_id AND o.amazon_order_id = n.amazon_order_id
WHERE n.account_id = :account_id AND n.connection_id = :connection_id
ORDER BY n.received_at, n.amazon_order_id
LIMIT :most

-- name: forget
DELETE FROM sync.order_notices n
USING unnest(cast(:order_ids AS text[]), cast(:received AS timestamptz[])) AS d (order_id, received_at)
WHERE n.account_id = :account_id AND n.connection_id = :connection_id
  AND n.amazon_order_id = d.order_id AND n.received_at = d.received_at

-- name: count
SELECT count(*) FROM sync.order_notices
WHERE account_id = :account_id AND connection_id = :connection_id

-- name: forget_late
DELETE FROM sync.order_notices
WHERE account_id = :account_id AND connection_id = :connection_id AND received_at < :before
