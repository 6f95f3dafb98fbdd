-- Which SKUs several marketplaces sell out of one pan-European stock, and since when.

CREATE TABLE seller.stock_pools (
    account_id BIGINT NOT NULL,
    marketplace_id TEXT NOT NULL,
    sku TEXT NOT NULL,
    since DATE NOT NULL,
    until DATE,
    connection_id BIGINT NOT NULL,
    rank SMALLINT NOT NULL,
    PRIMARY KEY (account_id, marketplace_id, sku, since),
    FOREIGN KEY(account_id, marketplace_id)
        REFERENCES seller.marketplaces (account_id, marketplace_id),
    FOREIGN KEY(account_id, connection_id) REFERENCES app.connections (account_id, connection_id)
);

CREATE INDEX stock_pools_sku ON seller.stock_pools (account_id, connection_id, sku);

ALTER TABLE seller.stock_pools ENABLE ROW LEVEL SECURITY;
ALTER TABLE seller.stock_pools FORCE ROW LEVEL SECURITY;
CREATE POLICY own_account ON seller.stock_pools USING (account_id = app.current_account());

GRANT SELECT ON seller.stock_pools TO web;
GRANT SELECT, INSERT, UPDATE, DELETE ON seller.stock_pools TO sync;

GRANT SELECT ON seller.stock_pools TO ask;

-- Who takes an account away is asked for each product whether stock still points to it.

CREATE INDEX inventory_asin ON seller.inventory (account_id, asin);
CREATE INDEX inventory_daily_asin ON seller.inventory_daily (account_id, asin);

-- What people and Ask read by marketplace: which rows belong into a sum.

CREATE OR REPLACE VIEW report.inventory WITH (security_invoker = true) AS
SELECT
    m.country_code AS marketplace,
    i.asin,
    i.sku,
    i.fulfillable_units AS available,
    i.inbound_units AS inbound,
    i.reserved_units AS reserved,
    i.researching_units AS researching,
    i.unfulfillable_units AS unfulfillable,
    i.total_units AS total,
    i.amazon_updated_at AS updated_at,
    NOT EXISTS (
        SELECT FROM seller.stock_pools p
        JOIN seller.stock_pools o ON o.account_id = p.account_id
            AND o.connection_id = p.connection_id AND o.sku = p.sku
            AND o.rank < p.rank AND o.until IS NULL
        WHERE p.account_id = i.account_id AND p.marketplace_id = i.marketplace_id
            AND p.sku = i.sku AND p.until IS NULL
    ) AS counts_in_sums
FROM seller.inventory i
LEFT JOIN seller.marketplaces m
    ON m.account_id = i.account_id AND m.marketplace_id = i.marketplace_id;

COMMENT ON VIEW report.inventory IS
    'Stock at Amazon now, by offer. Add up rows with counts_in_sums only.';
COMMENT ON COLUMN report.inventory.counts_in_sums IS
    'No where the same pan-European stock is told for another marketplace already.';

CREATE OR REPLACE VIEW report.inventory_daily WITH (security_invoker = true) AS
SELECT
    i.local_date AS snapshot_date,
    m.country_code AS marketplace,
    i.asin,
    i.sku,
    i.fulfillable_units AS available,
    i.inbound_units AS inbound,
    i.reserved_units AS reserved,
    i.researching_units AS researching,
    i.unfulfillable_units AS unfulfillable,
    i.total_units AS total,
    -- The inventory ledger tells what lies in each country: that adds up.
    i.source = 'GET_LEDGER_SUMMARY_VIEW_DATA' OR NOT EXISTS (
        SELECT FROM seller.stock_pools p
        JOIN seller.stock_pools o ON o.account_id = p.account_id
            AND o.connection_id = p.connection_id AND o.sku = p.sku AND o.rank < p.rank
            AND o.since <= i.local_date AND (o.until IS NULL OR o.until > i.local_date)
        WHERE p.account_id = i.account_id AND p.marketplace_id = i.marketplace_id
            AND p.sku = i.sku
            AND p.since <= i.local_date AND (p.until IS NULL OR p.until > i.local_date)
    ) AS counts_in_sums
FROM seller.inventory_daily i
LEFT JOIN seller.marketplaces m
    ON m.account_id = i.account_id AND m.marketplace_id = i.marketplace_id;

COMMENT ON VIEW report.inventory_daily IS
    'Stock at Amazon by day. It does not add up over days: take the last day. Add up rows with counts_in_sums only.';
COMMENT ON COLUMN report.inventory_daily.counts_in_sums IS
    'No where the same pan-European stock is told for another marketplace already.';
