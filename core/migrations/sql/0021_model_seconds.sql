-- How long the language model has worked on a day for an account: that has a limit as well.

ALTER TABLE app.model_usage ADD COLUMN seconds NUMERIC(18, 4) DEFAULT '0' NOT NULL;
