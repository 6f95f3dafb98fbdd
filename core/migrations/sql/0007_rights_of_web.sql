-- The pages change of people only what a login and a new password change. Who is an
-- administrator, who is disabled and who belongs where is changed by the owner alone.

REVOKE INSERT, UPDATE ON app.users FROM web;
GRANT UPDATE (password_hash, failed_logins, locked_until, last_login_at) ON app.users TO web;
REVOKE INSERT, UPDATE ON app.memberships FROM web;
REVOKE INSERT ON app.accounts, app.connections FROM web;
