-- Report jobs: wanted -> requested -> ready -> closed; or empty, or failed.

-- name: plan
INSERT INTO sync.report_jobs
    (account_id, connection_id, stream, report_type, marketplace_id, data_start_at, data_end_at)
VALUES (:account_id, :connection_id, :stream, :report_type, cast(:marketplace_id AS text),
    :data_start_at, :data_end_at)

-- name: oldest_start
-- What Amazon has made already tells an older state than what is asked for now.
SELECT min(data_start_at)
FROM sync.report_jobs
WHERE account_id = :account_id AND connection_id = :connection_id AND stream = :stream
  AND state IN ('requested', 'ready') AND data_end_at > :start

-- name: supersede
UPDATE sync.report_jobs
SET state = 'closed', finished_at = :now, note = 'These days were asked for anew.'
WHERE account_id = :account_id AND connection_id = :connection_id AND stream = :stream
  AND state IN ('wanted', 'requested', 'ready', 'failed', 'empty') AND data_start_at >= :start

-- name: open
-- Newest window first: people look at the latest days first.
SELECT job_id, report_type, data_start_at AS start, data_end_at AS end, report_id, document_id, state,
    attempts, marketplace_id, not_before, note
FROM sync.report_jobs
WHERE account_id = :account_id AND connection_id = :connection_id AND stream = :stream
  AND state IN ('wanted', 'requested', 'ready')
ORDER BY data_end_at DESC, job_id

-- name: resting
-- What Amazon could not make and is left alone for a while.
SELECT count(*) AS reports, min(finished_at) AS since, max(data_end_at) AS newest_end
FROM sync.report_jobs
WHERE account_id = :account_id AND connection_id = :connection_id AND stream = :stream
  AND state = 'failed'

-- name: newest
-- The newest report of each marketplace and window of a stream, however it stands.
SELECT DISTINCT ON (marketplace_id, data_start_at)
    marketplace_id, data_start_at, job_id, state, requested_at, finished_at
FROM sync.report_jobs
WHERE account_id = :account_id AND connection_id = :connection_id AND stream = :stream
ORDER BY marketplace_id, data_start_at, job_id DESC

-- name: forget_old
-- What is finished is remembered for a year.
DELETE FROM sync.report_jobs
WHERE account_id = :account_id AND connection_id = :connection_id AND stream = :stream
  AND state IN ('closed', 'empty', 'failed', 'given up')
  AND coalesce(finished_at, data_end_at) < cast(:now AS timestamptz) - interval '365 days'

-- name: revive
-- What Amazon could not make is tried again after a while: three times a day. CANCELLED may
-- have meant "too soon" and not "no data": an empty window is looked at once more, later.
UPDATE sync.report_jobs
SET state = 'wanted', report_id = NULL, document_id = NULL,
    attempts = CASE WHEN state = 'empty' THEN 8 ELSE 0 END
WHERE account_id = :account_id AND connection_id = :connection_id AND stream = :stream
  AND (state = 'failed' OR (state = 'empty' AND attempts < 8))
  AND finished_at < cast(:now AS timestamptz) - interval '8 hours'

-- name: counts
SELECT count(*) AS jobs, count(*) FILTER (WHERE state IN ('closed', 'empty', 'failed')) AS finished
FROM sync.report_jobs
WHERE account_id = :account_id AND connection_id = :connection_id AND stream = :stream

-- name: save
UPDATE sync.report_jobs
SET state = :state, report_id = cast(:report_id AS text), document_id = cast(:document_id AS text),
    attempts = :attempts, not_before = cast(:not_before AS timestamptz), note = coalesce(cast(:note AS text), note),
    requested_at = CASE WHEN :state = 'requested' THEN coalesce(requested_at, :now) ELSE requested_at END,
    finished_at = CASE WHEN :state IN ('closed', 'empty', 'failed', 'given up') THEN cast(:now AS timestamptz) END
WHERE account_id = :account_id AND job_id = :job_id

-- name: close
UPDATE sync.report_jobs
SET state = 'closed', finished_at = :now, rows_read = :rows_read
WHERE account_id = :account_id AND job_id = :job_id
