-- Token buckets and call counts. The instant comes from the caller, so that a test owns it.

-- name: seed
-- A bucket that has never been used is full; one that exists is left as it is.
INSERT INTO sync.rate_buckets (account_id, connection_id, operation, rate, burst, tokens, updated_at)
VALUES (:account_id, :connection_id, :operation, :rate, :burst, :burst, :now)
ON CONFLICT (account_id, connection_id, operation) DO NOTHING

-- name: take
-- One atomic step: refill for the time that has passed, take one token if there is one.
UPDATE sync.rate_buckets
SET tokens = least(burst, tokens + rate * greatest(0, extract(epoch FROM cast(:now AS timestamptz) - updated_at))) - 1,
    updated_at = greatest(updated_at, :now)
WHERE account_id = :account_id AND connection_id = :connection_id AND operation = :operation
  AND (blocked_until IS NULL OR blocked_until <= :now)
  AND least(burst, tokens + rate * greatest(0, extract(epoch FROM cast(:now AS timestamptz) - updated_at))) >= 1
RETURNING tokens

-- name: mend
-- A clock that was put back would stop the refill until it has caught up. Clocks of two
-- machines differ by seconds; more than a minute is a step.
UPDATE sync.rate_buckets
SET updated_at = :now
WHERE account_id = :account_id AND connection_id = :connection_id AND operation = :operation
  AND updated_at > cast(:now AS timestamptz) + interval '1 minute'

-- name: wait
-- How long until the next token, in seconds.
SELECT greatest(
    extract(epoch FROM coalesce(blocked_until, cast(:now AS timestamptz)) - cast(:now AS timestamptz)),
    (1 - least(burst, tokens + rate * greatest(0, extract(epoch FROM cast(:now AS timestamptz) - updated_at)))) / rate
)
FROM sync.rate_buckets
WHERE account_id = :account_id AND connection_id = :connection_id AND operation = :operation

-- name: heed
UPDATE sync.rate_buckets
SET rate = :rate
WHERE account_id = :account_id AND connection_id = :connection_id AND operation = :operation
  AND rate IS DISTINCT FROM :rate

-- name: block
-- Amazon said 429: its bucket is empty, whatever ours thought.
UPDATE sync.rate_buckets
SET tokens = 0,
    rate = coalesce(cast(:rate AS double precision), rate),
    updated_at = greatest(updated_at, :now),
    blocked_until = cast(:now AS timestamptz) + make_interval(secs => :seconds)
WHERE account_id = :account_id AND connection_id = :connection_id AND operation = :operation

-- name: count
INSERT INTO sync.call_counts AS stored (account_id, connection_id, operation, called_on, calls)
VALUES (:account_id, :connection_id, :operation, cast(:now AS timestamptz) AT TIME ZONE 'UTC', 1)
ON CONFLICT (account_id, connection_id, operation, called_on) DO UPDATE SET calls = stored.calls + 1
