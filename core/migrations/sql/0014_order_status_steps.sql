-- Two changes of an order's status at the same instant are both kept, in the order they came in.

ALTER TABLE seller.order_statuses ADD COLUMN step SMALLINT NOT NULL DEFAULT 0;
ALTER TABLE seller.order_statuses DROP CONSTRAINT order_statuses_pkey;
ALTER TABLE seller.order_statuses ADD PRIMARY KEY (account_id, amazon_order_id, since_at, step);
