-- Cursors and data versions: how far a stream has come, and how new its data is.

-- name: load
SELECT cursor_at, position FROM sync.cursors
WHERE account_id = :account_id AND connection_id = :connection_id AND stream = :stream

-- name: save
INSERT INTO sync.cursors (account_id, connection_id, stream, cursor_at, position, updated_at)
VALUES (:account_id, :connection_id, :stream, :cursor_at, cast(:position AS jsonb), clock_timestamp())
ON CONFLICT (account_id, connection_id, stream) DO UPDATE
SET cursor_at = excluded.cursor_at, position = excluded.position, updated_at = excluded.updated_at

-- name: changed
INSERT INTO seller.data_versions AS stored (account_id, source, connection_id, version, changed_at)
VALUES (:account_id, :source, :connection_id, 1, :now)
ON CONFLICT (account_id, source, connection_id) DO UPDATE
SET version = stored.version + 1, changed_at = excluded.changed_at

-- name: read_through
INSERT INTO seller.data_versions (account_id, source, connection_id, version, synced_at)
VALUES (:account_id, :source, :connection_id, 0, :now)
ON CONFLICT (account_id, source, connection_id) DO UPDATE
SET synced_at = excluded.synced_at

-- name: versions
SELECT source, sum(version) AS version FROM seller.data_versions
WHERE account_id = :account_id AND source = ANY(:sources)
GROUP BY source
