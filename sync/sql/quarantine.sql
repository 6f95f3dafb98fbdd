-- Quarantine: what could not be understood, kept sealed until today's code can read it.

-- name: renew
-- What is seen again and still waits is not kept twice: the newest state takes its place.
UPDATE sync.quarantine
SET sealed = :sealed, fetched_at = :fetched_at, reason = :reason, run_id = :run_id,
    report_id = cast(:report_id AS text)
WHERE account_id = :account_id AND connection_id = :connection_id AND stream = :stream
  AND what = :what AND natural_key = cast(:natural_key AS text) AND replayed_at IS NULL

-- name: add
INSERT INTO sync.quarantine (account_id, connection_id, stream, what, natural_key, reason, sealed,
    report_id, run_id, fetched_at)
VALUES (:account_id, :connection_id, :stream, :what, cast(:natural_key AS text), :reason, :sealed,
    cast(:report_id AS text), :run_id, :fetched_at)

-- name: open
SELECT quarantine_id, stream, what, sealed, fetched_at FROM sync.quarantine
WHERE account_id = :account_id AND connection_id = :connection_id AND stream = :stream
  AND replayed_at IS NULL
ORDER BY quarantine_id

-- name: close
UPDATE sync.quarantine SET replayed_at = clock_timestamp()
WHERE account_id = :account_id AND quarantine_id = :quarantine_id

-- name: forget_old
DELETE FROM sync.quarantine
WHERE account_id = :account_id AND connection_id = :connection_id
  AND set_aside_at < clock_timestamp() - make_interval(days => :days)

-- name: waiting
SELECT connection_id, stream, count(*) AS rows FROM sync.quarantine
WHERE account_id = :account_id AND replayed_at IS NULL
GROUP BY connection_id, stream
