-- Quarantine: what could not be understood, kept sealed until today's code can read it.

-- name: renew
-- What is seen again and still waits is not kept twice: the newest state takes its place.
UPDATE sync.quarantine
SET sealed = :sealed, fetched_at = :fetched_at, reason = :reason, run_id = :run_id,
    report_id = cast(:report_id AS text), about_from = cast(:about_from AS timestamptz),
    about_to = cast(:about_to AS timestamptz), set_aside_at = clock_timestamp()
WHERE account_id = :account_id AND connection_id = :connection_id AND stream = :stream
  AND what = :what AND natural_key = cast(:natural_key AS text) AND replayed_at IS NULL

-- name: add
INSERT INTO sync.quarantine (account_id, connection_id, stream, what, natural_key, reason, sealed,
    report_id, about_from, about_to, run_id, fetched_at)
VALUES (:account_id, :connection_id, :stream, :what, cast(:natural_key AS text), :reason, :sealed,
    cast(:report_id AS text), cast(:about_from AS timestamptz), cast(:about_to AS timestamptz),
    :run_id, :fetched_at)

-- name: open
SELECT quarantine_id, what, natural_key, sealed, fetched_at, report_id, about_from, about_to
FROM sync.quarantine
WHERE account_id = :account_id AND connection_id = :connection_id AND stream = :stream
  AND replayed_at IS NULL
ORDER BY quarantine_id

-- name: is_any_open
SELECT EXISTS (SELECT 1 FROM sync.quarantine
    WHERE account_id = :account_id AND connection_id = :connection_id AND stream = :stream
      AND replayed_at IS NULL)

-- name: close
UPDATE sync.quarantine SET replayed_at = clock_timestamp()
WHERE account_id = :account_id AND quarantine_id = :quarantine_id

-- name: close_named
-- What was read rightly since; the same thing fetched later than this may say more.
UPDATE sync.quarantine SET replayed_at = clock_timestamp()
WHERE account_id = :account_id AND connection_id = :connection_id AND stream = :stream
  AND replayed_at IS NULL AND natural_key = ANY(cast(:names AS text[]))
  AND fetched_at <= :fetched_at

-- name: close_covered
-- A report tells all lines of its time, or of the present: those that made no sense before are
-- among them, and what still makes none has been renewed with the report's number.
UPDATE sync.quarantine SET replayed_at = clock_timestamp()
WHERE account_id = :account_id AND connection_id = :connection_id AND stream = :stream
  AND replayed_at IS NULL AND what = :what
  AND report_id IS DISTINCT FROM cast(:report_id AS text) AND fetched_at <= :fetched_at
  AND (cast(:start AS timestamptz) IS NULL
    OR (about_from >= cast(:start AS timestamptz) AND about_to <= cast(:end AS timestamptz)))

-- name: forget_old
DELETE FROM sync.quarantine
WHERE account_id = :account_id AND connection_id = :connection_id
  AND set_aside_at < clock_timestamp() - make_interval(days => :days)
RETURNING stream, replayed_at

-- name: waiting
SELECT connection_id, stream, count(*) AS rows,
    count(*) FILTER (WHERE set_aside_at < clock_timestamp() - make_interval(days => :days))
        AS rows_going,
    min(set_aside_at) AS oldest_at
FROM sync.quarantine
WHERE account_id = :account_id AND replayed_at IS NULL
GROUP BY connection_id, stream
