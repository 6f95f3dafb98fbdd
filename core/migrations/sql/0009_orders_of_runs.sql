-- How many orders a run has brought that were new or had changed: what a call is worth.
ALTER TABLE sync.runs ADD COLUMN orders_changed INTEGER DEFAULT '0' NOT NULL;
