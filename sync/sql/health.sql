-- How streams fare: failures in a row, and until when a stream is left alone.

-- name: read
SELECT stream, failures, left_alone_until FROM sync.stream_health
WHERE account_id = :account_id AND connection_id = :connection_id

-- name: save
INSERT INTO sync.stream_health AS stored
    (account_id, connection_id, stream, failures, error_kind, left_alone_until, updated_at)
VALUES (:account_id, :connection_id, :stream, :failures, cast(:error_kind AS text),
    cast(:left_alone_until AS timestamptz), clock_timestamp())
ON CONFLICT (account_id, connection_id, stream) DO UPDATE
SET failures = excluded.failures, error_kind = excluded.error_kind,
    left_alone_until = excluded.left_alone_until, updated_at = excluded.updated_at

-- name: connection_state
UPDATE app.connections SET state = :state
WHERE account_id = :account_id AND connection_id = :connection_id AND state <> :state
