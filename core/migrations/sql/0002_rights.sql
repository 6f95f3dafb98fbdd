-- Row-level security and rights of the tables that 0002 has added.

DO $$
DECLARE
    tenant_table regclass;
BEGIN
    FOR tenant_table IN
        SELECT c.oid::regclass
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'account_id'
        WHERE n.nspname IN ('app', 'seller', 'sync') AND c.relkind = 'r' AND NOT c.relrowsecurity
    LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', tenant_table);
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', tenant_table);
        EXECUTE format(
            'CREATE POLICY own_account ON %s USING (account_id = app.current_account())',
            tenant_table);
    END LOOP;
END
$$;

GRANT SELECT ON ALL TABLES IN SCHEMA seller TO web;
GRANT SELECT ON app.fx_rates TO web;
GRANT SELECT ON sync.stream_health, sync.imports TO web;
GRANT SELECT (account_id, quarantine_id, connection_id, stream, what, natural_key, reason,
    set_aside_at, replayed_at) ON sync.quarantine TO web;
GRANT SELECT, INSERT, UPDATE, DELETE ON app.stream_schedules TO web;

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA seller, sync TO sync;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA sync TO sync;
GRANT SELECT, INSERT, UPDATE ON app.fx_rates TO sync;
GRANT SELECT ON app.stream_schedules TO sync;
-- A shop without API access brings its files by hand: its region is written down then.
GRANT INSERT ON app.connections TO sync;

-- After a history has come in, the planner has to know how large the tables are. A role
-- that does not own them may say so since PostgreSQL 17.
DO $$
BEGIN
    IF current_setting('server_version_num')::int >= 170000 THEN
        EXECUTE 'GRANT MAINTAIN ON ALL TABLES IN SCHEMA seller TO sync';
    END IF;
END
$$;
