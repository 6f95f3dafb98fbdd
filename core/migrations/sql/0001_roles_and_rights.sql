-- Row-level security and rights of the first tables.
-- Every table with an account_id shows only the rows of the account that the
-- transaction has named (SET LOCAL app.account_id); with none named it shows nothing.

CREATE FUNCTION app.current_account() RETURNS bigint
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('app.account_id', true), '')::bigint;

CREATE FUNCTION app.current_person() RETURNS bigint
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('app.user_id', true), '')::bigint;

DO $$
DECLARE
    tenant_table regclass;
BEGIN
    FOR tenant_table IN
        SELECT c.oid::regclass
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'account_id'
        WHERE n.nspname IN ('app', 'seller', 'sync') AND c.relkind = 'r'
    LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', tenant_table);
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', tenant_table);
        EXECUTE format(
            'CREATE POLICY own_account ON %s USING (account_id = app.current_account())',
            tenant_table);
    END LOOP;
END
$$;

-- The sync goes through all accounts, one after the other: it may list them.
CREATE POLICY sync_lists_accounts ON app.accounts FOR SELECT TO sync USING (true);

-- A person who has just come in may see where they belong, before an account is chosen.
CREATE POLICY own_memberships ON app.memberships FOR SELECT TO web
    USING (user_id = app.current_person());
CREATE POLICY own_accounts ON app.accounts FOR SELECT TO web
    USING (account_id IN (
        SELECT m.account_id FROM app.memberships m WHERE m.user_id = app.current_person()));

GRANT USAGE ON SCHEMA app, seller, sync TO web, sync;

-- web: the pages read facts, and write only people and settings.
GRANT SELECT ON ALL TABLES IN SCHEMA seller TO web;
GRANT SELECT ON sync.runs, sync.cursors, sync.report_jobs, sync.call_counts, sync.rate_buckets TO web;
GRANT SELECT ON app.accounts, app.connections TO web;
GRANT SELECT, INSERT, UPDATE ON app.users, app.memberships TO web;
GRANT INSERT ON app.accounts, app.connections TO web;

-- sync: Amazon's data comes in here, and nothing about people.
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA seller TO sync;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA sync TO sync;
GRANT SELECT ON app.accounts TO sync;
GRANT SELECT, UPDATE ON app.connections TO sync;
GRANT SELECT, UPDATE ON app.credentials TO sync;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA sync TO sync;
