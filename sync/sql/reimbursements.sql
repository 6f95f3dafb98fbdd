-- Reimbursements: several lines of one number are written as a whole.

-- name: drop_gone
DELETE FROM seller.reimbursements AS r
USING unnest(cast(:ids AS text[]), cast(:counts AS int[])) AS told (reimbursement_id, lines)
WHERE r.account_id = :account_id AND r.reimbursement_id = told.reimbursement_id
  AND r.line_no >= told.lines

-- name: place
-- Those whose order was not known when they were read.
UPDATE seller.reimbursements AS r
SET marketplace_id = o.marketplace_id,
    local_date = (r.approved_at AT TIME ZONE m.time_zone)::date
FROM seller.orders AS o
JOIN seller.marketplaces AS m
    ON m.account_id = o.account_id AND m.marketplace_id = o.marketplace_id
WHERE r.account_id = :account_id AND r.marketplace_id IS NULL
  AND o.account_id = :account_id AND o.amazon_order_id = r.amazon_order_id
