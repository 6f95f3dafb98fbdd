-- A price may not be known; tokens always are, and the limit of a day is counted in them.

ALTER TABLE cerebro.brain_notes
    ADD COLUMN tokens_in INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN tokens_out INTEGER NOT NULL DEFAULT 0;
