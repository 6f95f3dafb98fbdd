-- Advertising reports: wanted -> requested -> closed; or empty, or failed. The days of a job
-- are midnights of UTC in data_start_at and data_end_at; both days belong to it.

-- name: plan
INSERT INTO sync.report_jobs
    (account_id, connection_id, stream, report_type, profile_id, data_start_at, data_end_at)
VALUES (:account_id, :connection_id, :stream, :report_type, :profile_id,
    cast(:first AS date)::timestamp AT TIME ZONE 'UTC',
    cast(:last AS date)::timestamp AT TIME ZONE 'UTC')

-- name: supersede
-- Days that are asked for anew need no older report any more.
UPDATE sync.report_jobs
SET state = 'closed', finished_at = :now, note = 'These days were asked for anew.'
WHERE account_id = :account_id AND connection_id = :connection_id AND stream = :stream
  AND profile_id = :profile_id AND state IN ('wanted', 'requested', 'failed')
  AND (data_start_at AT TIME ZONE 'UTC')::date >= :first
  AND (data_end_at AT TIME ZONE 'UTC')::date <= :last

-- name: shorten
-- The days before keep theirs.
UPDATE sync.report_jobs
SET data_end_at = (cast(:first AS date) - 1)::timestamp AT TIME ZONE 'UTC'
WHERE account_id = :account_id AND connection_id = :connection_id AND stream = :stream
  AND profile_id = :profile_id AND state IN ('wanted', 'requested', 'failed')
  AND (data_start_at AT TIME ZONE 'UTC')::date < :first
  AND (data_end_at AT TIME ZONE 'UTC')::date BETWEEN :first AND :last

-- name: revive
-- What Amazon could not make is tried again after a while: three times a day.
UPDATE sync.report_jobs
SET state = 'wanted', report_id = NULL, attempts = 0
WHERE account_id = :account_id AND connection_id = :connection_id AND stream = :stream
  AND state = 'failed' AND profile_id IS NOT NULL
  AND finished_at < cast(:now AS timestamptz) - interval '8 hours'

-- name: unfinished
-- Newest window first: people look at the latest days first.
SELECT job_id, profile_id, report_type,
    (data_start_at AT TIME ZONE 'UTC')::date AS first,
    (data_end_at AT TIME ZONE 'UTC')::date AS last,
    report_id, state, attempts, throttles, not_before, requested_at
FROM sync.report_jobs
WHERE account_id = :account_id AND connection_id = :connection_id AND stream = :stream
  AND state IN ('wanted', 'requested', 'failed') AND profile_id IS NOT NULL
ORDER BY data_end_at DESC, job_id

-- name: save
UPDATE sync.report_jobs
SET state = :state, report_id = cast(:report_id AS text), attempts = :attempts,
    throttles = :throttles, not_before = cast(:not_before AS timestamptz),
    requested_at = cast(:requested_at AS timestamptz),
    data_start_at = cast(:first AS date)::timestamp AT TIME ZONE 'UTC',
    note = coalesce(cast(:note AS text), note),
    finished_at = CASE WHEN :state IN ('empty', 'failed') THEN cast(:now AS timestamptz) END
WHERE account_id = :account_id AND job_id = :job_id

-- name: close
UPDATE sync.report_jobs
SET state = 'closed', finished_at = :now, rows_read = :rows_read
WHERE account_id = :account_id AND job_id = :job_id

-- name: queue
-- The queue at Amazon is one for a region: how many of ours stand in it, and until when it is
-- left alone because it was full. What has stood for long holds up nothing.
SELECT count(*) FILTER (WHERE state = 'requested'
        AND requested_at > cast(:now AS timestamptz) - interval '3 hours') AS standing,
    max(not_before) FILTER (WHERE state = 'wanted' AND throttles > 0 AND not_before > :now)
        AS full_until
FROM sync.report_jobs
WHERE account_id = :account_id AND connection_id = :connection_id AND profile_id IS NOT NULL
  AND state IN ('wanted', 'requested')
