-- What an order was before its status changed, and since when.

CREATE TABLE seller.order_statuses (
    account_id BIGINT NOT NULL,
    amazon_order_id TEXT NOT NULL,
    since_at TIMESTAMP WITH TIME ZONE NOT NULL,
    status TEXT NOT NULL,
    PRIMARY KEY (account_id, amazon_order_id, since_at),
    FOREIGN KEY(account_id, amazon_order_id)
        REFERENCES seller.orders (account_id, amazon_order_id) ON DELETE CASCADE
);

ALTER TABLE seller.order_statuses ENABLE ROW LEVEL SECURITY;
ALTER TABLE seller.order_statuses FORCE ROW LEVEL SECURITY;
CREATE POLICY own_account ON seller.order_statuses USING (account_id = app.current_account());

GRANT SELECT ON seller.order_statuses TO web;
GRANT SELECT, INSERT, UPDATE, DELETE ON seller.order_statuses TO sync;
