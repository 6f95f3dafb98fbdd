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
