-- Row-level security and rights of the tables that 0004 has added.

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

-- People enter these on the pages; the sync keeps the sums of money.
GRANT SELECT, INSERT, UPDATE, DELETE ON seller.product_costs, seller.expenses, seller.tax_rules,
    seller.targets, seller.product_settings, seller.account_settings, seller.settings_versions,
    app.saved_views TO web;
GRANT SELECT ON seller.money_daily, seller.money_product_daily TO web;
GRANT SELECT, INSERT, UPDATE, DELETE ON seller.money_daily, seller.money_product_daily TO sync;

DO $$
BEGIN
    IF current_setting('server_version_num')::int >= 170000 THEN
        EXECUTE 'GRANT MAINTAIN ON seller.money_daily, seller.money_product_daily TO sync';
    END IF;
END
$$;
