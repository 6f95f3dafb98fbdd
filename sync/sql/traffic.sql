-- Reports of sales and traffic. The days of a job are midnights of UTC in data_start_at and
-- data_end_at; both days belong to it. One day = the products of a day; more = the days of a shop.

-- name: plan
INSERT INTO sync.report_jobs
    (account_id, connection_id, stream, report_type, marketplace_id, data_start_at, data_end_at)
VALUES (:account_id, :connection_id, :stream, :report_type, :marketplace_id,
    cast(:first AS date)::timestamp AT TIME ZONE 'UTC',
    cast(:last AS date)::timestamp AT TIME ZONE 'UTC')

-- name: expire
-- Amazon reaches two years back: what has waited for longer than that is not asked for any more.
UPDATE sync.report_jobs
SET state = 'closed', finished_at = :now, note = 'Amazon no longer keeps these days.'
WHERE account_id = :account_id AND connection_id = :connection_id AND stream = :stream
  AND marketplace_id = :marketplace_id AND state IN ('wanted', 'failed', 'empty')
  AND data_end_at < cast(:oldest AS date)::timestamp AT TIME ZONE 'UTC'

-- name: shorten
UPDATE sync.report_jobs
SET data_start_at = cast(:oldest AS date)::timestamp AT TIME ZONE 'UTC'
WHERE account_id = :account_id AND connection_id = :connection_id AND stream = :stream
  AND marketplace_id = :marketplace_id AND state IN ('wanted', 'failed')
  AND data_start_at < cast(:oldest AS date)::timestamp AT TIME ZONE 'UTC'

-- name: open
-- Newest day first: a night's days come before the history, which is never in their way.
SELECT job_id, report_type, data_start_at, data_end_at, report_id, document_id, state, attempts,
    marketplace_id, not_before, note
FROM sync.report_jobs
WHERE account_id = :account_id AND connection_id = :connection_id AND stream = :stream
  AND state IN ('wanted', 'requested', 'ready') AND marketplace_id IS NOT NULL
ORDER BY data_end_at DESC, data_start_at, job_id

-- name: asked
-- When each day was asked for last, and whether it is being asked for now.
SELECT (data_start_at AT TIME ZONE 'UTC')::date AS day, max(requested_at) AS asked_at,
    bool_or(state IN ('wanted', 'requested', 'ready', 'failed')) AS is_open
FROM sync.report_jobs
WHERE account_id = :account_id AND connection_id = :connection_id AND stream = :stream
  AND marketplace_id = :marketplace_id AND data_start_at = data_end_at
  AND data_start_at >= cast(:since AS date)::timestamp AT TIME ZONE 'UTC'
GROUP BY 1

-- name: gone
-- A product whose orders of a day were cancelled is no longer told of. What a person has
-- brought in by hand of other products stays: Amazon's file for people names more of them.
DELETE FROM seller.traffic_product_daily
WHERE account_id = :account_id AND marketplace_id = :marketplace_id AND local_date = :day
  AND asin <> ALL(cast(:asins AS text[])) AND source NOT LIKE 'import %'
