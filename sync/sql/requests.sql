-- Requests of people: taken by one process at a time, taken over when that one has died.
-- The database's clock is used, because processes on several machines share them.

-- name: takers
SELECT DISTINCT taken_by FROM sync.requests
WHERE account_id = :account_id AND finished_at IS NULL AND taken_by IS NOT NULL

-- name: take
-- Waiting, or left behind by a process that has died. What another one is taking at this
-- very moment is passed over.
UPDATE sync.requests
SET taken_at = clock_timestamp(),
    taken_by = :owner,
    alive_until = clock_timestamp() + make_interval(secs => :seconds),
    attempts = attempts + 1
WHERE account_id = :account_id AND request_id = (
    SELECT request_id FROM sync.requests
    WHERE account_id = :account_id AND kind = ANY(:kinds) AND finished_at IS NULL
      AND (taken_by IS NULL OR alive_until <= clock_timestamp() OR taken_by = ANY(:dead))
    ORDER BY request_id
    FOR UPDATE SKIP LOCKED
    LIMIT 1)
RETURNING request_id, kind, stream, wish, asked_by, attempts

-- name: renew
UPDATE sync.requests
SET alive_until = clock_timestamp() + make_interval(secs => :seconds)
WHERE account_id = :account_id AND request_id = :request_id AND attempts = :attempts
  AND finished_at IS NULL

-- name: finish
-- `attempts` is the fencing token: it has grown when another process took the request over.
UPDATE sync.requests
SET finished_at = clock_timestamp(), result = cast(:result AS jsonb), alive_until = NULL
WHERE account_id = :account_id AND request_id = :request_id AND attempts = :attempts
  AND finished_at IS NULL

-- name: give_back
UPDATE sync.requests
SET taken_at = NULL, taken_by = NULL, alive_until = NULL, attempts = attempts - 1
WHERE account_id = :account_id AND request_id = :request_id AND attempts = :attempts
  AND finished_at IS NULL

-- name: files
SELECT file_name, sealed FROM sync.request_files
WHERE account_id = :account_id AND request_id = :request_id
ORDER BY file_number

-- name: drop_files
DELETE FROM sync.request_files WHERE account_id = :account_id AND request_id = :request_id

-- name: close_old
-- Nobody waits for an answer a day later, and files are not kept for longer.
UPDATE sync.requests
SET finished_at = clock_timestamp(), result = cast(:result AS jsonb)
WHERE account_id = :account_id AND finished_at IS NULL AND taken_by IS NULL
  AND asked_at < clock_timestamp() - make_interval(hours => :hours)
RETURNING request_id

-- name: forget_old
DELETE FROM sync.requests
WHERE account_id = :account_id AND finished_at < clock_timestamp() - make_interval(days => :days)
