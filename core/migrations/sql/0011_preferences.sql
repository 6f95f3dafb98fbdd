-- What a person has chosen about the pages themselves, in one account: the guide of the first
-- visit closed, the columns of a table.

CREATE TABLE app.preferences (
    account_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    value JSONB NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (account_id, user_id, name),
    FOREIGN KEY(account_id) REFERENCES app.accounts (account_id),
    FOREIGN KEY(user_id) REFERENCES app.users (user_id) ON DELETE CASCADE
);

ALTER TABLE app.preferences ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.preferences FORCE ROW LEVEL SECURITY;
CREATE POLICY own_account ON app.preferences USING (account_id = app.current_account());

GRANT SELECT, INSERT, UPDATE, DELETE ON app.preferences TO web;
