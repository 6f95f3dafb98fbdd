-- Leases: who may work on a stream, until when, and with which fencing token.
-- The database's clock is used, because processes on several machines share it.

-- name: take
-- Free, expired, or left behind by a process of this machine that has died.
INSERT INTO sync.leases AS held (account_id, connection_id, stream, token, owner, expires_at)
VALUES (:account_id, :connection_id, :stream, 1, :owner, clock_timestamp() + make_interval(secs => :seconds))
ON CONFLICT (account_id, connection_id, stream) DO UPDATE
SET token = held.token + 1,
    owner = excluded.owner,
    expires_at = excluded.expires_at
WHERE held.expires_at IS NULL
   OR held.expires_at <= clock_timestamp()
   OR held.owner = cast(:dead_owner AS text)
RETURNING token

-- name: owner
SELECT owner FROM sync.leases
WHERE account_id = :account_id AND connection_id = :connection_id AND stream = :stream

-- name: renew
UPDATE sync.leases
SET expires_at = clock_timestamp() + make_interval(secs => :seconds)
WHERE account_id = :account_id AND connection_id = :connection_id AND stream = :stream
  AND token = :token AND owner = :owner

-- name: check
-- FOR SHARE: nobody can take the lease over until this transaction has ended.
SELECT token FROM sync.leases
WHERE account_id = :account_id AND connection_id = :connection_id AND stream = :stream
  AND token = :token AND owner = :owner
FOR SHARE

-- name: release
UPDATE sync.leases
SET owner = NULL, expires_at = NULL
WHERE account_id = :account_id AND connection_id = :connection_id AND stream = :stream
  AND token = :token AND owner = :owner
