-- Orders that Amazon says have changed (ORDER_CHANGE), until they are fetched.

CREATE TABLE sync.order_notices (
    account_id BIGINT NOT NULL,
    connection_id BIGINT NOT NULL,
    amazon_order_id TEXT NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE,
    received_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (account_id, connection_id, amazon_order_id),
    FOREIGN KEY(account_id, connection_id) REFERENCES app.connections (account_id, connection_id)
);

ALTER TABLE sync.order_notices ENABLE ROW LEVEL SECURITY;
ALTER TABLE sync.order_notices FORCE ROW LEVEL SECURITY;
CREATE POLICY own_account ON sync.order_notices USING (account_id = app.current_account());

GRANT SELECT, INSERT, UPDATE, DELETE ON sync.order_notices TO sync;
