-- Amazon's inventory ledger: the lines of a day are written as a whole.

-- name: drop_gone
DELETE FROM seller.ledger_events AS e
USING unnest(cast(:days AS date[]), cast(:counts AS int[])) AS told (local_date, lines)
WHERE e.account_id = :account_id AND e.connection_id = :connection_id
  AND e.local_date = told.local_date AND e.line_no >= told.lines

-- name: counted_by_others
-- Days of which something better than the ledger tells what lay there.
SELECT DISTINCT marketplace_id, local_date
FROM seller.inventory_daily
WHERE account_id = :account_id AND marketplace_id = ANY(:places)
  AND local_date BETWEEN :first AND :last AND source <> :source
