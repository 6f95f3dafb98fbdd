-- What the language model has used on a day for an account.

CREATE TABLE app.model_usage (
    account_id BIGINT NOT NULL,
    used_on DATE NOT NULL,
    calls INTEGER DEFAULT '0' NOT NULL,
    tokens_in BIGINT DEFAULT '0' NOT NULL,
    tokens_out BIGINT DEFAULT '0' NOT NULL,
    cost_amount NUMERIC(18, 4) DEFAULT '0' NOT NULL,
    currency TEXT NOT NULL,
    PRIMARY KEY (account_id, used_on),
    FOREIGN KEY(account_id) REFERENCES app.accounts (account_id)
);

ALTER TABLE app.model_usage ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.model_usage FORCE ROW LEVEL SECURITY;
CREATE POLICY own_account ON app.model_usage USING (account_id = app.current_account());

GRANT SELECT, INSERT, UPDATE ON app.model_usage TO web;
