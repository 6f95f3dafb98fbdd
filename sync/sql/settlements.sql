-- Settlements: found among Amazon's reports, never asked for.

-- name: drop_gone_lines
DELETE FROM seller.settlement_lines AS l
USING unnest(cast(:ids AS text[]), cast(:counts AS int[])) AS told (settlement_id, lines)
WHERE l.account_id = :account_id AND l.settlement_id = told.settlement_id
  AND l.line_no >= told.lines

-- name: known_reports
-- A document that could not be had is looked for again as long as Amazon lists it; so is one of
-- which nothing was saved and nothing waits any more.
SELECT report_id
FROM sync.report_jobs j
WHERE account_id = :account_id AND connection_id = :connection_id AND stream = :stream
  AND report_id IS NOT NULL AND state <> 'failed'
  AND (state <> 'closed' OR rows_read > 0 OR EXISTS (
    SELECT 1 FROM sync.quarantine q
    WHERE q.account_id = j.account_id AND q.connection_id = j.connection_id
      AND q.stream = j.stream AND q.report_id = j.report_id))

-- name: add_found
INSERT INTO sync.report_jobs
    (account_id, connection_id, stream, report_type, data_start_at, data_end_at,
     report_id, document_id, state, attempts)
VALUES (:account_id, :connection_id, :stream, :report_type, :data_start_at, :data_end_at,
    :report_id, :document_id, 'ready', 1)

-- name: fetch_again
UPDATE sync.report_jobs SET state = 'ready', finished_at = NULL
WHERE account_id = :account_id AND connection_id = :connection_id AND stream = :stream
  AND state IN ('closed', 'failed') AND report_id = ANY(cast(:report_ids AS text[]))

-- name: from_api
-- Settlements that Amazon's API has brought: a file never changes them.
SELECT settlement_id
FROM seller.settlements
WHERE account_id = :account_id AND settlement_id = ANY(:ids) AND source NOT LIKE 'import %'
