-- Whether a run that says `running` still runs is told by its lease: until when it holds, and
-- nothing of the process that holds it.

GRANT SELECT (account_id, connection_id, stream, expires_at) ON sync.leases TO web;
