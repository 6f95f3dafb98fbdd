-- Amazon's inventory ledger: what was lost, found again, broken and disposed of; and stock by day
-- of before the first sync, which does not tell what is on its way.

CREATE TABLE seller.ledger_events (
    account_id BIGINT NOT NULL,
    connection_id BIGINT NOT NULL,
    local_date DATE NOT NULL,
    line_no INTEGER DEFAULT '0' NOT NULL,
    country_code TEXT NOT NULL,
    marketplace_id TEXT,
    event_type TEXT NOT NULL,
    reference_id TEXT,
    fnsku TEXT NOT NULL,
    asin TEXT NOT NULL,
    sku TEXT NOT NULL,
    disposition TEXT,
    reason TEXT,
    fulfillment_center TEXT,
    units INTEGER DEFAULT '0' NOT NULL,
    reconciled_units INTEGER,
    unreconciled_units INTEGER,
    source TEXT NOT NULL,
    report_id TEXT,
    run_id BIGINT,
    fetched_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (account_id, connection_id, local_date, line_no),
    FOREIGN KEY(account_id, connection_id) REFERENCES app.connections (account_id, connection_id)
);

CREATE INDEX ledger_events_sku
    ON seller.ledger_events (account_id, marketplace_id, sku, local_date);

ALTER TABLE seller.ledger_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE seller.ledger_events FORCE ROW LEVEL SECURITY;
CREATE POLICY own_account ON seller.ledger_events USING (account_id = app.current_account());

GRANT SELECT ON seller.ledger_events TO web;
GRANT SELECT, INSERT, UPDATE, DELETE ON seller.ledger_events TO sync;

DO $$
BEGIN
    IF current_setting('server_version_num')::int >= 170000 THEN
        EXECUTE 'GRANT MAINTAIN ON seller.ledger_events TO sync';
    END IF;
END
$$;

ALTER TABLE seller.inventory_daily
    ALTER COLUMN inbound_units DROP NOT NULL,
    ALTER COLUMN inbound_units DROP DEFAULT,
    ALTER COLUMN researching_units DROP NOT NULL,
    ALTER COLUMN researching_units DROP DEFAULT;
