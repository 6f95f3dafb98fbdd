-- What to look at first, in words, as a run has said it: files by where bugs land.

CREATE TABLE cerebro.brain_run_notes (
    run_id BIGINT NOT NULL REFERENCES cerebro.brain_runs ON DELETE CASCADE,
    place SMALLINT NOT NULL,
    path TEXT NOT NULL,
    note JSONB NOT NULL,
    PRIMARY KEY (run_id, place)
);

-- A new backtest makes the newest commit be judged anew.
ALTER TABLE cerebro.brain_backtests
    ADD COLUMN measured_at TIMESTAMPTZ NOT NULL DEFAULT now();

GRANT SELECT, INSERT, UPDATE, DELETE ON cerebro.brain_run_notes TO cerebro;
