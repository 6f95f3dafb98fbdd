-- Transactions: leaves that are gone, and which of a held-back pair counts.

-- name: drop_gone_amounts
DELETE FROM seller.transaction_amounts AS a
USING unnest(cast(:ids AS text[]), cast(:counts AS int[])) AS page (transaction_id, lines)
WHERE a.account_id = :account_id AND a.transaction_id = page.transaction_id
  AND a.line_no >= page.lines

-- name: count_once
-- A transaction counts unless the one that releases its money is here too: then that one does.
-- It is decided from what is stored, so the order in which the two arrive does not matter.
WITH touched AS (
    SELECT t.transaction_id, t.release_transaction_id FROM seller.transactions AS t
    WHERE t.account_id = :account_id AND t.transaction_id = ANY(:ids)
),
releases AS (
    SELECT r.deferred_transaction_id AS transaction_id FROM seller.transactions AS r
    WHERE r.account_id = :account_id AND r.deferred_transaction_id = ANY(:ids)
      AND r.transaction_id <> r.deferred_transaction_id
    UNION
    SELECT t.transaction_id FROM touched AS t
    JOIN seller.transactions AS r
      ON r.account_id = :account_id AND r.transaction_id = t.release_transaction_id
    WHERE r.transaction_id <> t.transaction_id
),
wanted AS (
    SELECT t.transaction_id, r.transaction_id IS NULL AS is_counted
    FROM touched AS t LEFT JOIN releases AS r ON r.transaction_id = t.transaction_id
)
UPDATE seller.transactions AS stored SET is_counted = wanted.is_counted
FROM wanted
WHERE stored.account_id = :account_id AND stored.transaction_id = wanted.transaction_id
  AND stored.is_counted <> wanted.is_counted

-- name: partners
-- The held-back transactions whose release is among these, named by either of the two.
SELECT t.transaction_id FROM seller.transactions AS t
WHERE t.account_id = :account_id
  AND (t.release_transaction_id = ANY(:ids) OR t.transaction_id = ANY(:deferred))
