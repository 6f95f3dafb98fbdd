-- What was set aside is asked for anew by the span of time it is about.
ALTER TABLE sync.quarantine ADD COLUMN about_from TIMESTAMP WITH TIME ZONE;

ALTER TABLE sync.quarantine ADD COLUMN about_to TIMESTAMP WITH TIME ZONE;
