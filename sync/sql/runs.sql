-- Runs: what each stream did, when, and how it ended. The instant comes from the caller, as
-- schedules go by it; a clock that was put back makes no run shorter than nothing.

-- name: start
INSERT INTO sync.runs (account_id, connection_id, stream, kind, state, started_at)
VALUES (:account_id, :connection_id, :stream, :kind, 'running', :now)
RETURNING run_id

-- name: abandon
-- Whoever holds the lease knows that nobody else runs: what still says so was killed.
UPDATE sync.runs
SET state = 'abandoned', finished_at = greatest(started_at, :now)
WHERE account_id = :account_id AND connection_id = :connection_id AND stream = :stream
  AND state = 'running'

-- name: forget_old
-- Old runs are forgotten; what pages show stays, and what schedules go by: the last of a stream,
-- and the last that ended well or had nothing to do.
DELETE FROM sync.runs
WHERE account_id = :account_id AND connection_id = :connection_id AND stream = :stream
  AND started_at < :before
  AND run_id NOT IN (
    SELECT run_id FROM sync.runs
    WHERE account_id = :account_id AND connection_id = :connection_id AND stream = :stream
    ORDER BY started_at DESC, run_id DESC LIMIT :kept)
  AND run_id NOT IN (
    SELECT run_id FROM sync.runs
    WHERE account_id = :account_id AND connection_id = :connection_id AND stream = :stream
      AND state = ANY(:states) AND kind <> 'replay'
    ORDER BY started_at DESC LIMIT 1)
  AND run_id NOT IN (
    SELECT run_id FROM sync.runs
    WHERE account_id = :account_id AND connection_id = :connection_id AND stream = :stream
      AND state = 'skipped'
    ORDER BY started_at DESC LIMIT 1)

-- name: progress
UPDATE sync.runs
SET rows_read = :rows_read, rows_written = :rows_written, calls = :calls,
    orders_changed = :orders_changed
WHERE account_id = :account_id AND run_id = :run_id

-- name: finish
UPDATE sync.runs
SET state = :state, finished_at = greatest(started_at, :now), rows_read = :rows_read,
    rows_written = :rows_written, calls = :calls, orders_changed = :orders_changed,
    error_kind = cast(:error_kind AS text), error_sentence = cast(:error_sentence AS text)
WHERE account_id = :account_id AND run_id = :run_id AND state = 'running'

-- name: last_done
SELECT max(started_at) FROM sync.runs
WHERE account_id = :account_id AND connection_id = :connection_id AND stream = :stream
  AND state = ANY(:states) AND kind <> 'replay'

-- name: latest
SELECT DISTINCT ON (connection_id, stream)
    connection_id, stream, kind, state, started_at, finished_at, rows_read, rows_written, calls,
    error_sentence
FROM sync.runs
WHERE account_id = :account_id
ORDER BY connection_id, stream, started_at DESC, run_id DESC

-- name: open_reports
-- Reports of changes and of the nightly look are jobs of their own, and belong to the orders.
SELECT connection_id,
    CASE WHEN stream IN ('orders_changed', 'orders_swept') THEN 'orders' ELSE stream END AS stream,
    count(*) AS reports
FROM sync.report_jobs
WHERE account_id = :account_id AND state IN ('wanted', 'requested', 'ready')
GROUP BY 1, 2
